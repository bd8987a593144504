// The layers that a transformer is built from. Each is a handful of parameters and what it does to a tensor.
// Shapes: B sequences at once, T positions, C width.

import TinyTensor

/// Parameters and the names they have in a file.
public typealias NamedParameters = [(name: String, tensor: Tensor)]

/// The names inside a part become names inside the whole.
private func within(_ part: String, _ parameters: NamedParameters) -> NamedParameters {
  parameters.map { ("\(part).\($0)", $1) }
}

/// A layer of neurons: x W + b.
public struct Linear {
  /// W, `[inputs, outputs]`: each column holds the weights of one neuron.
  public let weight: Tensor
  /// b, `[outputs]`: what each neuron adds, whatever it reads.
  public let bias: Tensor

  /// A layer of these parameters.
  public init(weight: Tensor, bias: Tensor) { (self.weight, self.bias) = (weight, bias) }

  /// What the neurons answer to each row.
  ///
  /// - Parameter x: `[..., inputs]`.
  /// - Returns: `[..., outputs]`.
  public func callAsFunction(_ x: Tensor) -> Tensor { x.linear(weight, bias: bias) }

  /// What it learns, under the names that GPT-2's files have for it.
  public var parameters: NamedParameters { [("weight", weight), ("bias", bias)] }
}

/// Rows of mean 0 and variance 1, then a learned scale and shift.
///
/// Source: Ba, Kiros and Hinton 2016, "Layer Normalization".
public struct LayerNorm {
  /// The scale of each column, `[C]`.
  public let weight: Tensor
  /// The shift of each column, `[C]`.
  public let bias: Tensor

  /// A norm of these parameters.
  public init(weight: Tensor, bias: Tensor) { (self.weight, self.bias) = (weight, bias) }

  /// Normalizes each row.
  ///
  /// - Parameter x: `[..., C]`.
  /// - Returns: the shape of `x`.
  public func callAsFunction(_ x: Tensor) -> Tensor { x.layerNorm(weight: weight, bias: bias) }

  /// What it learns, under the names that GPT-2's files have for it.
  public var parameters: NamedParameters { [("weight", weight), ("bias", bias)] }
}

/// Looks at earlier positions, with many heads.
///
/// One layer makes query, key and value, and another one mixes what the heads gather.
///
/// Source: Vaswani et al. 2017, section 3.2.
public struct CausalSelfAttention {
  /// Makes query, key and value of each position, side by side: from C numbers 3C.
  public let queryKeyValue: Linear
  /// Mixes what the heads have gathered: from C numbers C.
  public let projection: Linear
  /// How many attentions work side by side, each on a part of the width.
  public let heads: Int
  let isRotary: Bool

  /// What each position gathers from itself and from the positions before it.
  ///
  /// - Parameters:
  ///   - x: `[B, T, C]`.
  ///   - place: where the tokens stand. With a cache they look at what it remembers too, and it remembers them.
  /// - Returns: `[B, T, C]`.
  public func callAsFunction(_ x: Tensor, at place: Place) -> Tensor {
    let qkv = queriesKeysValues(x, at: place)
    let mixed =
      if let memory = place.cache { memory.attend(qkv, sequences: place.sequences, heads: heads) } else {
        qkv.attention(heads: heads)
      }
    return projection(mixed)  // [B, T, C]
  }

  /// How much each position looks at each position, for each head: `[B, heads, T, T]`; every row sums to 1.
  func weights(_ x: Tensor, at place: Place) -> Tensor {
    queriesKeysValues(x, at: place).attentionWeights(heads: heads)
  }

  private func queriesKeysValues(_ x: Tensor, at place: Place) -> Tensor {
    let qkv = queryKeyValue(x)  // [B, T, 3C]
    let width = x.shape[2]
    guard isRotary else { return qkv }
    return qkv.rotated(headSize: width / heads, columns: 2 * width, positions: place.positions)
  }

  /// What it learns, under the names that GPT-2's files have for it.
  public var parameters: NamedParameters {
    within("c_attn", queryKeyValue.parameters) + within("c_proj", projection.parameters)
  }
}

/// Thinks about what was gathered, each position on its own: four times wider, a bend, and back.
public struct FeedForward {
  /// From C numbers four times as many.
  public let up: Linear
  /// From 4C numbers back to C.
  public let down: Linear

  /// Works on each position on its own, with GELU as the bend.
  ///
  /// - Parameter x: `[..., C]`.
  /// - Returns: the shape of `x`.
  public func callAsFunction(_ x: Tensor) -> Tensor { down(up(x).gelu()) }

  /// What it learns, under the names that GPT-2's files have for it.
  public var parameters: NamedParameters { within("c_fc", up.parameters) + within("c_proj", down.parameters) }
}

/// Attention, then a feed-forward layer; each reads a normalized copy and adds to the stream.
public struct TransformerBlock {
  /// Normalizes what attention reads.
  public let attentionNorm: LayerNorm
  /// Fetches from earlier positions.
  public let attention: CausalSelfAttention
  /// Normalizes what the feed-forward layer reads.
  public let feedForwardNorm: LayerNorm
  /// Works on what was fetched.
  public let feedForward: FeedForward

  /// The stream, with what both parts add to it.
  ///
  /// - Parameters:
  ///   - x: `[B, T, C]`.
  ///   - place: as for `attention`.
  /// - Returns: `[B, T, C]`.
  public func callAsFunction(_ x: Tensor, at place: Place) -> Tensor {
    let gathered = x + attention(attentionNorm(x), at: place)
    return gathered + feedForward(feedForwardNorm(gathered))
  }

  /// What its four parts learn, under the names that GPT-2's files have for it.
  public var parameters: NamedParameters {
    within("ln_1", attentionNorm.parameters) + within("attn", attention.parameters)
      + within("ln_2", feedForwardNorm.parameters) + within("mlp", feedForward.parameters)
  }
}

/// Where a batch of tokens stands: the position of each, and what came before if it was kept.
public struct Place {
  /// The position of each token, sequence by sequence.
  let positions: [Int]
  /// This layer's memory of earlier positions, if any.
  var cache: KeyValueCache?
  /// To which sequence of the cache each sequence of the batch belongs.
  let sequences: [Int]
}
