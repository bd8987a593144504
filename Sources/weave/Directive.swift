// The parts that can be woven into the Markdown. A directive is an HTML comment, which no reader of the Markdown sees:
//   <!-- weave: output floors --> ... <!-- weave: end -->

import CommandLineKit

/// The name of a cell, an excerpt or a metric.
///
/// The chapter comes first if it is not the document's own: "04-pretraining/floors".
struct PartName: Equatable {
  let chapter: String?
  let name: String

  init(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
    chapter = parts.count == 2 ? parts[0] : nil
    name = parts.count == 2 ? parts[1] : text
  }
}

enum Directive: Equatable {
  /// An excerpt of the chapter's sources, or of a file below `Sources`.
  case code(PartName, file: String?)
  /// The output of a cell.
  case output(PartName)
  /// A picture of a cell, counted from 1.
  case picture(PartName, Int)
  /// A recorded metric with so many decimals.
  case value(PartName, digits: Int, isPercent: Bool)
  /// The table of all chapters.
  case chapters

  private static let synopses = [
    "code": "code CELL, or code NAME in MODULE/FILE.swift", "output": "output CELL",
    "picture": "picture CELL N",
    "value": "value METRIC DIGITS, or value METRIC DIGITS %", "chapters": "chapters",
  ]

  /// Reads the words between `weave:` and the end of the comment.
  ///
  /// - Throws: `Failure` with the right form.
  init(_ text: String) throws {
    let words = text.split(separator: " ").map(String.init)
    let name = PartName(words.count > 1 ? words[1] : "")
    let number = words.count > 2 ? Int(words[2]) : nil
    switch (words.first ?? "", words.count, number) {
    case ("code", 2, _): self = .code(name, file: nil)
    case ("code", 4, _) where words[2] == "in": self = .code(name, file: words[3])
    case ("output", 2, _): self = .output(name)
    case ("picture", 3, let number?): self = .picture(name, number)
    case ("value", 3, let digits?) where 0...9 ~= digits:
      self = .value(name, digits: digits, isPercent: false)
    case ("value", 4, let digits?) where 0...9 ~= digits && words[3] == "%":
      self = .value(name, digits: digits, isPercent: true)
    case ("chapters", 1, _): self = .chapters
    case (let verb, _, _):
      guard let synopsis = Self.synopses[verb] else {
        throw Failure.usage(unknown: "directive", verb, valid: Self.synopses.keys.sorted())
      }
      throw Failure.usage("cannot read the directive '\(text)'", hint: "Write: \(synopsis)")
    }
  }

  var description: String {
    switch self {
    case .code(let name, _): "the code of '\(name.name)'"
    case .output(let name): "the output of '\(name.name)'"
    case .picture(let name, let number): "picture \(number) of '\(name.name)'"
    case .value(let name, _, _): "the value of '\(name.name)'"
    case .chapters: "the table of chapters"
    }
  }

  var fitsInLine: Bool {
    if case .value = self { true } else { false }
  }
}
