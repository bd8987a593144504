// The layers that a transformer is built from. Each is a handful of parameters and what it does to a tensor.
// Shapes: B sequences at once, T positions, C width.

import Basics
import TinyTensor

/// Parameters and the names they have in a file.
public typealias NamedParameters = [(name: String, tensor: Tensor)]

/// The names inside a part become names inside the whole.
private func within(_ part: String, _ parameters: NamedParameters) -> NamedParameters {
  parameters.map { ("\(part).\($0)", $1) }
}

/// A part of a model that has parameters.
public protocol Layer {
  /// The tensors that it learns, under the names that GPT-2's files have for it.
  var parameters: NamedParameters { get }

  /// The same layer with a new tensor for each parameter.
  ///
  /// - Parameter transform: makes the new tensor, of the same shape.
  func mapParameters(_ transform: (Tensor) -> Tensor) -> Self
}

extension Layer {
  /// The same weights, in the same memory, without a record for gradients: `backward()` leaves them as they are.
  public func frozen() -> Self { mapParameters { $0.detached() } }

  /// A layer of the same weights in memory of its own, ready to be trained.
  public func trainableCopy() -> Self { mapParameters { $0.copy().asParameter() } }
}

/// A layer of neurons: x W + b.
public struct Linear: Layer {
  /// W, `[inputs, outputs]`: each column holds the weights of one neuron.
  public let weight: Tensor
  /// b, `[outputs]`: the number that each neuron adds, whatever it reads.
  public let bias: Tensor

  /// A layer of these parameters.
  public init(weight: Tensor, bias: Tensor) {
    self.weight = weight
    self.bias = bias
  }

  /// A layer that has learned nothing: random weights, and biases of 0.
  ///
  /// - Parameter deviation: the standard deviation of the weights; 1 / sqrt(inputs) if left out, so that outputs are
  ///   about as large as inputs.
  public init(inputs: Int, outputs: Int, deviation: Float? = nil, using generator: inout SeededGenerator) {
    weight = Tensor(
      normal: [inputs, outputs], deviation: deviation ?? 1 / Float(inputs).squareRoot(),
      requiresGradient: true, using: &generator)
    bias = Tensor(repeating: 0, shape: [outputs], requiresGradient: true)
  }

  /// A layer that answers 0 to everything until it learns.
  public static func zeros(inputs: Int, outputs: Int) -> Linear {
    Linear(
      weight: Tensor(repeating: 0, shape: [inputs, outputs], requiresGradient: true),
      bias: Tensor(repeating: 0, shape: [outputs], requiresGradient: true))
  }

  /// The answers of the neurons to each row.
  ///
  /// - Parameter x: `[..., inputs]`.
  /// - Returns: `[..., outputs]`.
  public func callAsFunction(_ x: Tensor) -> Tensor { x.linear(weight, bias: bias) }

  /// Weight and bias.
  public var parameters: NamedParameters { [("weight", weight), ("bias", bias)] }

  /// A layer of other parameters of the same shapes.
  public func mapParameters(_ transform: (Tensor) -> Tensor) -> Linear {
    Linear(weight: transform(weight), bias: transform(bias))
  }
}

/// Rows of mean 0 and variance 1, then a learned scale and shift.
///
/// Source: Ba, Kiros and Hinton 2016, "Layer Normalization".
public struct LayerNorm: Layer {
  /// The scale of each column, `[C]`.
  public let weight: Tensor
  /// The shift of each column, `[C]`.
  public let bias: Tensor

  /// A norm of these parameters.
  public init(weight: Tensor, bias: Tensor) {
    self.weight = weight
    self.bias = bias
  }

  /// A norm that has learned nothing: it neither scales nor shifts.
  public init(width: Int) {
    weight = Tensor(repeating: 1, shape: [width], requiresGradient: true)
    bias = Tensor(repeating: 0, shape: [width], requiresGradient: true)
  }

  /// Normalizes each row.
  ///
  /// - Parameter x: `[..., C]`.
  /// - Returns: the shape of `x`.
  public func callAsFunction(_ x: Tensor) -> Tensor { x.layerNorm(weight: weight, bias: bias) }

  /// Scale and shift.
  public var parameters: NamedParameters { [("weight", weight), ("bias", bias)] }

  /// A norm of other parameters of the same shapes.
  public func mapParameters(_ transform: (Tensor) -> Tensor) -> LayerNorm {
    LayerNorm(weight: transform(weight), bias: transform(bias))
  }
}

/// Looks at earlier positions, with many heads.
///
/// One layer makes query, key and value, and another one mixes what the heads gather.
///
/// Source: Vaswani et al. 2017, section 3.2.
public struct CausalSelfAttention: Layer {
  /// Makes query, key and value of each position, side by side: from C numbers 3C.
  public let queryKeyValue: Linear
  /// Mixes what the heads have gathered: from C numbers C.
  public let projection: Linear
  /// How many attentions work side by side, each on a part of the width.
  public let heads: Int
  /// Whether queries and keys are rotated by an angle that grows with the position.
  ///
  /// Source: Su et al. 2021, "RoFormer".
  public let isRotary: Bool

  /// Attention with these parameters.
  ///
  /// - Precondition: the width can be cut into `heads` equal parts; with rotary positions, of an even size.
  public init(queryKeyValue: Linear, projection: Linear, heads: Int, isRotary: Bool = false) {
    let width = projection.bias.count
    require(heads > 0 && width % heads == 0, "width \(width) cannot be cut into \(heads) equal heads")
    self.queryKeyValue = queryKeyValue
    self.projection = projection
    self.heads = heads
    self.isRotary = isRotary
  }

  /// Attention that has learned nothing.
  ///
  /// - Parameters:
  ///   - deviation: the standard deviation of the weights; GPT-2's if left out.
  ///   - outputDeviation: that of the projection, whose results are added to the stream.
  /// - Precondition: as for `init(queryKeyValue:projection:heads:isRotary:)`.
  public init(
    width: Int, heads: Int, isRotary: Bool = false, deviation: Float = 0.02, outputDeviation: Float = 0.02,
    using generator: inout SeededGenerator
  ) {
    let queryKeyValue = Linear(inputs: width, outputs: 3 * width, deviation: deviation, using: &generator)
    let projection = Linear(inputs: width, outputs: width, deviation: outputDeviation, using: &generator)
    self.init(queryKeyValue: queryKeyValue, projection: projection, heads: heads, isRotary: isRotary)
  }

  /// Lets each position gather from itself and from the positions before it.
  ///
  /// - Parameters:
  ///   - x: `[B, T, C]`.
  ///   - place: where the tokens stand; each sequence at its beginning if left out.
  ///   - cache: this layer's keys and values of earlier tokens. They are looked at too, and the new ones are added.
  /// - Returns: `[B, T, C]`.
  public func callAsFunction(_ x: Tensor, at place: Place? = nil, cache: KeyValueCache? = nil) -> Tensor {
    let place = place ?? Place(of: x)
    let qkv = queriesKeysValues(x, at: place)
    let gathered =
      if let cache { cache.attend(qkv, sequences: place.sequences, heads: heads) } else {
        qkv.attention(heads: heads)
      }
    return projection(gathered)  // [B, T, C]
  }

  /// How much each position looks at each position, for each head.
  ///
  /// - Returns: `[B, heads, T, T]`; every row sums to 1.
  public func weights(_ x: Tensor) -> Tensor {
    queriesKeysValues(x, at: Place(of: x)).attentionWeights(heads: heads)
  }

  private func queriesKeysValues(_ x: Tensor, at place: Place) -> Tensor {
    let qkv = queryKeyValue(x)  // [B, T, 3C]
    let width = x.shape[2]
    guard isRotary else { return qkv }
    return qkv.rotated(headSize: width / heads, columns: 2 * width, positions: place.positions)
  }

  /// The parameters of its two layers.
  public var parameters: NamedParameters {
    within("c_attn", queryKeyValue.parameters) + within("c_proj", projection.parameters)
  }

  /// The same with other parameters of the same shapes.
  public func mapParameters(_ transform: (Tensor) -> Tensor) -> CausalSelfAttention {
    CausalSelfAttention(
      queryKeyValue: queryKeyValue.mapParameters(transform), projection: projection.mapParameters(transform),
      heads: heads, isRotary: isRotary)
  }
}

/// Works on what was gathered, each position on its own: four times wider, GELU, and back.
public struct FeedForward: Layer {
  /// From C numbers four times as many.
  public let up: Linear
  /// From 4C numbers back to C.
  public let down: Linear

  /// A layer of these parameters.
  public init(up: Linear, down: Linear) {
    self.up = up
    self.down = down
  }

  /// A layer that has learned nothing.
  ///
  /// - Parameters:
  ///   - deviation: the standard deviation of the weights; GPT-2's if left out.
  ///   - outputDeviation: that of the weights on the way back, whose results are added to the stream.
  public init(
    width: Int, deviation: Float = 0.02, outputDeviation: Float = 0.02,
    using generator: inout SeededGenerator
  ) {
    up = Linear(inputs: width, outputs: 4 * width, deviation: deviation, using: &generator)
    down = Linear(inputs: 4 * width, outputs: width, deviation: outputDeviation, using: &generator)
  }

  /// Works on each position on its own.
  ///
  /// - Parameter x: `[..., C]`.
  /// - Returns: the shape of `x`.
  public func callAsFunction(_ x: Tensor) -> Tensor { down(up(x).gelu()) }

  /// The parameters of its two layers.
  public var parameters: NamedParameters { within("c_fc", up.parameters) + within("c_proj", down.parameters) }

  /// The same with other parameters of the same shapes.
  public func mapParameters(_ transform: (Tensor) -> Tensor) -> FeedForward {
    FeedForward(up: up.mapParameters(transform), down: down.mapParameters(transform))
  }
}

/// Attention, then a feed-forward layer; each reads a normalized copy and adds to the stream.
public struct TransformerBlock: Layer {
  /// Normalizes what attention reads.
  public let attentionNorm: LayerNorm
  /// Fetches from earlier positions.
  public let attention: CausalSelfAttention
  /// Normalizes what the feed-forward layer reads.
  public let feedForwardNorm: LayerNorm
  /// Works on what was fetched.
  public let feedForward: FeedForward

  /// A block of these parts.
  public init(
    attentionNorm: LayerNorm, attention: CausalSelfAttention, feedForwardNorm: LayerNorm,
    feedForward: FeedForward
  ) {
    self.attentionNorm = attentionNorm
    self.attention = attention
    self.feedForwardNorm = feedForwardNorm
    self.feedForward = feedForward
  }

  /// A block that has learned nothing.
  ///
  /// - Parameters:
  ///   - heads, isRotary, deviation: as for `CausalSelfAttention`.
  ///   - outputDeviation: the standard deviation of the two matrices whose results are added to the stream.
  public init(
    width: Int, heads: Int, isRotary: Bool = false, deviation: Float = 0.02, outputDeviation: Float = 0.02,
    using generator: inout SeededGenerator
  ) {
    attentionNorm = LayerNorm(width: width)
    attention = CausalSelfAttention(
      width: width, heads: heads, isRotary: isRotary, deviation: deviation, outputDeviation: outputDeviation,
      using: &generator)
    feedForwardNorm = LayerNorm(width: width)
    feedForward = FeedForward(
      width: width, deviation: deviation, outputDeviation: outputDeviation, using: &generator)
  }

  /// The stream, with what both parts add to it.
  ///
  /// - Parameters:
  ///   - x: `[B, T, C]`.
  ///   - place, cache: as for `attention`.
  /// - Returns: `[B, T, C]`.
  public func callAsFunction(_ x: Tensor, at place: Place? = nil, cache: KeyValueCache? = nil) -> Tensor {
    let gathered = x + attention(attentionNorm(x), at: place, cache: cache)
    return gathered + feedForward(feedForwardNorm(gathered))
  }

  /// The parameters of its four parts.
  public var parameters: NamedParameters {
    within("ln_1", attentionNorm.parameters) + within("attn", attention.parameters)
      + within("ln_2", feedForwardNorm.parameters) + within("mlp", feedForward.parameters)
  }

  /// The same with other parameters of the same shapes.
  public func mapParameters(_ transform: (Tensor) -> Tensor) -> TransformerBlock {
    TransformerBlock(
      attentionNorm: attentionNorm.mapParameters(transform), attention: attention.mapParameters(transform),
      feedForwardNorm: feedForwardNorm.mapParameters(transform),
      feedForward: feedForward.mapParameters(transform))
  }
}

/// Where the tokens of a batch stand.
public struct Place {
  /// The position of each token, sequence by sequence.
  let positions: [Int]
  /// The sequence of the cache to which each sequence of the batch belongs.
  let sequences: [Int]

  /// Whole sequences, each from its beginning.
  ///
  /// - Parameter x: `[B, T, C]`.
  public init(of x: Tensor) {
    require(x.rank == 3, "whole sequences have shape [B, T, C], got \(x.shape)")
    sequences = Array(0..<x.shape[0])
    positions = sequences.flatMap { _ in 0..<x.shape[1] }
  }

  /// New tokens, each sequence after those that a cache remembers of it.
  ///
  /// - Parameter x: `[sequences.count, T, C]`.
  init(of x: Tensor, after cache: GPTCache, sequences: [Int]) {
    self.sequences = sequences
    positions = sequences.flatMap { cache.lengths[$0]..<cache.lengths[$0] + x.shape[1] }
  }
}
