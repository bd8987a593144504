// Muon: the step of a weight matrix, made orthogonal, so that it moves all directions equally and not only the few
// that the gradient is loudest in. Source: Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/
// For the matrices inside the blocks; embeddings, norms and biases are AdamW's.

import Basics

/// The optimiser for hidden matrices.
public final class Muon: Optimizer {
  /// The tensors that it updates, all of them matrices.
  public let parameters: [Tensor]
  /// The running mean of the gradients of each parameter; it begins at 0.
  public let state: [Tensor]
  /// How many steps it has taken.
  public var stepsTaken = 0
  private let momentum: Float
  private let weightDecay: Float

  /// An optimiser that has taken no step.
  ///
  /// - Parameters:
  ///   - parameters: matrices, `[inputs, outputs]`, updated in place.
  ///   - momentum: how much of the running mean of the gradient is kept, 0 to 1.
  ///   - weightDecay: the matrices shrink by this share, times the learning rate, at each step.
  /// - Precondition: all parameters are matrices.
  public init(_ parameters: [Tensor], momentum: Float = 0.95, weightDecay: Float = 0) {
    require(
      parameters.allSatisfy { $0.rank == 2 }, "Muon takes matrices, got shapes \(parameters.map(\.shape))")
    self.parameters = parameters
    self.momentum = momentum
    self.weightDecay = weightDecay
    state = parameters.map { Tensor(repeating: 0, shape: $0.shape) }
  }

  /// Moves each matrix that has a gradient, by the mean of its gradients made orthogonal.
  ///
  /// - Parameters:
  ///   - learningRate: about how far each direction moves; a matrix with more outputs than inputs moves further, by
  ///     the root of their ratio.
  ///   - gradientScale: each gradient counts times this.
  public func step(learningRate: Float, gradientScale: Float) {
    stepsTaken += 1
    // The largest matrices first, so that no thread is left with one at the end.
    let order = parameters.indices.filter { parameters[$0].gradient != nil }
      .sorted { (parameters[$0].count, $1) > (parameters[$1].count, $0) }
    Workers.run(order.count) { [self] task in
      let i = order[task]
      move(parameters[i], mean: state[i], learningRate, gradientScale)
    }
  }

  // cell: muon
  private func move(
    _ parameter: Tensor, mean: Tensor, _ rate: Float, _ gradientScale: Float
  ) {
    guard let gradient = parameter.gradient else { return }
    let share = (1 - momentum) * gradientScale
    mean.scale(by: momentum)
    mean.add(gradient, times: share)
    // Nesterov's look ahead: the mean if the next gradient is like this.
    let direction = mean.copy()
    direction.scale(by: momentum)
    direction.add(gradient, times: share)
    let (rows, columns) = (parameter.shape[0], parameter.shape[1])
    let stretch = max(1, Float(columns) / Float(rows)).squareRoot()
    parameter.scale(by: 1 - rate * weightDecay)
    parameter.add(direction.orthogonalized(), times: -rate * stretch)
  }
  // cell: end
}

extension Tensor {
  /// Multiplies all numbers in place.
  fileprivate func scale(by factor: Float) {
    willChange()
    RowKernel.scale(start, by: factor, into: start, count)
  }

  /// Adds other numbers, times a factor, in place.
  fileprivate func add(_ other: Tensor, times factor: Float) {
    willChange()
    RowKernel.add(other.start, times: factor, to: start, count)
  }

  /// A matrix with the same directions, each with a singular value of about 1.
  ///
  /// Five Newton-Schulz steps X = (a + b S + c S²) X with S = X Xᵀ, on one thread, without a record. For a tall
  /// matrix the same is X (a + b S + c S²) with S = Xᵀ X. Source: Jordan et al. 2024, as for `Muon`.
  ///
  /// - Precondition: this tensor is a matrix.
  public func orthogonalized() -> Tensor {
    require(rank == 2, "only a matrix can be made orthogonal, got shape \(shape)")
    let isTall = shape[0] > shape[1]
    let norm = RowKernel.dot(start, start, count).squareRoot() + 1e-7
    var x = copy()
    x.scale(by: 1 / norm)
    for _ in 0..<5 {
      let s = x.product(x, transposed: isTall ? .first : .second)
      let factor = s.product(s)  // a + b S + c S²
      factor.scale(by: 2.0315)
      factor.add(s, times: -4.7750)
      for i in 0..<s.rows { factor.start[i * s.columns + i] += 3.4445 }
      x = isTall ? x.product(factor) : factor.product(x)
    }
    return x
  }

  /// The product of two matrices on one thread, without a record.
  private func product(_ other: Tensor, transposed: Transposed = .neither) -> Tensor {
    let (a, b) = (MatrixView(start, stride: columns), MatrixView(other.start, stride: other.columns))
    let y = Tensor(
      uninitialized: [
        transposed == .first ? columns : rows, transposed == .second ? other.rows : other.columns,
      ])
    MatrixKernel.multiplyBlock(
      0..<y.rows, 0..<y.columns, depth: transposed == .first ? rows : columns,
      transposed == .first ? a.transposed : a, transposed == .second ? b.transposed : b,
      into: y.start, stride: y.columns)
    return y
  }
}
