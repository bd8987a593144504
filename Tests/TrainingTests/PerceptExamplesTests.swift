// Examples of all kinds, each in its own way, the same for the same seed; and what counts as a right answer.

import Foundation
import Testing
import TinyTensor
import TinyWorld

@testable import Files
@testable import Training

/// The drawings and sounds of the book.
enum Senses {
  private static let tables = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "assets/world")

  static func examples() throws -> PerceptExamples {
    PerceptExamples(try Gallery(tables: tables), try Songbook(tables: tables))
  }
}

@Suite struct PerceptExamplesTests {
  @Test func allKindsComeAndNoneTwice() throws {
    let examples = try Senses.examples()
    var generator = SeededGenerator(seed: 1)
    let pictures = examples.pictures(flipped: Array(repeating: 0.02, count: 400), using: &generator)
    let sounds = examples.sounds(noise: Array(repeating: 0.1, count: 200), using: &generator)
    #expect(Set(pictures.map(\.answer)) == Set(examples.gallery.pictures.map(\.answer)))
    #expect(Set(sounds.map(\.answer)).count == examples.songbook.melodies.count)
    #expect(Set((pictures + sounds).map(\.percept)).count == 600)
    #expect(Set(pictures.map(\.question)) == Set(Picture.questions))
    #expect(pictures[0].conversation.map(\.text) == [pictures[0].question, pictures[0].answer])
    var again = SeededGenerator(seed: 1)
    let same = examples.pictures(flipped: Array(repeating: 0.02, count: 400), using: &again)
    #expect(same.map(\.percept) == pictures.map(\.percept))
  }

  @Test func theSpoilingIsWhatIsAskedFor() throws {
    let examples = try Senses.examples()
    var generator = SeededGenerator(seed: 2)
    func ink(_ flipped: Double) -> Float {
      let pictures = examples.pictures(flipped: Array(repeating: flipped, count: 100), using: &generator)
      return pictures.reduce(0) { $0 + $1.percept.pieces.joined().reduce(0, +) } / 14_400
    }
    #expect(ink(0.5) > ink(0) + 0.05, "where half is flipped, half is ink")
    let hiss = examples.sounds(noise: [0, 3], using: &generator).map { example in
      Float(example.percept.pieces.joined().count { $0 > 0.2 })
    }
    #expect(hiss[1] > hiss[0], "noise fills all bands")
  }

  /// What a learner draws large and anywhere on a sheet comes to the model as the drawings of the book do.
  @Test func enlargedDrawingsComeBack() throws {
    for picture in try Senses.examples().gallery.pictures {
      let (factor, width, height) = (5, 90, 77)
      var ink = [Float](repeating: 0, count: width * height)
      for row in 0..<12 * factor {
        for column in 0..<12 * factor {
          ink[(row + 11) * width + column + 20] = picture.rows[row / factor][column / factor]
        }
      }
      let found = GrayImage(width: width, height: height, ink: ink).pixels
      let distance = (-1...1).flatMap { right in
        (-1...1).map { down in
          zip(picture.moved(right: right, down: down).pixels, found).map { abs($0 - $1) }.max()!
        }
      }.min()!
      #expect(distance < 1e-5, "\(picture.name)")
    }
  }

  @Test func otherDrawingsHaveAnotherFingerprint() throws {
    let examples = try Senses.examples()
    #expect(try examples.fingerprint == Senses.examples().fingerprint)
    let fewer = PerceptExamples(
      Gallery(pictures: Array(examples.gallery.pictures.dropLast())), examples.songbook)
    #expect(fewer.fingerprint != examples.fingerprint)
  }
}
