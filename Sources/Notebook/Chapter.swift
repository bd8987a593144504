// A chapter as a program: the question it answers, its command line, and its page.
// Follows literate programming (Knuth 1984) in that the source is the lesson, from top to bottom.
// Leaves out the prose around it: that is the Markdown of the same name in chapters/.

import CommandLineKit

/// A chapter of the book.
public struct Chapter: Sendable {
  let number: Int  // in the book, from 1
  let topic: String
  /// Its command line.
  public let command: Command
  let needs: String
  let seconds: Int?

  static let count = 8

  /// Declares a chapter.
  ///
  /// - Parameters:
  ///   - topic: in the names of its executable and its Markdown, such as "neural-net".
  ///   - question: that it answers, in one line.
  ///   - needs: the chapters a reader should know, such as "chapter 2".
  ///   - seconds: about how long it takes if no model is missing, on the machine on which it was recorded; nil if a
  ///     reader need not be told.
  ///   - hasFullRuns: whether `--full` shows more.
  ///   - options: of this chapter, besides those of all chapters.
  ///   - knobs: in the order in which they are listed.
  ///   - examples: arguments and what they do.
  public init(
    _ number: Int, _ topic: String, question: String, needs: String, seconds: Int? = nil,
    hasFullRuns: Bool = false,
    options: [Option] = [], knobs: [Knob], examples: [(arguments: String, meaning: String)] = []
  ) {
    self.number = number
    self.topic = topic
    self.needs = needs
    self.seconds = seconds
    command = Command(
      name: "chapter\(number)-\(topic)", question: question, knobs: knobs,
      options: options + Option.ofChapters.filter { hasFullRuns || $0.name != "full" }, examples: examples)
  }

  var markdown: String { "chapters/0\(number)-\(topic).md" }

  /// Reads the command line, shows the page, and ends the program: the last call of a `main.swift`.
  ///
  /// - Parameter build: declares the cells. Nothing slow happens in it: the cells are run afterwards.
  public func run(_ build: (Page) throws -> Void) -> Never {
    command.run { invocation in
      let page = try Page(self, invocation)
      try build(page)
      return try page.run()
    }
  }
}
