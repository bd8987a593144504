// Muon: the step of a weight matrix, made orthogonal, so that it moves all directions equally and not only the few
// that the gradient is loudest in. Source: Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/
// For the matrices inside the blocks; embeddings, norms and biases are AdamW's.

import Basics

/// The optimiser for hidden matrices.
public final class Muon: Optimizer {
  /// What it updates, all of them matrices.
  public let parameters: [Tensor]
  /// The running mean of the gradients of each parameter; it begins at 0.
  public let memory: [Tensor]
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
    (self.parameters, self.momentum, self.weightDecay) = (parameters, momentum, weightDecay)
    memory = parameters.map { Tensor(repeating: 0, shape: $0.shape) }
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
      let (parameter, mean, gradient) = (parameters[i], memory[i], parameters[i].gradient!)
      let direction = Storage(uninitialized: gradient.count)
      let share = (1 - momentum) * gradientScale
      RowKernel.scale(mean.start, by: momentum, into: mean.start, mean.count)
      RowKernel.add(gradient.start, times: share, to: mean.start, mean.count)
      // Nesterov's look ahead: where the mean will be if the next gradient is like this one.
      RowKernel.scale(mean.start, by: momentum, into: direction.start, mean.count)
      RowKernel.add(gradient.start, times: share, to: direction.start, mean.count)
      let step = Tensor(storage: direction, shape: parameter.shape).orthogonalized()
      let stretch = max(1, Float(parameter.shape[1]) / Float(parameter.shape[0])).squareRoot()
      RowKernel.scale(
        parameter.start, by: 1 - learningRate * weightDecay, into: parameter.start, parameter.count)
      RowKernel.add(step.start, times: -learningRate * stretch, to: parameter.start, parameter.count)
    }
  }
}

extension Tensor {
  /// A matrix with the same directions, each of about length 1.
  ///
  /// Five Newton-Schulz steps X = (a + b S + c S²) X with S = X Xᵀ, on one thread, without a record. For a tall
  /// matrix the same is X (a + b S + c S²) with S = Xᵀ X. Source: Jordan et al. 2024, as for `Muon`.
  ///
  /// - Precondition: this tensor is a matrix.
  public func orthogonalized() -> Tensor {
    require(rank == 2, "only a matrix can be made orthogonal, got shape \(shape)")
    let (rows, columns) = (shape[0], shape[1])
    let isTall = rows > columns
    let short = min(rows, columns)
    let length = RowKernel.dot(start, start, count).squareRoot() + 1e-7
    var (x, next) = (Storage(uninitialized: count), Storage(uninitialized: count))
    RowKernel.scale(start, by: 1 / length, into: x.start, count)
    let (s, polynomial) = (Storage(uninitialized: short * short), Storage(uninitialized: short * short))
    let (square, factor) = (MatrixView(s.start, stride: short), MatrixView(polynomial.start, stride: short))
    let (a, b, c): (Float, Float, Float) = (3.4445, -4.7750, 2.0315)
    for _ in 0..<5 {
      let view = MatrixView(x.start, stride: columns)
      let (left, right) = isTall ? (view.transposed, view) : (view, view.transposed)
      MatrixKernel.multiplyBlock(
        0..<short, 0..<short, depth: max(rows, columns), left, right, into: s.start, stride: short)
      MatrixKernel.multiplyBlock(
        0..<short, 0..<short, depth: short, square, square, into: polynomial.start, stride: short)
      RowKernel.scale(polynomial.start, by: c, into: polynomial.start, short * short)
      RowKernel.add(s.start, times: b, to: polynomial.start, short * short)
      for i in 0..<short { polynomial.start[i * short + i] += a }
      MatrixKernel.multiplyBlock(
        0..<rows, 0..<columns, depth: short, isTall ? view : factor, isTall ? factor : view, into: next.start,
        stride: columns)
      (x, next) = (next, x)
    }
    return Tensor(storage: x, shape: shape)
  }
}
