// Formulas that chapters write by hand, with numbers as large as an edit can make them.

import Testing

@testable import chapter1_neural_net
@testable import chapter3_attention

struct LargeScoresTests {
  @Test func theSurpriseIsANumberOrWithoutLimit() {
    #expect(surprise(scores: [1000, 0], answer: 0) == 0)
    #expect(surprise(scores: [1000, 0], answer: 1) == .infinity)
    #expect(surprise(scores: [-1000, -1000], answer: 1) == surprise(scores: [0, 0], answer: 1))
  }

  @Test func sharesAddUpToOne() {
    #expect(softmax([1200, 0, 1200]) == [0.5, 0, 0.5])
    #expect(softmax([-1200, -1200]) == [0.5, 0.5])
  }
}
