// The conversation, and the part of it that the model sees: its window is short, so the oldest exchanges are left out
// whole. Leaves out summaries of these exchanges, with which large assistants stretch their window.

import TinyLM

/// The answer of a model, with all that is needed to look at it again.
struct Answer {
  enum Ending { case finished, lengthReached, windowFull, stopped }

  let model: ChatModel
  let settings: ChatSettings
  /// The number of its stream of random numbers.
  let number: Int
  let prompt: Prompt
  /// The tokens it wrote; its stop token, if it came, is the last.
  let tokens: [Int]
  /// Without the blank at its start.
  let text: String
  let ending: Ending
}

struct Turn {
  let question: String
  var answer: Answer
}

struct Prompt {
  let tokens: [Int]
  /// The number of the oldest exchanges that are left out.
  var leftOut = 0
  /// The number of tokens of the message, and of those that are there; nil if all are.
  var cut: (from: Int, to: Int)?
}

struct PromptMaker {
  let tokenizer: any Tokenizer
  let capitals: Capitals
  private let format: ChatFormat?

  init(_ tokenizer: any Tokenizer, capitals: Capitals) {
    self.tokenizer = tokenizer
    self.capitals = capitals
    format = ChatFormat.fits(tokenizer) ? ChatFormat(tokenizer) : nil
  }

  /// The token with which a model says that it has finished.
  func stop(for model: ChatModel) -> Int? {
    model.knowsChat ? format?.end : tokenizer.id(ofSpecial: endOfText)
  }

  /// The tokens of the window that a prompt may take: a quarter is kept for the answer, if it may be that long.
  static func room(for model: ChatModel, _ length: Int) -> Int {
    model.context - min(length, model.context / 4)
  }

  /// The prompt for one question.
  ///
  /// - Parameters:
  ///   - earlier: the exchanges before. A model that only completes text does not get them.
  ///   - system: a text before the first message that is left.
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
  private func cut(
    _ question: String, _ format: ChatFormat, leftOut: Int, _ system: String, _ room: Int
  ) throws -> Prompt {
    let ids = try tokenizer.encode(" " + question.asRead)
    var count = min(room, ids.count)
    while true {
      // The first token may begin inside a letter; the blank before the text is set again.
      let end = tokenizer.decode(Array(ids.suffix(count))).drop { $0 == " " || $0 == "\u{FFFD}" }
      let tokens = try format.prompt(messages([], String(end), system))
      if tokens.count <= room || count == 0 {
        return Prompt(tokens: tokens, leftOut: leftOut, cut: (ids.count, count))
      }
      count -= 1
    }
  }

  /// The words as they stand in a text, after its beginning; of too many, the last ones.
  private func completion(of text: String, _ room: Int) throws -> Prompt {
    let start = tokenizer.id(ofSpecial: endOfText).map { [$0] } ?? []
    let ids = try tokenizer.encode(" " + text.asRead)
    let kept = Array(ids.suffix(room - start.count))
    return Prompt(tokens: start + kept, cut: kept.count < ids.count ? (ids.count, kept.count) : nil)
  }
}
