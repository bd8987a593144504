// The fourth link of the chain: the model that has learned to please the reward model.

import TinyLM
import TinyTensor
import TinyWorld
import Training

extension Course {
  /// Prompts for policy optimisation: requests of the training split.
  ///
  /// - Parameter stream: names the random numbers.
  public func trainingPrompts(_ count: Int, stream: String = "prompts") throws -> [[Int]] {
    var generator = generator(stream)
    let format = try format()
    return try (0..<count).map { _ in
      try format.prompt(world.request(for: .training, using: &generator))
    }
  }

  /// The fourth stage as it begins: the model of chapter 5 and what it is rewarded by.
  ///
  /// - Parameter judge: the reward model of chapter 6 if left out.
  public func policyOptimization(_ settings: PolicyOptimizationSettings, by judge: RewardModel? = nil) throws
    -> PolicyOptimization
  {
    let judge = try judge ?? rewardModel()
    return PolicyOptimization(
      try assistant(), settings, prompts: try trainingPrompts(Recipe.prompts), end: try format().end,
      reward: judge.reward, valuesFrom: judge.trunk)
  }

  /// The fourth stage.
  ///
  /// - Parameters:
  ///   - settings: those of the book if left out.
  ///   - judge: what it is rewarded by, and the key of what made that; the reward model of the chain if left out.
  ///   - looks: how many looks at the true score on the way.
  public func policyOptimization(
    _ settings: PolicyOptimizationSettings? = nil, by judge: (model: RewardModel, key: String)? = nil,
    looks: Int = 10
  ) throws -> Plan<PolicyOptimization> {
    let settings = settings ?? .ppo(iterations: recipe.iterations, seed: invocation.seed)
    return Plan(
      link: .policyOptimization,
      origin: origin(
        .policyOptimization, settings, data: ["\(Recipe.prompts) prompts", "\(looks) looks"],
        on: [try judge?.key ?? key(of: .rewardModeling)]),
      parent: { [self] in try (judge?.model ?? rewardModel()).reward.fingerprint },
      tokenizer: { [self] in try tokenizer() },
      begin: { [self] in try policyOptimization(settings, by: judge?.model) },
      looks: { [self] _ in
        PolicyOptimization.looks(
          settings, count: looks, requests: requestsOnTheWay(), reference: try assistant(), world: world,
          format: try format())
      })
  }

  /// What a policy is asked on the way: none of it is learned from, none is reported.
  private func requestsOnTheWay() -> [Request] {
    var generator = generator("requests for tuning")
    return world.requests(for: .validation, count: recipe.requestsOnTheWay, using: &generator)
  }
}
