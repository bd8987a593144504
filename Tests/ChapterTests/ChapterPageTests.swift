// The page of each chapter: the same bytes at every run, in plain characters, within its width.

import Basics
import Foundation
import Testing

struct ChapterPageTests {
  @Test(arguments: Program.all)
  func everyCheckHolds(program: Program) throws {
    let run =
      try Program.quickBook.get().pages[program.name]
      ?? program.run(Program.quick + ["--json"], records: true)
    #expect(run.code == 0, "\(run.errors)")
    #expect(run.output.hasSuffix("\n") && run.output.count { $0 == "\n" } == 1)
    #expect(try isObject(run.output))
    #expect(try isObject(run.recorded["metrics.json"] ?? ""))
    let page = try #require(run.recorded["page.txt"])
    #expect(wrongLines(page, width: 80) == [])
    let cells = try program.cells()
    for file in run.recorded.keys where file != "page.txt" && file != "metrics.json" {
      #expect(cells.contains { file.hasPrefix($0) }, "\(file) belongs to no cell")
    }
  }

  @Test(arguments: Program.all)
  func everyRunGivesTheSameBytes(program: Program) throws {
    let page = try program.look(["--width", "200", "--threads", "2"])
    #expect(!page.isEmpty && !page.contains("\u{1b}"))
    #expect(wrongLines(page, width: 200) == [])
    #expect(try program.look(["--width", "200", "--threads", "1"]) == page)
  }

  @Test(arguments: Program.all)
  func narrowAndColoured(program: Program) throws {
    let page = try program.look(["--width", "60", "--color", "always"], ["NO_COLOR": "1"])
    #expect(page.contains("\u{1b}[1m"))
    #expect(wrongLines(page.replacing(/\u{1b}\[\d+m/, with: ""), width: 60) == [])
  }

  @Test(arguments: Program.all)
  func plainPagesHaveNoDrawings(program: Program) throws {
    let page = try program.look(["--plain"])
    #expect(wrongLines(page, width: 80) == [])
    let drawn = page.split(separator: "\n").filter { !isQuoted($0) && $0.contains(/([-=#*+.|_~^])\1{3}/) }
    #expect(drawn == [])
  }

  // MARK: - Lines

  private func isObject(_ text: String) throws -> Bool {
    try JSONSerialization.jsonObject(with: Data(text.utf8)) is [String: Any]
  }

  /// Whether a line shows code, or a text that is not ours.
  private func isQuoted(_ line: Substring) -> Bool { line.contains(/^  .*\| ?/) }

  /// The lines of a page that are too long, not plain characters, or end with spaces.
  ///
  /// Code is not broken, and fits into 80 columns.
  private func wrongLines(_ page: String, width: Int) -> [Substring] {
    page.split(separator: "\n").filter { line in
      let room = line.hasPrefix("    | ") ? max(80, width) : width
      let isPlain = line.unicodeScalars.allSatisfy { " "..."~" ~= $0 }
      return line.count > room || line.last == " " || !(isPlain || isQuoted(line))
    }
  }
}
