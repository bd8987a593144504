// Examples of all kinds, each in its own way, the same for the same seed; and what counts as a right answer.

import Foundation
import Testing
import TinyLM
import TinyTensor
import TinyWorld

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

  @Test func otherDrawingsHaveAnotherFingerprint() throws {
    let examples = try Senses.examples()
    #expect(try examples.fingerprint == Senses.examples().fingerprint)
    let fewer = PerceptExamples(
      Gallery(pictures: Array(examples.gallery.pictures.dropLast())), examples.songbook)
    #expect(fewer.fingerprint != examples.fingerprint)
  }
}
