// The sounds of the book, and words for sounds that are malformed.

import Testing

@testable import TinyWorld

@Suite struct SongbookTests {
  private func songbook(_ rows: String) throws -> Songbook {
    try Songbook(PlainTable("sounds.tsv", text: "sound\tparts\n" + rows))
  }

  @Test func theSoundsOfTheBook() throws {
    let melodies = try Songbook(tables: Tables.book).melodies
    #expect(melodies.count == 9)
    #expect(melodies.contains { $0.parts == [.tone(from: 300, to: 2500)] })
    #expect(melodies.contains { $0.parts.contains(.noise) })
    #expect(melodies.contains { $0.parts.count { $0 == .pause } == 3 })
    for melody in melodies {
      let read = try songbook("a copy\t\(melody.notation)").melodies[0]
      #expect(read.parts == melody.parts, "\(melody.notation)")
    }
  }

  @Test(arguments: ["", "abc", "19", "3601", "400>", ">400", "400>500>600", "nan", "inf", "-400", "400>9000"])
  func whatIsNoPart(_ word: String) { #expect(Melody.Part(word) == nil) }

  @Test func malformedSoundsAreNamed() throws {
    #expect(try songbook("a tone\t20 3600 noise pause").melodies[0].parts.count == 4)
    let problem = #expect(throws: WorldProblem.self) { try songbook("a tone\t400\na hum\t400 loud") }
    #expect(problem?.line == 3 && problem?.what == "\"loud\" is no part of a sound")
    let silent = #expect(throws: WorldProblem.self) { try songbook("a tone\t400\na hum\t ") }
    #expect(silent?.line == 3 && silent?.what == "a hum has 0 parts")
    let twice = #expect(throws: WorldProblem.self) { try songbook("a tone\t400\na tone\t500") }
    #expect(twice?.what == "a sound has the name of another")
  }
}
