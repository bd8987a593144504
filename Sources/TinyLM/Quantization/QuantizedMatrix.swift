// A matrix made small: each number becomes a whole number of a few bits, and each row keeps one float32 scale.
// Follows the symmetric ("absmax") scheme of Dettmers et al. 2022, "LLM.int8()", section 2.1, a row at a time.
// Leaves out: an offset for each row, blocks shorter than a row, and choosing the numbers by what they do to the loss.

import Basics
import TinyTensor

/// A matrix of whole numbers with a scale for each row: value = number x scale.
public struct QuantizedMatrix: Equatable, Sendable {
  /// How many bits each number has, 2 to 8.
  public let bits: Int
  /// How many rows and columns there are.
  public let rows, columns: Int
  /// The numbers, packed: `bits` for each, the lowest first, and each row begins with a new byte.
  public let bytes: [UInt8]
  /// The factor of each row's numbers.
  public let scales: [Float]

  /// The largest whole number of so many bits; the smallest is as far below 0.
  ///
  /// So 8 bits give -127 to 127, and 4 bits -7 to 7.
  public static func largest(bits: Int) -> Int { 1 << (bits - 1) - 1 }

  /// The nearest numbers that so many bits can express.
  ///
  /// The number of a row that lies farthest from 0 becomes the largest one; so an error is at most half a scale.
  ///
  /// - Parameters:
  ///   - matrix: `[rows, columns]`.
  ///   - bits: how many for each number, 2 to 8.
  /// - Precondition: all numbers of the matrix are finite.
  public init(_ matrix: Tensor, bits: Int) {
    require(matrix.rank == 2, "only a matrix has rows to scale, not shape \(matrix.shape)")
    require((2...8).contains(bits), "a number needs 2 to 8 bits, got \(bits)")
    require(matrix.firstNonFinite == nil, "the matrix holds a number that is not finite")
    self.bits = bits
    rows = matrix.shape[0]
    columns = matrix.shape[1]
    let (values, columns, largest) = (matrix.values, columns, Self.largest(bits: bits))
    var bytes: [UInt8] = []
    var scales: [Float] = []
    for row in 0..<rows {
      // cell: quantize-row
      let numbers = values[row * columns..<(row + 1) * columns]
      let scale = (numbers.map(abs).max() ?? 0) / Float(largest)
      let small = numbers.map { number in
        let steps = scale > 0 ? Int((number / scale).rounded()) : 0
        return max(-largest, min(steps, largest))
      }
      // cell: end
      scales.append(scale)
      bytes += Self.packed(small, bits: bits)
    }
    self.bytes = bytes
    self.scales = scales
  }

  /// The whole numbers of a row.
  public func numbers(ofRow row: Int) -> [Int] {
    let length = Self.byteCount(columns, bits: bits)
    return Self.unpacked(bytes[row * length..<(row + 1) * length], count: columns, bits: bits)
  }

  /// The values of a row: numbers times scale.
  public func values(ofRow row: Int) -> [Float] { numbers(ofRow: row).map { Float($0) * scales[row] } }

  /// The values of all rows, `[rows, columns]`.
  ///
  /// With 8 bits the tensor carries the bytes too, and products of a single row read those.
  public var dequantized: Tensor {
    let tensor = Tensor((0..<rows).flatMap(values(ofRow:)), shape: [rows, columns])
    guard bits == 8 else { return tensor }
    return tensor.withBytes(ByteMatrix(rows: rows, columns: columns, bytes: bytes, scales: scales))
  }

  /// How many bytes it needs, the scales included.
  public var byteCount: Int { bytes.count + scales.count * MemoryLayout<Float>.size }

  /// How far each value of a row lies from the number that it stands for.
  ///
  /// - Parameter original: the matrix that was made small.
  /// - Returns: value minus original, one for each column; between minus half a scale and half a scale.
  public func errors(ofRow row: Int, from original: Tensor) -> [Float] {
    require(original.shape == [rows, columns], "shape \(original.shape) is not [\(rows), \(columns)]")
    return zip(values(ofRow: row), original.slice(row..<row + 1, along: 0).values).map { $0 - $1 }
  }
}

// MARK: packing

extension QuantizedMatrix {
  private static func byteCount(_ count: Int, bits: Int) -> Int { (count * bits + 7) / 8 }

  private static func packed(_ numbers: [Int], bits: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: byteCount(numbers.count, bits: bits))
    for (i, number) in numbers.enumerated() {
      let (pattern, place) = (number & (1 << bits - 1), i * bits)
      bytes[place / 8] |= UInt8(truncatingIfNeeded: pattern << (place % 8))
      let rest = pattern >> (8 - place % 8)  // what did not fit into this byte
      if rest > 0 { bytes[place / 8 + 1] |= UInt8(rest) }
    }
    return bytes
  }

  private static func unpacked(_ bytes: ArraySlice<UInt8>, count: Int, bits: Int) -> [Int] {
    (0..<count).map { i in
      let (place, first) = (i * bits, bytes.startIndex + i * bits / 8)
      let next = first + 1 < bytes.endIndex ? Int(bytes[first + 1]) << 8 : 0
      let pattern = (Int(bytes[first]) | next) >> (place % 8) & (1 << bits - 1)
      return pattern >> (bits - 1) == 0 ? pattern : pattern - 1 << bits
    }
  }
}
