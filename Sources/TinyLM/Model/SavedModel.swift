// Models in checkpoints.

import Files
import Foundation
import TinyTensor

extension GPT {
  /// All parameters, ready to be written.
  public var savedTensors: [Checkpoint.Tensor] {
    parameters.map { Checkpoint.Tensor(name: $0.name, shape: $0.tensor.shape, values: $0.tensor.values) }
  }
}

extension Checkpoint {
  /// The numbers of one tensor.
  ///
  /// - Throws: `FileProblem` if there is no tensor of that name.
  public func values(of name: String) throws -> [Float] { try tensor(name).values }

  /// Copies saved numbers into tensors of the same names.
  ///
  /// - Throws: `FileProblem` if one is missing or has another shape; the tensors before it are then changed.
  public func assign(to tensors: [(name: String, tensor: TinyTensor.Tensor)]) throws {
    for (name, tensor) in tensors {
      let saved = try self.tensor(name)
      guard saved.shape == tensor.shape else {
        throw problem("\(name) has shape \(saved.shape), but \(tensor.shape) is needed.")
      }
      tensor.assign(saved.values)
    }
  }

  private func tensor(_ name: String) throws -> Checkpoint.Tensor {
    guard let found = tensors.first(where: { $0.name == name }) else {
      throw problem("it holds no tensor \(name).")
    }
    return found
  }

  fileprivate func problem(_ happened: String) -> FileProblem {
    FileProblem(
      file: "the checkpoint of stage \(stage)", happened: happened,
      remedy: "Make it again: start with --fresh.")
  }
}

extension GPT {
  /// The part of a checkpoint's configuration that every stage writes.
  private struct Saved: Codable { let model: GPTConfiguration }

  /// The model in a checkpoint.
  ///
  /// - Throws: `FileProblem` if the configuration makes no model or a tensor does not fit.
  public init(_ checkpoint: Checkpoint) throws {
    guard let saved = try? JSONDecoder().decode(Saved.self, from: Data(checkpoint.configuration.utf8)) else {
      throw checkpoint.problem("its configuration does not give the sizes of a model.")
    }
    if let problem = saved.model.problem { throw checkpoint.problem(problem) }
    guard saved.model.parameterCount <= checkpoint.tensors.reduce(0, { $0 + $1.values.count }) else {
      throw checkpoint.problem("it holds too few numbers for a model of the sizes it tells.")
    }
    self.init(saved.model) { Tensor(repeating: 0, shape: $1, requiresGradient: true) }
    try checkpoint.assign(to: parameters)
    try checkFinite(file: "the checkpoint of stage \(checkpoint.stage)")
  }

  /// Refuses a model with a number that is infinite or NaN.
  ///
  /// - Parameter file: what to call it in messages.
  /// - Throws: `FileProblem` that names the tensor.
  func checkFinite(file: String) throws {
    guard let broken = parameters.first(where: { $0.tensor.firstNonFinite != nil }) else { return }
    throw FileProblem(
      file: file, happened: "\(broken.name) holds a number that is not finite.",
      remedy: "Take another copy, or train the model again: this one is broken.")
  }
}
