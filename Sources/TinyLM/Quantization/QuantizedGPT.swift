// A whole model made small: every matrix, the token table too, as whole numbers with a scale for each row.
// Norms and biases are few, and stay as they are.
// Leaves out: a file of its own; GGUFModel writes small numbers in the form that other programs read.

import TinyTensor

/// A GPT whose matrices are small whole numbers.
public struct QuantizedGPT {
  /// The sizes of the model.
  public let configuration: GPTConfiguration
  /// The matrices, in the order of the model's parameters.
  public let matrices: [(name: String, matrix: QuantizedMatrix)]
  /// Norms and biases.
  public let others: NamedParameters

  /// A model made small.
  ///
  /// - Parameter bits: how many for each number of a matrix, 2 to 8.
  /// - Precondition: all numbers of the model are finite.
  public init(_ model: GPT, bits: Int) {
    configuration = model.configuration
    matrices = model.parameters.filter { $0.tensor.rank == 2 }.map {
      ($0.name, QuantizedMatrix($0.tensor, bits: bits))
    }
    others = model.parameters.filter { $0.tensor.rank != 2 }.map { ($0.name, $0.tensor.copy()) }
  }

  /// How many bytes all numbers need: the small ones, the scales, and the float32 of norms and biases.
  public var byteCount: Int {
    matrices.reduce(0) { $0 + $1.matrix.byteCount }
      + others.reduce(0) { $0 + $1.tensor.count * MemoryLayout<Float>.size }
  }

  /// The model that the small numbers give, to be used as any other.
  ///
  /// With 8 bits, text that is written a token at a time is computed from the bytes.
  public var model: GPT {
    let small = Dictionary(uniqueKeysWithValues: matrices.map { ($0.name, $0.matrix) })
    let large = Dictionary(uniqueKeysWithValues: others.map { ($0.name, $0.tensor) })
    return GPT(configuration) { name, _ in small[name]?.dequantized ?? large[name]!.detached() }
  }
}

extension GPT {
  /// How many bytes its numbers need as float32.
  public var byteCount: Int { parameterCount * MemoryLayout<Float>.size }
}
