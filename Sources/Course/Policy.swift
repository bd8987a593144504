// The fourth link of the chain: the model that has learned to please the reward model.

import Notebook
import TinyLM
import TinyTensor
import TinyWorld
import Training

extension Course {
  /// Prompts for policy optimisation: requests of the part that is for training.
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
  /// - Parameter reward: the reward model of chapter 6 if left out.
  public func policyOptimization(_ settings: PolicyOptimizationSettings, by judge: RewardModel? = nil) throws
    -> PolicyOptimization
  {
    let judge = try judge ?? rewardModel()
    return PolicyOptimization(
      try assistant(), settings, prompts: try trainingPrompts(Recipe.prompts), end: try format().end,
      reward: judge.reward, valuesFrom: judge.trunk)
  }

  /// The checkpoint of chapter 7: as an earlier run left it, or trained now.
  func optimizePolicy() throws -> Checkpoint {
    let files = try files(PolicyOptimization.name)
    let parent = "\(try rewardModel().reward.fingerprint)"
    if let saved = try files.checkpoint(), saved.parent == parent { return saved }
    announce("the model that has learned from the judge (chapter 7)", seconds: 80)
    var settings = PolicyOptimizationSettings.ppo(seed: invocation.seed)
    if invocation.isQuick { settings.iterations = Recipe.quickIterations }
    let stage = try policyOptimization(settings)
    try Drive(stage, files, try tokenizer(), parent: parent, width: invocation.width).run(isFresh: false)
    return try Checkpoint.read(from: files.finishedFile)
  }
}
