// Which optimiser moves which part of a model. Every stage of training uses this.

import Foundation
import TinyLM
import TinyTensor

/// The ways to train a model.
public enum OptimizerChoice: String, Codable, CaseIterable, Sendable {
  /// Muon for the matrices inside the blocks, AdamW for the rest.
  case muon
  /// AdamW for everything.
  case adamw
  /// Plain gradient descent with momentum, to compare with.
  case sgd

  /// A rate that suits a model of this book, trained from random weights.
  public var defaultLearningRate: Double {
    switch self {
    case .muon: 0.01
    case .adamw: 0.0025
    case .sgd: 0.1
    }
  }
}

/// Training went where numbers end: the loss or the gradient is infinite or not a number.
public struct NonFiniteError: CustomNSError, CustomStringConvertible {
  /// What a program that stops for it tells the shell.
  public var errorCode: Int { 4 }

  /// The step that was not taken, counted from 1.
  public let step: Int
  /// What went bad.
  public let quantity: String
  /// What to change.
  public let knob: String

  /// One line for a person.
  public var description: String {
    "\(quantity) is no longer a finite number at step \(step). Turn the knob \(knob)."
  }
}

/// All optimisers of a model as one.
public struct ModelOptimizer {
  private let optimizers: [(optimizer: any Optimizer, rateFactor: Float)]

  /// Optimisers for all parameters of a model.
  ///
  /// - Parameters:
  ///   - model: its parameters are updated in place.
  ///   - choice: with `.muon`, the hidden matrices move at 1.5 times the rate of the rest.
  ///   - head: what stands on the model and learns with it.
  public init(_ model: GPT, _ choice: OptimizerChoice, head: [Tensor] = []) {
    let (matrices, others) = model.parametersByKind
    self.init(matrices: matrices, others: others + head, choice)
  }

  /// Optimisers for parameters of two kinds.
  ///
  /// - Parameters:
  ///   - matrices: what Muon moves, if it is chosen.
  ///   - others: what AdamW moves then: vectors, and tables of vectors.
  public init(matrices: [Tensor], others: [Tensor], _ choice: OptimizerChoice) {
    switch choice {
    case .muon: optimizers = [(Muon(matrices, momentum: 0.9), 1.5), (AdamW(others), 1)]
    case .adamw: optimizers = [(AdamW(matrices + others), 1)]
    case .sgd: optimizers = [(SGD(matrices + others, momentum: 0.9), 1)]
    }
  }

  /// What the optimisers remember, in a fixed order.
  public var state: [Tensor] { optimizers.flatMap(\.optimizer.state) }

  /// The same, with names for a checkpoint.
  public var namedMemory: [(name: String, tensor: Tensor)] {
    state.enumerated().map { ("optimizer.\($0)", $1) }
  }

  /// The norm of all gradients, taken together as one vector.
  public func gradientNorm() -> Float { optimizers.flatMap(\.optimizer.parameters).gradientNorm() }

  /// Moves all parameters against the gradients, which are shortened to a length of 1, and forgets the gradients.
  ///
  /// - Parameters:
  ///   - learningRate: how far.
  ///   - loss: what the gradients are of, and the number of this step: to be told if the numbers went bad.
  /// - Returns: the length of the gradients before they were shortened.
  /// - Throws: `NonFiniteError`, with nothing changed, if the loss or a gradient is not finite.
  @discardableResult
  public func step(learningRate: Float, loss: Float, number: Int) throws -> Float {
    let length = gradientNorm()
    for (value, quantity) in [(loss, "the loss"), (length, "the gradient")] where !value.isFinite {
      throw NonFiniteError(step: number, quantity: quantity, knob: "learningRate: below \(learningRate)")
    }
    for (optimizer, factor) in optimizers {
      optimizer.step(learningRate: learningRate * factor, gradientScale: min(1, 1 / length))
      optimizer.clearGradients()
    }
    return length
  }

  /// Goes on as after `steps` steps.
  public func resume(after steps: Int) { optimizers.forEach { $0.optimizer.stepsTaken = steps } }
}
