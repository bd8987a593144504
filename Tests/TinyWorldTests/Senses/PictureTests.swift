// What happens to a picture: moved, spoiled, noisy, and drawn as text.

import Testing

@testable import TinyWorld

@Suite struct PictureTests {
  private static let dot = Picture(
    name: "a dot", pixels: (0..<144).map { $0 == 5 * 12 + 7 ? 1 : 0 })

  @Test func movingMovesEveryPixel() {
    let moved = Self.dot.moved(right: 1, down: -2)
    #expect(moved.rows[3][8] == 1 && moved.pixels.reduce(0, +) == 1 && moved.name == "a dot")
    #expect(Self.dot.moved(right: 0, down: 0) == Self.dot)
    #expect(Self.dot.moved(right: 5, down: 0).pixels.allSatisfy { $0 == 0 }, "it left the picture")
    #expect(Self.dot.moved(right: -7, down: 6).rows[11][0] == 1)
  }

  @Test func flippingTurnsAShareOfThePixels() {
    var words = Words(state: 1)
    #expect(Self.dot.flipping(0, using: &words) == Self.dot)
    #expect(Self.dot.flipping(1, using: &words).pixels == Self.dot.pixels.map { 1 - $0 })
    let flips = (0..<100).reduce(0) { sum, _ in
      sum + zip(Self.dot.flipping(0.1, using: &words).pixels, Self.dot.pixels).count { $0 != $1 }
    }
    #expect(abs(Double(flips) / 14_400 - 0.1) < 0.01)
  }

  @Test func noiseStaysWithinTheGreys() {
    var words = Words(state: 2)
    let noisy = Self.dot.noisy(0.15, using: &words)
    #expect(noisy.pixels.allSatisfy { (0...1).contains($0) })
    #expect(Set(noisy.pixels).count > 50)
    #expect(Self.dot.noisy(0, using: &words) == Self.dot)
  }

  @Test func noTwoMeetingsAreAlike() {
    var words = Words(state: 3)
    let met = (0..<200).map { _ in Self.dot.met(flipped: 0.02, using: &words) }
    #expect(Set(met).count == 200)
    // Without noise there are nine: each direction by one, and the middle.
    let places = (0..<200).map { _ in Self.dot.met(flipped: 0, deviation: 0, using: &words) }
    #expect(Set(places).count == 9)
    var again = Words(state: 3)
    #expect(Self.dot.met(flipped: 0.02, using: &again) == met[0])
  }

  @Test func textShowsInkDarker() {
    var pixels = Self.dot.pixels
    pixels[0] = 0.4
    let lines = Picture(name: "two dots", pixels: pixels).text.split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 12 && lines.allSatisfy { $0.count == 12 })
    #expect(lines[0] == ":           " && lines[5] == "       #    ")
  }

  @Test func theAnswerIsASentence() { #expect(Self.dot.answer == "It is a dot.") }
}
