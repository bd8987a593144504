// The last update: the mean of weights is theirs, and a model of its own.

import Testing
import TinyLM
import TinyTensor
import Training

@testable import CourseKit

@Suite struct FinalTests {
  private func model(_ seed: UInt64) -> GPT {
    var generator = SeededGenerator(seed: seed, stream: "model")
    let sizes = GPTConfiguration(vocabularySize: 5, context: 4, width: 6, layers: 1, heads: 2)
    return GPT(sizes, using: &generator)
  }

  @Test func averageOfTwoModels() {
    let (first, second) = (model(1), model(2))
    let (before, average) = (first.fingerprint, Course.average([first, second]))
    for (mean, pair) in zip(average.parameters, zip(first.parameters, second.parameters)) {
      let expected = zip(pair.0.tensor.values, pair.1.tensor.values).map { ($0 + $1) / 2 }
      #expect(mean.tensor.values == expected, "\(mean.name)")
      #expect(mean.tensor.requiresGradient, "\(mean.name) can be trained further")
    }
    average.tokenEmbedding.assign(average.tokenEmbedding.values.map { $0 + 1 })
    #expect(first.fingerprint == before, "the models that it was made from stay as they are")
  }

  @Test func averageOfOneModelIsThatModel() {
    #expect(Course.average([model(3)]).fingerprint == model(3).fingerprint)
    #expect(Course.average([model(3)]).fingerprint != model(4).fingerprint)
  }
}
