// Reward modelling: the loss is the one of the paper, choices are learned, shuffled choices are not.

import Foundation
import Testing
import TinyTensor

@testable import Basics
@testable import Files
@testable import Training

@Suite struct RewardModelingTests {
  static let settings = RewardModelingSettings(epochs: 3, batch: 16, learningRate: 0.01)

  static func finished(_ comparisons: [Comparison]) throws -> RewardModeling {
    let stage = RewardModeling(TinyTalk.model(), settings, comparisons: comparisons)
    try stage.finish()
    return stage
  }

  @Test func theLossAndItsSlopes() throws {
    let fixture = try RLHFFixture.load().bradleyTerry
    let chosen = Tensor(fixture.chosen, requiresGradient: true)
    let rejected = Tensor(fixture.rejected, requiresGradient: true)
    let loss = bradleyTerryLoss(chosen: chosen, rejected: rejected)
    #expect(abs(loss.item - fixture.loss) < 1e-5)
    loss.backward()
    #expect(TinyTalk.error(try #require(chosen.gradient).values, fixture.chosenGradient) < 1e-5)
    #expect(TinyTalk.error(try #require(rejected.gradient).values, fixture.rejectedGradient) < 1e-5)
    let check = GradientCheck([Tensor(fixture.chosen), Tensor(fixture.rejected)]) {
      bradleyTerryLoss(chosen: $0[0], rejected: $0[1])
    }
    #expect(check.largestError < 1e-3)
    let far = bradleyTerryLoss(chosen: Tensor([-200]), rejected: Tensor([200]))
    #expect(far.item == 400, "no overflow, however sure and wrong")
  }

  /// As the formula is written: to the last bit, where the mean of a power of two is taken; elsewhere it is rounded later.
  @Test(arguments: [1, 5, 32, 600]) func theLossIsTheSurpriseAtTheDifference(_ count: Int) throws {
    var generator = SeededGenerator(seed: 3)
    let scores = (0..<2).map { _ in Tensor(normal: [count], deviation: 4, using: &generator) }
    let losses: [(Tensor, Tensor) -> Tensor] = [
      { bradleyTerryLoss(chosen: $0, rejected: $1) }, { -($0 - $1).logSigmoid().mean() },
    ]
    let results = try losses.map { loss in
      let parameters = scores.map { $0.copy().asParameter() }
      let value = loss(parameters[0], parameters[1])
      value.backward()
      return [value] + (try parameters.map { try #require($0.gradient) })
    }
    let isPowerOfTwo = count & (count - 1) == 0
    #expect(results[0][0].isClose(to: results[1][0], within: isPowerOfTwo ? 0 : 1e-6))
    for i in 1...2 { #expect(results[0][i].isClose(to: results[1][i], within: 2e-7 / Float(count))) }
  }

  @Test func choicesAreLearned() throws {
    let stage = try Self.finished(TinyTalk.comparisons(400))
    #expect(abs(stage.reports[0].loss - Float(0.6931)) < 1e-3, "all scores are 0 at first")
    #expect(stage.reports.count == stage.totalSteps && stage.totalSteps == 75)
    #expect(stage.judge.accuracy(on: TinyTalk.comparisons(200, seed: 1000)) > 0.9)
  }

  @Test func shuffledChoicesTeachNothing() throws {
    var generator = SeededGenerator(seed: 5)
    let shuffled = TinyTalk.comparisons(400).map { generator.below(2) == 0 ? $0 : $0.reversed }
    let stage = try Self.finished(shuffled)
    let accuracy = stage.judge.accuracy(on: TinyTalk.comparisons(200, seed: 1000))
    #expect(abs(accuracy - 0.5) < 0.2, "\(accuracy)")
  }

  @Test func everyWeightMoves() throws {
    let stage = try Self.finished(TinyTalk.comparisons(64))
    for (before, after) in zip(TinyTalk.model().parameters, stage.model.parameters) {
      #expect(before.tensor.values != after.tensor.values, "\(before.name)")
    }
    #expect(stage.judge.headParameters.allSatisfy { $0.tensor.values.contains { $0 != 0 } })
  }

  @Test func goingOnEqualsNeverStopping() throws {
    let comparisons = TinyTalk.comparisons(100)
    let whole = try Self.finished(comparisons)
    let first = RewardModeling(TinyTalk.model(), Self.settings, comparisons: comparisons)
    for _ in 0..<8 { try first.step() }
    let saved = try Checkpoint(bytes: first.checkpoint(tokenizer: "").encoded())
    let second = RewardModeling(TinyTalk.model(), Self.settings, comparisons: comparisons)
    #expect(try second.resume(from: saved))
    try second.finish()
    #expect(second.judge.reward.fingerprint == whole.judge.reward.fingerprint)
    let other = RewardModeling(
      TinyTalk.model(), Self.settings, comparisons: comparisons.dropLast() + [comparisons[99].reversed])
    #expect(try !other.resume(from: saved), "another choice is another training")
  }

  @Test func aJudgeIsTrainedFurther() throws {
    let judge = try Self.finished(TinyTalk.comparisons(400)).judge
    let (before, opposite) = (judge.fingerprint, TinyTalk.comparisons(400, seed: 50).map(\.reversed))
    let stage = RewardModeling(judge, Self.settings, comparisons: opposite)
    #expect(stage.judge.fingerprint == before, "it begins as it is")
    let test = TinyTalk.comparisons(200, seed: 1000)
    try stage.finish()
    #expect(stage.judge.accuracy(on: test) < 0.3, "other choices, another taste")
    #expect(judge.fingerprint == before && judge.accuracy(on: test) > 0.9, "the first one stays")
  }

  @Test func equalScoresCountHalf() { #expect(shareOfAgreement([1, 2, 3, 4], [0, 2, 4, 4]) == 0.5) }
}
