// The matrix product, and the layer that is built on it.
// With Y = A B and dY the gradient for Y:  dA = dY Bᵀ,  dB = Aᵀ dY.  The other forms follow by transposing a matrix.

import Basics

/// Which operand of a matrix product is transposed first: its rows become columns.
public enum Transposed: Sendable {
  case neither, first, second
}

extension Tensor {
  /// The matrix product of the last two axes.
  ///
  /// - Parameters:
  ///   - other: a matrix, used for all of this tensor's; or one matrix for each of this tensor's.
  ///   - transposed: which of the two is transposed first. No transposed copy is made.
  /// - Returns: `[..., rows, columns]`.
  /// - Precondition: the inner sizes are equal.
  public func matrixProduct(_ other: Tensor, transposed: Transposed = .neither) -> Tensor {
    if other.rank == 2, rank > 2, transposed != .first {
      let flat = reshaped([rows, columns]).matrixProduct(other, transposed: transposed)
      return flat.reshaped(shape.dropLast() + [flat.columns])
    }
    requireProduct(with: other, transposed)
    if let quick = other.rowMultiplier, rows == 1, transposed != .first, !requiresGradient {
      return quick.product(of: self, transposed: transposed == .second)
    }
    let a = Matrices(self, transposed: transposed == .first)
    let b = Matrices(other, transposed: transposed == .second)
    let y = Tensor(uninitialized: shape.dropLast(2) + [a.rows, b.columns])
    let c = Matrices(y, transposed: false)
    multiply(a, b, into: y.start, start: .zero)
    return Tensor(.matrixProduct, y, from: [self, other]) { [self] dy in
      let dc = c.holding(dy)
      addGradient { da, start in
        transposed == .first
          ? multiply(b, dc.transposed, into: da, start: start)
          : multiply(dc, b.transposed, into: da, start: start)
      }
      other.addGradient { db, start in
        transposed == .second
          ? multiply(dc.transposed, a, into: db, start: start)
          : multiply(a.transposed, dc, into: db, start: start)
      }
    }
  }

  private func requireProduct(with other: Tensor, _ transposed: Transposed) {
    let fits = rank >= 2 && other.rank >= 2 && shape.dropLast(2) == other.shape.dropLast(2)
    require(
      fits, "cannot multiply \(shape) by \(other.shape): both must be matrices, or equally many of them")
    let inner = transposed == .first ? shape[rank - 2] : columns
    let otherInner = transposed == .second ? other.columns : other.shape[other.rank - 2]
    require(
      inner == otherInner,
      "cannot multiply \(shape) by \(other.shape)\(transposed == .neither ? "" : ", \(transposed) transposed"): "
        + "the inner sizes \(inner) and \(otherInner) differ")
  }

  /// x W + b, a layer of neurons: each column of W holds one neuron's weights.
  ///
  /// - Parameters:
  ///   - weight: `[inputs, outputs]`.
  ///   - bias: `[outputs]`.
  /// - Returns: `[..., outputs]`.
  /// - Precondition: this tensor is `[..., inputs]`.
  public func linear(_ weight: Tensor, bias: Tensor) -> Tensor {
    require(
      rank >= 1 && weight.rank == 2 && weight.shape[0] == columns && bias.shape == [weight.shape[1]],
      "a layer with weight \(weight.shape) and bias \(bias.shape) cannot take shape \(shape)")
    if let quick = weight.rowMultiplier, rows == 1, !requiresGradient, !bias.requiresGradient {
      return quick.product(of: self, transposed: false) + bias
    }
    let (x, y) = (self, Tensor(uninitialized: shape.dropLast() + [bias.count]))
    let (a, w, c) = (Matrices(flat: x), Matrices(flat: weight), Matrices(flat: y))
    multiply(a, w, into: y.start, start: .row(bias.start))
    return Tensor(.linear, y, from: [x, weight, bias]) { dy in
      let dc = c.holding(dy)
      x.addGradient { dx, start in multiply(dc, w.transposed, into: dx, start: start) }
      weight.addGradient { dw, start in multiply(a.transposed, dc, into: dw, start: start) }
      bias.addToGradient { RowKernel.addColumnSums(dy.start, rows: dy.rows, columns: dy.columns, to: $0) }
    }
  }
}

/// A matrix that is kept in another form too, from which the product with a single row is computed faster.
protocol RowMultiplier: Sendable {
  /// x B, or x Bᵀ.
  ///
  /// - Parameter row: x, a tensor of one row.
  /// - Returns: the shape of `row` with another last size.
  func product(of row: Tensor, transposed: Bool) -> Tensor
}

/// The matrices in the last two axes of a tensor, perhaps seen transposed.
///
/// Keeps the tensor's memory alive.
private struct Matrices {
  let storage: Storage
  let count: Int
  let rows: Int
  let columns: Int
  var isTransposed = false

  var transposed: Matrices {
    Matrices(storage: storage, count: count, rows: columns, columns: rows, isTransposed: !isTransposed)
  }

  /// Matrices of this form, with the numbers of another tensor.
  func holding(_ other: Tensor) -> Matrices {
    Matrices(
      storage: other.storage, count: count, rows: rows, columns: columns, isTransposed: isTransposed)
  }

  func view(_ index: Int) -> MatrixView {
    MatrixView(
      storage.start + index * rows * columns, stride: isTransposed ? rows : columns, transposed: isTransposed)
  }
}

extension Matrices {
  init(_ tensor: Tensor, transposed: Bool) {
    let (rows, columns) = (tensor.shape[tensor.rank - 2], tensor.columns)
    self.init(
      storage: tensor.storage, count: tensor.shape.dropLast(2).reduce(1, *),
      rows: transposed ? columns : rows,
      columns: transposed ? rows : columns, isTransposed: transposed)
  }

  /// All axes but the last taken together as the rows of one matrix.
  init(flat tensor: Tensor) {
    self.init(storage: tensor.storage, count: 1, rows: tensor.rows, columns: tensor.columns)
  }
}

/// C = start + A B for each pair of matrices.
private func multiply(_ a: Matrices, _ b: Matrices, into c: UnsafeMutablePointer<Float>, start: MatrixStart) {
  let (rows, columns, depth) = (a.rows, b.columns, a.columns)
  if a.count == 1 {
    return MatrixKernel.multiply(
      rows: rows, columns: columns, depth: depth, a.view(0), b.view(0), into: c, stride: columns, start: start
    )
  }
  Workers.run(a.count) { index in
    MatrixKernel.multiplyBlock(
      0..<rows, 0..<columns, depth: depth, a.view(index), b.view(index), into: c + index * rows * columns,
      stride: columns, start: start)
  }
}
