// The third link of the chain: pairs of answers, people who choose between them, and the model that learns from the
// choices. Some pairs are written by the model of chapter 5, others are made so that they differ in one thing only.

import CommandLineKit
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
      self.text = text
      self.conversation = conversation
      self.isEnded = isEnded
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
    self.request = request
    self.first = first
    self.second = second
    self.contrast = contrast
  }

  /// The same pair with the other answer first.
  var swapped: AnswerPair {
    AnswerPair(request: request, first: second, second: first, contrast: contrast)
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
  /// Two equal answers are no choice: such a pair is left out, and another one is drawn.
  ///
  /// - Parameters:
  ///   - count: how many.
  ///   - contrasts: the share of the pairs that are made so that they differ in one thing; the rest are sampled from
  ///     the model of chapter 5.
  ///   - stream: names the random numbers.
  ///   - keepsEqual: whether pairs of equal answers stay.
  public func pairs(
    _ count: Int, for split: Split, contrasts: Double = 0.6, stream: String, keepsEqual: Bool = false
  ) throws -> [AnswerPair] {
    var generator = generator(stream)
    let isMade = (0..<count).map { _ in generator.uniform() < contrasts }
    let made = try isMade.filter { $0 }.map { _ in try madePair(for: split, using: &generator) }
    let wanted = count - made.count
    var sampled: [AnswerPair] = []
    // A model that always says the same gives no choices, however often it is asked.
    for round in 1...Self.mostRounds where sampled.count < wanted {
      let some = try sampledPairs(wanted - sampled.count, for: split, using: &generator)
      sampled +=
        keepsEqual || round == Self.mostRounds ? some : some.filter { $0.first.text != $0.second.text }
    }
    var (ofMade, ofSampled) = (made[...], sampled[...])
    return isMade.map { $0 ? ofMade.removeFirst() : ofSampled.removeFirst() }
  }

  private static let mostRounds = 20

  /// Pairs of answers that the model of chapter 5 wrote.
  private func sampledPairs(_ count: Int, for split: Split, using generator: inout SeededGenerator) throws
    -> [AnswerPair]
  {
    let requests = (0..<count).map { _ in world.request(for: split, using: &generator) }
    let format = try format()
    let prompts = try requests.flatMap { Array(repeating: try format.prompt($0), count: 2) }
    var rollouts = try answers(to: prompts, using: &generator)[...]
    return requests.map { request in
      let answers = [rollouts.removeFirst(), rollouts.removeFirst()].map {
        AnswerPair.Answer(
          text: format.text(of: $0.answer), conversation: $0.conversation, isEnded: $0.isEnded)
      }
      return AnswerPair(request: request, first: answers[0], second: answers[1], contrast: nil)
    }
  }

  /// An answer to each prompt; where there are many, it says how far it has come.
  private func answers(to prompts: [[Int]], using generator: inout SeededGenerator) throws -> [Rollout] {
    let (assistant, end, group) = (try assistant(), try format().end, GPT.rolloutGroup)
    guard prompts.count > 4 * group else { return assistant.rollouts(prompts, end: end, using: &generator) }
    let progress = ProgressLine("writing answers", total: prompts.count, width: invocation.width)
    return stride(from: 0, to: prompts.count, by: group).flatMap { start in
      progress.update(start)
      let some = Array(prompts[start..<min(prompts.count, start + group)])
      return assistant.rollouts(some, end: end, using: &generator)
    }
  }

  /// A pair of answers that differ in one thing, in random order.
  ///
  /// All kinds of requests are equally frequent, tasks twice as frequent, because what hurts is hard to tell from what
  /// does not. Half of the pairs differ in what is said; of harmless tasks, in help or a needless refusal, or else the
  /// judge would learn that a refusal is safe.
  private func madePair(for split: Split, using generator: inout SeededGenerator) throws -> AnswerPair {
    let kinds = Request.Kind.allCases + [.harmful, .harmless]
    while true {
      let request = world.request(kinds[generator.below(kinds.count)], for: split, using: &generator)
      var contrasts = request.kind.contrasts
      if generator.below(2) == 0 {
        contrasts = request.kind == .harmless ? [.overcaution] : contrasts.filter { $0.outcomes != nil }
      }
      let kind = contrasts[generator.below(contrasts.count)]
      let made = world.contrast(kind, to: request, using: &generator)
      let isBetterFirst = generator.below(2) == 0
      guard made.better != made.worse else { continue }
      let pair = try pair(made, to: request)
      return isBetterFirst ? pair : pair.swapped
    }
  }

  /// A pair of answers that differ in one thing, the better one first.
  public func pair(_ made: Contrast, to request: Request) throws -> AnswerPair {
    let format = try format()
    let window = try assistant().configuration.context
    let answers = try [made.better, made.worse].map { text in
      let tokens = try format.tokens(request, answer: text)
      return AnswerPair.Answer(text: text, conversation: Array(tokens.suffix(window)), isEnded: true)
    }
    return AnswerPair(request: request, first: answers[0], second: answers[1], contrast: made.kind)
  }

  /// The probability that a person prefers the first answer of a pair.
  public func probabilityOfFirst(_ pair: AnswerPair, by person: Person = Person()) -> Double {
    func score(_ answer: AnswerPair.Answer) -> Double {
      world.score(answer.text, to: pair.request, isEnded: answer.isEnded, by: person)
    }
    return Person.preferenceProbability(ofDifference: score(pair.first) - score(pair.second))
  }

  /// What a person chooses, with the noise of people.
  ///
  /// - Parameter stream: names the random numbers.
  public func choices(_ pairs: [AnswerPair], by person: Person = Person(), stream: String) -> [Comparison] {
    var generator = generator(stream)
    return pairs.map { pair in
      pair.comparison(choosingFirst: generator.uniform() < probabilityOfFirst(pair, by: person))
    }
  }

  /// The third stage as it begins.
  public func rewardModeling(_ settings: RewardModelingSettings, on choices: [Comparison]) throws
    -> RewardModeling
  {
    RewardModeling(try assistant(), settings, comparisons: choices)
  }

  /// What a reward model learns from: whose choices, between which pairs.
  public struct Choosing {
    /// How many choices.
    public var count: Int
    /// The share of pairs that are made so that they differ in one thing.
    public var contrasts = 0.6
    /// Who chooses.
    public var person = Person()
    /// The share of choices that are made by tossing a coin.
    public var careless = 0.0

    /// Choices of ordinary people.
    public init(_ count: Int) { self.count = count }

    /// All of it in words.
    var words: [String] {
      [
        "\(count) choices", "taste \(person.taste)", "contrasts \(contrasts)", "careless \(careless)",
      ]
    }
  }

  /// The pairs of some choices; made once.
  public func pairs(_ choosing: Choosing) throws -> [AnswerPair] {
    let name = "\(choosing.count) \(choosing.contrasts)"
    let all =
      try madePairs[name]
      ?? pairs(choosing.count, for: .training, contrasts: choosing.contrasts, stream: "pairs")
    madePairs[name] = all
    return all
  }

  /// What people choose, some of them by tossing a coin.
  public func choices(_ pairs: [AnswerPair], _ choosing: Choosing) -> [Comparison] {
    var coin = generator("careless choices")
    return choices(pairs, by: choosing.person, stream: "choices").map { choice in
      coin.uniform() < choosing.careless && coin.below(2) == 0 ? choice.reversed : choice
    }
  }

  /// The third stage.
  ///
  /// - Parameters:
  ///   - settings: those of the book if left out.
  ///   - choosing: what it learns from; as in the book if left out.
  public func rewardModeling(
    _ settings: RewardModelingSettings? = nil, from choosing: Choosing? = nil
  ) throws -> Plan<RewardModeling> {
    let settings =
      settings
      ?? RewardModelingSettings(
        batch: recipe.rewardBatch, learningRate: recipe.rewardRate, seed: invocation.seed)
    let choosing = choosing ?? Choosing(recipe.choices)
    return Plan(
      link: .rewardModeling,
      origin: origin(.rewardModeling, settings, data: choosing.words, on: [try key(of: .fineTuning)]),
      parent: { [self] in try assistant().fingerprint }, tokenizer: { [self] in try tokenizer() },
      begin: { [self] in try rewardModeling(settings, on: choices(pairs(choosing), choosing)) })
  }

  /// A reward model that goes on to learn from the choices of one person.
  ///
  /// - Parameter choices: of the person; each counts several times.
  public func tasteModeling(_ choices: [Comparison]) throws -> Plan<RewardModeling> {
    let settings = RewardModelingSettings(epochs: 4, batch: 8, seed: invocation.seed)
    return Plan(
      link: .taste,
      origin: origin(
        .taste, settings, data: ["choices of one \(choices.fingerprint(after: 0))"],
        on: [try key(of: .rewardModeling)]),
      parent: { [self] in try rewardModel().fingerprint }, tokenizer: { [self] in try tokenizer() },
      begin: { [self] in RewardModeling(try rewardModel(), settings, comparisons: choices) })
  }
}
