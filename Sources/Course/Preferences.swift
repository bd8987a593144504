// The third link of the chain: pairs of answers, people who choose between them, and the model that learns from the
// choices. Some pairs are written by the model of chapter 5, others are made so that they differ in one thing only.

import Basics
import Notebook
import TinyLM
import TinyTensor
import TinyWorld
import Training

/// Two answers to one request.
public struct AnswerPair: Sendable {
  /// One of the two.
  public struct Answer: Sendable {
    /// What it says.
    public let text: String
    /// The whole conversation in tokens, this answer marked.
    public let conversation: [MarkedToken]
    /// Whether it came to an end.
    public let isEnded: Bool

    /// An answer.
    public init(text: String, conversation: [MarkedToken], isEnded: Bool) {
      (self.text, self.conversation, self.isEnded) = (text, conversation, isEnded)
    }
  }

  /// What was asked.
  public let request: Request
  /// One answer.
  public let first: Answer
  /// The other one.
  public let second: Answer
  /// In what they differ; nil if the model wrote both.
  public let contrast: Contrast.Kind?

  /// A pair.
  public init(request: Request, first: Answer, second: Answer, contrast: Contrast.Kind?) {
    (self.request, self.first, self.second, self.contrast) = (request, first, second, contrast)
  }

  /// The two as a choice of one.
  public func comparison(choosingFirst: Bool) -> Comparison {
    let comparison = Comparison(chosen: first.conversation, rejected: second.conversation)
    return choosingFirst ? comparison : comparison.reversed
  }
}

extension Course {
  /// Pairs of answers to choose from.
  ///
  /// - Parameters:
  ///   - count: how many.
  ///   - contrasts: the share of pairs that are made so that they differ in one thing; the rest are sampled from the
  ///     model of chapter 5.
  ///   - stream: names the random numbers.
  public func pairs(_ count: Int, for part: Part, contrasts: Double = 0.6, stream: String) throws
    -> [AnswerPair]
  {
    var generator = generator(stream)
    let isMade = (0..<count).map { _ in generator.uniform() < contrasts }
    // Made pairs are of all kinds in equal numbers: what is asked for less often needs choices too.
    let requests = isMade.map { isMade in
      let kinds = Request.Kind.allCases
      return isMade
        ? world.request(kinds[generator.below(kinds.count)], for: part, using: &generator)
        : world.request(for: part, using: &generator)
    }
    let format = try format()
    let prompts = try zip(requests, isMade).filter { !$1 }.flatMap { request, _ in
      Array(repeating: try format.prompt(request), count: 2)
    }
    var rollouts = try assistant().rollouts(prompts, end: format.end, using: &generator)[...]
    return try zip(requests, isMade).map { request, isMade in
      guard !isMade else { return try contrast(to: request, using: &generator) }
      let answers = [rollouts.removeFirst(), rollouts.removeFirst()].map {
        AnswerPair.Answer(
          text: format.text(of: $0.answer), conversation: $0.conversation, isEnded: $0.isEnded)
      }
      return AnswerPair(request: request, first: answers[0], second: answers[1], contrast: nil)
    }
  }

  /// A pair of answers that differ in one thing, in random order.
  private func contrast(to request: Request, using generator: inout SeededGenerator) throws -> AnswerPair {
    let kind = request.kind.contrasts[generator.below(request.kind.contrasts.count)]
    let made = world.contrast(kind, to: request, using: &generator)
    let texts = generator.below(2) == 0 ? [made.better, made.worse] : [made.worse, made.better]
    let format = try format()
    let window = try assistant().configuration.context
    let answers = try texts.map { text in
      let tokens = try format.tokens(request, answer: text)
      return AnswerPair.Answer(text: text, conversation: Array(tokens.suffix(window)), isEnded: true)
    }
    return AnswerPair(request: request, first: answers[0], second: answers[1], contrast: kind)
  }

  /// The chance that a person prefers the first answer of a pair.
  public func chanceFirst(_ pair: AnswerPair, by person: Person = Person()) -> Double {
    func score(_ answer: AnswerPair.Answer) -> Double {
      world.score(answer.text, to: pair.request, isEnded: answer.isEnded, by: person)
    }
    let difference = score(pair.first) - score(pair.second)
    return 1 / (1 + PortableMath.exp(-Person.steepness * difference))
  }

  /// What a person chooses, with the noise of people.
  ///
  /// - Parameter stream: names the random numbers.
  public func choices(_ pairs: [AnswerPair], by person: Person = Person(), stream: String) -> [Comparison] {
    var generator = generator(stream)
    return pairs.map { pair in
      pair.comparison(choosingFirst: generator.uniform() < chanceFirst(pair, by: person))
    }
  }

  /// The third stage as it begins.
  public func rewardModeling(_ settings: RewardModelingSettings, on choices: [Comparison]) throws
    -> RewardModeling
  {
    RewardModeling(try assistant(), settings, comparisons: choices)
  }

  /// The reward model of chapter 6: as an earlier run left it, or trained now.
  func trainedRewardModel() throws -> RewardModel {
    let files = try files(RewardModeling.name)
    let parent = "\(try assistant().fingerprint)"
    if let saved = try files.checkpoint(), saved.parent == parent {
      return try RewardModel(assistant(), saved)
    }
    announce("the model that judges answers (chapter 6)", seconds: 20)
    let count = invocation.isQuick ? Recipe.quickChoices : Recipe.choices
    let stage = try rewardModeling(
      RewardModelingSettings(seed: invocation.seed),
      on: choices(pairs(count, for: .training, stream: "pairs"), stream: "choices"))
    try Drive(stage, files, try tokenizer(), parent: parent, width: invocation.width).run(isFresh: false)
    return stage.judge
  }
}
