// Products with a matrix of bytes, for a model that is used and not trained: a tensor may carry, besides its float32
// numbers, the bytes that they were made from. Where one row is multiplied the bytes are read, a quarter as many.
// Leaves out: gradients (bytes do not learn).

import Basics

/// A matrix of whole numbers from -127 to 127; each row has a scale, and number times scale is the value.
public struct ByteMatrix: Sendable {
  /// How many rows and columns there are.
  public let rows, columns: Int
  /// The numbers as two's complement, row by row.
  public let bytes: [UInt8]
  /// The factor of each row.
  public let scales: [Float]

  /// A matrix from its numbers.
  ///
  /// - Precondition: there are `rows` scales, and as many bytes as rows times columns.
  public init(rows: Int, columns: Int, bytes: [UInt8], scales: [Float]) {
    require(
      bytes.count == rows * columns && scales.count == rows,
      "\(bytes.count) bytes and \(scales.count) scales are no matrix [\(rows), \(columns)]")
    self.rows = rows
    self.columns = columns
    self.bytes = bytes
    self.scales = scales
  }

  func withView(_ body: (ByteView) -> Void) {
    bytes.withUnsafeBufferPointer { bytes in
      scales.withUnsafeBufferPointer { scales in
        guard let bytes = bytes.baseAddress, let scales = scales.baseAddress else { return }
        body(ByteView(bytes: bytes, scales: scales, rows: rows, columns: columns))
      }
    }
  }
}

extension Tensor {
  /// The same numbers with the bytes that they were made from, which products of a single row then read.
  ///
  /// The float32 numbers serve all other operations: looking up a row, and many rows at once.
  ///
  /// - Precondition: this tensor is no parameter, and the bytes have its shape.
  public func withBytes(_ bytes: ByteMatrix) -> Tensor {
    require(!requiresGradient, "bytes do not learn: a tensor that requires a gradient cannot have them")
    require(
      shape == [bytes.rows, bytes.columns], "bytes [\(bytes.rows), \(bytes.columns)] for shape \(shape)")
    let tensor = detached()
    tensor.rowMultiplier = bytes
    return tensor
  }
}

extension ByteMatrix: RowMultiplier {
  func product(of row: Tensor, transposed: Bool) -> Tensor {
    let (inner, outer) = transposed ? (columns, rows) : (rows, columns)
    require(
      row.rows == 1 && row.columns == inner,
      "cannot multiply \(row.shape) by bytes [\(rows), \(columns)]\(transposed ? ", transposed" : "")")
    let y = Tensor(uninitialized: row.shape.dropLast() + [outer])
    withView { view in
      transposed
        ? ByteKernel.multiplyTransposed(row.start, view, into: y.start)
        : ByteKernel.multiply(row.start, view, into: y.start)
    }
    return y
  }
}
