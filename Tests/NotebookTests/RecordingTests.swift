// A recorded page: which files there are, and that they say what the page said.

import Foundation
import TestSupport
import Testing

@testable import CommandLineKit
@testable import Notebook
@testable import Pictures

private let chapter = Chapter(
  3, "attention", question: "How does a word look at other words?", needs: "chapter 2", seconds: 15,
  knobs: [.real("scale", "how much", in: 0...9, normal: 1)])

/// A picture with or without an SVG form.
private struct Line: Picture {
  let svg: String?
  let caption = "A line."
  let words = ["It is straight."]
  func drawing(width: Int) -> [String] { [String(repeating: "-", count: width)] }
}

struct RecordingTests {
  /// Runs a page that is recorded; what it printed, and the text of each file by its name.
  ///
  /// - Parameter before: runs in the same folder, and leaves a record there.
  private func record(
    _ arguments: [String] = [], stopping: Bool = false, before: RunRecord? = nil
  ) throws -> (printed: [String], files: [String: String]) {
    var (printed, files) = ([String](), [String: String]())
    try withFolder { folder in
      let target = folder.appending(path: "new/folder")
      let invocation = try Invocation(of: chapter.command, ["--record", target.path] + arguments)
      let root = try PackageRoot(environment: ["TINYCHAT_RUNS": folder.path])
      try before?.replaceLast(in: root)
      let page = try Page(
        chapter, invocation, root: root,
        renderers: [TextRenderer(for: invocation) { printed.append($0) }])
      page.cell("lines", "There are lines") { cell in
        try cell.say("Look at them.")
        try cell.show(Line(svg: nil))
        try cell.show(Line(svg: "<svg/>"))
        try cell.check("one is one", 1, not: 2) { $0 == 1 }
        cell.record(Metric("lines", 2))
        cell.record(.timing("seconds", 0.5))
      }
      page.cell("prose", "This one only talks") { cell in
        try cell.say("Nothing more.")
        if stopping { throw Failure("stopped", code: .interrupted) }
      }
      page.end { ["Lines."] }
      _ = try? page.run()
      for name in (try? FileManager.default.contentsOfDirectory(atPath: target.path)) ?? [] {
        files[name] = try String(contentsOf: target.appending(path: name), encoding: .utf8)
      }
    }
    return (printed, files)
  }

  @Test func everyPartHasItsFile() throws {
    let (printed, files) = try record()
    let line = String(repeating: "-", count: 80)
    #expect(files.keys.sorted() == ["lines-2.svg", "lines.txt", "metrics.json", "page.txt"])
    #expect(files["page.txt"] == printed.map { $0 + "\n" }.joined())
    #expect(files["lines.txt"] == "\(line)\n  A line.\n\n\(line)\n  A line.\n\n  ok  one is one\n")
    #expect(files["lines-2.svg"] == "<svg/>")
    #expect(
      files["metrics.json"] == """
        {
          "chapter": "chapter3-attention",
          "knobs": {
            "seed": 1,
            "scale": 1.0
          },
          "metrics": {
            "lines": 2.0
          }
        }

        """)
  }

  @Test func howThePageIsShownChangesNoFile() throws {
    let files = try record().files
    #expect(try record(["--width", "40", "--color", "always", "--plain"]).files == files)
  }

  @Test func whatWasRunBeforeChangesNoFile() throws {
    let before = RunRecord(of: try Invocation(of: chapter.command, []), [Metric("lines", 9)])
    #expect(try record(before: before).files == record().files)
  }

  @Test func aStoppedRunLeavesNothing() throws {
    #expect(try record(stopping: true).files.isEmpty)
  }

  @Test func oneCellAlone() throws {
    let (printed, files) = try record(["--cell", "prose"])
    #expect(files.keys.sorted() == ["metrics.json", "page.txt"])
    #expect(files["page.txt"] == printed.map { $0 + "\n" }.joined())
  }
}
