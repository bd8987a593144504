// Beside the chain: two other ways to learn from the judge, with which the model of the chain is compared.
// Chapters 7 and 8 share them. Leaves out best-of-n, which learns nothing.

import Notebook
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
      iterations: invocation.isQuick ? Recipe.quickSmallIterations : Recipe.smallIterations,
      prompts: invocation.isQuick ? 4 : 16, klWeight: 0.05, seed: invocation.seed)
  }

  /// Direct preference optimisation as it begins: pairs of answers that the model of chapter 5 wrote, of which the
  /// judge chose one.
  ///
  /// - Parameter count: how many pairs.
  /// - Returns: the stage, and how many tokens were written for it.
  public func directPreferences(pairs count: Int, seed: UInt64) throws
    -> (stage: DirectPreferenceOptimization, tokensWritten: Int)
  {
    var generator = SeededGenerator(seed: seed, stream: "pairs for direct preferences")
    let (start, end) = (try assistant(), try format().end)
    let pairs = Candidates(2, by: start, to: try trainingPrompts(count), end: end, using: &generator).answers
    let both = pairs.flatMap { $0 }
    let scores = try rewardModel().values(of: both.map(\.conversation))
    let comparisons = pairs.indices.map { i in
      let comparison = Comparison(chosen: pairs[i][0].conversation, rejected: pairs[i][1].conversation)
      return scores[2 * i] >= scores[2 * i + 1] ? comparison : comparison.reversed
    }
    let settings = DirectPreferenceOptimizationSettings(learningRate: 1e-4, seed: seed)
    return (
      DirectPreferenceOptimization(start, settings, comparisons: comparisons),
      both.reduce(0) { $0 + $1.answer.count }
    )
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
    // As many answers as GRPO has to learn from.
    let pairs = smallSettings.iterations * smallSettings.prompts * smallSettings.group / 2
    let stage = try directPreferences(pairs: pairs, seed: invocation.seed).stage
    try Drive(stage, files, try tokenizer(), parent: parent, width: invocation.width).run(isFresh: false)
    return try Checkpoint.read(from: files.finishedFile)
  }
}
