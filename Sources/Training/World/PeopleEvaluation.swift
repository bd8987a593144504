// How a model does with messages in people's own words: a small test that nobody looked at while the tables were
// written. What is acceptable stands beside each message.

import Basics
import TinyLM
import TinyTensor
import TinyWorld

/// A model's answers to the messages of people.
public struct PeopleEvaluation: Sendable {
  /// One message, and what came back.
  public struct Answer: Sendable {
    /// The message, with the ones before it.
    public let message: PeopleMessage
    /// The answer to the last of its turns.
    public let text: String
    /// Whether a sensible person would be content with it.
    public var isAcceptable: Bool { message.accepts(text) }
  }

  /// One to each message, in their order.
  public let answers: [Answer]

  /// Lets a model answer, turn by turn, always with its most probable token.
  ///
  /// - Throws: `FileProblem` if a message holds something that the vocabulary does not.
  public init(of model: GPT, _ messages: [PeopleMessage], format: ChatFormat) throws {
    var said = messages.map { _ in [ChatMessage]() }
    let longest = messages.map(\.turns.count).max() ?? 0
    for turn in 0..<longest {
      let active = messages.indices.filter { messages[$0].turns.count > turn }
      for number in active { said[number].append(ChatMessage(.user, messages[number].turns[turn])) }
      let prompts = try active.map {
        try format.prompt(said[$0], room: model.configuration.context - Evaluation.longestAnswer)
      }
      var generator = SeededGenerator(seed: 0)  // greedy: not used
      let rollouts = model.rollouts(
        prompts, end: format.end, limit: Evaluation.longestAnswer, sampling: .greedy, using: &generator)
      for (number, rollout) in zip(active, rollouts) {
        said[number].append(ChatMessage(.assistant, format.text(of: rollout.answer)))
      }
    }
    answers = zip(messages, said).map { Answer(message: $0, text: $1.last?.text ?? "") }
  }

  /// The share of acceptable answers.
  public var share: Double { mean(answers.map { $0.isAcceptable ? 1 : 0 }) }

  /// The 95 % interval of the share (Wilson 1927).
  public var interval: ClosedRange<Double> {
    let (n, p, z) = (Double(max(1, answers.count)), share, 1.96)
    let centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    return max(0, centre - half)...min(1, centre + half)
  }

  /// The interval in whole percent, such as "61 to 74".
  public var intervalInWords: String { "\(hundred(interval.lowerBound)) to \(hundred(interval.upperBound))" }

  /// Acceptable answers and messages of each kind, in the order of the table.
  public var kinds: [(name: String, acceptable: Int, count: Int)] {
    answers.reduce(into: []) { kinds, answer in
      let place = kinds.firstIndex { $0.name == answer.message.kind } ?? kinds.count
      if place == kinds.count { kinds.append((answer.message.kind, 0, 0)) }
      kinds[place].acceptable += answer.isAcceptable ? 1 : 0
      kinds[place].count += 1
    }
  }
}

extension ChatFormat {
  /// The prompt of as many messages as there is room for: the oldest exchanges are left out.
  fileprivate func prompt(_ messages: [ChatMessage], room: Int) throws -> [Int] {
    for first in stride(from: 0, to: messages.count, by: 2) {
      let tokens = try prompt(Array(messages[first...]))
      if tokens.count <= room { return tokens }
    }
    return Array(try prompt(Array(messages.suffix(1))).suffix(room))
  }
}
