// Labelling, typed by a test: every choice is in the file at once, and it goes on where it stopped.

import Foundation
import TestSupport
import Testing
import TinyWorld

@testable import CommandLineKit
@testable import CourseKit
@testable import chapter6_reward_model

@Suite struct LabellingTests {
  /// The pair in a place: answers that tell which place it is.
  private static func pair(_ place: Int) -> AnswerPair {
    let request = Request(
      kind: .smallTalk, earlier: [Exchange(user: "Hi.", assistant: "Hello.")], text: "Question \(place)?",
      topic: .talk("greeting"))
    let answers = ["first", "second"].map {
      AnswerPair.Answer(text: "The \($0) answer of \(place).", conversation: [], isEnded: true)
    }
    return AnswerPair(request: request, first: answers[0], second: answers[1], contrast: nil)
  }

  /// Types lines; what was shown, the same without line breaks, what the file holds, and whether Ctrl-C ended it.
  private func type(
    _ lines: [String], then end: LineInput.Arrival = .end, into url: URL,
    watching: @escaping (_ line: Int) throws -> Void = { _ in }
  ) throws -> (shown: String, words: String, choices: [Label.Choice], isInterrupted: Bool) {
    var (typed, shown) = (0, "")
    var labelling = Labelling(
      try LabelFile(url), pairs: Self.pair,
      read: {
        defer { typed += 1 }
        do { try watching(typed) } catch { Issue.record(error) }
        guard typed < lines.count else { return end }
        shown += lines[typed] + "\n"
        return .line(lines[typed])
      }, write: { shown += $0 })
    let isInterrupted = try labelling.run()
    let kept = try LabelFile(url).labels
    #expect(labelling.file.labels == kept)
    let words = shown.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return (shown, words, labelling.file.labels.map(\.choice), isInterrupted)
  }

  @Test func eachKey() throws {
    try withFolder { folder in
      let url = folder.appending(path: "labels.jsonl")
      let run = try type(["1", "2", " S ", "u", "2", "q", "1"], into: url)
      #expect(run.choices == [.first, .second, .second] && !run.isInterrupted)
      #expect(run.shown.components(separatedBy: "Pair 3").count == 3, "shown again after it was taken back")
      #expect(
        run.shown.contains("user      | Hi.") && run.shown.contains("1         | The first answer of 2."))
      let labels = try LabelFile(url).labels
      #expect(labels[1].messages.map(\.text) == ["Hi.", "Hello.", "Question 1?"])
      #expect(labels[1].first == "The first answer of 1." && labels[1].second == "The second answer of 1.")
    }
  }

  @Test func aChoiceIsKeptBeforeTheNextPairIsAsked() throws {
    try withFolder { folder in
      let url = folder.appending(path: "labels.jsonl")
      _ = try type(["1", "s", "2"], into: url) { line in
        let kept = try LabelFile(url).labels.count
        #expect(kept == line)
      }
    }
  }

  @Test func itGoesOnWhereItStopped() throws {
    try withFolder { folder in
      let url = folder.appending(path: "labels.jsonl")
      #expect(try type(["1", "s"], then: .interrupted, into: url).isInterrupted)
      let second = try type(["2"], into: url)
      #expect(second.shown.contains("You go on after 1 choice, 1 skipped."))
      #expect(second.shown.contains("Pair 3") && !second.shown.contains("Pair 2"))
      #expect(second.choices == [.first, .skipped, .second])
      #expect(try LabelFile(url).labels[2].first == "The first answer of 2.")
      #expect(try type(["u", "u", "u", "u"], into: url).shown.contains("There is nothing to take back."))
      #expect(try LabelFile(url).labels.isEmpty)
    }
  }

  /// Another terminal chooses five times before this one's second line: all is kept, and the count is true.
  @Test func twoTerminalsAtOnce() throws {
    try withFolder { folder in
      let url = folder.appending(path: "labels.jsonl")
      let run = try type(["1", "u", "2"], into: url) { line in
        if line == 1 { _ = try type(["1", "1", "1", "1", "1"], into: url) }
      }
      #expect(run.choices == [.first, .first, .first, .first, .first, .second])
      #expect(run.words.contains("Kept: 6 choices"))
      #expect(run.shown.components(separatedBy: "The first answer of 0.").count == 3, "the same pair again")
      #expect(run.shown.contains("Pair 7"), "and then one that nobody has answered")
    }
    try withFolder { folder in
      let url = folder.appending(path: "labels.jsonl")
      let run = try type(["1"], into: url) { line in
        if line == 1 { _ = try type(["1", "1"], into: url) }
      }
      #expect(run.words.contains("Kept: 3 choices"), "those that came while this one waited")
    }
  }

  @Test func wrongKeysAreExplained() throws {
    try withFolder { folder in
      let run = try type(["3", "", "one", "q"], into: folder.appending(path: "labels.jsonl"))
      #expect(run.choices.isEmpty)
      for said in ["'3' is no key.", "Nothing was typed.", "'one' is no key."] {
        #expect(run.words.contains(said + " Type 1 or 2 to choose"))
      }
      #expect(run.shown.components(separatedBy: "Pair 1").count == 2, "the pair is not shown again")
      for line in run.shown.split(separator: "\n") { #expect(line.count <= 80) }
    }
  }

  @Test func theEndSaysWhatComesNext() throws {
    try withFolder { folder in
      let url = folder.appending(path: "labels.jsonl")
      let few = try type(["1"], into: url)
      #expect(few.words.contains("chapter6-reward-model --label"))
      let enough = try type(Array(repeating: "2", count: LabelFile.enough - 1), into: url)
      #expect(enough.words.contains("--cell your-labels"))
    }
  }
}
