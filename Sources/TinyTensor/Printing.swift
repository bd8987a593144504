// The text of `print(tensor)`: the shape, where the tensor comes from, and its numbers in aligned rows (of a large tensor
// the corners). And how far two tensors are apart.

import Basics
import Foundation

extension Tensor: CustomStringConvertible {
  /// The shape, the operation that made this tensor, and the numbers, row by row.
  ///
  /// Of an axis with more than eight entries the first and the last three are shown.
  public var description: String {
    let origin = operation.map { " from \($0)" } ?? (requiresGradient ? ", a parameter" : "")
    let shown = Corners(of: self)
    guard !shown.rows.isEmpty else { return "Tensor \(shape)\(origin)" }
    let cells = shown.format()
    let width = cells.joined().map(\.count).max() ?? 0
    var lines = ["Tensor \(shape)\(origin)"]
    for (row, texts) in zip(shown.rows, cells) {
      if rank > 2, row.isFirstOfMatrix { lines.append("\(row.matrix):") }
      lines.append("  " + texts.map { $0.right(width) }.joined(separator: "  "))
    }
    return lines.joined(separator: "\n")
  }
}

/// The numbers of a tensor that are shown, and marks for those that are left out.
private struct Corners {
  struct Row {
    /// The place of the row's matrix in the axes before the last two.
    let matrix: [Int]
    let isFirstOfMatrix: Bool
    /// `nil` stands for numbers that are left out.
    let numbers: [Float?]
  }

  private(set) var rows: [Row] = []

  init(of tensor: Tensor) {
    guard tensor.count > 0 else { return }
    let columns = Self.shown(tensor.columns)
    let rowsOfMatrix = tensor.rank < 2 ? 1 : tensor.shape[tensor.rank - 2]
    var matrices: [[Int]] = [[]]
    for size in tensor.shape.dropLast(2) {
      matrices = matrices.flatMap { matrix in Self.shown(size).compactMap { $0 }.map { matrix + [$0] } }
    }
    for matrix in matrices {
      let number = zip(matrix, tensor.shape).reduce(0) { $0 * $1.1 + $1.0 }
      for row in Self.shown(rowsOfMatrix) {
        let first = row.map { (number * rowsOfMatrix + $0) * tensor.columns }
        let numbers = columns.map { column -> Float? in
          if let first, let column { tensor.start[first + column] } else { nil }
        }
        rows.append(Row(matrix: matrix, isFirstOfMatrix: row == 0, numbers: numbers))
      }
    }
  }

  /// The entries of an axis that are shown; `nil` where some are left out.
  private static func shown(_ size: Int) -> [Int?] {
    size <= 8 ? Array(0..<size) : [0, 1, 2, nil, size - 3, size - 2, size - 1]
  }

  /// All numbers in one form: whole, with four digits after the point, or as powers of ten.
  func format() -> [[String]] {
    let sizes = rows.flatMap(\.numbers).compactMap { $0 }.filter { $0.isFinite && $0 != 0 }.map(abs)
    let isWhole = sizes.allSatisfy { $0 == $0.rounded() && $0 < 1e6 }
    let isPlain = (sizes.max() ?? 1) < 1e6 && (sizes.max() ?? 1) >= 1e-2
    let pattern = isWhole ? "%.0f" : isPlain ? "%.4f" : "%.3e"
    return rows.map { row in
      row.numbers.map { number in
        guard let number else { return "..." }
        return number.isFinite ? String(format: pattern, Double(number)) : "\(number)"
      }
    }
  }
}

// MARK: comparing

extension Tensor {
  /// The largest difference between two numbers at the same place; NaN if one of them is NaN.
  ///
  /// Equal numbers differ by 0, infinite ones too.
  ///
  /// - Precondition: both tensors have the same shape.
  public func maxDifference(from other: Tensor) -> Float {
    require(shape == other.shape, "cannot compare shapes \(shape) and \(other.shape)")
    var largest: Float = 0
    for i in 0..<count where start[i] != other.start[i] {
      let difference = abs(start[i] - other.start[i])
      if difference.isNaN { return .nan }
      largest = Swift.max(largest, difference)
    }
    return largest
  }

  /// Whether both tensors have the same shape and no two numbers at the same place differ by more than a bound.
  ///
  /// - Parameter bound: the largest difference that is allowed.
  /// - Returns: `false` if a number is NaN.
  public func isClose(to other: Tensor, within bound: Float = 1e-6) -> Bool {
    shape == other.shape && maxDifference(from: other) <= bound
  }
}
