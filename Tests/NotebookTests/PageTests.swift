// A whole small page: its exact text, one cell alone, stepping, checks that fail, JSON, what changed.

import Foundation
import TestSupport
import Testing

@testable import Basics
@testable import CommandLineKit
@testable import Notebook

private let chapter = Chapter(
  3, "attention", question: "How does a word look at other words?", needs: "chapter 2", seconds: 15,
  knobs: [.real("scale", "how much", in: 0...9, normal: 1)])

// cell: doubled
private func doubled(_ x: Double) -> Double {
  2 * x
}
// cell: end

struct PageTests {
  /// Runs a page of two cells; what it prints, and how it ends.
  private func run(
    _ arguments: [String] = [], in folder: URL, control: Double = 3, answers: [String] = []
  ) throws -> (lines: [String], code: ExitCode) {
    let invocation = try Invocation(of: chapter.command, arguments)
    var (lines, answers) = ([String](), answers[...])
    let stepper = Stepper(canAsk: { true }) { prompt in
      lines.append("<\(prompt)>")
      return answers.popFirst()
    }
    let root = try PackageRoot(environment: ["TINYCHAT_RUNS": folder.path])
    let page = try Page(
      chapter, invocation, root: root,
      renderers: invocation.wantsJSON ? [] : [TextRenderer(for: invocation) { lines.append($0) }],
      stepper: invocation.isStepwise ? stepper : nil)
    let value = doubled(invocation.real("scale"))
    page.cell("double", "Twice as much is more") { cell in
      try cell.say("**Doubling** a number makes it larger.")
      try cell.code("doubled")
      try cell.show(("doubled", value.fixed(2)), ("not doubled", "1.00"))
      try cell.check("it is 2", value, not: control) { $0 == 2 }
      cell.record(Metric("doubled", value))
    }
    page.cell("guess", "You can guess it") { cell in
      try cell.predict("How much is it?")
      try cell.normal("doubled", value, in: 1...2.5, ifNot: "turn scale down")
      try cell.quote("two words", label: "step 1")
    }
    page.end(next: "swift run chapter4-pretraining") { ["Twice 1 is \(value.brief)."] }
    let code = try page.run()
    return (lines, code)
  }

  @Test func anOptionOfItsOwnDoesSomethingElse() throws {
    let chapter = Chapter(
      3, "attention", question: "?", needs: "nothing", seconds: 1,
      options: [Option("label", "choose yourself")], knobs: [])
    try withFolder { folder in
      let invocation = try Invocation(of: chapter.command, ["--label", "--quick"])
      #expect(invocation.has("label") && invocation.isQuick)
      let root = try PackageRoot(environment: ["TINYCHAT_RUNS": folder.path])
      let page = try Page(chapter, invocation, root: root, renderers: [])
      page.cell("one", "It is not shown") { _ in Issue.record("a cell was run") }
      page.instead { .interrupted }
      #expect(try page.run() == .interrupted)
      #expect(!(try Invocation(of: chapter.command, []).has("label")))
      #expect(chapter.command.help.contains("choose yourself"))
    }
  }

  @Test func aPageInsideAChat() throws {
    try withFolder { folder in
      var (lines, runs, isStopped) = ([String](), [String](), false)
      let invocation = try Invocation(of: chapter.command, [])
      let page = try Page(
        chapter, invocation, root: PackageRoot(environment: ["TINYCHAT_RUNS": folder.path]),
        renderers: [TextRenderer(for: invocation) { lines.append($0) }])
      try page.scene("Before", "scene", "Something happens") {
        try $0.check("it is no part of the page", 1, not: 2) { $0 == 1 }
      }
      for id in ["one", "two"] {
        page.cell(id, "A cell") { cell in
          runs.append(id)
          try cell.check("it is 2", 2, not: 1) { $0 == 2 }
          if id == "two", runs.count == 2 { throw Failure("interrupted", code: .interrupted) }
        }
      }
      page.end { [] }
      #expect(throws: Failure.self) { try page.show { false } }
      lines = []
      try page.show { isStopped }
      #expect(runs == ["one", "two", "two"], "what was shown is not computed again")
      #expect(lines.contains("Checks: 2 of 2 hold."))
      let whole = lines
      lines = []
      try page.show { isStopped }
      #expect(
        lines.filter { $0.hasPrefix("  ok") || $0.hasPrefix("Checks") }
          == whole.filter { $0.hasPrefix("  ok") || $0.hasPrefix("Checks") })
      #expect(runs.count == 3)
      (lines, isStopped) = ([], true)
      try page.show { isStopped }
      #expect(!lines.contains { $0.contains("A cell") })
    }
  }

  @Test func pageIsExact() throws {
    try withFolder { folder in
      let (lines, code) = try run(in: folder)
      let dashes = String(repeating: "-", count: 78)
      #expect(code == .success)
      #expect(
        lines == [
          "Chapter 3 of 8 - How does a word look at other words?", String(repeating: "=", count: 78),
          "You need: chapter 2.",
          "Set: seed 1, scale 1. Change one: --set NAME=VALUE",
          "", "", "3.1  Twice as much is more" + String(repeating: " ", count: 44) + "[double]", dashes,
          "Doubling a number makes it larger.", "", "    | private func doubled(_ x: Double) -> Double {",
          "    |   2 * x", "    | }", "", "  doubled      2.00", "  not doubled  1.00", "", "  ok  it is 2",
          "", "", "3.2  You can guess it" + String(repeating: " ", count: 50) + "[guess]", dashes,
          "", "  predict: How much is it?", "", "  doubled: normal 1.00 to 2.50; yours 2.00", "",
          "  step 1      | two words", "", "", "What you saw", "  - Twice 1 is 2.", "",
          "Checks: 1 of 1 hold.",
          "Next       swift run chapter4-pretraining", "Exercises  chapters/03-attention.md",
        ])
      #expect(try run(in: folder).lines == lines)
    }
  }

  @Test func codeThatIsNotThereStopsNothing() throws {
    try withFolder { folder in
      var lines: [String] = []
      let invocation = try Invocation(of: chapter.command, [])
      let root = try PackageRoot(environment: ["TINYCHAT_RUNS": folder.path])
      let page = try Page(
        chapter, invocation, root: root, renderers: [TextRenderer(for: invocation) { lines.append($0) }])
      page.cell("lost", "Some code is lost") { cell in
        try cell.code("nowhere")
        try cell.code(in: "Nowhere.swift")
        try cell.code("doubled", caller: folder.path)
        try cell.say("It goes on.")
      }
      #expect(try page.run() == .success)
      #expect(lines.contains("It goes on."))
      #expect(!lines.contains { $0.hasPrefix("    | ") })
    }
  }

  @Test func textsAreQuotedAsTheyAre() throws {
    func lines(_ text: String, width: Int = 80) -> [String] {
      var lines: [String] = []
      TextRenderer(width: width, isPlain: false, isStyled: false) { lines.append($0) }
        .render(.text(label: "", text))
      return lines
    }
    #expect(lines(" A cow  eats.\n\nIt sleeps.") == ["  | A cow eats.", "  | It sleeps."])
    #expect(
      lines("if hot:\n\tdrink(1)\n\nelse:\n    eat(2)\n", width: 18) == [
        "  | if hot:", "  |     drink(1)", "  |", "  | else:", "  |     eat(2)",
      ])
    #expect(
      lines("f:\n  abcdefghijklmnop", width: 14) == ["  | f:", "  |   abcdefg\\", "  | hijklmnop"])
    #expect(lines("a\u{1b}[2J\u{9b}") == ["  | a\\u{1B}[2J\\u{9B}"])
  }

  @Test func whatALearnerTypedSteersNothing() throws {
    try withFolder { folder in
      let chapter = Chapter(
        3, "attention", question: "?", needs: "nothing", seconds: 1,
        knobs: [.text("corpus", "a file", placeholder: "PATH")])
      let root = try PackageRoot(environment: ["TINYCHAT_RUNS": folder.path])
      var lines: [String] = []
      for name in ["a\u{1b}[2J", "b\u{9b}"] {
        let invocation = try Invocation(of: chapter.command, ["--set", "corpus=\(name)"])
        let page = try Page(
          chapter, invocation, root: root, renderers: [TextRenderer(for: invocation) { lines.append($0) }])
        page.cell("one", name) { cell in
          try cell.show((name, name))
          try cell.quote([(name, name)])
          try cell.check(name, 1, not: 2) { $0 == 1 }
        }
        _ = try page.run()
      }
      #expect(lines.contains { $0.contains("corpus a\\u{1B}[2J -> b\\u{9B}") })
      #expect(lines.allSatisfy { $0.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control } })
    }
  }

  @Test func oneCellAlone() throws {
    try withFolder { folder in
      let (lines, code) = try run(["--cell", "guess"], in: folder)
      #expect(code == .success)
      #expect(lines.contains { $0.hasPrefix("3.2  You can guess it") })
      #expect(!lines.contains { $0.hasPrefix("3.1") || $0.hasPrefix("What you saw") })
      #expect(
        throws: Failure("unknown cell: 'gues'", hint: "Did you mean 'guess'?", code: .wrongUsage)
      ) { try run(["--cell", "gues"], in: folder) }
    }
  }

  @Test func aFalseClaimFails() throws {
    try withFolder { folder in
      let (lines, code) = try run(["--set", "scale=4"], in: folder)
      #expect(code == .checkFailed)
      #expect(lines.contains("  NO  it is 2"))
      #expect(lines.contains("  doubled: normal 1.00 to 2.50; yours 8.00. Outside: turn scale down"))
      #expect(lines.contains("Checks: 0 of 1 hold."))
    }
  }

  @Test func aCheckThatCannotFailFails() throws {
    try withFolder { folder in
      let (lines, code) = try run(in: folder, control: 2)
      #expect(code == .checkFailed)
      #expect(lines.contains("  NO  it is 2. It holds for the control as well, so it proves nothing."))
    }
  }

  @Test func stepsForwardAndBack() throws {
    try withFolder { folder in
      let (lines, _) = try run(["--step"], in: folder, answers: ["", "", "b", "q"])
      let shown = lines.compactMap {
        $0.hasPrefix("3.") ? String($0.prefix(3)) : $0.hasPrefix("<") ? $0 : nil
      }
      let next = "<Enter: next   b: back   q: quit>"
      let question = "<Enter: see what happens   q: quit>"
      #expect(shown == ["3.1", next, "3.2", question, next, "3.1", next])
      let left = try run(["--step"], in: folder, answers: ["", "q"]).lines
      #expect(left.last == question)
    }
  }

  @Test func theNextRunSaysWhatChanged() throws {
    try withFolder { folder in
      _ = try run(in: folder)
      let lines = try run(["--set", "scale=2"], in: folder).lines
      #expect(lines.contains("  You changed   scale 1 -> 2"))
      #expect(lines.contains("  What moved    doubled 2 -> 4 (higher)"))
    }
  }

  @Test func jsonIsAllThatIsPrinted() throws {
    try withFolder { folder in
      #expect(try run(["--json"], in: folder).lines.isEmpty)
      let record = try String(
        contentsOf: folder.appending(path: "records/chapter3-attention.json"), encoding: .utf8)
      #expect(
        record == """
          {"chapter": "chapter3-attention", "knobs": {"seed": 1, "scale": 1.0}, "metrics": {"doubled": 2.0}}

          """)
    }
  }

  @Test func boldOnlyWhenAsked() throws {
    try withFolder { folder in
      let styled = try run(["--color", "always"], in: folder).lines
      #expect(styled[0] == "\u{1b}[1mChapter 3 of 8 - How does a word look at other words?\u{1b}[0m")
      #expect(styled.contains("  \u{1b}[32mok\u{1b}[0m  it is 2"))
      #expect(styled.contains("\u{1b}[1mDoubling\u{1b}[0m a number makes it larger."))
      #expect(!(try run(["--color", "never"], in: folder).lines.joined().contains("\u{1b}")))
    }
  }
}
