// The layers that a transformer is built from. Each is a handful of parameters and what it does to a tensor.
// Shapes: B sequences at once, T positions, C width.

import TinyTensor

/// A part of a model that holds parameters.
public protocol Layer {
  /// The same layer with each parameter replaced.
  ///
  /// - Parameter transform: takes a parameter's name inside the layer and the parameter.
  func mapParameters(_ transform: (_ name: String, Tensor) throws -> Tensor) rethrows -> Self
}

extension Layer {
  /// All parameters with their names, in a fixed order.
  public var parameters: [(name: String, tensor: Tensor)] {
    var list: [(String, Tensor)] = []
    _ = mapParameters { name, tensor in
      list.append((name, tensor))
      return tensor
    }
    return list
  }
}

/// x W + b.
public struct Linear: Layer {
  public let weight: Tensor  // [inputs, outputs]
  public let bias: Tensor  // [outputs]

  public init(weight: Tensor, bias: Tensor) { (self.weight, self.bias) = (weight, bias) }

  /// Small random weights, and biases of 0.
  public init(inputs: Int, outputs: Int, deviation: Float, using generator: inout SeededGenerator) {
    weight = Tensor(normal: [inputs, outputs], deviation: deviation, requiresGradient: true, using: &generator)
    bias = Tensor(repeating: 0, shape: [outputs], requiresGradient: true)
  }

  public func callAsFunction(_ x: Tensor) -> Tensor { x.linear(weight, bias: bias) }

  public func mapParameters(_ transform: (String, Tensor) throws -> Tensor) rethrows -> Linear {
    Linear(weight: try transform("weight", weight), bias: try transform("bias", bias))
  }
}

/// Rows of mean 0 and variance 1, then a learned scale and shift.
public struct LayerNorm: Layer {
  public let weight: Tensor  // [C]
  public let bias: Tensor  // [C]

  public init(weight: Tensor, bias: Tensor) { (self.weight, self.bias) = (weight, bias) }

  /// Scale 1 and shift 0.
  public init(width: Int) {
    weight = Tensor(repeating: 1, shape: [width], requiresGradient: true)
    bias = Tensor(repeating: 0, shape: [width], requiresGradient: true)
  }

  public func callAsFunction(_ x: Tensor) -> Tensor { x.layerNorm(weight: weight, bias: bias) }

  public func mapParameters(_ transform: (String, Tensor) throws -> Tensor) rethrows -> LayerNorm {
    LayerNorm(weight: try transform("weight", weight), bias: try transform("bias", bias))
  }
}

/// Looks at earlier positions: query, key and value from one layer, many heads, and a layer that mixes the heads.
public struct CausalSelfAttention: Layer {
  public let queryKeyValue: Linear  // [C, 3C]
  public let projection: Linear  // [C, C]
  public let heads: Int
  let isRotary: Bool

  public func callAsFunction(_ x: Tensor, at place: Place) -> Tensor {
    var qkv = queryKeyValue(x)  // [B, T, 3C]
    if isRotary {
      let width = x.shape[2]
      qkv = qkv.rotated(headSize: width / heads, columns: 2 * width, positions: place.positions)
    }
    let mixed =
      if let memory = place.cache { memory.attend(qkv, sequences: place.sequences, heads: heads) } else {
        qkv.attention(heads: heads)
      }
    return projection(mixed)  // [B, T, C]
  }

  public func mapParameters(_ transform: (String, Tensor) throws -> Tensor) rethrows -> Self {
    CausalSelfAttention(
      queryKeyValue: try queryKeyValue.mapParameters { try transform("c_attn.\($0)", $1) },
      projection: try projection.mapParameters { try transform("c_proj.\($0)", $1) }, heads: heads, isRotary: isRotary)
  }
}

/// Thinks about what was gathered, each position on its own: four times wider, a bend, and back.
public struct FeedForward: Layer {
  public let up: Linear  // [C, 4C]
  public let down: Linear  // [4C, C]

  public func callAsFunction(_ x: Tensor) -> Tensor { down(up(x).gelu()) }

  public func mapParameters(_ transform: (String, Tensor) throws -> Tensor) rethrows -> FeedForward {
    FeedForward(
      up: try up.mapParameters { try transform("c_fc.\($0)", $1) },
      down: try down.mapParameters { try transform("c_proj.\($0)", $1) })
  }
}

/// Attention, then a feed-forward layer; each reads a normalized copy and adds to the stream.
public struct TransformerBlock: Layer {
  public let attentionNorm: LayerNorm
  public let attention: CausalSelfAttention
  public let feedForwardNorm: LayerNorm
  public let feedForward: FeedForward

  public func callAsFunction(_ x: Tensor, at place: Place) -> Tensor {
    let gathered = x + attention(attentionNorm(x), at: place)
    return gathered + feedForward(feedForwardNorm(gathered))
  }

  public func mapParameters(_ transform: (String, Tensor) throws -> Tensor) rethrows -> TransformerBlock {
    TransformerBlock(
      attentionNorm: try attentionNorm.mapParameters { try transform("ln_1.\($0)", $1) },
      attention: try attention.mapParameters { try transform("attn.\($0)", $1) },
      feedForwardNorm: try feedForwardNorm.mapParameters { try transform("ln_2.\($0)", $1) },
      feedForward: try feedForward.mapParameters { try transform("mlp.\($0)", $1) })
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
