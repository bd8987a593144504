// The page of each chapter: the same bytes at every run, in plain characters, within its width.

import Foundation
import Testing

struct ChapterPageTests {
  @Test(arguments: Program.all)
  func everyRunGivesTheSameBytes(program: Program) throws {
    let first = try program.run(["--quick", "--no-input"], ["NO_COLOR": "1"], records: true)
    #expect(first.code == 0, "\(first.errors)")
    expectOurCharacters(first.lines, width: 80)
    #expect(first.recorded["page.txt"] == first.output)
    let metrics = try #require(first.recorded["metrics.json"])
    #expect(try isObject(metrics))
    let cells = try program.cells()
    let others = first.recorded.keys.filter { !["page.txt", "metrics.json"].contains($0) }
    for file in others { #expect(cells.contains { file.hasPrefix($0) }, "\(file) belongs to no cell") }

    let second = try program.run(
      ["--quick", "--no-input", "--threads", "1", "--color", "auto"], records: true)
    #expect(second.output == first.output)
    #expect(second.recorded == first.recorded)
  }

  @Test(arguments: Program.all)
  func narrowAndColoured(program: Program) throws {
    let page = try program.run(program.tiny + ["--width", "60", "--color", "always"], ["NO_COLOR": "1"])
    #expect(page.output.contains("\u{1b}[1mChapter"))
    let bare = page.output.replacing(/\u{1b}\[\d+m/, with: "")
    expectOurCharacters(bare.split(separator: "\n"), width: 60)
  }

  @Test(arguments: Program.all)
  func wide(program: Program) throws {
    expectOurCharacters(try program.run(program.tiny + ["--width", "200"]).lines, width: 200)
  }

  @Test(arguments: Program.all)
  func plainPagesHaveNoDrawings(program: Program) throws {
    let page = try program.run(program.tiny + ["--plain"])
    expectOurCharacters(page.lines, width: 80)
    let drawn = page.lines.filter { !isQuoted($0) && $0.contains(/([-=#*+.|_~^])\1{3}/) }
    #expect(drawn == [])
  }

  @Test(arguments: Program.all)
  func resultsAreOneObject(program: Program) throws {
    let output = try program.run(program.tiny + ["--json"]).output
    #expect(output.hasSuffix("\n") && output.count { $0 == "\n" } == 1)
    #expect(try isObject(output))
  }

  // MARK: - Lines

  private func isObject(_ text: String) throws -> Bool {
    try JSONSerialization.jsonObject(with: Data(text.utf8)) is [String: Any]
  }

  /// Whether a line shows code, or a text that is not ours.
  private func isQuoted(_ line: Substring) -> Bool { line.contains(/^  .*\| ?/) }

  private func expectOurCharacters(_ lines: some Sequence<Substring>, width: Int) {
    for line in lines {
      #expect(line.count <= width, "\(line.count) columns: \(line)")
      #expect(line.last != " ", "spaces at the end: \(line)")
      let isPlain = line.unicodeScalars.allSatisfy { " "..."~" ~= $0 }
      #expect(isPlain || isQuoted(line), "not ASCII: \(line)")
    }
  }
}
