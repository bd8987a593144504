// Any picture becomes 12 x 12: in its proportions, dark on light or light on dark.

import Testing

@testable import TinyLM

@Suite struct GrayImageTests {
  private static let small = GrayImage(
    width: 12, height: 12, ink: (0..<144).map { Float($0 % 7) / 6 })

  @Test func aPictureOfTheRightSizeStaysAsItIs() { #expect(Self.small.pixels == Self.small.ink) }

  @Test func anEnlargedPictureComesBack() {
    for factor in [2, 3, 10] {
      let large = Self.small.resized(width: 12 * factor, height: 12 * factor)
      #expect(zip(large.pixels, Self.small.ink).allSatisfy { abs($0 - $1) < 1e-5 })
    }
  }

  @Test func proportionsStay() {
    let wide = GrayImage(width: 24, height: 6, ink: Array(repeating: 1, count: 144)).pixels
    #expect(
      (0..<144).allSatisfy { wide[$0] == ((4..<7).contains($0 / 12) ? 1 : 0) }, "three rows in the middle")
    let line = GrayImage(width: 1, height: 4_000_000, ink: Array(repeating: 1, count: 4_000_000)).pixels
    #expect(line.reduce(0, +) == 12, "one column, without a square of its length in between")
    #expect(GrayImage(width: 1, height: 1, ink: [1]).pixels.allSatisfy { $0 == 1 })
  }

  @Test func paperIsWhatTheEdgeIs() {
    let ink: [Float] = (0..<25).map { [6, 7, 12].contains($0) ? 1 : 0 }
    for (paper, pen) in [(Float(1), Float(0)), (0, 1), (0.8, 0.5), (0.2, 0.3)] {
      let image = GrayImage(width: 5, height: 5, brightness: ink.map { $0 == 1 ? pen : paper })
      #expect(zip(image.ink, ink).allSatisfy { abs($0 - $1) < 1e-5 }, "\(pen) on \(paper)")
    }
    for dirt in [Float(0), 0.009] {
      let empty = GrayImage(width: 3, height: 2, brightness: [0.7, 0.7, 0.7, 0.7, 0.7, 0.7 + dirt])
      #expect(empty.ink.allSatisfy { $0 == 0 })
    }
  }

  @Test func aWrongCountStopsWithWords() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = GrayImage(width: 3, height: 2, ink: [0])
    }
    #expect(says("1 numbers are no picture of 3 x 2", in: result))
  }
}
