// The second link of the chain: the demonstrations, and the model that has learned from them to answer.

import TinyLM
import TinyTensor
import TinyWorld
import Training

/// What somebody asked, and what a labeller wrote as the answer.
public struct Demonstration: Sendable {
  /// What was asked.
  public let request: Request
  /// What the model is to learn to say.
  public let answer: String
  /// Whether it is the last turn of its conversation; the answers of the turns before are learned with it.
  public let isLast: Bool

  /// All messages up to the answer.
  public var conversation: [ChatMessage] { request.messages + [ChatMessage(.assistant, answer)] }

  /// The same as a conversation of its own.
  public var alone: Demonstration {
    Demonstration(
      request: Request(kind: request.kind, text: request.text, topic: request.topic), answer: answer,
      isLast: true)
  }
}

extension Course {
  /// How many turns a conversation has that is learned from.
  public static let turns = 7

  /// Demonstrations as people write them, turn by turn, conversation by conversation; the first ones are the same
  /// however many are asked for.
  ///
  /// - Parameters:
  ///   - conversations: how many; each mixes facts, small talk and all other kinds of requests.
  ///   - demonstrators: how good they are.
  public func demonstrations(_ conversations: Int, by demonstrators: Demonstrators = .mixed)
    -> [Demonstration]
  {
    var generator = generator("demonstrations")
    return (0..<conversations).flatMap { _ in
      let turns = world.conversation(turns: Self.turns, for: .training, by: demonstrators, using: &generator)
      return turns.enumerated().map {
        Demonstration(request: $1.request, answer: $1.answer, isLast: $0 == turns.count - 1)
      }
    }
  }

  /// The second stage as it begins: the model that has read text, and demonstrations to learn from.
  public func fineTuning(
    _ settings: FineTuningSettings, on demonstrations: [Demonstration], from start: GPT? = nil
  )
    throws -> FineTuning
  {
    let format = try format()
    return FineTuning(
      try start ?? base(), settings,
      demonstrations: try demonstrations.filter(\.isLast).map { try format.tokens($0.conversation) },
      replaying: try text().corpus)
  }

  /// The second stage.
  ///
  /// - Parameters:
  ///   - settings: those of the book if left out.
  ///   - count: how many demonstrations; as many as in the book if left out.
  public func fineTuning(
    _ settings: FineTuningSettings? = nil, count: Int? = nil, by demonstrators: Demonstrators = .mixed
  ) throws -> Plan<FineTuning> {
    let settings = settings ?? FineTuningSettings(seed: invocation.seed)
    let count = count ?? recipe.demonstrations
    return Plan(
      link: .fineTuning,
      origin: origin(
        .fineTuning, settings, data: ["\(count) demonstrations"] + demonstrators.words,
        on: [try key(of: .pretraining)]),
      parent: { [self] in try base().fingerprint }, tokenizer: { [self] in try tokenizer() },
      begin: { [self] in try fineTuning(settings, on: self.demonstrations(count, by: demonstrators)) },
      looks: { [self] stage in
        FineTuning.looks(
          stage.totalSteps, question: questionOnTheWay(), format: try format(), tokenizer: try tokenizer())
      })
  }

  /// What the model that learns to answer is asked on the way: about a thing that no demonstration asks about.
  public func questionOnTheWay() -> Request {
    var generator = generator("fact requests for reporting")
    return world.request(.fact, for: .test, using: &generator)
  }
}

extension Demonstrators {
  /// How they answer, in words.
  fileprivate var words: [String] {
    [
      "curt \(curt)", "rambling \(rambling)", "wrong \(wrong)", "honest \(honest)", "refusing \(refusing)",
      "ignorant \(ignorant)", "overcautious \(overcautious)",
    ]
  }
}
