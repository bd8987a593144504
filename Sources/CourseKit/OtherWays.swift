// Beside the chain: two other ways to learn from the judge, with which the model of the chain is compared.
// Chapters 7 and 8 share them. Leaves out best-of-n, which learns nothing.

import TinyLM
import TinyTensor
import TinyWorld
import Training

extension Course {
  /// What GRPO takes here: little, because it is only compared with.
  ///
  /// Chapter 7 trains the same.
  private var smallSettings: PolicyOptimizationSettings {
    .grpo(
      iterations: recipe.smallIterations, promptsPerIteration: recipe.smallPrompts, klWeight: 0.05,
      seed: invocation.seed)
  }

  /// Pairs of answers that the model of chapter 5 wrote, of which the judge chose one; two equal answers are left out.
  ///
  /// - Parameter count: how many pairs are written.
  /// - Returns: the choices, and how many tokens were written for them.
  public func directPreferences(_ count: Int, seed: UInt64) throws -> (
    comparisons: [Comparison], tokensWritten: Int
  ) {
    var generator = SeededGenerator(seed: seed, stream: "pairs for direct preferences")
    let pairs = Candidates(
      2, by: try assistant(), to: try trainingPrompts(count), end: try format().end, using: &generator
    ).answers
    let tokens = pairs.joined().reduce(0) { $0 + $1.answer.count }
    let different = pairs.filter { $0[0].answer != $0[1].answer }
    let scores = try rewardModel().rewards(of: different.flatMap { $0 }.map(\.conversation))
    let comparisons = different.indices.map { i in
      let comparison = Comparison(
        chosen: different[i][0].conversation, rejected: different[i][1].conversation)
      return scores[2 * i] >= scores[2 * i + 1] ? comparison : comparison.reversed
    }
    return (comparisons, tokens)
  }

  /// The model that learns by GRPO, beside the chain.
  public func groupOptimization() throws -> Plan<PolicyOptimization> {
    try policyOptimization(smallSettings, looks: 0)
  }

  /// The model that learns by DPO, beside the chain.
  ///
  /// - Parameters:
  ///   - count: how many pairs; as many answers as GRPO has to learn from if left out.
  public func directOptimization(pairs count: Int? = nil, seed: UInt64? = nil) throws
    -> Plan<DirectPreferenceOptimization>
  {
    let small = smallSettings
    let count = count ?? small.iterations * small.promptsPerIteration * small.group / 2
    let seed = seed ?? small.seed
    return Plan(
      link: .directOptimization,
      origin: origin(
        .directOptimization, Self.directSettings(seed: seed), data: ["\(count) pairs"],
        on: [try key(of: .rewardModeling)]),
      parent: { [self] in try rewardModel().reward.fingerprint }, tokenizer: { [self] in try tokenizer() },
      begin: { [self] in
        DirectPreferenceOptimization(
          try assistant(), Self.directSettings(seed: seed),
          comparisons: try directPreferences(count, seed: seed).comparisons)
      })
  }

  private static func directSettings(seed: UInt64) -> DirectPreferenceOptimizationSettings {
    DirectPreferenceOptimizationSettings(learningRate: 1e-4, seed: seed)
  }
}
