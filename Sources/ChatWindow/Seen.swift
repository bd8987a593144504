// The conversation as the model sees it: a sequence of tokens and nothing else. Special tokens stand where the chat
// format put them; the same letters typed by a person are ordinary tokens.

import Basics
import Foundation
import Pictures

extension ChatSession {
  func spelled(_ token: Int) -> String { visible(promptMaker.tokenizer.bytes(of: token)) }

  /// The last prompt and its answer in boxes, with ids.
  var tokenLines: [String] {
    get throws {
      let answer = try lastTurn().answer
      let tokens = answer.prompt.tokens + answer.tokens
      let picture = TokenRow(
        tokens.map(spelled), ids: tokens,
        caption: "\(tokens.count) tokens, \(answer.tokens.count) of them written by \(answer.model.name), "
          + "which sees at most \(answer.model.context).")
      return picture.lines(width: width, isPlain: isPlain)
    }
  }

  /// The last prompt and its answer as one string.
  var rawLines: [String] {
    get throws {
      let answer = try lastTurn().answer
      let text = promptMaker.tokenizer.decode(answer.prompt.tokens + answer.tokens)
      let forged = marksTyped(in: answer, text)
      let note = "(\(forged) of these marks are ordinary letters to the model: see /tokens)"
      return [text.replacing("\t", with: "\\t").printable] + (forged > 0 ? [note] : [])
    }
  }

  /// The number of marks in a text that look like special tokens and are ordinary letters.
  private func marksTyped(in answer: Answer, _ text: String) -> Int {
    let names = promptMaker.tokenizer.specialTokens
    let special = Set(names.compactMap { promptMaker.tokenizer.id(ofSpecial: $0) })
    let seen = names.reduce(0) { $0 + text.components(separatedBy: $1).count - 1 }
    return seen - (answer.prompt.tokens + answer.tokens).count(where: special.contains)
  }
}
