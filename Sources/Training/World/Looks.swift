// What the pages show of a training under way: text that the model writes, its loss on other text, what it knows, what
// it answers, how good its answers truly are. Declared here, so that whoever trains a stage takes the same looks.

import Foundation
import TinyLM
import TinyTensor
import TinyWorld

/// The steps at which some shares of a training are done; at the earliest the first one.
private func steps(_ shares: [Double], of total: Int) -> [Int] {
  shares.map { max(1, Int((Double(total) * $0).rounded())) }
}

// MARK: - Pretraining

extension Pretraining {
  /// A look at a model that learns to write.
  public struct Look: StageLook {
    /// How many steps were done.
    public let step: Int
    /// In nats per token, on validation text.
    public let loss: Double
    /// A text that the model wrote.
    public let writing: String
    /// The share of its sentences that are grammatical; nil where there is no world that could tell.
    public let grammatical: Double?
    /// The share of facts that it recalls; nil where there is no world that could tell.
    public let recall: Double?
  }

  /// Looks at a model that learns to write: more often at first, when it changes fastest.
  ///
  /// - Parameters:
  ///   - start: what a sample of its writing begins with, in tokens.
  ///   - world: knows what is grammatical and true; nil for a text that is not the world's.
  ///   - isQuick: whether less of it is measured.
  public static func looks(
    _ settings: PretrainingSettings, at corpus: TokenCorpus, tokenizer: any Tokenizer, start: [Int],
    world: World?, isQuick: Bool
  ) -> Looks<Look> {
    Looks(at: [0] + steps([0.01, 0.04, 0.1, 0.2, 0.4, 0.7, 1], of: settings.steps)) { model, step in
      var generator = SeededGenerator(seed: settings.seed, stream: "writing at step \(step)")
      let loss = corpus.validationLoss(of: model, windows: 128)
      let writing = model.sample(tokenizer, after: start, using: &generator)
      let documents = world.map {
        Writing(
          by: model, tokenizer: tokenizer, world: $0,
          seen: SeenSentences(in: [], tokenizer: tokenizer, people: []), documents: isQuick ? 20 : 60,
          using: &generator)
      }
      return Look(
        step: step, loss: loss, writing: writing,
        grammatical: documents.map { $0.sentences.isEmpty ? 0 : $0.grammatical },
        recall: try world.map { world in
          let some = world.recallPrompts.enumerated().filter { $0.offset % (isQuick ? 16 : 4) == 0 }
          return try FactRecall(of: model, tokenizer: tokenizer, prompts: some.map(\.element))
            .share(except: FactRecall.notRecalled)
        })
    }
  }
}

extension GPT {
  /// A text that the model writes, at the temperature of the book.
  ///
  /// - Parameter start: what it begins after, in tokens; not a part of the text.
  public func sample(
    _ tokenizer: any Tokenizer, after start: [Int], limit: Int = 40,
    sampling: Sampling = Sampling(temperature: 0.7), using generator: inout SeededGenerator
  ) -> String {
    let ids = generate(
      after: start, limit: limit, sampling: sampling, stop: tokenizer.id(ofSpecial: endOfText),
      using: &generator
    )
    return tokenizer.decode(ids)
  }
}

// MARK: - Fine-tuning

extension FineTuning {
  /// A look at a model that learns to answer.
  public struct Look: StageLook {
    /// How many steps were done.
    public let step: Int
    /// Its answer to the question that it is asked each time.
    public let answer: String
  }

  /// Looks at a model that learns to answer, always with the same question.
  ///
  /// - Parameter total: the steps of the whole training.
  public static func looks(_ total: Int, question: Request, format: ChatFormat, tokenizer: any Tokenizer)
    -> Looks<Look>
  {
    Looks(at: [0] + steps([0.02, 0.08, 0.2, 0.5, 1], of: total)) { model, step in
      let answer = model.continuation(of: try format.prompt(question), stop: format.end)
      return Look(step: step, answer: tokenizer.decode(answer).trimmingCharacters(in: .whitespaces))
    }
  }
}

extension GPT {
  /// Continues a sequence of tokens, always with the most probable one.
  public func continuation(of tokens: [Int], limit: Int = 24, stop: Int) -> [Int] {
    var generator = SeededGenerator(seed: 0)  // greedy: not used
    return generate(after: tokens, limit: limit, sampling: .greedy, stop: stop, using: &generator)
  }
}

// MARK: - Policy optimisation

extension PolicyOptimization {
  /// A look at a model that learns from rewards; the model itself is never told.
  public struct Look: StageLook {
    /// How many iterations were done.
    public let step: Int
    /// The mean gold score on validation requests, in points.
    public let gold: Double
    /// How far it had gone from the reference, in nats an answer.
    public let kl: Double
  }

  /// Looks at a model that learns from rewards, at the start and at equal distances.
  ///
  /// - Parameters:
  ///   - count: how many looks beside the one at the start; 0 for no look at all.
  ///   - requests: what it is asked.
  ///   - reference: the model that it began with.
  public static func looks(
    _ settings: PolicyOptimizationSettings, count: Int, requests: [Request], reference: GPT, world: World,
    format: ChatFormat
  ) -> Looks<Look> {
    let shares = (0..<count).map { Double($0 + 1) / Double(count) }
    return Looks(at: count == 0 ? [] : [0] + steps(shares, of: settings.iterations)) { model, step in
      let seen = try Evaluation(
        of: model, requests, world: world, format: format,
        sampling: Sampling(temperature: settings.temperature), seed: settings.seed)
      return Look(
        step: step, gold: seen.gold,
        kl: try seen.kl(of: model, from: reference, format, temperature: settings.temperature))
    }
  }
}

extension Evaluation {
  /// The answers as rows of tokens, each after its request, ready for a reward model.
  ///
  /// - Throws: `FileProblem` if a request holds something that the vocabulary does not.
  public func conversations(_ format: ChatFormat) throws -> [[MarkedToken]] {
    try answers.map { answer in
      Rollout(
        prompt: try format.prompt(answer.request), answer: answer.tokens, isEnded: answer.isEnded
      ).conversation
    }
  }

  /// How far the model that wrote the answers is from another one, in nats an answer (`klEstimate`).
  public func kl(of model: GPT, from reference: GPT, _ format: ChatFormat, temperature: Float) throws
    -> Double
  {
    model.kl(from: reference, on: try conversations(format), temperature: temperature)
  }
}
