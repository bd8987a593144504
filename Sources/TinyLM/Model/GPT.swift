// The language model: the transformer in GPT-2's form. Ids become vectors, blocks work on them, and the same table
// that made the vectors turns them into logits for the next token.
// Follows: Radford et al. 2019, "Language Models are Unsupervised Multitask Learners", section 2.3.
// Leaves out: dropout (at this size and with fresh data it only costs).

import Basics
import TinyTensor

/// How a model knows the order of its tokens.
public enum PositionEncoding: String, Codable, CaseIterable, Sendable {
  /// No encoding. Only the causal mask hints at the order.
  case none
  /// Fixed waves of many lengths are added to the vectors (Vaswani et al. 2017, section 3.5).
  case sinusoidal
  /// A learned vector for each position is added (GPT-2).
  case learned
  /// Queries and keys are rotated by an angle that grows with the position (Su et al. 2021); the book's models.
  case rotary
}

/// The sizes of a model.
public struct GPTConfiguration: Codable, Equatable, Sendable {
  /// How many different tokens there are.
  public var vocabularySize: Int
  /// How many tokens it sees at once.
  public var context: Int
  /// How many numbers stand for a token inside.
  public var width: Int
  /// How many blocks work one after another.
  public var layers: Int
  /// How many attentions work side by side in a block.
  public var heads: Int
  /// How it knows the order of its tokens.
  public var positions: PositionEncoding

  /// Takes any sizes; `problem` says whether there is a model of them.
  public init(
    vocabularySize: Int, context: Int, width: Int, layers: Int, heads: Int,
    positions: PositionEncoding = .learned
  ) {
    self.vocabularySize = vocabularySize
    self.context = context
    self.width = width
    self.layers = layers
    self.heads = heads
    self.positions = positions
  }

  /// How many numbers a model of these sizes learns.
  ///
  /// - Precondition: `problem` is `nil`; the parameters of other sizes may be too many to count.
  public var parameterCount: Int {
    let tables = vocabularySize + (positions == .learned ? context : 0)
    // For each of C columns: 12 C in the matrices of a block, 9 in their biases, 4 in two norms.
    let block = 12 * width + 13
    let finalNorm = 2
    return (tables + layers * block + finalNorm) * width
  }

  /// The largest size, and the most numbers in a table: a file may ask for any.
  ///
  /// Far beyond these no machine can follow, and their product could not be counted.
  private static let largestSize = 1 << 24
  private static let largestTable = 1 << 31
  /// The most numbers of waves: they stand in no file, so that a small one could ask for very many.
  private static let largestWaves = 1 << 24

  /// The reason why there is no model of these sizes; `nil` if there is one.
  public var problem: String? {
    let sizes = [
      ("vocabularySize", vocabularySize), ("context", context), ("width", width), ("layers", layers),
      ("heads", heads),
    ]
    if let (name, value) = sizes.first(where: { !(1...Self.largestSize).contains($0.1) }) {
      return "\(name) must be 1 to \(Self.largestSize), got \(value)"
    }
    let rows = max(vocabularySize, context)
    if rows * width > Self.largestTable {
      return "a table of \(rows) vectors of \(width) numbers does not fit into memory"
    }
    if positions == .sinusoidal, context * width > Self.largestWaves {
      return
        "waves for \(context) positions of \(width) numbers are more than the \(Self.largestWaves) allowed"
    }
    if 25 * Double(layers) * Double(width) * Double(width) > 0x1p62 {  // above the 12 C² + 13 C of each block
      return "a model of these sizes has more numbers than can be counted"
    }
    if width % heads != 0 { return "width \(width) cannot be cut into \(heads) equal heads" }
    if positions == .rotary, width / heads % 2 != 0 {
      return "rotary positions need an even head size, got \(width / heads)"
    }
    return nil
  }
}

/// A GPT: its parameters, and what they do to tokens.
public struct GPT {
  /// Its sizes, and its kind of positions.
  public let configuration: GPTConfiguration
  /// The vector of each token, `[vocabulary, width]`; the output layer is the same table.
  ///
  /// So it gets two gradients, as the first layer and as the last one, and they are added.
  public let tokenEmbedding: Tensor
  /// The vector of each position, `[context, width]`; `nil` if positions have none.
  ///
  /// It is a parameter if positions are learned, and constant if they are sinusoidal.
  public let positionEmbedding: Tensor?
  /// The blocks that work on the vectors, first to last.
  public let blocks: [TransformerBlock]
  /// Brings the vectors to one scale before they become logits.
  public let finalNorm: LayerNorm

  /// A model from its parameters.
  ///
  /// - Parameter parameter: gives the tensor of a name and shape. It is asked in the order of `parameters`.
  /// - Precondition: `configuration.problem` is `nil`, and each tensor has the shape that was asked for.
  /// - Throws: what `parameter` throws.
  public init(_ configuration: GPTConfiguration, parameter: (_ name: String, _ shape: [Int]) throws -> Tensor)
    rethrows
  {
    require(configuration.problem == nil, configuration.problem!)
    self.configuration = configuration
    let width = configuration.width
    func named(_ name: String, _ shape: Int...) throws -> Tensor {
      let tensor = try parameter("transformer." + name, shape)
      require(tensor.shape == shape, "transformer.\(name) has shape \(tensor.shape), needs \(shape)")
      return tensor
    }
    func linear(_ name: String, _ inputs: Int, _ outputs: Int) throws -> Linear {
      Linear(weight: try named(name + ".weight", inputs, outputs), bias: try named(name + ".bias", outputs))
    }
    func norm(_ name: String) throws -> LayerNorm {
      LayerNorm(weight: try named(name + ".weight", width), bias: try named(name + ".bias", width))
    }
    tokenEmbedding = try named("wte.weight", configuration.vocabularySize, width)
    positionEmbedding =
      configuration.positions == .learned
      ? try named("wpe.weight", configuration.context, width) : Self.constantPositions(configuration)
    blocks = try (0..<configuration.layers).map { i in
      try Self.block("h.\(i)", configuration, linear: linear, norm: norm)
    }
    finalNorm = try norm("ln_f")
  }

  /// A block from its layers, each asked for by its name.
  private static func block(
    _ name: String, _ configuration: GPTConfiguration,
    linear: (_ name: String, _ inputs: Int, _ outputs: Int) throws -> Linear,
    norm: (_ name: String) throws -> LayerNorm
  ) rethrows -> TransformerBlock {
    let width = configuration.width
    return TransformerBlock(
      attentionNorm: try norm("\(name).ln_1"),
      attention: CausalSelfAttention(
        queryKeyValue: try linear("\(name).attn.c_attn", width, 3 * width),
        projection: try linear("\(name).attn.c_proj", width, width), heads: configuration.heads,
        isRotary: configuration.positions == .rotary),
      feedForwardNorm: try norm("\(name).ln_2"),
      feedForward: FeedForward(
        up: try linear("\(name).mlp.c_fc", width, 4 * width),
        down: try linear("\(name).mlp.c_proj", 4 * width, width)))
  }

  /// A model that has learned nothing, as GPT-2 begins.
  ///
  /// Weights are small and random, norms change nothing, and biases are 0.
  ///
  /// - Precondition: `configuration.problem` is `nil`.
  public init(_ configuration: GPTConfiguration, using generator: inout SeededGenerator) {
    require(configuration.problem == nil, configuration.problem!)
    self.configuration = configuration
    let width = configuration.width
    func table(_ rows: Int) -> Tensor {
      Tensor(normal: [rows, width], deviation: Self.deviation, requiresGradient: true, using: &generator)
    }
    tokenEmbedding = table(configuration.vocabularySize)
    positionEmbedding =
      configuration.positions == .learned
      ? table(configuration.context) : Self.constantPositions(configuration)
    // The 2 layers of a block that add to the stream begin smaller, so that the stream does not grow with the blocks.
    let outputDeviation = Self.deviation / Float(2 * configuration.layers).squareRoot()
    var blocks: [TransformerBlock] = []
    for _ in 0..<configuration.layers {
      blocks.append(
        TransformerBlock(
          width: width, heads: configuration.heads, isRotary: configuration.positions == .rotary,
          deviation: Self.deviation, outputDeviation: outputDeviation, using: &generator))
    }
    self.blocks = blocks
    finalNorm = LayerNorm(width: width)
  }

  /// The standard deviation of random weights; GPT-2's.
  private static let deviation: Float = 0.02

  /// The vectors of positions that are not learned; `nil` if positions have none.
  private static func constantPositions(_ configuration: GPTConfiguration) -> Tensor? {
    guard configuration.positions == .sinusoidal else { return nil }
    return sinusoids(context: configuration.context, width: configuration.width) * deviation
  }

  /// The embeddings of tokens: what the first block reads, without positions.
  ///
  /// - Parameters:
  ///   - tokens: ids, sequence by sequence: B x T of them.
  ///   - sequences: B.
  /// - Returns: `[B, T, C]`.
  /// - Precondition: the tokens are B equal sequences.
  public func embeddings(of tokens: [Int], sequences: Int) -> Tensor {
    let time = tokens.count / max(1, sequences)
    require(time * sequences == tokens.count, "\(tokens.count) tokens are not \(sequences) equal sequences")
    return tokenEmbedding.rows(at: tokens, shape: [sequences, time])
  }

  /// The vectors of all positions after the last block.
  ///
  /// - Parameters:
  ///   - embeddings: those of tokens, or any others in their place, such as those of a picture: `[B, T, C]`, without
  ///     positions.
  ///   - cache: remembers the tokens before these, and then these too. If left out, each sequence begins here.
  ///   - sequences: to which sequence of the cache each one belongs.
  /// - Returns: `[B, T, C]`.
  /// - Precondition: no position lies outside the context.
  public func hiddenStates(_ embeddings: Tensor, after cache: GPTCache? = nil, sequences: [Int] = [])
    -> Tensor
  {
    let place = cache.map { Place(of: embeddings, after: $0, sequences: sequences) } ?? Place(of: embeddings)
    var x = positioned(embeddings, at: place)  // [B, T, C]
    for (i, block) in blocks.enumerated() { x = block(x, at: place, cache: cache?.layers[i]) }
    return finalNorm(x)
  }

  /// The same for tokens.
  public func hiddenStates(of tokens: [Int], sequences: Int) -> Tensor {
    hiddenStates(embeddings(of: tokens, sequences: sequences))
  }

  /// Each vector with that of its position, if positions have vectors.
  private func positioned(_ embeddings: Tensor, at place: Place) -> Tensor {
    let positions = place.positions
    require(
      positions.allSatisfy { $0 < configuration.context },
      "position \(positions.max() ?? 0) lies outside the context of \(configuration.context) tokens")
    guard let positionEmbedding else { return embeddings }
    return embeddings + positionEmbedding.rows(at: positions, shape: Array(embeddings.shape.dropLast()))
  }

  /// The output layer, which is the token table: logits for the next token.
  ///
  /// - Parameter hiddenStates: `[..., C]`.
  /// - Returns: `[..., vocabulary]`.
  public func outputLogits(_ hiddenStates: Tensor) -> Tensor {
    hiddenStates.matrixProduct(tokenEmbedding, transposed: .second)
  }

  /// Logits for the token that follows each position.
  ///
  /// - Parameter embeddings: as for `hiddenStates`.
  /// - Returns: `[B, T, vocabulary]`.
  public func logits(_ embeddings: Tensor) -> Tensor { outputLogits(hiddenStates(embeddings)) }

  /// The same for tokens.
  public func logits(_ tokens: [Int], sequences: Int) -> Tensor {
    logits(embeddings(of: tokens, sequences: sequences))
  }

  /// Logits for the token after the last one of each sequence, given what the cache remembers.
  ///
  /// - Parameters: as for `hiddenStates`.
  /// - Returns: `[sequences.count, vocabulary]`.
  public func nextLogits(_ embeddings: Tensor, sequences: [Int], cache: GPTCache) -> Tensor {
    let x = hiddenStates(embeddings, after: cache, sequences: sequences)
    let time = x.shape[1]
    let last = time == 1 ? x : x.slice(time - 1..<time, along: 1)
    return outputLogits(last).reshaped([sequences.count, configuration.vocabularySize])
  }

  /// The same for new tokens, equally many for each sequence.
  public func nextLogits(_ tokens: [Int], sequences: [Int], cache: GPTCache) -> Tensor {
    nextLogits(embeddings(of: tokens, sequences: sequences.count), sequences: sequences, cache: cache)
  }

  /// How much each position looks at each position, in each block and head.
  ///
  /// - Parameter embeddings: as for `hiddenStates`.
  /// - Returns: for each block `[B, heads, T, T]`. Row: the position that looks; column: the position looked at.
  ///   Every row sums to 1; right of the diagonal, exactly 0.
  /// - Precondition: T is at most the context.
  public func attentionWeights(_ embeddings: Tensor) -> [Tensor] {
    var x = positioned(embeddings, at: Place(of: embeddings))
    var weights: [Tensor] = []
    for block in blocks {
      weights.append(block.attention.weights(block.attentionNorm(x)))
      x = block(x)
    }
    return weights
  }

  /// The same for tokens.
  public func attentionWeights(_ tokens: [Int], sequences: Int) -> [Tensor] {
    attentionWeights(embeddings(of: tokens, sequences: sequences))
  }

  /// A model of the same sizes with a new tensor for each parameter.
  ///
  /// - Parameter transform: makes the new tensor from the name and the tensor of each parameter, asked in the
  ///   order of `parameters`.
  /// - Precondition: each new tensor has the shape of the old one.
  /// - Throws: what `transform` throws.
  public func mapParameters(_ transform: (String, Tensor) throws -> Tensor) rethrows -> GPT {
    let tensors = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.tensor) })
    return try GPT(configuration) { name, _ in try transform(name, tensors[name]!) }
  }

  /// The parameter of a name.
  ///
  /// - Precondition: the model has it.
  public func parameter(_ name: String) -> Tensor {
    guard let found = parameters.first(where: { $0.name == name }) else { stop("no parameter \(name)") }
    return found.tensor
  }

  /// All parameters with their names, in a fixed order.
  public var parameters: NamedParameters {
    var list = [("transformer.wte.weight", tokenEmbedding)]
    if configuration.positions == .learned { list.append(("transformer.wpe.weight", positionEmbedding!)) }
    for (i, block) in blocks.enumerated() {
      list += block.parameters.map { ("transformer.h.\(i).\($0)", $1) }
    }
    return list + finalNorm.parameters.map { ("transformer.ln_f.\($0)", $1) }
  }

  /// How many numbers are learned.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.tensor.count } }

  /// The same weights, in the same memory, without a record for gradients: for using the model.
  public func frozen() -> GPT { mapParameters { $1.detached() } }

  /// A model of the same weights in memory of its own, ready to be trained further.
  public func trainableCopy() -> GPT { mapParameters { $1.copy().asParameter() } }

  /// The matrices inside the blocks, which Muon takes, and all other parameters.
  public var parametersByKind: (hiddenMatrices: [Tensor], others: [Tensor]) {
    let isHidden = { (entry: (name: String, tensor: Tensor)) in
      entry.tensor.rank == 2 && entry.name.contains(".h.")
    }
    return (parameters.filter(isHidden).map(\.tensor), parameters.filter { !isHidden($0) }.map(\.tensor))
  }
}

/// Waves of many lengths, one pair of sine and cosine for every two columns.
private func sinusoids(context: Int, width: Int) -> Tensor {
  let values = (0..<context).flatMap { position in
    (0..<width).map { column -> Float in
      let speed = PortableMath.exp(-Double(column / 2 * 2) / Double(width) * PortableMath.log(10_000))
      let angle = Double(position) * speed
      return Float(column % 2 == 0 ? PortableMath.sin(angle) : PortableMath.cos(angle))
    }
  }
  return Tensor(values, shape: [context, width])
}

/// The memory of the tokens that a model has read: the keys and values of every block.
public struct GPTCache {
  let layers: [KeyValueCache]
  /// How many tokens of each sequence it has read.
  public var lengths: [Int] { layers.first?.lengths ?? [] }

  /// Forgets a sequence.
  public func clear(_ sequence: Int) {
    for layer in layers { layer.clear(sequence) }
  }

  /// An empty memory for a number of sequences.
  public init(for model: GPT, sequences: Int) {
    layers = model.blocks.map { _ in
      KeyValueCache(
        sequences: sequences, capacity: model.configuration.context, width: model.configuration.width)
    }
  }
}
