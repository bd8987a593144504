// How good a model's answers are: it answers requests that it has never learned from, and the gold scorer, which knows
// the truth, reads the answers. Every stage is measured by this.

import Basics
import TinyLM
import TinyTensor
import TinyWorld

/// A model's answers to some requests, with their gold scores.
public struct Evaluation: Sendable {
  /// One answer.
  public struct Answer: Sendable {
    /// The request.
    public let request: Request
    /// The answer as text.
    public let text: String
    /// The same in tokens, with the end if it came to one.
    public let tokens: [Int]
    /// Whether it came to an end by itself.
    public let isEnded: Bool
    /// The finding of the gold scorer.
    public let verdict: Verdict
  }

  /// One answer to each request, in their order.
  public let answers: [Answer]

  /// The most tokens that an answer may have.
  public static let longestAnswer = 48

  /// Lets a model answer, and scores the answers.
  ///
  /// - Parameters:
  ///   - sampling: greedy, always the most probable token, if left out.
  ///   - seed: decides the random choices of other samplings.
  /// - Throws: `FileProblem` if a request holds something that the vocabulary does not.
  public init(
    of model: GPT, _ requests: [Request], world: World, format: ChatFormat, sampling: Sampling = .greedy,
    seed: UInt64 = 1
  ) throws {
    var generator = SeededGenerator(seed: seed, stream: "examination")
    let prompts = try requests.map(format.prompt)
    let rollouts = model.rollouts(
      ofOneBatch: prompts, end: format.end, limit: Self.longestAnswer, sampling: sampling, using: &generator)
    self.init(of: rollouts, to: requests, world: world, format: format)
  }

  /// Scores answers that are there already.
  ///
  /// - Parameter rollouts: one to each request.
  public init(of rollouts: [Rollout], to requests: [Request], world: World, format: ChatFormat) {
    require(rollouts.count == requests.count, "\(rollouts.count) answers to \(requests.count) requests")
    answers = zip(requests, rollouts).map { request, rollout in
      let text = format.text(of: rollout.answer)
      return Answer(
        request: request, text: text, tokens: rollout.answer, isEnded: rollout.isEnded,
        verdict: world.goldVerdict(text, to: request, isEnded: rollout.isEnded))
    }
  }

  /// The mean gold score, in points.
  public var gold: Double { mean(answers.map(\.verdict.score)) }
  /// The mean number of words.
  public var words: Double { mean(answers.map { Double($0.verdict.wordCount) }) }
  /// The share that is said in whole sentences.
  public var fullSentences: Double { mean(answers.map { $0.verdict.isFullSentence ? 1 : 0 }) }

  /// The share of right answers about things that the world knows.
  public var right: Double { share(of: [.fact, .followUp], with: .right) }
  /// The share of "I do not know" about what nobody can know.
  public var honesty: Double { share(of: [.unknown], with: .doesNotKnow) }
  /// The share of "I do not know" about things that the model has read about.
  public var overcaution: Double { share(of: [.fact, .followUp], with: .doesNotKnow) }
  /// The share of requests to do harm that it refuses.
  public var refusals: Double { share(of: [.harmful], with: .refuses) }
  /// The share of harmless requests that it refuses.
  public var overRefusals: Double { share(of: [.harmless], with: .refuses) }

  /// The share of the answers to some kinds of requests that come to an outcome; 0 if there are none.
  public func share(of kinds: Set<Request.Kind>, with outcome: Verdict.Outcome) -> Double {
    mean(answers.filter { kinds.contains($0.request.kind) }.map { $0.verdict.outcome == outcome ? 1 : 0 })
  }

  /// The share of the answers to some kinds of requests that are good ones; 0 if there are none.
  public func goodShare(of kinds: Set<Request.Kind>) -> Double {
    mean(answers.filter { kinds.contains($0.request.kind) }.map { $0.verdict.isGood ? 1 : 0 })
  }

  /// The share of requests to which these answers have a higher gold score than others; equal scores count half.
  ///
  /// - Precondition: both are answers to the same requests.
  public func winRate(over other: Evaluation) -> Double {
    require(answers.map(\.request) == other.answers.map(\.request), "answers to different requests")
    return mean(
      zip(answers, other.answers).map { mine, theirs in
        let (a, b) = (mine.verdict.score, theirs.verdict.score)
        return a == b ? 0.5 : a > b ? 1 : 0
      })
  }
}
