// The command line of `swift run weave`, and its answers.

import CommandLineKit
import Foundation

enum WeaveCommand {
  static let command = Command(
    name: "weave", question: "Do text, code and output say the same?",
    options: [
      Option("check", "change nothing; list what differs"),
      Option(
        "record", "run the chapters, or one, and keep what they show", .text(placeholder: "CHAPTER"),
        isValueOptional: true),
      Option(
        "replay", "run them, and compare with what is kept", .text(placeholder: "CHAPTER"),
        isValueOptional: true),
    ],
    examples: [
      ("", "put code, output and numbers into chapters/*.md and README.md"),
      ("--check", "end with code 1 if that would change anything, or a link is dead"),
      ("--record 04-pretraining", "run chapter 4 and keep its texts, pictures and metrics"),
      ("--replay", "run all chapters; end with code 1 if one shows something else"),
    ])

  /// Does what the command line asks for.
  ///
  /// - Parameter programs: where the chapters were built.
  static func run(_ invocation: Invocation, _ book: Book, programs: ProgramFolder) throws -> ExitCode {
    let verbs = ["check", "record", "replay"].filter(invocation.has)
    guard verbs.count < 2 else {
      throw Failure.usage(verbs.map { "--" + $0 }.joined(separator: " and ") + " exclude each other")
    }
    switch verbs.first {
    case "check": return verdict(Weaver(book).check())
    case "record":
      try Recorder(book: book, programs: programs).record(chapters("record", invocation, book))
      Console.printError("Now weave it in: swift run weave")
      return .success
    case "replay":
      let differences = try Recorder(book: book, programs: programs)
        .replay(chapters("replay", invocation, book))
      differences.forEach(Console.printLine)
      return differences.isEmpty ? .success : .checkFailed
    default: return try refresh(book)
    }
  }

  private static func chapters(
    _ option: String, _ invocation: Invocation, _ book: Book
  ) throws -> [BookChapter] {
    try invocation.option(option).map { [try book.chapter(named: $0.description)] } ?? book.chapters
  }

  private static func verdict(_ problems: [Problem]) -> ExitCode {
    problems.forEach { Console.printLine($0.description) }
    return problems.isEmpty ? .success : .checkFailed
  }

  private static func refresh(_ book: Book) throws -> ExitCode {
    let documents = try Weaver(book).refresh()
    for document in documents where !document.changes.isEmpty {
      Console.printLine("\(document.file): \(document.changes.count) parts refreshed")
    }
    return verdict(documents.flatMap(\.problems).sorted { ($0.file, $0.line) < ($1.file, $1.line) })
  }
}
