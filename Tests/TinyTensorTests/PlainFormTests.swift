// The fused operations beside the same from small ones: values and gradients.

import Testing
import TinyTensor

@Suite struct PlainFormTests {
  /// Values of both forms, and the gradients of all inputs, must agree.
  private func expectAgreement(
    _ inputs: [Tensor], _ fused: @escaping ([Tensor]) -> Tensor, _ plain: @escaping ([Tensor]) -> Tensor
  ) {
    let sides = [fused, plain].map { form -> [Tensor] in
      let parameters = inputs.map { $0.copy().asParameter() }
      let y = form(parameters)
      (y * y * y).sum().backward()
      return [y] + parameters.map { $0.gradient! }
    }
    for (i, (found, expected)) in zip(sides[0], sides[1]).enumerated() {
      let size = expected.values.map(abs).max()!
      #expect(
        found.isClose(to: expected, within: 2e-5 * size), "\(i): \(found.maxDifference(from: expected))")
    }
  }

  @Test(arguments: [(1, 1, 1, 2), (2, 5, 2, 3), (1, 70, 2, 5), (3, 33, 4, 4)])
  func attention(_ batch: Int, _ time: Int, _ heads: Int, _ size: Int) {
    var generator = SeededGenerator(seed: 9)
    let qkv = Tensor(normal: [batch, time, 3 * heads * size], using: &generator)
    expectAgreement([qkv], { $0[0].attention(heads: heads) }, { $0[0].plainAttention(heads: heads) })
  }

  @Test func attentionWeights() {
    var generator = SeededGenerator(seed: 9)
    let (time, size) = (70, 5)
    let qkv = Tensor(normal: [1, time, 6 * size], using: &generator)
    let weights = qkv.attentionWeights(heads: 2)
    #expect(weights.shape == [1, 2, time, time])
    for head in 0..<2 {
      let q = qkv.slice(head * size..<(head + 1) * size, along: 2)[0]
      let k = qkv.slice((2 + head) * size..<(3 + head) * size, along: 2)[0]
      let scores = q.matrixProduct(k, transposed: .second) / Float(size).squareRoot()
      #expect(weights[0][head].isClose(to: (scores + Tensor.causalMask(time)).softmax()))
    }
    #expect((0..<time - 1).allSatisfy { weights[0, 1, $0, $0 + 1] == 0 })
  }

  @Test(arguments: [1, 4, 17, 40]) func layerNorm(_ width: Int) {
    var generator = SeededGenerator(seed: 12)
    let inputs = [[3, 35, width], [width], [width]].map { Tensor(normal: $0, using: &generator) }
    expectAgreement(
      inputs, { $0[0].layerNorm(weight: $0[1], bias: $0[2]) },
      { $0[0].plainLayerNorm(weight: $0[1], bias: $0[2]) })
  }
}
