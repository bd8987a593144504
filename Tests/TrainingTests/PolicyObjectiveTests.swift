// The parts of the objective beside an independent calculation (Fixtures/make_rlhf.py).

import Foundation
import Testing
import TinyLM
import TinyTensor

@testable import Basics
@testable import Training

@Suite struct PolicyObjectiveTests {
  @Test func advantagesEqualTheSumInThePaper() throws {
    for case_ in try RLHFFixture.load().generalizedAdvantages {
      let found = generalizedAdvantages(
        rewards: case_.rewards, values: case_.values, discount: case_.discount, lambda: case_.lambda)
      #expect(TinyTalk.error(found, case_.advantages) < 1e-5)
    }
  }

  @Test func advantagesByHand() {
    // With lambda 1 it is all that comes, less what was expected; with 0 only the next surprise.
    let (rewards, values): ([Float], [Float]) = ([0, 0, 1], [0.5, 0.25, 0.75])
    #expect(generalizedAdvantages(rewards: rewards, values: values, lambda: 1) == [0.5, 0.75, 0.25])
    #expect(generalizedAdvantages(rewards: rewards, values: values, lambda: 0) == [-0.25, 0.5, 0.25])
    #expect(generalizedAdvantages(rewards: [], values: []).isEmpty)
  }

  @Test func clippedObjectiveAndItsSlope() throws {
    let fixture = try RLHFFixture.load().clippedObjective
    let ratio = Tensor(fixture.ratio, requiresGradient: true)
    let objective = clippedObjective(ratio: ratio, advantage: Tensor(fixture.advantage), clip: fixture.clip)
    #expect(TinyTalk.error(objective.values, fixture.objective) < 1e-5)
    objective.sum().backward()
    #expect(TinyTalk.error(try #require(ratio.gradient).values, fixture.gradient) < 1e-5)
    #expect(fixture.gradient.contains(0) && fixture.gradient.contains { $0 != 0 })
  }

  @Test func clippedObjectiveAgainstNudges() {
    // Away from the corners, where there is no slope.
    let ratio = Tensor([0.5, 0.9, 1.1, 1.5, 0.5, 0.9, 1.1, 1.5])
    let advantage = Tensor([1, 2, 0.5, 1, -1, -2, -0.5, -1])
    let check = GradientCheck([ratio, advantage], step: 0.005) {
      clippedObjective(ratio: $0[0], advantage: $0[1], clip: 0.2)
    }
    #expect(check.largestError < 1e-3)
  }

  @Test func klEstimateAndItsSlope() throws {
    let fixture = try RLHFFixture.load().kl
    let now = Tensor(fixture.logProbabilities, requiresGradient: true)
    let estimate = klEstimate(logProbabilities: now, reference: Tensor(fixture.reference))
    #expect(TinyTalk.error(estimate.values, fixture.k3) < 1e-5)
    #expect(estimate.values.allSatisfy { $0 >= 0 })
    estimate.sum().backward()
    #expect(TinyTalk.error(try #require(now.gradient).values, fixture.gradient) < 1e-5)
    #expect(klEstimate(logProbabilities: now, reference: now).values.allSatisfy { $0 == 0 })
    let check = GradientCheck([Tensor(fixture.logProbabilities), Tensor(fixture.reference)]) {
      klEstimate(logProbabilities: $0[0], reference: $0[1])
    }
    #expect(check.largestError < 1e-3)
  }

  @Test func onAverageTheEstimateIsTheDivergence() throws {
    let fixture = try RLHFFixture.load().divergence
    let (model, reference) = (Tensor(fixture.model), Tensor(fixture.reference))
    let mean = (model * klEstimate(logProbabilities: model.log(), reference: reference.log())).sum().item
    #expect(abs(mean - fixture.exact) < 1e-5 && fixture.exact > 0.1)
  }

  @Test func groupsAreComparedWithThemselvesOnly() throws {
    let fixture = try RLHFFixture.load().grpo
    let found = groupAdvantages(rewards: fixture.rewards, group: fixture.group)
    #expect(TinyTalk.error(found, fixture.advantages) < 1e-5)
    #expect(groupAdvantages(rewards: [0.1, 0.1, 0.1, 7, 7, 7], group: 3) == [0, 0, 0, 0, 0, 0])
  }

  @Test func theDistanceFromTheReferenceIsAMeanOfAnswers() {
    let (model, reference) = (TinyTalk.model(), TinyTalk.model(seed: 4))
    let rows = TinyTalk.conversations(20, seed: 3)
    let now = model.answerLogProbabilities(rows, temperature: 0.7).values
    let before = reference.answerLogProbabilities(rows, temperature: 0.7).values
    let gains = zip(now, before).map { Double($0 - $1) }
    let expected = gains.reduce(0.0) { sum, gain in sum + exp(-gain) + gain - 1 } / 20
    let found = model.kl(from: reference, on: rows, temperature: 0.7)
    #expect(found > 0 && abs(found - expected) < 1e-4)
    #expect(model.kl(from: model, on: rows, temperature: 1) == 0)
  }
}
