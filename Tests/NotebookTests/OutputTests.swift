// A whole small page: on a narrow terminal, in plain form, as JSON, in bold.

import Foundation
import Testing

@testable import Notebook

private let command = Command(
  name: "chapter7-rlhf", question: "?", knobs: [.real("klWeight", "", in: 0...1, normal: 0.05)])

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
        {"chapter": "chapter7-rlhf", "knobs": {"seed": 1, "klWeight": 0.05}, \
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
