// Small models that speak in letters, and what a session says, as one text.

import TinyLM
import TinyTensor

@testable import ChatWindow

enum Talking {
  static let letters = CharacterTokenizer(
    of: "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ.?<|>0123456789",
    specialTokens: ChatFormat.specialTokens)
  static let bytes = BytePairTokenizer(merges: [], specialTokens: ChatFormat.specialTokens)

  /// Random weights, large enough for choices to differ from place to place.
  static func model(_ tokenizer: any Tokenizer = letters, context: Int = 64, seed: UInt64 = 2) -> GPT {
    var generator = SeededGenerator(seed: seed)
    let sizes = GPTConfiguration(
      vocabularySize: tokenizer.vocabularySize, context: context, width: 32, layers: 2, heads: 2)
    let model = GPT(sizes, using: &generator)
    for (_, parameter) in model.parameters {
      let size: Float = parameter.rank == 2 ? 0.4 : 0.05
      parameter.assign(parameter.values.map { $0 + size * generator.normal() })
    }
    return model
  }

  /// A model that says one token and nothing else, whatever it is asked.
  static func model(saying token: Int, _ tokenizer: any Tokenizer = letters) -> GPT {
    let model = model(tokenizer)
    let vector = model.tokenEmbedding.rows(at: [token], shape: [1]).values
    model.finalNorm.weight.assign(vector.map { _ in 0 })
    model.finalNorm.bias.assign(vector.map { 50 * $0 })
    return model
  }

  static func session(
    _ tokenizer: any Tokenizer = letters, context: Int = 64, length: Int = 12, temperature: Double = 0.7
  ) -> ChatSession {
    ChatSession(
      [
        ChatModel("base", model(tokenizer, context: context, seed: 3), knowsChat: false),
        ChatModel("sft", model(tokenizer, context: context), knowsChat: true),
      ], tokenizer: tokenizer, settings: ChatSettings(temperature: temperature, length: length))
  }
}

extension ChatSession {
  /// All that happens after a line.
  mutating func events(after line: String) -> [ChatEvent] {
    var events: [ChatEvent] = []
    respond(to: line) { events.append($0) }
    return events
  }

  /// The same as one text.
  @discardableResult
  mutating func text(after line: String) -> String {
    events(after: line).map { event in
      switch event {
      case .answerBegins(let speaker): speaker + "> "
      case .piece(let text): text
      case .answerEnds: "\n"
      case .lines(let lines): lines.joined(separator: "\n") + "\n"
      case .problem(let lines): "problem: " + lines.joined(separator: " / ") + "\n"
      case .note(let note): "(\(note))\n"
      case .goodbye: "goodbye\n"
      }
    }.joined()
  }

  /// Lines, each followed by what happens.
  mutating func script(_ lines: String...) -> String {
    lines.map { "you> \($0)\n" + text(after: $0) }.joined()
  }
}
