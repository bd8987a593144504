// Layers that a learner makes: they draw what a model draws, learn, and can be frozen. And a model as a table.

import Testing
import TinyLM
import TinyTensor

@Suite struct LayersTests {
  private static func input() -> Tensor {
    var generator = SeededGenerator(seed: 8)
    return Tensor(normal: [2, 3, 8], using: &generator)
  }

  private static func block(isRotary: Bool = false) -> TransformerBlock {
    var generator = SeededGenerator(seed: 1)
    return TransformerBlock(
      width: 8, heads: 2, isRotary: isRotary, deviation: 0.3, outputDeviation: 0.2, using: &generator)
  }

  /// The order and the sizes of the draws decide every number in the book.
  @Test(arguments: PositionEncoding.allCases) func aModelDrawsInTheOrderOfItsParameters(
    _ positions: PositionEncoding
  ) {
    let sizes = GPTConfiguration(
      vocabularySize: 20, context: 8, width: 8, layers: 2, heads: 2, positions: positions)
    var (first, second) = (SeededGenerator(seed: 5), SeededGenerator(seed: 5))
    let model = GPT(sizes, using: &first)
    let expected = GPT(sizes) { name, shape in
      if shape.count == 1 { return Tensor(repeating: name.hasSuffix("weight") ? 1 : 0, shape: shape) }
      let deviation: Float = name.hasSuffix("c_proj.weight") ? 0.02 / Float(4).squareRoot() : 0.02
      return Tensor(normal: shape, deviation: deviation, using: &second)
    }
    for (found, expected) in zip(model.parameters, expected.parameters) {
      #expect(found.name == expected.name && found.tensor.values == expected.tensor.values, "\(found.name)")
    }
    #expect(first.next() == second.next())
  }

  @Test func linearDrawsItsWeights() {
    var (first, second) = (SeededGenerator(seed: 2), SeededGenerator(seed: 2))
    let layer = Linear(inputs: 4, outputs: 3, using: &first)
    let expected = Tensor(normal: [4, 3], deviation: 0.5, using: &second)  // 1 / sqrt(4)
    #expect(layer.weight.values == expected.values && layer.bias.values == [0, 0, 0])
    #expect(Linear.zeros(inputs: 2, outputs: 2).weight.values == [0, 0, 0, 0])
  }

  @Test(arguments: [false, true]) func everyParameterOfABlockLearns(_ isRotary: Bool) throws {
    let block = Self.block(isRotary: isRotary)
    let y = block(Self.input())
    #expect(y.shape == [2, 3, 8])
    (y * y).sum().backward()
    #expect(block.parameters.count == 12)
    for (name, parameter) in block.parameters {
      #expect(try #require(parameter.gradient, "\(name)").values.contains { $0 != 0 }, "\(name)")
    }
  }

  @Test func aFrozenLayerStaysAsItIs() throws {
    var generator = SeededGenerator(seed: 3)
    let frozen = Self.block().frozen()
    let head = Linear(inputs: 8, outputs: 1, using: &generator)
    head(frozen(Self.input())).sum().backward()
    #expect(head.weight.gradient != nil)
    #expect(frozen.parameters.allSatisfy { $0.tensor.gradient == nil && !$0.tensor.requiresGradient })
    #expect(frozen(Self.input()).values == Self.block()(Self.input()).values, "the same numbers")
  }

  @Test func aTrainableCopyHasMemoryOfItsOwn() {
    let original = Self.block()
    let copy = original.trainableCopy()
    copy.attention.projection.weight[0, 0] = 7
    #expect(original.attention.projection.weight[0, 0] != 7)
    #expect(copy.parameters.allSatisfy { $0.tensor.requiresGradient })
    #expect(copy.parameters.map(\.name) == original.parameters.map(\.name))
  }

  @Test func theBlockOfAModelIsALayerOfItsOwn() {
    let model = randomModel(positions: .none).frozen()
    let embeddings = model.embeddings(of: [1, 2, 3, 4], sequences: 2)
    var x = embeddings
    for block in model.blocks { x = block(x) }
    #expect(model.finalNorm(x).values == model.hiddenStates(embeddings).values)
  }

  @Test func aModelPrintsAsATable() {
    var generator = SeededGenerator(seed: 1)
    let model = GPT(
      GPTConfiguration(vocabularySize: 29, context: 8, width: 12, layers: 1, heads: 3), using: &generator)
    #expect(
      "\(model)" == """
        GPT, layers 1, width 12, heads 3, context 8, vocabulary 29, positions learned
        layer              weight  bias  parameters
        wte              [29, 12]               348
        wpe               [8, 12]                96
        h.0.ln_1             [12]  [12]          24
        h.0.attn.c_attn  [12, 36]  [36]         468
        h.0.attn.c_proj  [12, 12]  [12]         156
        h.0.ln_2             [12]  [12]          24
        h.0.mlp.c_fc     [12, 48]  [48]         624
        h.0.mlp.c_proj   [48, 12]  [12]         588
        ln_f                 [12]  [12]          24
        total                                  2352
        """)
  }
}
