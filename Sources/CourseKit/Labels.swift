// The learner's own choices between answers: a file with one line for each, written again after every choice.
// The format is JSON Lines. What was said is kept as text, so that labels outlive the tokenizer and the model.
// Several programs may label at once: each reads the file again before it writes, and nobody writes in between.
// Leaves out who it was that chose: one file is one person.

import Files
import Foundation
import TinyLM
import TinyWorld
import Training

/// What the learner said to two answers.
public struct Label: Codable, Equatable, Sendable {
  /// Which answer is the better one.
  public enum Choice: String, Codable, Sendable {
    /// The first one.
    case first
    /// The second one.
    case second
    /// The learner did not want to choose.
    case skipped
  }

  /// What was said so far, the request last.
  public let messages: [ChatMessage]
  /// The one answer.
  public let first: String
  /// The other answer.
  public let second: String
  /// What the learner said.
  public let choice: Choice

  /// A label.
  public init(_ messages: [ChatMessage], first: String, second: String, choice: Choice) {
    self.messages = messages
    self.first = first
    self.second = second
    self.choice = choice
  }

  /// The choice in tokens; nil if there was none.
  ///
  /// - Throws: `FileProblem` if a text holds something that the vocabulary does not.
  public func comparison(in format: ChatFormat) throws -> Comparison? {
    guard choice != .skipped else { return nil }
    let (one, other) = (
      try format.tokens(messages, answer: first), try format.tokens(messages, answer: second)
    )
    return choice == .first
      ? Comparison(chosen: one, rejected: other) : Comparison(chosen: other, rejected: one)
  }
}

/// The file of the learner's choices.
public struct LabelFile {
  /// With this many choices a reward model can learn something.
  public static let enough = 20

  /// Where it lies.
  public let url: URL
  /// What it held when it was last read or written, in the order in which it was said.
  public private(set) var labels: [Label]
  /// What can be taken back: the labels found at the beginning, and those added since then by this program.
  private var own: [Label]

  /// How many choices there are; a pair that was skipped is none.
  public var choiceCount: Int { labels.count { $0.choice != .skipped } }

  /// Reads a file; one that is not there has no labels yet.
  ///
  /// - Throws: `FileProblem`, with the number of the line, if it is damaged.
  public init(_ url: URL) throws {
    self.url = url
    labels = try Self.read(url)
    own = labels
  }

  private static func read(_ url: URL) throws -> [Label] {
    guard FileManager.default.fileExists(atPath: url.path) else { return [] }
    return try TextFile.lines(url).enumerated().compactMap { number, line in
      if line.allSatisfy(\.isWhitespace) { return nil }
      guard let label = try? JSONDecoder().decode(Label.self, from: Data(line.utf8)) else {
        throw FileProblem(
          file: url.path, happened: "line \(number + 1) is no label.",
          remedy: "Correct that line or remove it. All other lines can stay.")
      }
      return label
    }
  }

  /// Looks what other programs have added meanwhile.
  ///
  /// - Throws: `FileProblem` if the file is damaged.
  public mutating func reread() throws { labels = try Self.read(url) }

  /// Adds a label and keeps all.
  ///
  /// - Throws: `FileProblem`; the label is then not added.
  public mutating func add(_ label: Label) throws {
    try change { $0.append(label) }
    own.append(label)
  }

  /// Takes the last label back that this program added, or found at its beginning.
  ///
  /// - Returns: the label; nil if there is none left.
  public mutating func undo() throws -> Label? {
    while let last = own.last {
      var place: Int?
      try change {
        place = $0.lastIndex(of: last)
        if let place { $0.remove(at: place) }
      }
      own.removeLast()
      if place != nil { return last }  // else another program has taken it back
    }
    return nil
  }

  /// Changes what the file holds now, while no other program changes it.
  private mutating func change(_ body: (inout [Label]) -> Void) throws {
    let claim = try FileClaim(waitingFor: url)
    defer { withExtendedLifetime(claim) {} }
    var changed = try Self.read(url)
    body(&changed)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let lines = try changed.map { String(decoding: try encoder.encode($0), as: UTF8.self) + "\n" }
    try AtomicFile.write(to: url) { write in try Data(lines.joined().utf8).withUnsafeBytes(write) }
    labels = changed
  }
}

extension Course {
  /// The learner's own choices.
  ///
  /// - Throws: `FileProblem` if the file is damaged.
  public func labels() throws -> LabelFile { try LabelFile(root.runs().appending(path: "labels.jsonl")) }

  /// The same as choices between conversations, without the pairs that were skipped.
  public func ownChoices() throws -> [Comparison] {
    let format = try format()
    return try labels().labels.compactMap { try $0.comparison(in: format) }
  }

  /// Pairs for the learner to choose from; each round of the list is made when it is first reached.
  public func pairsToLabel() -> PairsToLabel {
    PairsToLabel { [self] round in
      try pairs(40, for: .training, stream: "pairs to label \(round)")
        .filter { $0.first.isEnded && $0.second.isEnded && $0.first.text != $0.second.text }
    }
  }
}

/// An endless list of pairs.
public final class PairsToLabel {
  private let make: (_ round: Int) throws -> [AnswerPair]
  private var made: [AnswerPair] = []
  private var rounds = 0

  init(_ make: @escaping (_ round: Int) throws -> [AnswerPair]) { self.make = make }

  /// The pair in a place of the list, counted from 0.
  public func callAsFunction(_ place: Int) throws -> AnswerPair {
    while made.count <= place {
      made += try make(rounds)
      rounds += 1
    }
    return made[place]
  }
}
