// Beside the chain: two other ways to learn from the judge, with which the model of the chain is compared.
// Chapters 7 and 8 share them. Leaves out best-of-n, which learns nothing.

import Notebook
import TinyLM
import TinyTensor
import TinyWorld
import Training

extension Course {
  /// What GRPO takes here: little, because it is only compared with. Chapter 7 trains the same.
  private var smallSettings: PolicyOptimizationSettings {
    .grpo(
      iterations: invocation.isQuick ? Recipe.quickSmallIterations : Recipe.smallIterations,
      prompts: invocation.isQuick ? 4 : 16, klWeight: 0.05, seed: invocation.seed)
  }

  /// Direct preference optimisation as it begins: pairs of answers that the model of chapter 5 wrote, of which the
  /// judge chose one.
  ///
  /// They are as many answers as GRPO has to learn from.
  private func directPreferences() throws -> DirectPreferenceOptimization {
    var generator = generator("pairs for direct preferences")
    let count = smallSettings.iterations * smallSettings.prompts * smallSettings.group / 2
    let (start, end) = (try assistant(), try format().end)
    let pairs = Candidates(2, by: start, to: try trainingPrompts(count), end: end, using: &generator).answers
    let scores = try rewardModel().values(of: pairs.flatMap { $0 }.map(\.conversation))
    let comparisons = pairs.indices.map { i in
      let comparison = Comparison(chosen: pairs[i][0].conversation, rejected: pairs[i][1].conversation)
      return scores[2 * i] >= scores[2 * i + 1] ? comparison : comparison.reversed
    }
    let settings = DirectPreferenceOptimizationSettings(learningRate: 1e-4, seed: invocation.seed)
    return DirectPreferenceOptimization(start, settings, comparisons: comparisons)
  }

  /// The checkpoint of the model that learned by GRPO: as chapter 7 left it, or trained now.
  func optimizeInGroups() throws -> Checkpoint {
    let files = try files(PolicyOptimization.name + "-kl-0.05")
    let parent = "\(try rewardModel().reward.fingerprint)"
    if let saved = try files.checkpoint(), saved.parent == parent { return saved }
    announce("the model that learns by GRPO", seconds: 10)
    let stage = try policyOptimization(smallSettings)
    try Drive(stage, files, try tokenizer(), parent: parent, width: invocation.width).run(isFresh: false)
    return try Checkpoint.read(from: files.finishedFile)
  }

  /// The checkpoint of the model that learned by DPO: as an earlier run left it, or trained now.
  func optimizeDirectly() throws -> Checkpoint {
    let files = try files(DirectPreferenceOptimization.name)
    let parent = "\(try rewardModel().reward.fingerprint)"
    if let saved = try files.checkpoint(), saved.parent == parent { return saved }
    announce("the model that learns by DPO", seconds: 5)
    let stage = try directPreferences()
    try Drive(stage, files, try tokenizer(), parent: parent, width: invocation.width).run(isFresh: false)
    return try Checkpoint.read(from: files.finishedFile)
  }
}
