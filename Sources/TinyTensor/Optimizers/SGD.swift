// Stochastic gradient descent: a step downhill, with momentum if wanted. p -= rate m, m = momentum m + g.

/// The simplest optimiser.
public final class SGD: Optimizer {
  /// The tensors that it updates.
  public let parameters: [Tensor]
  /// The last step of each parameter, not yet times the learning rate; empty without momentum.
  public let state: [Tensor]
  /// How many steps it has taken.
  public var stepsTaken = 0
  private let momentum: Float

  /// An optimiser that has taken no step.
  ///
  /// - Parameters:
  ///   - parameters: what it updates, in place.
  ///   - momentum: how much of the last step is kept, from 0 to below 1.
  public init(_ parameters: [Tensor], momentum: Float = 0) {
    self.parameters = parameters
    self.momentum = momentum
    state = momentum == 0 ? [] : parameters.map { Tensor(repeating: 0, shape: $0.shape) }
  }

  /// Moves each parameter that has a gradient against it, and with momentum on along its last step.
  ///
  /// - Parameters:
  ///   - learningRate: how far a number moves whose gradient is 1.
  ///   - gradientScale: each gradient counts times this.
  public func step(learningRate: Float, gradientScale: Float) {
    stepsTaken += 1
    for (i, parameter) in parameters.enumerated() {
      guard let gradient = parameter.gradient else { continue }
      parameter.willChange()
      if state.isEmpty {
        RowKernel.add(
          gradient.start, times: -learningRate * gradientScale, to: parameter.start, parameter.count)
      } else {
        let velocity = state[i].start
        RowKernel.scale(velocity, by: momentum, into: velocity, parameter.count)
        RowKernel.add(gradient.start, times: gradientScale, to: velocity, parameter.count)
        RowKernel.add(velocity, times: -learningRate, to: parameter.start, parameter.count)
      }
    }
  }
}
