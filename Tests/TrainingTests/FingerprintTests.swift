// What identifies data: every token, every mark, and where one sequence ends and the next begins.

import Testing
import TinyLM

@testable import Training

@Suite struct FingerprintTests {
  @Test func sequencesWithOtherTokensOrBordersAreOthers() {
    let same: [[Int]] = [[1, 2], [3]]
    let others: [[[Int]]] = [[[1, 2], [4]], [[1], [2, 3]], [[1, 2, 3]], [[3], [1, 2]], []]
    #expect(same.fingerprint(after: 7) == [[1, 2], [3]].fingerprint(after: 7))
    #expect(others.allSatisfy { $0.fingerprint(after: 7) != same.fingerprint(after: 7) })
    #expect(same.fingerprint(after: 8) != same.fingerprint(after: 7))
  }

  @Test func marksCount() {
    let learned = [[MarkedToken(id: 1, isLearned: true)]]
    let given = [[MarkedToken(id: 1, isLearned: false)]]
    #expect(learned.fingerprint(after: 0) != given.fingerprint(after: 0))
  }

  @Test func everyWeightCounts() {
    let model = TinyTalk.model()
    let before = model.fingerprint
    model.finalNorm.bias[31] = 0.5
    #expect(model.fingerprint != before)
  }
}
