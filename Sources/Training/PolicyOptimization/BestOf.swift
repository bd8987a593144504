// Choosing instead of learning: the model writes several answers, and the reward model's favourite is kept.
// Follows: Stiennon et al. 2020, section 4.1. Its KL from the model that wrote them is known beforehand.

import Basics
import TinyLM
import TinyTensor

/// Several answers to each of some prompts.
public struct Candidates {
  /// The answers to each prompt, equally many.
  public let answers: [[Rollout]]

  /// Lets a model answer each prompt several times.
  ///
  /// - Parameters:
  ///   - count: how many answers each prompt gets.
  ///   - limit: as for `GPT.rollouts`.
  public init(
    _ count: Int, by model: GPT, to prompts: [[Int]], end: Int, limit: Int = Evaluation.longestAnswer,
    sampling: Sampling = Sampling(temperature: 0.7), using generator: inout SeededGenerator
  ) {
    let all = model.rollouts(
      prompts.flatMap { Array(repeating: $0, count: count) }, end: end, limit: limit, sampling: sampling,
      using: &generator)
    answers = all.cut(into: prompts.map { _ in count })
  }

  /// The answer to each prompt that the reward likes best; the first of equals.
  public func best(by reward: Reward) -> [Rollout] {
    let rewards = reward(answers.flatMap { $0 }).cut(into: answers.map(\.count))
    return zip(answers, rewards).map { $0[Tensor($1).argmax()[0]] }
  }

  /// Any of the answers to each prompt: the control.
  public func any(using generator: inout SeededGenerator) -> [Rollout] {
    answers.map { $0[generator.below($0.count)] }
  }

  /// The KL of the best of n from the model that wrote them, at most: ln n - (n - 1) / n nats.
  ///
  /// Source: Stiennon et al. 2020, appendix G.3; an upper bound (Beirami et al. 2024).
  public static func kl(bestOf n: Int) -> Double {
    PortableMath.log(Double(n)) - Double(n - 1) / Double(n)
  }
}
