// Records, the page's end, and the folder of the package, in a folder made for the test.

import Foundation
import Testing

@testable import Notebook

/// Runs `body` with an empty folder that is removed afterwards.
private func withFolder(_ body: (URL) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("notebook-" + UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder)
}

private let command = Command(
  name: "chapter7-rlhf", question: "?",
  knobs: [
    .real("klWeight", "", in: 0...1, normal: 0.05), .choice("judge", "", of: ["learned", "gold"]),
  ])

private func record(_ arguments: [String], gold: Double, words: Double) throws -> RunRecord {
  RunRecord(
    of: try Invocation(of: command, arguments),
    [Metric("gold", gold, better: .higher), Metric("words", words), Metric("broken", Double.nan)])
}

struct RunRecordTests {
  @Test func jsonIsExact() throws {
    #expect(
      try record(["--set", "klWeight=0"], gold: 0.5, words: 9).json.description == """
        {"chapter": "chapter7-rlhf", "knobs": {"seed": 1, "klWeight": 0.0, "judge": "learned"}, \
        "metrics": {"gold": 0.5, "words": 9.0, "broken": null}}
        """)
  }

  @Test func onlyWhatChangedIsListed() throws {
    try withFolder { folder in
      let root = try PackageRoot(environment: ["TINYCHAT_HOME": folder.path])
      #expect(try record([], gold: 0.61, words: 9).replaceLast(in: root).isEmpty)
      #expect(
        try record(["--set", "klWeight=0"], gold: 0.42, words: 30).replaceLast(in: root) == [
          "  You changed   klWeight 0.05 -> 0", "  What moved    gold 0.61 -> 0.42 (lower, worse)",
          "                words 9 -> 30 (higher)",
        ])
      #expect(
        try record(["--set", "klWeight=0"], gold: 0.42, words: 30).replaceLast(in: root)
          == ["  Nothing: the same knobs gave the same numbers."])
      #expect(
        try record(["--set", "judge=gold", "--seed", "2"], gold: 0.42, words: 30).replaceLast(in: root) == [
          "  You changed   seed 1 -> 2    klWeight 0 -> 0.05    judge learned -> gold",
          "  What moved    nothing",
        ])
      #expect(
        try record(["--set", "judge=gold", "--seed", "2"], gold: .nan, words: 30).replaceLast(in: root)
          == ["  You changed   no knob", "  What moved    gold 0.42 -> nan"])
    }
  }

  @Test func aDamagedRecordIsReplaced() throws {
    try withFolder { folder in
      let root = try PackageRoot(environment: ["TINYCHAT_HOME": folder.path])
      let file = try root.runs("records").appendingPathComponent("chapter7-rlhf.json")
      try Data("{\"knobs\": [".utf8).write(to: file)
      let record = try record([], gold: 0.61, words: 9)
      #expect(try record.replaceLast(in: root).isEmpty)
      #expect(try String(contentsOf: file, encoding: .utf8) == record.json.description + "\n")
    }
  }
}

struct OutputTests {
  private func page(_ arguments: [String], in folder: URL) throws -> [String] {
    var lines: [String] = []
    let invocation = try Invocation(of: command, arguments)
    let output = Output(for: invocation) { lines.append($0) }
    output.heading("A title")
    output.say("Some prose that is longer than the forty columns of this page.")
    output.show(BarChart("score", [("a", 1.0)], caption: "One bar."))
    let root = try PackageRoot(environment: ["TINYCHAT_HOME": folder.path])
    try output.end(with: RunRecord(of: invocation, [Metric("gold", 0.5)]), in: root)
    return lines
  }

  @Test func pageIsExact() throws {
    try withFolder { folder in
      let first = try page(["--width", "40"], in: folder)
      let second = try page(["--width", "40"], in: folder)
      let dashes = String(repeating: "-", count: 40)
      let body = [
        "A title", dashes, "Some prose that is longer than the forty", "columns of this page.", "", "  score",
        "  a  1.00  " + String(repeating: "=", count: 29), "  One bar.",
      ]
      let changes = [
        "", "What changed since your last run", dashes,
        "  Nothing: the same knobs gave the same", "  numbers.",
      ]
      #expect(first == body)
      #expect(second == body + changes)
    }
  }

  @Test func plainPageHasNoPictures() throws {
    try withFolder { folder in
      let lines = try page(["--width", "40", "--plain"], in: folder)
      let wanted = [
        "A title", "Some prose that is longer than the forty", "columns of this page.", "", "  One bar.",
        "  score: a 1.00.",
      ]
      #expect(lines == wanted)
    }
  }

  @Test func jsonIsAllThatIsPrinted() throws {
    try withFolder { folder in
      let runs = [try page(["--json"], in: folder), try page(["--json"], in: folder)]
      let wanted = """
        {"chapter": "chapter7-rlhf", "knobs": {"seed": 1, "klWeight": 0.05, "judge": "learned"}, \
        "metrics": {"gold": 0.5}}
        """
      #expect(runs == [[wanted], [wanted]])
    }
  }

  @Test func boldOnlyWhenAsked() throws {
    try withFolder { folder in
      let styled = try page(["--color", "always"], in: folder)
      let unstyled = try page(["--color", "never"], in: folder)
      #expect(styled[0] == "\u{1b}[1mA title\u{1b}[0m")
      #expect(!unstyled.joined().contains("\u{1b}"))
    }
  }
}

struct PackageRootTests {
  @Test func foundAboveThisFile() throws {
    let root = try PackageRoot(environment: [:])
    #expect(FileManager.default.fileExists(atPath: root.url.appendingPathComponent("Package.swift").path))
    #expect(root.assets.lastPathComponent == "assets")
  }

  @Test func missingFoldersAreNamed() throws {
    #expect(throws: Failure.self) { try PackageRoot(above: "/nowhere/at/all/main.swift", environment: [:]) }
    let failure = #expect(throws: Failure.self) {
      try PackageRoot(environment: ["TINYCHAT_HOME": "/nowhere/at/all"])
    }
    #expect(failure?.place == "/nowhere/at/all" && failure?.code == .badFile)
  }

  @Test func runsIsMadeOnDemand() throws {
    try withFolder { folder in
      let root = try PackageRoot(environment: ["TINYCHAT_HOME": folder.path])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
      _ = try root.runs("records")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["runs"])
      try FileManager.default.removeItem(at: folder.appendingPathComponent("runs"))
      try Data().write(to: folder.appendingPathComponent("runs"))
      let failure = #expect(throws: Failure.self) { try root.runs() }
      #expect(failure?.code == .badFile)
    }
  }
}
