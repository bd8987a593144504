// The matrix product, and the layer that is built on it.
// With Y = A B and dY the gradient for Y:  dA = dY Bᵀ,  dB = Aᵀ dY.  The other forms follow by turning a matrix.

import Basics

/// Which of two matrices is turned (rows become columns) before they are multiplied.
public enum Transposed: Sendable {
  case neither, first, second
}

extension Tensor {
  /// The matrix product of the last two axes.
  ///
  /// - Parameters:
  ///   - other: a matrix, used for all of this tensor's; or one matrix for each of this tensor's.
  ///   - transposed: which of the two is turned first. The turned copy is never made.
  /// - Returns: `[..., rows, columns]`.
  /// - Precondition: the inner sizes are equal.
  public func matrixProduct(_ other: Tensor, transposed: Transposed = .neither) -> Tensor {
    if other.rank == 2, rank > 2, transposed != .first {
      let flat = reshaped([rows, columns]).matrixProduct(other, transposed: transposed)
      return flat.reshaped(shape.dropLast() + [flat.columns])
    }
    let (a, b) = (
      Matrices(self, turned: transposed == .first), Matrices(other, turned: transposed == .second)
    )
    require(
      rank >= 2 && other.rank >= 2 && a.columns == b.rows && shape.dropLast(2) == other.shape.dropLast(2),
      "cannot multiply shapes \(shape) and \(other.shape), turned: \(transposed)")
    if let bytes = other.bytes, rows == 1, transposed != .first, !requiresGradient {
      return rowProduct(bytes, transposed: transposed == .second)
    }
    let y = Tensor(uninitialized: shape.dropLast(2) + [a.rows, b.columns])
    let c = Matrices(y, turned: false)
    multiply(a, b, into: y.start, start: .zero)
    return Tensor(.matrixProduct, y, from: [self, other]) { [self] dy in
      let dc = c.holding(dy)
      addGradient { da, start in
        transposed == .first
          ? multiply(b, dc.turned, into: da, start: start) : multiply(dc, b.turned, into: da, start: start)
      }
      other.addGradient { db, start in
        transposed == .second
          ? multiply(dc.turned, a, into: db, start: start) : multiply(a.turned, dc, into: db, start: start)
      }
    }
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
    if let bytes = weight.bytes, rows == 1, !requiresGradient, !bias.requiresGradient {
      return rowProduct(bytes, transposed: false) + bias
    }
    let (x, y) = (self, Tensor(uninitialized: shape.dropLast() + [bias.count]))
    let (a, w, c) = (Matrices(x, flat: true), Matrices(weight, flat: true), Matrices(y, flat: true))
    multiply(a, w, into: y.start, start: .row(bias.start))
    return Tensor(.linear, y, from: [x, weight, bias]) { dy in
      let dc = c.holding(dy)
      x.addGradient { dx, start in multiply(dc, w.turned, into: dx, start: start) }
      weight.addGradient { dw, start in multiply(a.turned, dc, into: dw, start: start) }
      bias.addToGradient { RowKernel.addColumnSums(dy.start, rows: dy.rows, columns: dy.columns, to: $0) }
    }
  }
}

/// The matrices in the last two axes of a tensor, perhaps seen turned.
///
/// Keeps the tensor's memory alive.
private struct Matrices {
  let storage: Storage
  let count: Int
  let rows: Int
  let columns: Int
  private let isTurned: Bool

  private init(_ storage: Storage, _ count: Int, _ rows: Int, _ columns: Int, _ isTurned: Bool) {
    (self.storage, self.count, self.rows, self.columns, self.isTurned) = (
      storage, count, rows, columns, isTurned
    )
  }

  init(_ tensor: Tensor, turned: Bool) {
    let sizes = tensor.rank >= 2 ? tensor.shape.suffix(2) : [1, tensor.count]
    let (rows, columns) = (sizes.first!, sizes.last!)
    let count = tensor.shape.dropLast(2).reduce(1, *)
    self.init(tensor.storage, count, turned ? columns : rows, turned ? rows : columns, turned)
  }

  /// All axes but the last taken together as the rows of one matrix.
  init(_ tensor: Tensor, flat: Bool) { self.init(tensor.storage, 1, tensor.rows, tensor.columns, false) }

  var turned: Matrices { Matrices(storage, count, columns, rows, !isTurned) }

  /// Matrices of this form, with the numbers of another tensor.
  func holding(_ other: Tensor) -> Matrices { Matrices(other.storage, count, rows, columns, isTurned) }

  func view(_ index: Int) -> MatrixView {
    MatrixView(
      storage.start + index * rows * columns, stride: isTurned ? rows : columns, transposed: isTurned)
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
