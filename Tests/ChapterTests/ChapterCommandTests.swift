// The command line of each chapter: its cells by name, and words that it does not know.

import Basics
import Foundation
import Testing

struct ChapterCommandTests {
  @Test func thereAreChapters() { #expect(Program.all.count >= 4) }

  @Test(arguments: Program.all)
  func cellsAreListed(program: Program) throws {
    let list = try program.run(["--list"])
    let cells = try program.cells()
    #expect(list.code == 0 && !cells.isEmpty && Set(cells).count == cells.count)
    for line in list.lines { #expect(line.count <= 80) }
  }

  @Test(arguments: Program.all)
  func theLastCellAlone(program: Program) throws {
    let last = try #require(try program.quickCells().last)
    let page = try program.run(program.tiny + ["--cell", last], records: true)
    let titles = page.lines.filter { $0.contains(/\[[a-z0-9-]+\]$/) }
    #expect(program.allows(page), "\(page.errors)")
    #expect(titles.count == 1 && titles[0].hasSuffix("[\(last)]"))
    #expect(!page.output.contains("What you saw"))
    #expect(page.recorded["page.txt"] == page.output)
  }

  @Test(arguments: Program.all)
  func wrongWordsEndWithTheNearestOne(program: Program) throws {
    try expectUsage(program, ["--quik"], "Did you mean '--quick'?")
    let cell = try #require(try program.cells().last)
    try expectUsage(program, ["--cell", cell + "x"], "Did you mean '\(cell)'?")
    let knobs = try program.run(["--knobs"]).output
    let knob = try #require(knobs.firstMatch(of: #/(?m)^(\w+) = .*\n(?: .*\n)*? +-?[\d.e-]+ to /#)).1
    try expectUsage(program, ["--set", "\(knob)x=1"], "Did you mean '\(knob)'?")
    try expectUsage(program, ["--set", "\(knob)=much"], "\(knob) must be a ")
    try expectUsage(program, ["--set", "\(knob)"], "Write --set \(knob)=")
  }

  private func expectUsage(_ program: Program, _ arguments: [String], _ message: String) throws {
    let outcome = try program.run(arguments)
    #expect(outcome.code == 2 && outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("\(program.name): ") && outcome.errors.contains(message))
  }

  #if !os(Windows)  // It needs a shell.
    @Test(arguments: Program.all)
    func aClosedPipeIsNoError(program: Program) throws {
      let outcome = try program.run(program.tiny, pipe: "head -n 3")
      #expect(outcome.lines.filter { !$0.isEmpty }.count == 3)
      #expect(!outcome.errors.contains(/rror|Broken|pipe|does not hold/))
    }
  #endif
}
