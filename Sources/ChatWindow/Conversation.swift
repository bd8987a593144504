// What was said, and how much of it the model sees: its window is short, so the oldest exchanges are left out whole.
// Leaves out: summaries of what was left out, with which large assistants stretch their window.

import Basics
import TinyLM
import TinyTensor

/// What a model said, and all that is needed to look at it again.
struct Answer {
  enum Ending { case finished, lengthReached, windowFull, stopped }

  let model: ChatModel
  let settings: ChatSettings
  /// Which random numbers it was written with.
  let number: Int
  let prompt: Prompt
  /// What it wrote; its stop token, if it came, is the last.
  let tokens: [Int]
  /// Without the blank at its start.
  let text: String
  let ending: Ending
}

/// A question and its answer.
struct Turn {
  let question: String
  var answer: Answer
}

/// What a model is given.
struct Prompt {
  let tokens: [Int]
  /// How many of the oldest exchanges are left out.
  var leftOut = 0
  /// How many tokens the message has, and how many of them are there, if not all.
  var cut: (from: Int, to: Int)?
}

/// Builds what the models are given.
struct PromptMaker {
  let tokenizer: any Tokenizer
  private let format: ChatFormat?

  init(_ tokenizer: any Tokenizer) {
    self.tokenizer = tokenizer
    format = PromptMaker.canChat(tokenizer) ? ChatFormat(tokenizer) : nil
  }

  /// Whether a tokenizer has the special tokens of conversations.
  static func canChat(_ tokenizer: any Tokenizer) -> Bool {
    ChatFormat.specialTokens.allSatisfy { tokenizer.id(ofSpecial: $0) != nil }
  }

  /// The token with which a model says that it has finished.
  func stop(for model: ChatModel) -> Int? {
    model.knowsChat ? format?.end : tokenizer.id(ofSpecial: endOfText)
  }

  /// How many tokens of the window a prompt may take: a quarter is kept for the answer, if it may be so long.
  static func room(for model: ChatModel, _ length: Int) -> Int {
    model.context - min(length, model.context / 4)
  }

  /// The prompt for one question.
  ///
  /// - Parameters:
  ///   - earlier: what was said before. A model that only completes text does not get it.
  ///   - system: stands before the first message that is left.
  ///   - length: most tokens of the answer.
  /// - Throws: `FileProblem` if a text holds something that the vocabulary does not.
  func prompt(_ question: String, after earlier: [Turn], system: String, for model: ChatModel, length: Int)
    throws -> Prompt
  {
    let room = Self.room(for: model, length)
    guard model.knowsChat, let format else { return try completion(of: question, room) }
    var longest: Prompt?
    for first in stride(from: earlier.count, through: 0, by: -1) {
      let tokens = try format.prompt(messages(earlier[first...], question, system))
      guard tokens.count <= room else { break }
      longest = Prompt(tokens: tokens, leftOut: first)
    }
    return try longest ?? cut(question, format, leftOut: earlier.count, system, room)
  }

  private func messages(_ turns: ArraySlice<Turn>, _ question: String, _ system: String) -> [ChatMessage] {
    let said = turns.flatMap { [ChatMessage(.user, $0.question), ChatMessage(.assistant, $0.answer.text)] }
    let all = said + [ChatMessage(.user, question)]
    guard !system.isEmpty else { return all }
    return [ChatMessage(.user, system + " " + all[0].text)] + all.dropFirst()
  }

  /// The end of a message that is too long even alone: a question usually stands there.
  private func cut(_ question: String, _ format: ChatFormat, leftOut: Int, _ system: String, _ room: Int)
    throws
    -> Prompt
  {
    let ids = try tokenizer.encode(" " + question)
    for count in stride(from: min(room, ids.count), through: 0, by: -1) {
      // The first token may begin inside a letter; the blank before the text is set again.
      let end = tokenizer.decode(Array(ids.suffix(count))).drop { $0 == " " || $0 == "\u{FFFD}" }
      let tokens = try format.prompt(messages([], String(end), system))
      if tokens.count <= room || count == 0 {
        return Prompt(tokens: tokens, leftOut: leftOut, cut: (ids.count, count))
      }
    }
    Basics.stop("no message is shorter than none")
  }

  /// The words as they are, at the start of a text; of too many, the last ones.
  private func completion(of text: String, _ room: Int) throws -> Prompt {
    let start = tokenizer.id(ofSpecial: endOfText).map { [$0] } ?? []
    let ids = try tokenizer.encode(text)
    let kept = Array(ids.suffix(room - start.count))
    return Prompt(
      tokens: start + kept, leftOut: 0, cut: kept.count < ids.count ? (ids.count, kept.count) : nil)
  }
}
