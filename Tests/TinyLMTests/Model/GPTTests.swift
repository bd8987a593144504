// What a model tells about itself: how much each position looks at each other one.

import Testing
import TinyLM
import TinyTensor

struct GPTTests {
  @Test(arguments: PositionEncoding.allCases)
  func attentionWeightsAreThoseThatTheModelUses(positions: PositionEncoding) {
    let configuration = GPTConfiguration(
      vocabularySize: 7, context: 9, width: 12, layers: 2, heads: 3, positions: positions)
    var generator = SeededGenerator(seed: 4)
    // Weights large enough that attention is far from even.
    let model = GPT(configuration) { _, shape in Tensor(normal: shape, deviation: 0.7, using: &generator) }
    let (tokens, time) = ((0..<18).map { $0 * 5 % 7 }, 9)
    let weights = model.attentionWeights(tokens, sequences: 2)
    #expect(weights.map(\.shape) == [[2, 3, time, time], [2, 3, time, time]])
    let sums = weights.flatMap { $0.sum(along: 3).values }
    #expect(sums.allSatisfy { abs($0 - 1) < 1e-5 })

    // The first block's values, mixed with these weights by hand, are what its attention gives.
    let block = model.blocks[0]
    guard positions != .rotary else { return }
    var x = model.tokenEmbedding.rows(at: tokens, shape: [2, time])
    if let table = model.positionEmbedding { x = x + table.slice(0..<time) }
    let qkv = block.attention.queryKeyValue(block.attentionNorm(x))
    let values = qkv.slice(24..<36, along: 2).reshaped([2, time, 3, 4]).permuted([0, 2, 1, 3])
    let mixed = weights[0].matrixProduct(values).permuted([0, 2, 1, 3]).reshaped([2, time, 12])
    let difference = (mixed - qkv.attention(heads: 3)).values.map(abs).max()!
    #expect(difference < 1e-5)
  }

  @Test func rotaryWeightsDependOnTheDistance() {
    let configuration = GPTConfiguration(
      vocabularySize: 3, context: 6, width: 8, layers: 1, heads: 2, positions: .rotary)
    var generator = SeededGenerator(seed: 5)
    let model = GPT(configuration) { _, shape in Tensor(normal: shape, deviation: 0.7, using: &generator) }
    let weights = model.attentionWeights([1, 1, 1, 1, 1, 1], sequences: 1)[0]
    // The same token everywhere: only the distance differs, so the ratio of two weights is the same in each row.
    let ratios = (2..<6).map { weights[0, 0, $0, $0 - 1] / weights[0, 0, $0, $0] }
    #expect(ratios.allSatisfy { abs($0 - ratios[0]) < 1e-5 * ratios[0] })
    #expect(abs(ratios[0] - 1) > 1e-3)
  }
}
