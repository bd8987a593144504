import Foundation
import Testing

@testable import TinyWorld

@Suite struct PlainTableTests {
  @Test func theTinyWorldIsWhole() throws {
    #expect(try Tables.world().answer(to: "capital", of: "Italy") == "Rome")
  }

  @Test(arguments: Tables.tiny.keys.sorted()) func aTableIsMissing(file: String) {
    #expect(
      Tables.message(file, nil)
        == "\(file): the table cannot be opened. It belongs in the folder assets/world.")
  }

  @Test(arguments: Tables.tiny.keys.sorted()) func aTableIsEmpty(file: String) {
    #expect(Tables.message(file, "# nothing\n").hasPrefix("\(file): the table has no rows."))
  }

  @Test(arguments: Tables.tiny.keys.sorted()) func aCellIsMissing(file: String) {
    let message = Tables.message(file, adding: "only this\t")
    #expect(message.text.hasPrefix("\(file), line \(message.line): 1 filled cells for "), "\(message)")
  }

  /// Of a table of facts a column is a relation, so a new name lacks its wordings.
  @Test(arguments: Tables.tiny.keys.sorted()) func aColumnHasAnotherName(file: String) {
    let rows = Tables.tiny[file]!.split(separator: "\n").map(String.init)
    let columns = rows[0].split(separator: "\t").dropLast().map(String.init) + ["zebra"]
    let text = ([columns.joined(separator: "\t")] + rows.dropFirst()).joined(separator: "\n") + "\n"
    let message = Tables.message(file, text)
    let isOfFacts = Encyclopedia.tables.contains(file)
    #expect(
      isOfFacts ? message.contains("there is no relation") : message.contains("zebra. They must be "),
      "\(message)")
  }

  @Test func aCommentCountsAsALine() {
    #expect(
      Tables.message("countries.tsv", "country\tcapital\n# a comment\nFrance\tParis\nItaly\n")
        == "countries.tsv, line 4: 1 filled cells for 2 columns. "
        + "Put one tab between two cells, and \"-\" where there is no fact.")
  }

  @Test func theTablesOfTheBookAreThoseOfTheTinyWorld() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Tables.book.path)
    #expect(Set(files).subtracting(["pictures.txt", "sounds.tsv"]) == Set(Tables.tiny.keys))
  }
}
