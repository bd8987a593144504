// The loss by hand: minus the logarithm of the probability that the right token got.

import Basics
import Foundation
import Testing
import TinyLM
import TinyTensor

@Suite struct LossTests {
  @Test func itIsTheMeanSurpriseAtTheTargets() {
    let model = randomModel().frozen()
    let batch = TokenBatch(inputs: [1, 2, 3, 4], targets: [2, 3, 4, 5], sequences: 2)
    let chances = model.logits(batch.inputs, sequences: 2).softmax()
    let places = [(0, 0, 2), (0, 1, 3), (1, 0, 4), (1, 1, 5)]
    let surprises = places.map { -Foundation.log(Double(chances[$0.0, $0.1, $0.2])) }
    #expect(abs(Double(model.loss(batch).item) - surprises.reduce(0, +) / 4) < 1e-5)
    let weighted = TokenBatch(
      inputs: batch.inputs, targets: batch.targets, weights: [0, 3, 1, 0], sequences: 2)
    #expect(abs(Double(model.loss(weighted).item) - (3 * surprises[1] + surprises[2]) / 4) < 1e-5)
  }

  @Test func placesWithoutWeightTeachNothing() throws {
    let model = randomModel()
    func gradients(_ targets: [Int]) throws -> [[Float]] {
      model.parameters.forEach { $0.tensor.gradient = nil }
      model.loss(TokenBatch(inputs: [1, 2, 3], targets: targets, weights: [0, 1, 0], sequences: 1)).backward()
      return try model.parameters.map { try #require($0.tensor.gradient).values }
    }
    #expect(try gradients([5, 6, 7]) == gradients([9, 6, 8]))
    #expect(try gradients([5, 6, 7]) != gradients([5, 7, 7]))
  }

  @Test func partsThatDoNotFit() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = TokenBatch(inputs: [1, 2, 3], targets: [1, 2], weights: [1], sequences: 2)
    }
    #expect(says("3 inputs, 2 targets, 1 weights, 2 sequences", in: result))
  }
}
