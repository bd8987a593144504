// A small model with random weights that speaks in letters, and what a session says, as one text.

import TinyLM
import TinyTensor

@testable import ChatWindow

enum Talking {
  static let letters = CharacterTokenizer(
    of: "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ.?<|>0123456789",
    specialTokens: ChatFormat.specialTokens)
  static let bytes = BytePairTokenizer(merges: [], specialTokens: ChatFormat.specialTokens)

  /// Weights large enough for choices to differ from place to place.
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

  static func session(
    _ tokenizer: any Tokenizer = letters, context: Int = 64, settings: ChatSettings = ChatSettings(length: 12)
  ) -> ChatSession {
    ChatSession(
      [
        ChatModel("base", model(tokenizer, context: context, seed: 3), knowsChat: false),
        ChatModel("sft", model(tokenizer, context: context), knowsChat: true),
      ], tokenizer: tokenizer, settings: settings)
  }
}

extension ChatSession {
  /// All that happens after a line.
  mutating func events(after line: String) -> [ChatEvent] {
    var events: [ChatEvent] = []
    respond(to: line) { events.append($0) }
    return events
  }

  /// The same as it is shown at a terminal.
  mutating func text(after line: String) -> String {
    events(after: line).map { event in
      switch event {
      case .answerBegins(let speaker): speaker + "> "
      case .piece(let text): text
      case .answerEnds: "\n"
      case .lines(let lines), .problem(let lines): lines.joined(separator: "\n") + "\n"
      case .note(let note): "(\(note))\n"
      case .goodbye: "goodbye"
      }
    }.joined()
  }
}
