// Asking the learner which of two answers is the better one: `--label` of chapter 6. Every choice is in the file before
// the next pair is shown, so that whatever ends the program loses nothing.
// Leaves out: showing a pair twice, which would tell how sure the learner is.

import Basics
import CommandLineKit
import CourseKit
import Foundation

/// A conversation with the learner about pairs of answers.
struct Labelling {
  /// What was said so far, and where it is kept.
  private(set) var file: LabelFile
  /// The places of the pairs answered since the beginning, and last the one that is shown.
  private var places: [Int]
  private let pair: (_ place: Int) throws -> AnswerPair
  private let read: () -> LineInput.Arrival
  private let write: (String) -> Void
  private let width: Int

  /// What the learner can say.
  private enum Key: String { case first = "1", second = "2", skip = "s", undo = "u", quit = "q" }

  private static let keys =
    "Type 1 or 2 to choose, s to skip, u to take the last one back, q to quit; then Enter."

  /// Begins where the file stops.
  ///
  /// - Parameters:
  ///   - pair: the pair in a place of the list of all pairs.
  ///   - read: waits for the next line.
  ///   - write: shows text, without a line break after it.
  init(
    _ file: LabelFile, pairs: @escaping (_ place: Int) throws -> AnswerPair,
    read: @escaping () -> LineInput.Arrival, write: @escaping (String) -> Void = Console.write,
    width: Int = 80
  ) {
    (self.file, self.pair, self.read, self.write) = (file, pairs, read, write)
    self.width = width
    places = [file.labels.count]
  }

  private var place: Int { places.last! }

  /// Asks until the learner quits, or until there is nobody to ask.
  ///
  /// - Returns: whether it was Ctrl-C that ended it.
  /// - Throws: `FileProblem` if a choice cannot be kept.
  mutating func run() throws -> Bool {
    say("A request, and two answers to it. Which one do you like better? You alone decide what is better.")
    say(Self.keys)
    if !file.labels.isEmpty {
      say("You go on after \(count), \(file.labels.count - file.choiceCount) skipped.")
    }
    var arrival = LineInput.Arrival.end
    repeat {
      try show()
      arrival = try answered()
    } while arrival != .end && arrival != .interrupted
    try file.reread()
    goodbye()
    return arrival == .interrupted
  }

  /// Waits for a key that means something, and does it.
  ///
  /// - Returns: `.end` also if the learner quits.
  private mutating func answered() throws -> LineInput.Arrival {
    while true {
      write("1, 2, s, u or q: ")
      let arrival = read()
      guard case .line(let line) = arrival else {
        write("\n")
        return arrival
      }
      let word = line.trimmingCharacters(in: .whitespaces)
      switch Key(rawValue: word.lowercased()) {
      case .first: try keep(.first)
      case .second: try keep(.second)
      case .skip: try keep(.skipped)
      case .undo: try takeBack()
      case .quit: return .end
      case nil:
        say((word.isEmpty ? "Nothing was typed." : "'\(word)' is no key.") + " " + Self.keys)
        continue
      }
      return arrival
    }
  }

  private mutating func keep(_ choice: Label.Choice) throws {
    let pair = try pair(place)
    try file.add(
      Label(pair.request.messages, first: pair.first.text, second: pair.second.text, choice: choice))
    places.append(file.labels.count)
  }

  private mutating func takeBack() throws {
    guard try file.undo() != nil else { return say("There is nothing to take back.") }
    places.removeLast()
    if places.isEmpty { places = [file.labels.count] }  // an answer of an earlier run
    say("Taken back. Here it is again.")
  }

  private func show() throws {
    let pair = try pair(place)
    write("\n")
    say("Pair \(place + 1)")
    for message in pair.request.messages {
      quote(message.role == .user ? "user" : "assistant", message.text)
    }
    quote("1", pair.first.text)
    quote("2", pair.second.text)
  }

  private func goodbye() {
    write("\n")
    say("Kept: \(count), in \(file.url.path)")
    if file.choiceCount < LabelFile.enough {
      say(
        "A judge needs at least \(LabelFile.enough) of them. To go on: swift run chapter6-reward-model --label"
      )
    } else {
      say("What a judge learns from them: swift run chapter6-reward-model --cell your-labels")
    }
  }

  private var count: String { file.choiceCount == 1 ? "1 choice" : "\(file.choiceCount) choices" }

  private func say(_ text: String) { wrap(text, width: width).forEach { write($0 + "\n") } }

  private func quote(_ label: String, _ text: String) {
    let head = "  " + label.padding(toLength: 10, withPad: " ", startingAt: 0) + "| "
    let lines = wrap(text.isEmpty ? "(nothing)" : text, width: width - head.count)
    for (number, line) in lines.enumerated() {
      write((number == 0 ? head : String(repeating: " ", count: head.count - 2) + "| ") + line + "\n")
    }
  }
}
