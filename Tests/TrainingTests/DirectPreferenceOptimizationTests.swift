// Direct preference optimisation: the loss is the one of the paper, and what was chosen gains on what was rejected.

import Foundation
import Testing
import TinyTensor

@testable import Basics
@testable import Files
@testable import Training

@Suite struct DirectPreferenceOptimizationTests {
  private static let settings = DirectPreferenceOptimizationSettings(
    epochs: 2, batch: 16, learningRate: 0.003)

  private static func stage(_ comparisons: [Comparison]) -> DirectPreferenceOptimization {
    DirectPreferenceOptimization(TinyTalk.model(), settings, comparisons: comparisons)
  }

  @Test func theLossAndItsSlopes() throws {
    let fixture = try RLHFFixture.load().dpo
    let policy = fixture.policy.map { Tensor($0, requiresGradient: true) }
    let rewards = (0..<2).map {
      implicitRewards(
        logProbabilities: policy[$0], reference: Tensor(fixture.reference[$0]), lengths: fixture.lengths[$0],
        beta: fixture.beta)
    }
    for i in 0..<2 { #expect(TinyTalk.error(rewards[i].values, fixture.rewards[i]) < 1e-5) }
    let loss = bradleyTerryLoss(chosen: rewards[0], rejected: rewards[1])
    #expect(abs(loss.item - fixture.loss) < 1e-5)
    loss.backward()
    for i in 0..<2 {
      #expect(TinyTalk.error(try #require(policy[i].gradient).values, fixture.gradients[i]) < 1e-5)
    }
  }

  @Test func choicesAreLearned() throws {
    let stage = Self.stage(TinyTalk.comparisons(300))
    try stage.finish()
    #expect(abs(stage.reports[0].loss - Float(0.6931)) < 1e-3 && stage.reports[0].accuracy == 0.5)
    #expect(stage.reports.suffix(5).allSatisfy { $0.accuracy > 0.8 })
    #expect(stage.reports[0].chosenGain == 0 && stage.reports[0].rejectedGain == 0)
    #expect(stage.reports.suffix(5).allSatisfy { $0.chosenGain > $0.rejectedGain })
    var generator = SeededGenerator(seed: 1)
    let answers = stage.model.rollouts(TinyTalk.prompts(100), end: TinyTalk.end, limit: 8, using: &generator)
    var before = SeededGenerator(seed: 1)
    let old = TinyTalk.model().rollouts(TinyTalk.prompts(100), end: TinyTalk.end, limit: 8, using: &before)
    func mean(_ rollouts: [Rollout]) -> Float { TinyTalk.reward(rollouts).reduce(0, +) / 100 }
    #expect(mean(answers) > 2 * mean(old))
    for (before, after) in zip(TinyTalk.model().parameters, stage.model.parameters) {
      #expect(before.tensor.values != after.tensor.values, "\(before.name)")
    }
  }

  @Test func gainsAreLogRatiosOfWholeAnswers() throws {
    let comparisons = TinyTalk.comparisons(40)
    let stage = Self.stage(comparisons)
    let start = TinyTalk.model()
    #expect(comparisons.gains(of: start, over: start).chosen.allSatisfy { $0 == 0 })
    try stage.finish()
    let gains = Array(comparisons.prefix(3)).gains(of: stage.model, over: start)
    #expect(gains.chosen.count == 3 && gains.rejected.count == 3)
    for (choice, gain) in zip(comparisons, gains.rejected) {
      let now = stage.model.answerLogProbabilities([choice.rejected]).values.reduce(0, +)
      let then = start.answerLogProbabilities([choice.rejected]).values.reduce(0, +)
      #expect(abs(gain - (now - then)) < 1e-4)
    }
  }

  @Test func goingOnEqualsNeverStopping() throws {
    let comparisons = TinyTalk.comparisons(100)
    let (whole, first, second) = (Self.stage(comparisons), Self.stage(comparisons), Self.stage(comparisons))
    try whole.finish()
    for _ in 0..<5 { try first.step() }
    #expect(try second.resume(from: Checkpoint(bytes: first.checkpoint(tokenizer: "").encoded())))
    try second.finish()
    #expect(second.model.fingerprint == whole.model.fingerprint)
  }
}
