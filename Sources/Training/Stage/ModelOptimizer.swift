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
    case .muon: 0.02
    case .adamw: 0.0025
    case .sgd: 0.1
    }
  }
}

/// Training went where numbers end: the loss or the gradient is infinite or not a number.
public struct NonFiniteError: CustomNSError, CustomStringConvertible {
  /// The exit code of a program that stops for it.
  public var errorCode: Int { 4 }

  /// The step that was not taken, counted from 1.
  public let step: Int
  /// The quantity that went bad.
  public let quantity: String
  /// The knob to turn.
  public let knob: String

  /// One line for a person.
  public var description: String {
    "\(quantity) is no longer a finite number at step \(step). Turn the knob \(knob)."
  }
}

/// All optimisers of a model as one: it knows how far each step goes, and how many were taken.
public final class ModelOptimizer {
  /// The result of one update.
  public struct Update: Sendable {
    /// The step of the training that it belongs to, counted from 1.
    public let step: Int
    /// How far it went.
    public let learningRate: Float
    /// The norm of the gradient before it was clipped.
    public let gradientNorm: Float
  }

  private let optimizers: [(optimizer: any Optimizer, rateFactor: Float)]
  private let learningRate: Double
  private let schedule: LearningRateSchedule
  private let updatesPerStep: Int
  private var updatesDone = 0

  /// An optimiser for all parameters of a model.
  ///
  /// - Parameters:
  ///   - model: its parameters are updated in place.
  ///   - choice: with `.muon`, the hidden matrices move at 1.5 times the rate of the rest.
  ///   - head: further parameters that learn with the model, such as those of a reward model's head.
  ///   - learningRate, steps, updatesPerStep: as for `init(matrices:others:_:learningRate:steps:updatesPerStep:)`.
  public convenience init(
    _ model: GPT, _ choice: OptimizerChoice, head: [Tensor] = [], learningRate: Double, steps: Int,
    updatesPerStep: Int = 1
  ) {
    let (matrices, others) = model.parametersByKind
    self.init(
      matrices: matrices, others: others + head, choice, learningRate: learningRate, steps: steps,
      updatesPerStep: updatesPerStep)
  }

  /// An optimiser for parameters of two kinds.
  ///
  /// - Parameters:
  ///   - matrices: the parameters that Muon moves, if it is chosen.
  ///   - others: the parameters that AdamW moves then: vectors, and tables of vectors.
  ///   - learningRate: the highest rate. The rate rises to it over the first 20th of the steps, then falls to 0 in a
  ///     straight line.
  ///   - steps: how many steps the training takes.
  ///   - updatesPerStep: how many updates one step of the training makes, all at the same rate.
  public init(
    matrices: [Tensor], others: [Tensor], _ choice: OptimizerChoice, learningRate: Double, steps: Int,
    updatesPerStep: Int = 1
  ) {
    optimizers =
      switch choice {
      case .muon: [(Muon(matrices, momentum: 0.9), 1.5), (AdamW(others), 1)]
      case .adamw: [(AdamW(matrices + others), 1)]
      case .sgd: [(SGD(matrices + others, momentum: 0.9), 1)]
      }
    self.learningRate = learningRate
    self.updatesPerStep = updatesPerStep
    schedule = LearningRateSchedule(totalSteps: steps, decay: .linear)
  }

  /// How many steps the training takes.
  public var totalSteps: Int { schedule.totalSteps }

  /// The state of the optimisers in a fixed order, with names for a checkpoint.
  public var state: NamedParameters {
    optimizers.flatMap(\.optimizer.state).enumerated().map { ("optimizer.\($0)", $1) }
  }

  /// Moves all parameters against the gradients, whose norm is clipped to 1, and forgets the gradients.
  ///
  /// - Parameter loss: the number that `backward()` was called on, or the part of it that is watched.
  /// - Throws: `NonFiniteError`, with nothing changed, if the loss or a gradient is not finite.
  @discardableResult
  public func step(_ loss: Tensor) throws -> Update {
    let update = Update(
      step: updatesDone / updatesPerStep + 1,
      learningRate: Float(learningRate) * schedule.factor(after: updatesDone / updatesPerStep),
      gradientNorm: optimizers.flatMap(\.optimizer.parameters).gradientNorm())
    try requireFinite(loss.item, "the loss", in: update)
    try requireFinite(update.gradientNorm, "the gradient", in: update)
    for (optimizer, factor) in optimizers {
      optimizer.step(
        learningRate: update.learningRate * factor, gradientScale: min(1, 1 / update.gradientNorm))
      optimizer.clearGradients()
    }
    updatesDone += 1
    return update
  }

  private func requireFinite(_ value: Float, _ quantity: String, in update: Update) throws {
    guard !value.isFinite else { return }
    throw NonFiniteError(
      step: update.step, quantity: quantity, knob: "learningRate: below \(update.learningRate)")
  }

  /// Goes on as after some steps of the training.
  public func resume(after steps: Int) {
    updatesDone = steps * updatesPerStep
    for (optimizer, _) in optimizers { optimizer.stepsTaken = updatesDone }
  }
}
