// The reason why an answer reads as it does: at each place the model gave every token a probability, the settings
// changed the probabilities, and one token was drawn. Leaves out why the model gives them: that is chapter 3's heat map.

import Basics
import CommandLineKit
import Pictures
import TinyLM
import TinyTensor

/// The probabilities of the next token at one place of an answer.
struct NextTokenChances: Picture {
  private struct Row {
    let token: String
    let before: Double
    let after: Double
    let isChosen: Bool
  }

  let caption: String
  private let title: String
  private let rows: [Row]
  private let choosing: String

  /// The five likeliest tokens, and the one that was written if it is not among them.
  ///
  /// - Parameters:
  ///   - place: of the token in the answer, from 1.
  ///   - count: tokens of the answer.
  ///   - logits: of the model there.
  init(
    place: Int, of count: Int, chosen: Int, logits: [Float], settings: ChatSettings, name: (Int) -> String
  ) {
    let before = Sampling().probabilities(logits)
    let after = settings.sampling.probabilities(logits)
    let best = before.indices.sorted { (before[$0], $1) > (before[$1], $0) }.prefix(5)
    rows = (best + (best.contains(chosen) ? [] : [chosen])).map {
      Row(token: name($0), before: Double(before[$0]), after: Double(after[$0]), isChosen: $0 == chosen)
    }
    choosing = settings.choosing
    title = "Token \(place) of \(count)"
    caption =
      "Written: \(name(chosen)). Its chance was \(before[chosen].fixed(3)) by the model, "
      + "\(after[chosen].fixed(3)) with \(settings.choosing)."
  }

  func drawing(width: Int) -> [String] {
    let label = min(16, rows.map(\.token.width).max() ?? 0)
    let column = (width - label - 6) / 2
    guard column >= 16 else { return words.flatMap { wrap($0, width: width, indent: "  ") } }
    let head = "  " + "".left(label) + "  " + "by the model".left(column) + "  " + choosing
    return ["  " + title, head]
      + rows.map { row in
        let head = (row.isChosen ? "> " : "  ") + row.token.left(label)
        return "\(head)  \(bar(row.before, column).left(column))  \(bar(row.after, column))".trimmedEnd
      }
  }

  var words: [String] {
    let list = rows.map { "\($0.token) \($0.before.fixed(3)), then \($0.after.fixed(3))" }
    return ["\(title), chances by the model, then with \(choosing): \(list.joined(separator: "; "))."]
  }

  private func bar(_ probability: Double, _ room: Int) -> String {
    probability.fixed(3) + " "
      + String(repeating: "=", count: Int((probability * Double(room - 6)).rounded()))
  }
}

extension ChatSession {
  /// Shows the probabilities at the first places of the last answer, or at one.
  func explain(_ argument: String, _ show: (ChatEvent) -> Void) throws {
    let answer = try lastTurn().answer
    guard !answer.tokens.isEmpty else { throw Failure.usage("the last answer has no token", hint: "/retry") }
    let places = 1...answer.tokens.count
    guard argument.isEmpty || Int(argument).map(places.contains) == true else {
      let end = "the last answer has \(answer.tokens.count) tokens"
      throw Failure.usage("/why takes a whole number: \(end)", hint: "Write /why \(places.upperBound)")
    }
    let chosen = Int(argument).map { $0...$0 } ?? 1...min(3, places.upperBound)
    let logits = logits(of: answer)
    for place in chosen {
      let picture = NextTokenChances(
        place: place, of: places.upperBound, chosen: answer.tokens[place - 1],
        logits: logits[place - 1].values,
        settings: answer.settings, name: spelled)
      show(.lines(picture.lines(width: width, isPlain: isPlain)))
    }
  }

  /// The logits at each place of an answer, `[tokens, vocabulary]`, computed again: the same as when it wrote.
  private func logits(of answer: Answer) -> Tensor {
    let tokens = answer.prompt.tokens + answer.tokens.dropLast()
    return answer.model.model.logits(tokens, sequences: 1)[0][(answer.prompt.tokens.count - 1)...]
  }
}
