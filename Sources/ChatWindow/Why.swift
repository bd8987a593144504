// Why an answer reads as it does: at each place the model gave every token a chance, the settings changed the chances,
// and one was drawn. Leaves out why the model gives these chances: that is chapter 3's heat map.

import Basics
import CommandLineKit
import Pictures
import TinyLM
import TinyTensor

/// The chances of the next token at one place of an answer.
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
  ///   - place: which token of the answer, from 1.
  ///   - count: how many the answer has.
  ///   - logits: the model's scores there.
  init(place: Int, of count: Int, chosen: Int, logits: [Float], settings: ChatSettings, name: (Int) -> String)
  {
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
    let label = min(16, rows.map(\.token.count).max() ?? 0)
    let column = (width - label - 6) / 2
    guard column >= 16 else { return words.flatMap { wrap($0, width: width, indent: "  ") } }
    let head = "  " + "".filled(label) + "  " + "by the model".filled(column) + "  " + choosing
    return ["  " + title, head]
      + rows.map { row in
        let head = (row.isChosen ? "> " : "  ") + String(row.token.prefix(label)).filled(label)
        return "\(head)  \(bar(row.before, column).filled(column))  \(bar(row.after, column))".trimmedEnd
      }
  }

  var words: [String] {
    let list = rows.map { "\($0.token) \($0.before.fixed(3)), then \($0.after.fixed(3))" }
    return ["\(title), chances by the model, then with \(choosing): \(list.joined(separator: "; "))."]
  }

  private func bar(_ chance: Double, _ room: Int) -> String {
    chance.fixed(3) + " " + String(repeating: "=", count: Int((chance * Double(room - 6)).rounded()))
  }
}

extension ChatSession {
  /// Shows the chances at the first places of the last answer, or at one.
  func explain(_ argument: String, _ show: (ChatEvent) -> Void) throws {
    let answer = try lastTurn().answer
    guard !answer.tokens.isEmpty else { throw Failure.usage("the last answer has no token", hint: "/retry") }
    let places = 1...answer.tokens.count
    guard argument.isEmpty || Int(argument).map(places.contains) == true else {
      let end = "the last answer has \(answer.tokens.count) tokens"
      throw Failure.usage("/why takes a whole number: \(end)", hint: "Write /why \(places.upperBound)")
    }
    let chosen = Int(argument).map { $0...$0 } ?? 1...min(3, places.upperBound)
    let scores = scores(of: answer)
    for place in chosen {
      let picture = NextTokenChances(
        place: place, of: places.upperBound, chosen: answer.tokens[place - 1], logits: scores(place - 1),
        settings: answer.settings
      ) { spelled($0).replacing(" ", with: "_") }
      show(.lines(picture.lines(width: width, isPlain: isPlain)))
    }
  }

  /// What the model said at each place of an answer, computed again: the same numbers as when it wrote.
  private func scores(of answer: Answer) -> (Int) -> [Float] {
    let model = answer.model.model
    let tokens = answer.prompt.tokens + answer.tokens.dropLast()
    let (logits, size) = (model.logits(tokens, sequences: 1).values, model.configuration.vocabularySize)
    return { place in
      let row = answer.prompt.tokens.count - 1 + place
      return Array(logits[row * size..<(row + 1) * size])
    }
  }
}
