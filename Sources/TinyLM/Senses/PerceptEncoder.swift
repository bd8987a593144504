// From the pieces of pictures and sounds to vectors like those of tokens.
// Ours; one small network for each sense, as in Liu et al. 2023, "Visual Instruction Tuning", where it is trained with
// the language model. Leaves out a vision model that was trained before.

import Basics
import TinyTensor

/// The learned embeddings of pictures and sounds.
public struct PerceptEncoder {
  /// The layers for the patch of a picture: from 16 numbers to 128, GELU, and to the model's width.
  public let patch: (up: Linear, down: Linear)
  /// The layer for the frame of a sound: from 16 numbers to the model's width.
  public let frame: Linear
  /// The vectors of the places in a picture, `[9, C]`, and in a sound, `[8, C]`.
  public let places: [Tensor]

  private static let patchNeurons = 128

  /// An encoder from its parameters, asked for in the order of `parameters`.
  ///
  /// - Precondition: each tensor has the shape that was asked for.
  public init(width: Int, parameter: (_ name: String, _ shape: [Int]) throws -> Tensor) rethrows {
    func named(_ name: String, _ shape: [Int]) throws -> Tensor {
      let tensor = try parameter("senses." + name, shape)
      require(tensor.shape == shape, "senses.\(name) has shape \(tensor.shape), needs \(shape)")
      return tensor
    }
    func linear(_ name: String, _ inputs: Int, _ outputs: Int) throws -> Linear {
      Linear(
        weight: try named(name + ".weight", [inputs, outputs]), bias: try named(name + ".bias", [outputs]))
    }
    patch = (
      try linear("patch.up", Percept.Sense.seeing.pieceSize, Self.patchNeurons),
      try linear("patch.down", Self.patchNeurons, width)
    )
    frame = try linear("frame", Percept.Sense.hearing.pieceSize, width)
    places = try Percept.Sense.allCases.map { try named("place.\($0.rawValue)", [$0.pieceCount, width]) }
  }

  /// An encoder that has learned nothing.
  ///
  /// - Parameter deviation: about how large the numbers in its vectors are. As large as in the vectors of tokens is
  ///   best: the transformer is used to that, and small vectors among large ones would be overlooked for long.
  public init(width: Int, deviation: Float, using generator: inout SeededGenerator) {
    self.init(width: width) { name, shape in
      if shape.count == 1 { return Tensor(repeating: 0, shape: shape, requiresGradient: true) }
      let evenSum = 2 / Float(shape[0]).squareRoot()  // a sum over the inputs is about as large as the inputs
      let scale =
        switch name {
        case "senses.patch.up.weight": evenSum
        case _ where name.hasSuffix("weight"): evenSum * deviation
        default: deviation
        }
      return Tensor(normal: shape, deviation: scale, requiresGradient: true, using: &generator)
    }
  }

  /// The vectors of all pieces of some percepts of one sense.
  ///
  /// - Returns: `[percepts x pieces, C]`.
  public func callAsFunction(_ percepts: [Percept], _ sense: Percept.Sense) -> Tensor {
    require(percepts.allSatisfy { $0.sense == sense }, "not all percepts come in by \(sense)")
    let numbers = percepts.flatMap { $0.pieces.joined() }.map { 2 * $0 - 1 }  // around 0
    let pieces = Tensor(numbers, shape: [percepts.count, sense.pieceCount, sense.pieceSize])
    let vectors = sense == .seeing ? patch.down(patch.up(pieces).gelu()) : frame(pieces)  // [N, pieces, C]
    let placed = vectors + places[sense == .seeing ? 0 : 1]
    return placed.reshaped([percepts.count * sense.pieceCount, placed.shape[2]])
  }

  /// An encoder with a new tensor of the same shape for each parameter, asked in the order of `parameters`.
  public func mapParameters(_ transform: (String, Tensor) throws -> Tensor) rethrows -> PerceptEncoder {
    let tensors = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.tensor) })
    return try PerceptEncoder(width: frame.bias.count) { name, _ in try transform(name, tensors[name]!) }
  }

  /// The tensors that it learns, by name.
  public var parameters: NamedParameters {
    let linears = [("patch.up", patch.up), ("patch.down", patch.down), ("frame", frame)]
    let named = linears.flatMap { name, linear in linear.parameters.map { ("\(name).\($0)", $1) } }
    let all = named + zip(Percept.Sense.allCases, places).map { ("place.\($0.rawValue)", $1) }
    return all.map { ("senses.\($0)", $1) }
  }
}
