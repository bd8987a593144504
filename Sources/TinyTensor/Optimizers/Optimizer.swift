// The protocol of all optimisers, the norm by which gradients are clipped, and the learning rate over time.

import Basics

/// Turns gradients into better parameters.
public protocol Optimizer: AnyObject {
  /// The tensors that it updates.
  var parameters: [Tensor] { get }

  /// The numbers that it keeps from step to step, in a fixed order; saved and loaded so that training can go on.
  var state: [Tensor] { get }

  /// How many steps it has taken.
  var stepsTaken: Int { get set }

  /// Moves each parameter that has a gradient.
  ///
  /// - Parameters:
  ///   - learningRate: how far.
  ///   - gradientScale: each gradient counts times this.
  func step(learningRate: Float, gradientScale: Float)
}

extension Optimizer {
  /// Moves each parameter that has a gradient.
  public func step(learningRate: Float) { step(learningRate: learningRate, gradientScale: 1) }

  /// Forgets all gradients, so that the next `backward()` begins at 0.
  public func clearGradients() {
    for parameter in parameters { parameter.gradient = nil }
  }
}

extension [Tensor] {
  /// The norm of all gradients taken together as one vector: the root of the sum of their squares.
  public func gradientNorm() -> Float {
    let squares = Storage(repeating: 0, count: count)
    Workers.slices(of: count, cost: 1 << 15) { slice in
      for i in slice {
        guard let gradient = self[i].gradient else { continue }
        squares.start[i] = RowKernel.dot(gradient.start, gradient.start, gradient.count)
      }
    }
    return Float((0..<count).reduce(0.0) { $0 + Double(squares.start[$1]) }.squareRoot())
  }
}

/// The learning rate over time: up in a straight line, then down.
///
/// It gives a factor from 0 to 1, to be multiplied with an optimiser's learning rate.
public struct LearningRateSchedule: Sendable {
  /// The way down.
  public enum Decay: String, CaseIterable, Sendable {
    /// Half a wave, slow at both ends (Loshchilov and Hutter 2016, "SGDR").
    case cosine
    /// A straight line.
    case linear
    /// None: the factor stays 1.
    case constant
  }

  /// How many steps lead up; the last of them has the factor 1.
  public let warmUpSteps: Int
  /// The number of steps after which the way down ends, at 0.
  public let totalSteps: Int
  /// The way down from 1.
  public let decay: Decay

  /// A schedule for a training of known length.
  ///
  /// - Parameters:
  ///   - totalSteps: when the way down ends, at 0.
  ///   - warmUp: the share of the steps that lead up.
  public init(totalSteps: Int, warmUp: Double = 0.05, decay: Decay = .cosine) {
    self.totalSteps = totalSteps
    self.decay = decay
    warmUpSteps = Int((Double(totalSteps) * warmUp).rounded())
  }

  /// The factor, from 0 to 1, for the step after `step` steps.
  public func factor(after step: Int) -> Float {
    if step < warmUpSteps { return Float(step + 1) / Float(warmUpSteps) }
    let way = Double(step - warmUpSteps) / Double(max(1, totalSteps - warmUpSteps))
    switch decay {
    case .constant: return 1
    case .linear: return Float(max(0, 1 - way))
    case .cosine: return Float(0.5 + 0.5 * PortableMath.cos(.pi * min(1, way)))
    }
  }
}
