// PPO and GRPO: what is rewarded becomes more likely; without a reason nothing changes.

import Foundation
import Testing
import TinyTensor

@testable import Files
@testable import Training

@Suite struct PolicyOptimizationTests {
  typealias Method = PolicyOptimizationSettings.Method

  static func settings(_ method: Method, iterations: Int = 12, klWeight: Float = 0.02)
    -> PolicyOptimizationSettings
  {
    var settings: PolicyOptimizationSettings =
      method == .ppo
      ? .ppo(iterations: iterations, promptsPerIteration: 64, klWeight: klWeight)
      : .grpo(iterations: iterations, promptsPerIteration: 8, klWeight: klWeight)
    (settings.limit, settings.learningRate, settings.valueLearningRate) = (8, 0.003, 0.003)
    return settings
  }

  static func stage(
    _ settings: PolicyOptimizationSettings, reward: Reward = TinyTalk.reward, prompts: Int = 256
  ) -> PolicyOptimization {
    PolicyOptimization(
      TinyTalk.model(), settings, prompts: TinyTalk.prompts(prompts), end: TinyTalk.end, reward: reward)
  }

  static func bytes(_ stage: PolicyOptimization) throws -> Data {
    try stage.checkpoint(tokenizer: "").encoded()
  }

  @Test(arguments: Method.allCases) func whatIsRewardedBecomesLikelier(_ method: Method) throws {
    let stage = Self.stage(Self.settings(method))
    try stage.finish()
    let (first, last) = (stage.reports[0], stage.reports[stage.totalSteps - 1])
    #expect(first.reward < 0.15 && last.reward > 0.5, "\(first.reward) -> \(last.reward)")
    #expect(last.kl > 0.5 && (last.valueLoss == nil) == (method == .grpo))
    for (before, after) in zip(TinyTalk.model().parameters, stage.model.parameters) {
      #expect(before.tensor.values != after.tensor.values, "\(before.name)")
    }
  }

  @Test(arguments: Method.allCases) func atTheFirstUpdateNothingHasChangedYet(_ method: Method) throws {
    let stage = Self.stage(Self.settings(method, iterations: 3))
    try stage.finish()
    #expect(stage.reports.allSatisfy { $0.firstRatio == 1 })
    #expect(stage.reports.contains { $0.clipFraction > 0 }, "later there is something to clip")
    #expect(stage.reports[0].kl == 0 && stage.reports[1].kl > 0)
  }

  @Test(arguments: Method.allCases) func aConstantRewardChangesNothing(_ method: Method) throws {
    var settings = Self.settings(method, iterations: 3)
    settings.unfinishedPenalty = 0
    let stage = Self.stage(settings, reward: Reward(fingerprint: 2) { $0.map { _ in 3.7 } })
    try stage.finish()
    #expect(stage.model.fingerprint == TinyTalk.model().fingerprint)
    #expect(stage.reports.allSatisfy { $0.kl == 0 })
  }

  @Test func answersLearnToEnd() throws {
    let stage = Self.stage(Self.settings(.ppo), reward: Reward(fingerprint: 2) { $0.map { _ in 0 } })
    try stage.finish()
    #expect(stage.reports[11].ended > stage.reports[0].ended + 0.2)
  }

  @Test(arguments: Method.allCases) func aPriceOnTheDistanceKeepsItSmall(_ method: Method) throws {
    let (free, held) = (
      Self.stage(Self.settings(method, klWeight: 0)), Self.stage(Self.settings(method, klWeight: 1))
    )
    try free.finish()
    try held.finish()
    #expect(held.reports[11].kl < free.reports[11].kl / 2)
  }

  @Test func theAdaptiveWeightFollowsTheDistance() throws {
    var settings = Self.settings(.ppo)
    settings.klTarget = 0.1
    let stage = Self.stage(settings)
    try stage.finish()
    for (before, after) in zip(stage.reports, stage.reports.dropFirst()) {
      let factor = 1 + max(-0.2, min(0.2, before.kl / 0.1 - 1))
      #expect(abs(after.klWeight - before.klWeight * factor) < 1e-6)
    }
  }

  @Test(arguments: Method.allCases) func goingOnEqualsNeverStopping(_ method: Method) throws {
    var settings = Self.settings(method, iterations: 5)
    settings.klTarget = 0.5
    let whole = Self.stage(settings)
    var saved: [Data] = [try Self.bytes(whole)]
    while !whole.isFinished {
      try whole.step()
      saved.append(try Self.bytes(whole))
    }
    for stop in [0, 1, 3] {
      let second = Self.stage(settings)
      #expect(try second.resume(from: Checkpoint(bytes: saved[stop])))
      try second.finish()
      #expect(try Self.bytes(second) == saved[5], "stopped after \(stop)")
    }
    let other = Self.stage(settings, reward: Reward(fingerprint: 9, function: { TinyTalk.reward($0) }))
    #expect(try !other.resume(from: Checkpoint(bytes: saved[1])), "another reward is another training")
    #expect(try !Self.stage(settings, prompts: 255).resume(from: Checkpoint(bytes: saved[1])))
  }

  @Test func everyPromptComesBeforeOneComesAgain() throws {
    let seen = Seen()
    let reward = Reward(fingerprint: 3) { rollouts in
      seen.prompts += rollouts.map(\.prompt)
      return rollouts.map { _ in 0 }
    }
    var settings = Self.settings(.ppo, iterations: 4)
    settings.passes = 1
    let stage = Self.stage(settings, reward: reward)
    try stage.finish()
    #expect(
      seen.prompts.sorted { $0.lexicographicallyPrecedes($1) }
        == TinyTalk.prompts(256).sorted { $0.lexicographicallyPrecedes($1) })
    #expect(seen.prompts != TinyTalk.prompts(256))
  }
  private final class Seen { var prompts: [[Int]] = [] }

  @Test func aBadStepIsTakenBack() throws {
    let stage = Self.stage(
      Self.settings(.ppo),
      reward: Reward(fingerprint: 4) { rollouts in rollouts.map { $0.answer.count > 3 ? .nan : 1 } })
    let before = try Self.bytes(stage)
    #expect(throws: NonFiniteError.self) { try stage.step() }
    #expect(try Self.bytes(stage) == before)
    // A bad number in the second part of the answers only: the first update must be taken back too.
    var settings = Self.settings(.ppo)
    settings.learningRate = 1e25
    let wild = Self.stage(settings)
    let start = try Self.bytes(wild)
    #expect(throws: NonFiniteError.self) { try wild.step() }
    #expect(try Self.bytes(wild) == start)
  }

  /// In a process of its own: there no other test holds the threads.
  @Test func threadsChangeNoBit() async {
    await #expect(processExitsWith: .success) {
      for method in Method.allCases {
        var results: Set<Data> = []
        for threads in [1, 2, 3] {
          Workers.count = threads
          let stage = Self.stage(Self.settings(method, iterations: 2))
          try stage.finish()
          results.insert(try Self.bytes(stage))
        }
        #expect(results.count == 1, "\(results.count) results of 1, 2 and 3 threads")
      }
    }
  }
}
