// The model: names and shapes are GPT-2's, every parameter learns, the four kinds of positions, and words for sizes
// that cannot be. PeerTests compares its numbers with PyTorch's.

import Basics
import Files
import Testing
import TinyLM
import TinyTensor

@Suite struct GPTTests {
  private static func sizes(_ positions: PositionEncoding = .learned) -> GPTConfiguration {
    GPTConfiguration(vocabularySize: 29, context: 8, width: 12, layers: 2, heads: 3, positions: positions)
  }

  private static let tokens = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3]

  @Test func namesAndShapesAreGPT2s() {
    var asked: [String] = []
    let model = GPT(Self.sizes()) { name, shape in
      asked.append("\(name) \(shape)")
      return Tensor(repeating: 0, shape: shape)
    }
    let block = { (i: Int) in
      [
        "ln_1.weight [12]", "ln_1.bias [12]", "attn.c_attn.weight [12, 36]", "attn.c_attn.bias [36]",
        "attn.c_proj.weight [12, 12]", "attn.c_proj.bias [12]", "ln_2.weight [12]", "ln_2.bias [12]",
        "mlp.c_fc.weight [12, 48]", "mlp.c_fc.bias [48]", "mlp.c_proj.weight [48, 12]",
        "mlp.c_proj.bias [12]",
      ].map { "transformer.h.\(i).\($0)" }
    }
    let expected =
      ["transformer.wte.weight [29, 12]", "transformer.wpe.weight [8, 12]"] + block(0) + block(1)
      + ["transformer.ln_f.weight [12]", "transformer.ln_f.bias [12]"]
    #expect(asked == expected)
    #expect(model.parameters.map { "\($0.name) \($0.tensor.shape)" } == expected)
  }

  @Test func theSizeOfGPT2() {
    let small = GPTConfiguration(vocabularySize: 50257, context: 1024, width: 768, layers: 12, heads: 12)
    #expect(small.parameterCount == 124_439_808, "as transformers counts GPT-2's")
  }

  @Test(arguments: PositionEncoding.allCases) func everyParameterLearnsAndIsCounted(
    _ positions: PositionEncoding
  ) throws {
    let model = randomModel(positions: positions)
    #expect(model.configuration.parameterCount == model.parameterCount)
    #expect(model.parameterCount == model.parameters.reduce(0) { $0 + $1.tensor.values.count })
    let batch = TokenBatch(inputs: Self.tokens, targets: Array(Self.tokens.dropFirst() + [0]), sequences: 2)
    model.loss(batch).backward()
    for (name, parameter) in model.parameters {
      let gradient = try #require(parameter.gradient, "\(name)")
      #expect(gradient.shape == parameter.shape)
      #expect(gradient.values.contains { $0 != 0 } && gradient.firstNonFinite == nil, "\(name)")
    }
  }

  /// The slope of the loss along each parameter's own gradient, by nudging.
  @Test(arguments: PositionEncoding.allCases) func gradientsAgreeWithNudges(_ positions: PositionEncoding)
    throws
  {
    let model = randomModel(vocabulary: 11, width: 8, positions: positions)
    let tokens = Self.tokens.map { $0 % 11 }
    let batch = TokenBatch(inputs: tokens, targets: Array(tokens.dropFirst() + [0]), sequences: 2)
    model.loss(batch).backward()
    for (name, parameter) in model.parameters {
      let (values, gradient) = (parameter.values, try #require(parameter.gradient).values)
      let length = gradient.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      func loss(_ step: Double) -> Double {
        parameter.assign(zip(values, gradient).map { $0 + Float(step * Double($1) / length) })
        defer { parameter.assign(values) }
        return Double(model.frozen().loss(batch).item)
      }
      // The keys' biases change nothing: all of a gradient that is rounding alone is left out.
      guard length > 1e-3 else { continue }
      let wide = (loss(0.01) - loss(-0.01)) / 0.02
      let narrow = (loss(0.005) - loss(-0.005)) / 0.01
      let nudged = (4 * narrow - wide) / 3
      #expect(abs(nudged - length) < 0.005 * length + 5e-4, "\(name): \(nudged), computed \(length)")
    }
  }

  @Test(arguments: PositionEncoding.allCases) func noTokenSeesTheFuture(_ positions: PositionEncoding) {
    let model = randomModel(positions: positions).frozen()
    let text = Array(Self.tokens.prefix(8))
    let before = model.logits(text, sequences: 1)
    for place in 0..<8 {
      var other = text
      other[place] = 20
      let after = model.logits(other, sequences: 1)
      #expect(after.slice(0..<place, along: 1).values == before.slice(0..<place, along: 1).values)
      #expect(
        after.slice(place..<place + 1, along: 1).values != before.slice(place..<place + 1, along: 1).values)
    }
  }

  /// "Dog bites man" or "man bites dog": without positions the last word cannot tell, with any it can.
  @Test(arguments: PositionEncoding.allCases) func orderIsSeenWithPositionsOnly(_ positions: PositionEncoding)
  {
    // One block: with more, the mask alone gives a little of the order away.
    var generator = SeededGenerator(seed: 3)
    var sizes = Self.sizes(positions)
    sizes.layers = 1
    let model = GPT(sizes, using: &generator)
    for (_, parameter) in model.parameters where parameter.rank == 2 {
      parameter.assign(parameter.values.map { $0 * 20 })
    }
    func last(_ tokens: [Int]) -> Tensor {
      model.frozen().logits(tokens, sequences: 1).slice(3..<4, along: 1)
    }
    let difference = last([1, 2, 3, 4]).maxDifference(from: last([3, 2, 1, 4]))
    if positions == .none { #expect(difference < 1e-4) } else { #expect(difference > 1e-2) }
  }

  @Test func sequencesOfABatchDoNotSeeEachOther() {
    let model = randomModel().frozen()
    let (first, second) = (Array(Self.tokens.prefix(8)), Array(Self.tokens.suffix(8)))
    let both = model.logits(first + second, sequences: 2)
    #expect(both.shape == [2, 8, 29])
    #expect(both.slice(0..<1).values == model.logits(first, sequences: 1).values)
    #expect(both.slice(1..<2).values == model.logits(second, sequences: 1).values)
  }

  @Test func aNewModelKnowsNothing() {
    var generator = SeededGenerator(seed: 1)
    let sizes = GPTConfiguration(vocabularySize: 1024, context: 64, width: 128, layers: 4, heads: 4)
    let model = GPT(sizes, using: &generator)
    func deviation(_ name: String) -> Double {
      let values = model.parameters.first { $0.name == "transformer." + name }!.tensor.values.map(Double.init)
      return (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
    }
    #expect(abs(deviation("wte.weight") - 0.02) < 0.0005)
    #expect(abs(deviation("h.3.mlp.c_fc.weight") - 0.02) < 0.0005)
    #expect(
      abs(deviation("h.3.mlp.c_proj.weight") - 0.02 / 8.0.squareRoot()) < 0.0002,
      "2 x 4 layers add to the stream")
    #expect(deviation("h.0.ln_1.weight") == 1 && deviation("h.0.mlp.c_fc.bias") == 0)
    let tokens = (0..<512).map { _ in generator.below(1024) }
    let batch = TokenBatch(inputs: Array(tokens), targets: tokens.reversed(), sequences: 8)
    let loss = Double(model.frozen().loss(batch).item)
    #expect(abs(loss - PortableMath.log(1024)) < 0.1, "all tokens are about equally likely: ln 1024")
  }

  @Test func theSameSeedIsTheSameModel() {
    func weights(_ seed: UInt64) -> [Checkpoint.Tensor] {
      var generator = SeededGenerator(seed: seed)
      return GPT(Self.sizes(), using: &generator).savedTensors
    }
    #expect(weights(1) == weights(1))
    #expect(weights(1) != weights(2))
  }

  @Test func matricesInsideBlocksAreMuons() {
    let model = randomModel()
    let (hidden, others) = model.parametersByKind
    let names = Dictionary(
      uniqueKeysWithValues: model.parameters.map { (ObjectIdentifier($0.tensor), $0.name) })
    let found = hidden.map { names[ObjectIdentifier($0)]! }
    #expect(
      found.count == 8
        && found.allSatisfy { $0.contains(".h.") && $0.hasSuffix("weight") && !$0.contains("ln") })
    #expect(hidden.count + others.count == model.parameters.count)
  }

  @Test(arguments: [
    (
      GPTConfiguration(vocabularySize: 0, context: 8, width: 12, layers: 2, heads: 3),
      "vocabularySize must be 1 to"
    ),
    (
      GPTConfiguration(vocabularySize: 9, context: -1, width: 12, layers: 2, heads: 3), "context must be 1 to"
    ),
    (
      GPTConfiguration(vocabularySize: 9, context: 8, width: 12, layers: 2, heads: 0),
      "heads must be 1 to 16777216, got 0"
    ),
    (GPTConfiguration(vocabularySize: 9, context: 8, width: .max, layers: 2, heads: 1), "width must be 1 to"),
    (
      GPTConfiguration(vocabularySize: 9, context: 8, width: 12, layers: 2, heads: 5),
      "width 12 cannot be cut into 5"
    ),
    (
      GPTConfiguration(vocabularySize: 9, context: 1 << 24, width: 256, layers: 2, heads: 1),
      "16777216 vectors of 256"
    ),
    (
      GPTConfiguration(
        vocabularySize: 9, context: 1 << 24, width: 2, layers: 1, heads: 1, positions: .sinusoidal),
      "waves for 16777216 positions of 2 numbers"
    ),
    (
      GPTConfiguration(vocabularySize: 9, context: 8, width: 1 << 20, layers: 1 << 24, heads: 1),
      "more numbers than can be counted"
    ),
    (
      GPTConfiguration(vocabularySize: 9, context: 8, width: 6, layers: 2, heads: 2, positions: .rotary),
      "even head size, got 3"
    ),
  ])
  func sizesThatCannotBe(_ sizes: GPTConfiguration, _ words: String) {
    #expect(sizes.problem?.contains(words) == true, "\(sizes.problem ?? "no problem")")
  }

  @Test func misuseStopsWithWords() async {
    let long = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = randomModel().logits(Array(repeating: 0, count: 9), sequences: 1)
    }
    #expect(says("position 8 lies outside the context of 8 tokens", in: long))
    let unknown = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = randomModel().logits([0, 29], sequences: 1)
    }
    #expect(says("row 29 of a table with 29 rows", in: unknown))
    let uneven = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = randomModel().logits([0, 1, 2], sequences: 2)
    }
    #expect(says("3 tokens are not 2 equal sequences", in: uneven))
    let shape = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let sizes = GPTConfiguration(vocabularySize: 9, context: 8, width: 12, layers: 2, heads: 3)
      _ = GPT(sizes) { name, shape in
        Tensor(repeating: 0, shape: name.hasSuffix("c_fc.weight") ? [12, 47] : shape)
      }
    }
    #expect(says("transformer.h.0.mlp.c_fc.weight has shape [12, 47], needs [12, 48]", in: shape))
    let sizes = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = SeededGenerator(seed: 1)
      _ = GPT(
        GPTConfiguration(vocabularySize: 9, context: 8, width: 12, layers: 2, heads: 5), using: &generator)
    }
    #expect(says("width 12 cannot be cut into 5 equal heads", in: sizes))
  }
}

// MARK: - Vectors in place of tokens

extension GPTTests {
  @Test(arguments: PositionEncoding.allCases) func vectorsOfTokensGiveWhatTokensGive(
    _ positions: PositionEncoding
  ) {
    let model = randomModel(positions: positions).frozen()
    let vectors = model.embeddings(of: Self.tokens, sequences: 2)
    #expect(vectors.shape == [2, 8, 32])
    #expect(model.logits(vectors).values == model.logits(Self.tokens, sequences: 2).values)
    #expect(model.hiddenStates(vectors).values == model.hiddenStates(of: Self.tokens, sequences: 2).values)
    #expect(
      model.attentionWeights(vectors).map(\.values)
        == model.attentionWeights(Self.tokens, sequences: 2).map(\.values))
    let cache = GPTCache(for: model, sequences: 2)
    let next = model.nextLogits(vectors, sequences: [0, 1], cache: cache)
    #expect(next.values == model.logits(vectors).slice(7..<8, along: 1).values)
  }

  @Test func vectorsLearnLikeParameters() throws {
    var generator = SeededGenerator(seed: 6)
    let vectors = Tensor(normal: [1, 5, 32], requiresGradient: true, using: &generator)
    randomModel().logits(vectors).slice(2..<3, along: 1).crossEntropy([4]).backward()
    let slopes = try #require(vectors.gradient)
    // What stands before the place or at it has a say, what stands behind it has none.
    #expect((0..<3).allSatisfy { slopes.slice($0..<$0 + 1, along: 1).values.contains { $0 != 0 } })
    #expect(slopes.slice(3..<5, along: 1).values.allSatisfy { $0 == 0 })
  }
}

// MARK: - Where it looks

extension GPTTests {
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
    #expect(mixed.isClose(to: qkv.attention(heads: 3), within: 1e-5))
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
