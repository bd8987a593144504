// The reward model: choices become a number, and without information nothing is learned.

import Foundation
import Testing
import TinyTensor

@testable import Files
@testable import Training

@Suite struct RewardModelTests {
  @Test func itBeginsWithoutATaste() {
    let judge = RewardModel(TinyTalk.model())
    let comparisons = TinyTalk.comparisons(20)
    #expect(judge.rewards(of: comparisons.map(\.chosen)).allSatisfy { $0 == 0 })
    #expect(judge.accuracy(on: comparisons) == 0.5)
  }

  @Test func evidenceIsWhatTheFineTunedModelSays() {
    let model = TinyTalk.model()
    let conversations = TinyTalk.conversations(6, seed: 2)
    let found = RewardModel(model).evidence(of: conversations)
    for (row, evidence) in zip(conversations, found) {
      let values = model.answerLogProbabilities([row]).values
      #expect(abs(evidence.mean - values.reduce(0, +) / Float(values.count)) < 1e-5)
      #expect(evidence.least == values.min() && evidence.first == values[0])
    }
  }

  @Test func ofALongAnswerTheEndIsJudged() {
    let judge = RewardModel(TinyTalk.model())
    let long = Rollout(prompt: [3, 1], answer: (0..<40).map { 2 + $0 % 10 } + [0], isEnded: true).conversation
    #expect(judge.evidence(of: [long]) == judge.evidence(of: [Array(long.suffix(17))]))
    #expect(judge.rewards(of: [long]).count == 1)
  }

  @Test func aJudgeWithoutEvidenceIsToldNothing() throws {
    let conversations = TinyTalk.conversations(6, seed: 2)
    let blind = RewardModel(TinyTalk.model(), seesEvidence: false)
    #expect(
      blind.evidence(of: conversations).allSatisfy { $0 == RewardModel.Evidence(mean: 0, least: 0, first: 0) }
    )
    #expect(blind.fingerprint != RewardModel(TinyTalk.model()).fingerprint)
    let stage = RewardModeling(blind, RewardModelingTests.settings, comparisons: TinyTalk.comparisons(400))
    try stage.finish()
    #expect(stage.judge.accuracy(on: TinyTalk.comparisons(200, seed: 1000)) > 0.9, "it still reads")
    #expect(stage.judge.evidence(of: conversations) == blind.evidence(of: conversations))
  }

  @Test func knownEvidenceGivesTheSameScores() throws {
    let judge = try RewardModelingTests.finished(TinyTalk.comparisons(64)).judge
    let conversations = TinyTalk.conversations(150, seed: 2)
    let evidence = judge.evidence(of: conversations)
    #expect(judge.rewards(of: conversations, evidence: evidence) == judge.rewards(of: conversations))
    #expect(
      judge.rewards(of: conversations, evidence: evidence.reversed()) != judge.rewards(of: conversations))
  }

  @Test func aScoreDoesNotDependOnTheOtherRows() throws {
    let stage = try RewardModelingTests.finished(TinyTalk.comparisons(64))
    let conversations = TinyTalk.conversations(30, seed: 2)
    let alone = conversations.flatMap { stage.judge.rewards(of: [$0]) }
    #expect(stage.judge.rewards(of: conversations) == alone)
    #expect(Set(alone).count > 20)
    let rollout = Rollout(prompt: [3, 1], answer: [5, 0], isEnded: true)
    #expect(stage.judge.reward([rollout]) == stage.judge.rewards(of: [rollout.conversation]))
  }

  @Test func theWitnessStaysAsItWas() throws {
    let model = TinyTalk.model()
    let (before, conversations) = (model.fingerprint, TinyTalk.conversations(6, seed: 2))
    let stage = RewardModeling(model, RewardModelingTests.settings, comparisons: TinyTalk.comparisons(64))
    let evidence = stage.judge.evidence(of: conversations)
    let reward = stage.judge.reward.fingerprint
    try stage.finish()
    #expect(model.fingerprint == before && stage.judge.evidence(of: conversations) == evidence)
    #expect(stage.judge.reward.fingerprint != reward)
  }

  @Test func itComesBackFromACheckpoint() throws {
    let stage = try RewardModelingTests.finished(TinyTalk.comparisons(64))
    let checkpoint = try Checkpoint(bytes: stage.checkpoint(tokenizer: "").encoded())
    let judge = try RewardModel(TinyTalk.model(), checkpoint)
    let conversations = TinyTalk.conversations(10, seed: 2)
    #expect(judge.rewards(of: conversations) == stage.judge.rewards(of: conversations))
    #expect(judge.reward.fingerprint == stage.judge.reward.fingerprint)
  }
}
