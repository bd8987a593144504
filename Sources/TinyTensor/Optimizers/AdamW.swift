// Adam with decoupled weight decay: each number has a step size of its own, from the means of its gradient and of the
// gradient's square. Source: Kingma and Ba 2014, algorithm 1; Loshchilov and Hutter 2017, algorithm 2.

import Basics

/// The optimiser that most language models are trained with.
public final class AdamW: Optimizer {
  /// The tensors that it updates.
  public let parameters: [Tensor]
  /// The running means of all gradients, then those of their squares; both begin at 0.
  public var state: [Tensor] { means + squares }
  /// How many steps it has taken; the means count for more in the first ones, since they began at 0.
  public var stepsTaken = 0

  private let means: [Tensor]
  private let squares: [Tensor]
  private let beta1: Float
  private let beta2: Float
  private let epsilon: Float
  private let weightDecay: Float

  /// An optimiser that has taken no step.
  ///
  /// - Parameters:
  ///   - parameters: what it updates, in place.
  ///   - betas: how much of the running means of the gradient and of its square is kept, above 0 and below 1.
  ///   - epsilon: keeps the quotient finite.
  ///   - weightDecay: matrices shrink by this share, times the learning rate, at each step; other tensors do not.
  public init(
    _ parameters: [Tensor], betas: (Float, Float) = (0.9, 0.98), epsilon: Float = 1e-8, weightDecay: Float = 0
  ) {
    self.parameters = parameters
    beta1 = betas.0
    beta2 = betas.1
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    means = parameters.map { Tensor(repeating: 0, shape: $0.shape) }
    squares = parameters.map { Tensor(repeating: 0, shape: $0.shape) }
  }

  /// Moves each parameter that has a gradient: against its mean, divided by the root of its mean square.
  ///
  /// - Parameters:
  ///   - learningRate: about how far a number moves whose gradient stays the same.
  ///   - gradientScale: each gradient counts times this.
  public func step(learningRate: Float, gradientScale: Float) {
    stepsTaken += 1
    Workers.slices(of: parameters.count, cost: 1 << 15) { [self] slice in
      for i in slice {
        guard let gradient = parameters[i].gradient else { continue }
        parameters[i].willChange()
        let decay = parameters[i].rank >= 2 ? weightDecay : 0
        update(
          parameters[i].start, gradient: gradient.start, mean: means[i].start, square: squares[i].start,
          gradient.count, rate: learningRate, keep: 1 - learningRate * decay, gradientScale: gradientScale)
      }
    }
  }

  // cell: adamw
  /// p = keep p - rate m / (sqrt(v) + epsilon), with m and v the means
  /// of the gradient and of its square, as if they had not begun at 0.
  private func update(
    _ p: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    mean: UnsafeMutablePointer<Float>, square: UnsafeMutablePointer<Float>,
    _ count: Int, rate: Float, keep: Float, gradientScale: Float
  ) {
    let meanRate = rate / (1 - power(beta1, stepsTaken))
    let squareRoot = 1 / (1 - power(beta2, stepsTaken)).squareRoot()
    let (beta1, beta2, epsilon) = (beta1, beta2, epsilon)
    forEachVector(count) { i, width in
      let g = gradient[i, width] * gradientScale
      let m = beta1 * mean[i, width] + (1 - beta1) * g
      let v = beta2 * square[i, width] + (1 - beta2) * g * g
      let size = squareRoot * v.squareRoot() + epsilon
      p[i, width] = keep * p[i, width] - meanRate * m / size
      mean[i, width] = m
      square[i, width] = v
    }
  }
  // cell: end

  private func power(_ base: Float, _ exponent: Int) -> Float {
    Float(PortableMath.exp(Double(exponent) * PortableMath.log(Double(base))))
  }
}
