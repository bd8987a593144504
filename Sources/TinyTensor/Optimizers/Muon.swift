// Muon: the step of a weight matrix, made orthogonal, so that it moves all directions equally and not only the few
// that the gradient is loudest in. Source: Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/
// For the matrices inside the blocks; embeddings, norms and biases are AdamW's.

/// The optimiser for hidden matrices.
public final class Muon: Optimizer {
  public let parameters: [Tensor]
  public let memory: [Tensor]
  public var stepsTaken = 0
  private let momentum: Float
  private let weightDecay: Float

  /// - Parameters:
  ///   - parameters: matrices, `[inputs, outputs]`.
  ///   - momentum: how much of the running mean of the gradient is kept, 0 to 1.
  ///   - weightDecay: the matrices shrink by this share, times the learning rate, at each step.
  public init(_ parameters: [Tensor], momentum: Float = 0.95, weightDecay: Float = 0) {
    precondition(parameters.allSatisfy { $0.rank == 2 }, "Muon takes matrices, got shapes \(parameters.map(\.shape))")
    (self.parameters, self.momentum, self.weightDecay) = (parameters, momentum, weightDecay)
    memory = parameters.map { Tensor(repeating: 0, shape: $0.shape) }
  }

  public func step(learningRate: Float, gradientScale: Float) {
    stepsTaken += 1
    // The largest matrices first, so that no thread is left with one at the end.
    let order = parameters.indices.filter { parameters[$0].gradient != nil }
      .sorted { (parameters[$0].count, $1) > (parameters[$1].count, $0) }
    Workers.run(order.count) { [self] task in
      let i = order[task]
      let (parameter, mean, gradient) = (parameters[i], memory[i], parameters[i].gradient!)
      let direction = Tensor(storage: Storage(uninitialized: gradient.count), shape: gradient.shape)
      for j in 0..<gradient.count {
        let g = gradient.start[j] * gradientScale
        mean.start[j] = momentum * mean.start[j] + (1 - momentum) * g
        direction.start[j] = momentum * mean.start[j] + (1 - momentum) * g  // Nesterov's look ahead
      }
      let step = direction.orthogonalized()
      let stretch = max(1, Float(parameter.shape[1]) / Float(parameter.shape[0])).squareRoot()
      RowKernel.scale(parameter.start, by: 1 - learningRate * weightDecay, into: parameter.start, parameter.count)
      RowKernel.add(step.start, times: -learningRate * stretch, to: parameter.start, parameter.count)
    }
  }
}

extension Tensor {
  /// A matrix with the same directions, each of about the same length: five Newton-Schulz steps
  /// X = a X + (b S + c S²) X with S = X Xᵀ, on one thread, without a record.
  ///
  /// - Precondition: this tensor is a matrix.
  public func orthogonalized() -> Tensor {
    precondition(rank == 2, "only a matrix can be made orthogonal, got shape \(shape)")
    let isTall = shape[0] > shape[1]
    let (rows, columns) = (min(shape[0], shape[1]), max(shape[0], shape[1]))
    // A tall matrix is worked on as its transpose, which is only another way to look at the same memory.
    func view(_ storage: Storage) -> MatrixView { MatrixView(storage.start, stride: columns) }
    var x = isTall ? transposed().storage : storage
    let length = RowKernel.dot(x.start, x.start, count).squareRoot() + 1e-7
    let first = Storage(uninitialized: count)
    RowKernel.scale(x.start, by: 1 / length, into: first.start, count)
    x = first
    var next = Storage(uninitialized: count)
    let (s, polynomial) = (Storage(uninitialized: rows * rows), Storage(uninitialized: rows * rows))
    let (a, b, c): (Float, Float, Float) = (3.4445, -4.7750, 2.0315)
    for _ in 0..<5 {
      MatrixKernel.multiplyBlock(
        0..<rows, 0..<rows, depth: columns, view(x), view(x).transposed, into: s.start, stride: rows)
      let square = MatrixView(s.start, stride: rows)
      MatrixKernel.multiplyBlock(
        0..<rows, 0..<rows, depth: rows, square, square, into: polynomial.start, stride: rows)
      RowKernel.scale(polynomial.start, by: c, into: polynomial.start, rows * rows)
      RowKernel.add(s.start, times: b, to: polynomial.start, rows * rows)
      for i in 0..<rows { polynomial.start[i * rows + i] += a }
      MatrixKernel.multiplyBlock(
        0..<rows, 0..<columns, depth: rows, MatrixView(polynomial.start, stride: rows), view(x), into: next.start,
        stride: columns)
      (x, next) = (next, x)
    }
    let result = Tensor(storage: x, shape: [rows, columns])
    return isTall ? result.transposed() : result
  }
}
