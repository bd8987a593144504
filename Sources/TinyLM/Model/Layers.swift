// The layers that a transformer is built from. Each is a handful of parameters and what it does to a tensor.
// Shapes: B sequences at once, T positions, C width.

import TinyTensor

/// Parameters and the names they have in a file.
public typealias NamedParameters = [(name: String, tensor: Tensor)]

/// The names inside a part become names inside the whole.
private func within(_ part: String, _ parameters: NamedParameters) -> NamedParameters {
  parameters.map { ("\(part).\($0)", $1) }
}

/// x W + b.
public struct Linear {
  public let weight: Tensor  // [inputs, outputs]
  public let bias: Tensor  // [outputs]

  public init(weight: Tensor, bias: Tensor) { (self.weight, self.bias) = (weight, bias) }

  public func callAsFunction(_ x: Tensor) -> Tensor { x.linear(weight, bias: bias) }

  public var parameters: NamedParameters { [("weight", weight), ("bias", bias)] }
}

/// Rows of mean 0 and variance 1, then a learned scale and shift.
public struct LayerNorm {
  public let weight: Tensor  // [C]
  public let bias: Tensor  // [C]

  public init(weight: Tensor, bias: Tensor) { (self.weight, self.bias) = (weight, bias) }

  public func callAsFunction(_ x: Tensor) -> Tensor { x.layerNorm(weight: weight, bias: bias) }

  public var parameters: NamedParameters { [("weight", weight), ("bias", bias)] }
}

/// Looks at earlier positions: query, key and value from one layer, many heads, and a layer that mixes the heads.
public struct CausalSelfAttention {
  public let queryKeyValue: Linear  // [C, 3C]
  public let projection: Linear  // [C, C]
  public let heads: Int
  let isRotary: Bool

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

  public var parameters: NamedParameters {
    within("c_attn", queryKeyValue.parameters) + within("c_proj", projection.parameters)
  }
}

/// Thinks about what was gathered, each position on its own: four times wider, a bend, and back.
public struct FeedForward {
  public let up: Linear  // [C, 4C]
  public let down: Linear  // [4C, C]

  public func callAsFunction(_ x: Tensor) -> Tensor { down(up(x).gelu()) }

  public var parameters: NamedParameters { within("c_fc", up.parameters) + within("c_proj", down.parameters) }
}

/// Attention, then a feed-forward layer; each reads a normalized copy and adds to the stream.
public struct TransformerBlock {
  public let attentionNorm: LayerNorm
  public let attention: CausalSelfAttention
  public let feedForwardNorm: LayerNorm
  public let feedForward: FeedForward

  public func callAsFunction(_ x: Tensor, at place: Place) -> Tensor {
    let gathered = x + attention(attentionNorm(x), at: place)
    return gathered + feedForward(feedForwardNorm(gathered))
  }

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
