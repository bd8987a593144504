// What an iteration learns from, and its losses, beside an independent calculation (Fixtures/make_rlhf.py).

import Testing
import TinyTensor

@testable import Basics
@testable import Training

@Suite struct ExperienceTests {
  private static func experience(_ fixture: RLHFFixture.Answers) -> Experience {
    Experience(
      conversations: fixture.rewards.map { _ in [] }, logProbabilities: fixture.logProbabilities,
      reference: fixture.reference)
  }

  private static func withAdvantages(_ fixture: RLHFFixture.Answers) -> Experience {
    var experience = experience(fixture)
    experience.setAdvantages(
      fixture.rewards, values: fixture.values, klWeight: fixture.klWeight, lambda: fixture.lambda)
    return experience
  }

  @Test func rewardsBecomeAdvantages() throws {
    let fixture = try RLHFFixture.load().experience
    let experience = Self.withAdvantages(fixture)
    #expect(experience.advantages.map(\.count) == fixture.advantages.map(\.count))
    #expect(TinyTalk.error(experience.advantages.flatMap { $0 }, fixture.advantages.flatMap { $0 }) < 1e-5)
    #expect(TinyTalk.error(experience.returns.flatMap { $0 }, fixture.returns.flatMap { $0 }) < 1e-5)
  }

  @Test func valueLoss() throws {
    let fixture = try RLHFFixture.load().experience
    let guesses = Tensor(fixture.newValues, requiresGradient: true)
    let loss = Self.withAdvantages(fixture).valueLoss(guesses)
    #expect(abs(loss.item - fixture.valueLoss) < 1e-5)
    loss.backward()
    #expect(TinyTalk.error(try #require(guesses.gradient).values, fixture.valueGradient) < 1e-5)
  }

  @Test func policyLossOfPPO() throws {
    let fixture = try RLHFFixture.load()
    let experience = Self.withAdvantages(fixture.experience)
    let now = Tensor(fixture.ppo.now, requiresGradient: true)
    let ratio = (now - experience.logProbabilities.tensor).exp()
    let loss = experience.ppoLoss(ratio: ratio, clip: 0.2)
    #expect(abs(loss.item - fixture.ppo.loss) < 1e-5)
    loss.backward()
    #expect(TinyTalk.error(try #require(now.gradient).values, fixture.ppo.gradient) < 1e-5)
  }

  @Test func policyLossOfGRPO() throws {
    let fixture = try RLHFFixture.load()
    var experience = Self.experience(fixture.experience)
    let advantages = groupAdvantages(rewards: fixture.grpo.rewards, group: fixture.grpo.group)
    experience.advantages = zip(advantages, experience.logProbabilities).map { advantage, tokens in
      tokens.map { _ in advantage }
    }
    let now = Tensor(fixture.ppo.now, requiresGradient: true)
    let ratio = (now - experience.logProbabilities.tensor).exp()
    let loss = experience.grpoLoss(
      now, ratio: ratio, clip: 0.2, klWeight: fixture.experience.klWeight)
    #expect(abs(loss.item - fixture.grpo.loss) < 1e-5)
    loss.backward()
    #expect(TinyTalk.error(try #require(now.gradient).values, fixture.grpo.gradient) < 1e-5)
  }

  @Test func partsKeepTokensTogether() throws {
    let whole = Self.withAdvantages(try RLHFFixture.load().experience)
    let part = whole.part([2, 0])
    #expect(part.advantages == [whole.advantages[2], whole.advantages[0]])
    #expect(part.returns == [whole.returns[2], whole.returns[0]])
    #expect(part.reference == [whole.reference[2], whole.reference[0]])
  }

  @Test func theDistanceFromItselfIsZero() {
    let tokens: [[Float]] = [[-1, -2], [-0.5]]
    let same = Experience(conversations: [[], []], logProbabilities: tokens, reference: tokens)
    #expect(same.kl == 0)
    let other = Experience(
      conversations: [[], []], logProbabilities: tokens, reference: [[-1, -3], [-0.25]])
    #expect(other.kl == 0.375)
  }
}
