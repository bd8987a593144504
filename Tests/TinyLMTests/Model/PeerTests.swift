// A tiny GPT-2 beside the same one in PyTorch: loss, logits, every gradient, and ten steps of AdamW.
// The numbers are in Fixtures/gpt/gpt.json; the program that made them stands beside it.

import Basics
import Foundation
import Testing
import TinyLM
import TinyTensor

private struct Fixture: Decodable {
  struct Parameter: Decodable {
    let shape: [Int]
    let values: [Float]
  }
  let tokens: [Int], targets: [Int], weights: [Float]
  let parameters: [String: Parameter]
  let loss: Float, logits: [Float]
  let gradients: [String: [Float]]
  let losses: [Float], norms: [Float]
  let after: [String: [Float]]

  static func load() throws -> Fixture {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/gpt/gpt.json").standardizedFileURL
    return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: file))
  }

  func model() throws -> GPT {
    var asked: Set<String> = []
    let configuration = GPTConfiguration(vocabularySize: 13, context: 7, width: 12, layers: 2, heads: 3)
    let model = try GPT(configuration) { name, _ in
      asked.insert(name)
      let parameter = try #require(parameters[name])
      return Tensor(parameter.values, shape: parameter.shape, requiresGradient: true)
    }
    #expect(asked == Set(parameters.keys))
    #expect(model.parameters.map(\.name).sorted() == parameters.keys.sorted())
    #expect(configuration.parameterCount == model.parameterCount)
    return model
  }

  var batch: TokenBatch { TokenBatch(inputs: tokens, targets: targets, weights: weights, sequences: 3) }
}

/// The largest difference, as a share of the largest expected number.
private func relativeError(_ found: [Float], _ expected: [Float]) -> Float {
  guard found.count == expected.count else { return .infinity }
  let size = expected.map(abs).max() ?? 0
  return (zip(found, expected).map { abs($0 - $1) }.max() ?? 0) / max(size, .leastNormalMagnitude)
}

/// Leaves out the keys' biases.
///
/// They shift all scores of a query alike, which softmax does not see: their gradient is
/// rounding and nothing else, and Adam, which asks only for the direction, makes steps of it that no two programs share.
private func withoutKeys(_ name: String, _ values: [Float]) -> [Float] {
  guard name.hasSuffix("c_attn.bias") else { return values }
  let width = values.count / 3
  return Array(values[..<width] + values[(2 * width)...])
}

@Suite struct PeerTests {
  @Test func valuesAndGradientsEqualPyTorchs() throws {
    let fixture = try Fixture.load()
    let model = try fixture.model()
    #expect(relativeError(model.logits(fixture.tokens, sequences: 3).values, fixture.logits) < 1e-4)
    let loss = model.loss(fixture.batch)
    #expect(abs(loss.item - fixture.loss) < 1e-4 * fixture.loss)
    loss.backward()
    for (name, parameter) in model.parameters {
      let expected = try #require(fixture.gradients[name])
      #expect(relativeError(try #require(parameter.gradient).values, expected) < 1e-4, "\(name)")
    }
  }

  @Test func tenStepsOfAdamWEqualPyTorchs() throws {
    let fixture = try Fixture.load()
    let model = try fixture.model()
    let optimizer = AdamW(model.parameters.map(\.tensor), betas: (0.9, 0.98), weightDecay: 0.1)
    for (expectedLoss, expectedNorm) in zip(fixture.losses, fixture.norms) {
      let loss = model.loss(fixture.batch)
      loss.backward()
      let norm = optimizer.parameters.gradientNorm()
      optimizer.step(learningRate: 0.01, gradientScale: min(1, 1 / norm))
      optimizer.clearGradients()
      #expect(abs(loss.item - expectedLoss) < 1e-4 * expectedLoss)
      #expect(abs(norm - expectedNorm) < 1e-4 * expectedNorm)
    }
    for (name, parameter) in model.parameters {
      let (found, expected) = (parameter.values, try #require(fixture.after[name]))
      #expect(relativeError(withoutKeys(name, found), withoutKeys(name, expected)) < 1e-4, "\(name)")
    }
  }
}
