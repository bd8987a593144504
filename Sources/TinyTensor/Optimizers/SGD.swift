// Stochastic gradient descent: a step downhill, with momentum if wanted. p -= rate m, m = momentum m + g.

/// The simplest optimiser.
public final class SGD: Optimizer {
  public let parameters: [Tensor]
  public let memory: [Tensor]
  public var stepsTaken = 0
  private let momentum: Float

  /// - Parameter momentum: how much of the last step is kept, 0 to 1.
  public init(_ parameters: [Tensor], momentum: Float = 0) {
    (self.parameters, self.momentum) = (parameters, momentum)
    memory = momentum == 0 ? [] : parameters.map { Tensor(repeating: 0, shape: $0.shape) }
  }

  public func step(learningRate: Float, gradientScale: Float) {
    stepsTaken += 1
    for (i, parameter) in parameters.enumerated() {
      guard let gradient = parameter.gradient else { continue }
      if memory.isEmpty {
        RowKernel.add(
          gradient.start, times: -learningRate * gradientScale, to: parameter.start, parameter.count)
      } else {
        let velocity = memory[i].start
        RowKernel.scale(velocity, by: momentum, into: velocity, parameter.count)
        RowKernel.add(gradient.start, times: gradientScale, to: velocity, parameter.count)
        RowKernel.add(velocity, times: -learningRate, to: parameter.start, parameter.count)
      }
    }
  }
}
