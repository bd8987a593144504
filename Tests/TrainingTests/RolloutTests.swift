// Answers are written with the chances that are computed for them afterwards.

import Foundation
import Testing
import TinyLM
import TinyTensor

@testable import Training

@Suite struct RolloutTests {
  @Test func anAnswerEndsOrIsCutOff() {
    var generator = SeededGenerator(seed: 1)
    let rollouts = TinyTalk.model().rollouts(
      TinyTalk.prompts(200), end: TinyTalk.end, limit: 8, using: &generator)
    #expect(rollouts.map(\.prompt) == TinyTalk.prompts(200))
    #expect(Set(rollouts.map(\.isEnded)) == [true, false])
    for rollout in rollouts {
      #expect(rollout.isEnded == (rollout.answer.last == TinyTalk.end))
      #expect(rollout.isEnded ? rollout.answer.count <= 8 : rollout.answer.count == 8)
      #expect(!rollout.answer.dropLast().contains(TinyTalk.end))
      #expect(rollout.conversation.map(\.id) == rollout.prompt + rollout.answer)
      #expect(rollout.conversation.answerLength == rollout.answer.count)
    }
  }

  @Test func beginningsThatDoNotFitAreCutOff() {
    var generator = SeededGenerator(seed: 1)
    let long = Array(repeating: 3, count: 20) + [1]
    let rollout = TinyTalk.model().rollouts([long], end: TinyTalk.end, limit: 8, using: &generator)[0]
    #expect(rollout.prompt == Array(long.suffix(8)))
    #expect(rollout.prompt.count + rollout.answer.count <= 16)
  }

  @Test func manyPromptsAreFewPromptsManyTimes() {
    let prompts = TinyTalk.prompts(150)
    var (one, other) = (SeededGenerator(seed: 1), SeededGenerator(seed: 1))
    let together = TinyTalk.model().rollouts(prompts, end: TinyTalk.end, limit: 8, using: &one)
    let alone = prompts.flatMap {
      TinyTalk.model().rollouts([$0], end: TinyTalk.end, limit: 8, using: &other)
    }
    #expect(together == alone)
  }

  @Test func logProbabilitiesAreThoseOfTheSampler() throws {
    let model = TinyTalk.model().frozen()
    let conversations = TinyTalk.conversations(5, seed: 9)
    for temperature: Float in [1, 0.7] {
      var expected: [Float] = []
      for row in conversations {
        for place in row.indices where row[place].isLearned {
          let logits = model.logits(row[..<place].map(\.id), sequences: 1)
          let last = Array(logits.values.suffix(12))
          expected.append(
            Foundation.log(Sampling(temperature: temperature).probabilities(last)[row[place].id]))
        }
      }
      let found = model.answerLogProbabilities(conversations, temperature: temperature)
      #expect(TinyTalk.error(found.values, expected) < 1e-5)
    }
  }

  @Test func onlyTheLastAnswerCounts() {
    let model = TinyTalk.model()
    func token(_ id: Int, _ isLearned: Bool) -> MarkedToken { MarkedToken(id: id, isLearned: isLearned) }
    let talk = [
      token(1, false), token(4, true), token(0, true), token(1, false), token(6, true), token(0, true),
    ]
    let last = talk.enumerated().map { token($1.id, $0 > 3) }
    #expect(model.answerLogProbabilities([talk]).values == model.answerLogProbabilities([last]).values)
    #expect(talk.answerLength == 2)
  }

  @Test func cuttingAList() {
    #expect([1, 2, 3, 4].cut(into: [1, 0, 3]) == [[1], [], [2, 3, 4]])
  }
}
