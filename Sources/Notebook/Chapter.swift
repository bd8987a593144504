// A chapter as a program: the question it answers, what it can be told, and its page.
// Follows literate programming (Knuth 1984) in that the source is the lesson, from top to bottom.
// Leaves out the prose around it: that is the Markdown of the same name in chapters/.

import CommandLineKit

/// A chapter of the book.
public struct Chapter: Sendable {
  /// Its place in the book, from 1.
  public let number: Int
  /// What its files are called after, such as "neural-net".
  public let topic: String
  /// Its command line.
  public let command: Command
  let needs: String
  let seconds: Int

  /// How many chapters the book has.
  static let count = 8

  /// Declares a chapter.
  ///
  /// - Parameters:
  ///   - topic: what its executable and its Markdown are called after, such as "neural-net".
  ///   - question: what it answers, in one line.
  ///   - needs: what a reader should have seen before, such as "chapter 2".
  ///   - seconds: about how long it takes on two cores.
  ///   - hasFullRuns: whether `--full` shows more.
  ///   - options: what this chapter understands beside what all chapters do.
  ///   - knobs: in the order in which they are listed.
  ///   - examples: arguments and what they do.
  public init(
    _ number: Int, _ topic: String, question: String, needs: String, seconds: Int, hasFullRuns: Bool = false,
    options: [Option] = [], knobs: [Knob],
    examples: [(arguments: String, meaning: String)] = []
  ) {
    (self.number, self.topic, self.needs, self.seconds) = (number, topic, needs, seconds)
    command = Command(
      name: "chapter\(number)-\(topic)", question: question, knobs: knobs,
      options: options + Option.ofChapters.filter { hasFullRuns || $0.name != "full" }, examples: examples)
  }

  /// The text that goes with it.
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
