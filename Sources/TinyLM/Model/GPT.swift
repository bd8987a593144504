// The language model: the transformer in GPT-2's form. Ids become vectors, blocks work on them, and the same table
// that made the vectors turns them into scores for the next token.
// Follows: Radford et al. 2019, "Language Models are Unsupervised Multitask Learners", section 2.3.
// Leaves out: dropout (at this size and with fresh data it only costs).

import Basics
import TinyTensor

/// How a model knows the order of its tokens.
public enum PositionEncoding: String, Codable, CaseIterable, Sendable {
  /// Not at all, but for what the look-back mask gives away.
  case none
  /// Fixed waves of many lengths are added to the vectors (Vaswani et al. 2017, section 3.5).
  case sinusoidal
  /// A learned vector for each position is added (GPT-2).
  case learned
  /// Queries and keys are turned by an angle that grows with the position (Su et al. 2021).
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
    (self.vocabularySize, self.context, self.width) = (vocabularySize, context, width)
    (self.layers, self.heads, self.positions) = (layers, heads, positions)
  }

  /// How many numbers a model of these sizes learns; `nil` if that is too many to count.
  public var parameterCount: Int? {
    // A block: 12 C² in its matrices, 9 C in their biases, 4 C in two norms. Then both tables and the last norm.
    let tables = vocabularySize.addingReportingOverflow(positions == .learned ? context : 0)
    let block = width.multipliedReportingOverflow(by: 12)
    let blockRow = block.partialValue.addingReportingOverflow(13)
    let rows = layers.multipliedReportingOverflow(by: blockRow.partialValue)
    let allRows = rows.partialValue.addingReportingOverflow(tables.partialValue)
    let sum = allRows.partialValue.addingReportingOverflow(2)
    let count = sum.partialValue.multipliedReportingOverflow(by: width)
    let isTooLarge = [tables, block, blockRow, rows, allRows, sum, count].contains(where: \.overflow)
    return isTooLarge ? nil : count.partialValue
  }

  /// The largest size, and the most numbers in a table: a file may ask for any.
  ///
  /// Far beyond these no machine can follow, and their product could not be counted.
  private static let (largestSize, largestTable) = (1 << 24, 1 << 31)
  /// The most numbers of waves: they stand in no file, so that a small one could ask for very many.
  private static let largestWaves = 1 << 24

  /// What is wrong with these sizes, or `nil`.
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
    if parameterCount == nil { return "a model of these sizes has more numbers than can be counted" }
    if width % heads != 0 { return "width \(width) cannot be cut into \(heads) equal heads" }
    if positions == .rotary, width / heads % 2 != 0 {
      return "rotary positions need an even head size, got \(width / heads)"
    }
    return nil
  }
}

/// The standard deviation of random weights; GPT-2's.
private let initialDeviation: Float = 0.02

/// A GPT: its parameters, and what they do to tokens.
public struct GPT {
  /// Its sizes, and its kind of positions.
  public let configuration: GPTConfiguration
  /// The vector of each token, `[vocabulary, width]`; the output layer is the same table.
  public let tokenEmbedding: Tensor
  /// The vector of each position, `[context, width]`; `nil` if positions have none.
  ///
  /// It is a parameter if positions are learned, and constant if they are sinusoidal.
  public let positionEmbedding: Tensor?
  /// What works on the vectors, first to last.
  public let blocks: [TransformerBlock]
  /// Brings the vectors to one scale before they become scores.
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
    let (width, context) = (configuration.width, configuration.context)
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
      switch configuration.positions {
      case .learned: try named("wpe.weight", context, width)
      case .sinusoidal: sinusoids(context: context, width: width) * initialDeviation
      case .none, .rotary: nil
      }
    blocks = try (0..<configuration.layers).map { i in
      TransformerBlock(
        attentionNorm: try norm("h.\(i).ln_1"),
        attention: CausalSelfAttention(
          queryKeyValue: try linear("h.\(i).attn.c_attn", width, 3 * width),
          projection: try linear("h.\(i).attn.c_proj", width, width), heads: configuration.heads,
          isRotary: configuration.positions == .rotary),
        feedForwardNorm: try norm("h.\(i).ln_2"),
        feedForward: FeedForward(
          up: try linear("h.\(i).mlp.c_fc", width, 4 * width),
          down: try linear("h.\(i).mlp.c_proj", 4 * width, width)))
    }
    finalNorm = try norm("ln_f")
  }

  /// A model that has learned nothing, as GPT-2 begins.
  ///
  /// Weights are small and random, norms change nothing, and biases are 0.
  ///
  /// - Precondition: `configuration.problem` is `nil`.
  public init(_ configuration: GPTConfiguration, using generator: inout SeededGenerator) {
    // What 2 layers a block add to the stream begins smaller, so that the stream does not grow with the layers.
    let residualDeviation = initialDeviation / Float(2 * configuration.layers).squareRoot()
    self.init(configuration) { name, shape in
      if shape.count == 1 {
        return Tensor(repeating: name.hasSuffix("weight") ? 1 : 0, shape: shape, requiresGradient: true)
      }
      let deviation = name.hasSuffix("c_proj.weight") ? residualDeviation : initialDeviation
      return Tensor(normal: shape, deviation: deviation, requiresGradient: true, using: &generator)
    }
  }

  /// The vectors of tokens, as the first block gets them but for their positions.
  ///
  /// - Parameters:
  ///   - tokens: ids, sequence by sequence: B x T of them.
  ///   - sequences: B.
  /// - Returns: `[B, T, C]`.
  /// - Precondition: the tokens are B equal sequences.
  public func vectors(of tokens: [Int], sequences: Int) -> Tensor {
    let time = tokens.count / max(1, sequences)
    require(time * sequences == tokens.count, "\(tokens.count) tokens are not \(sequences) equal sequences")
    return tokenEmbedding.rows(at: tokens, shape: [sequences, time])
  }

  /// Scores for the token that follows each position.
  ///
  /// - Returns: `[B, T, vocabulary]`, the logits.
  /// - Precondition: as for `vectors(of:sequences:)`, and T is at most the context.
  public func logits(_ tokens: [Int], sequences: Int) -> Tensor {
    logits(vectors(of: tokens, sequences: sequences))
  }

  /// The same for any vectors in place of the tokens', such as those of a picture.
  ///
  /// - Parameter vectors: `[B, T, C]`, without positions.
  public func logits(_ vectors: Tensor) -> Tensor { scores(hidden(vectors)) }

  /// Scores for the token after the last one of each sequence, given what the cache remembers.
  ///
  /// - Parameters:
  ///   - tokens: the new ids, equally many for each sequence.
  ///   - sequences: to which sequence of the cache each belongs.
  /// - Returns: `[sequences.count, vocabulary]`.
  public func nextLogits(_ tokens: [Int], sequences: [Int], cache: GPTCache) -> Tensor {
    nextLogits(vectors(of: tokens, sequences: sequences.count), sequences: sequences, cache: cache)
  }

  /// The same for any vectors in place of the tokens', `[sequences.count, T, C]`.
  public func nextLogits(_ vectors: Tensor, sequences: [Int], cache: GPTCache) -> Tensor {
    let time = vectors.shape[1]
    let positions = sequences.flatMap { sequence in (0..<time).map { cache.lengths[sequence] + $0 } }
    let x = hidden(vectors, positions: positions, cache: cache, sequences: sequences)
    let last = time == 1 ? x : x.slice(time - 1..<time, along: 1)
    return scores(last).reshaped([sequences.count, configuration.vocabularySize])
  }

  /// The vectors of all positions after the last block.
  ///
  /// - Returns: `[B, T, C]`.
  public func hidden(_ tokens: [Int], sequences: Int) -> Tensor {
    hidden(vectors(of: tokens, sequences: sequences))
  }

  /// The same for any vectors in place of the tokens', `[B, T, C]`.
  public func hidden(_ vectors: Tensor) -> Tensor {
    let place = wholeSequences(vectors)
    return hidden(vectors, positions: place.positions, cache: nil, sequences: place.sequences)
  }

  /// How much each position looks at each position, in each block and head.
  ///
  /// - Returns: for each block `[B, heads, T, T]`. Row: the position that looks; column: the position looked at.
  ///   Every row sums to 1; right of the diagonal, exactly 0.
  /// - Precondition: T is at most the context.
  public func attentionWeights(_ tokens: [Int], sequences: Int) -> [Tensor] {
    attentionWeights(vectors(of: tokens, sequences: sequences))
  }

  /// The same for any vectors in place of the tokens', `[B, T, C]`.
  public func attentionWeights(_ vectors: Tensor) -> [Tensor] {
    let place = wholeSequences(vectors)
    var x = placed(vectors, at: place.positions)
    return blocks.map { block in
      defer { x = block(x, at: place) }
      return block.attention.weights(block.attentionNorm(x), at: place)
    }
  }

  /// Where vectors stand that are whole sequences, each from its beginning.
  private func wholeSequences(_ vectors: Tensor) -> Place {
    let (sequences, time) = (vectors.shape[0], vectors.shape[1])
    let positions = (0..<sequences).flatMap { _ in 0..<time }
    return Place(positions: positions, cache: nil, sequences: Array(0..<sequences))
  }

  private func hidden(_ vectors: Tensor, positions: [Int], cache: GPTCache?, sequences: [Int]) -> Tensor {
    var x = placed(vectors, at: positions)  // [B, T, C]
    for (i, block) in blocks.enumerated() {
      x = block(x, at: Place(positions: positions, cache: cache?.layers[i], sequences: sequences))
    }
    return finalNorm(x)
  }

  /// Each vector with that of its position, if positions have vectors.
  private func placed(_ vectors: Tensor, at positions: [Int]) -> Tensor {
    require(
      positions.allSatisfy { $0 < configuration.context },
      "position \(positions.max() ?? 0) lies outside the context of \(configuration.context) tokens")
    guard let positionEmbedding else { return vectors }
    return vectors + positionEmbedding.rows(at: positions, shape: Array(vectors.shape.dropLast()))
  }

  /// Scores for the next token, from vectors after the last block: the tied output layer.
  ///
  /// - Parameter x: `[..., C]`.
  /// - Returns: `[..., vocabulary]`.
  public func scores(_ x: Tensor) -> Tensor { x.matrixProduct(tokenEmbedding, transposed: .second) }

  /// A model of the same sizes with a new tensor for each parameter.
  ///
  /// - Parameter transform: makes the new tensor from the name and the tensor of each parameter, asked in the
  ///   order of `parameters`.
  /// - Precondition: each new tensor has the shape of the old one.
  /// - Throws: what `transform` throws.
  public func mapParameters(_ transform: (String, Tensor) throws -> Tensor) rethrows -> GPT {
    var rest = parameters[...]
    return try GPT(configuration) { name, _ in try transform(name, rest.removeFirst().tensor) }
  }

  /// All parameters with their names, in a fixed order.
  public var parameters: [(name: String, tensor: Tensor)] {
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

/// What a model remembers of the tokens it has read: the keys and values of every block.
public struct GPTCache {
  let layers: [KeyValueCache]
  /// How many tokens of each sequence it has read.
  public var lengths: [Int] { layers.first?.lengths ?? [] }

  /// Forgets a sequence.
  public func clear(_ sequence: Int) { layers.forEach { $0.clear(sequence) } }

  /// An empty memory for a number of sequences.
  public init(for model: GPT, sequences: Int) {
    layers = model.blocks.map { _ in
      KeyValueCache(
        sequences: sequences, capacity: model.configuration.context, width: model.configuration.width)
    }
  }
}
