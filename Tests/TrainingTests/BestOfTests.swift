// Best-of-n: the favourite is kept, and a random choice is no better than one answer.

import Testing
import TinyTensor

@testable import Training

@Suite struct BestOfTests {
  @Test func theFavouriteIsKept() {
    var generator = SeededGenerator(seed: 2)
    let prompts = TinyTalk.prompts(100)
    let candidates = Candidates(
      6, by: TinyTalk.model(), to: prompts, end: TinyTalk.end, limit: 8, using: &generator)
    let best = candidates.best(by: TinyTalk.reward)
    #expect(best.map(\.prompt) == prompts && candidates.answers.allSatisfy { $0.count == 6 })
    for (best, answers) in zip(best, candidates.answers) {
      #expect(answers.contains(best))
      #expect(TinyTalk.reward([best])[0] == TinyTalk.reward(answers).max())
    }
    func mean(_ rollouts: [Rollout]) -> Float {
      TinyTalk.reward(rollouts).reduce(0, +) / Float(rollouts.count)
    }
    let all = mean(candidates.answers.flatMap { $0 })
    #expect(abs(mean(candidates.any(using: &generator)) - all) < 0.04 && mean(best) > 2 * all)
  }

  @Test func theDistanceIsKnownBeforehand() {
    #expect(Candidates.kl(bestOf: 1) == 0)
    #expect(abs(Candidates.kl(bestOf: 4) - (1.386294 - 0.75)) < 1e-6)
  }
}
