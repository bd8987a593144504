// Products of one row with a matrix of bytes: whole numbers from -127 to 127, each row with a scale of its own.
// A model that writes one token after another reads every weight once for each; a quarter of the bytes to read is what
// makes it faster. 64 bytes are loaded as 16 words, and each quarter of the words becomes 16 floats without leaving the
// registers: its bits, put behind the exponent of 2^23, are that number plus 2^23.
// Leaves out: several rows at once (there the multiplications count, not the bytes), and fewer bits than 8.

import Basics

/// A matrix of bytes somewhere in memory: `rows` of `columns` numbers, one row after another.
struct ByteView {
  let bytes: UnsafePointer<UInt8>
  let scales: UnsafePointer<Float>
  let rows: Int
  let columns: Int
}

private typealias Words = SIMD16<UInt32>

/// 64 signed bytes; 128 is added to each, so that none is negative.
@inline(__always)
private func words(_ from: UnsafePointer<UInt8>) -> Words {
  UnsafeRawPointer(from).loadUnaligned(as: Words.self) ^ Words(repeating: 0x8080_8080)
}

/// Of 64 bytes the numbers i, 4 + i, 8 + i, ...
@inline(__always)
private func quarter(_ words: Words, _ i: UInt32) -> Vector {
  let bits = (words &>> Words(repeating: 8 * i)) & Words(repeating: 0xFF) | Words(repeating: 0x4B00_0000)
  return unsafeBitCast(bits, to: Vector.self) - Vector(repeating: 0x1p23 + 128)
}

/// Adds 64 bytes times a number to 64 sums.
@inline(__always)
private func add(
  _ words: Words, times scale: Vector, to a: inout Vector, _ b: inout Vector, _ c: inout Vector,
  _ d: inout Vector
) {
  a = a.addingProduct(scale, quarter(words, 0))
  b = b.addingProduct(scale, quarter(words, 1))
  c = c.addingProduct(scale, quarter(words, 2))
  d = d.addingProduct(scale, quarter(words, 3))
}

enum ByteKernel {
  /// y = x B.
  ///
  /// - Parameters:
  ///   - x: `[rows]`.
  ///   - y: `[columns]`.
  static func multiply(_ x: UnsafePointer<Float>, _ b: ByteView, into y: UnsafeMutablePointer<Float>) {
    let scaled = UnsafeMutablePointer<Float>.allocate(capacity: b.rows)
    defer { scaled.deallocate() }
    for k in 0..<b.rows { scaled[k] = x[k] * b.scales[k] }
    Workers.slices(of: b.columns, grain: 64, cost: 2 * b.rows) { slice in
      let whole = slice.lowerBound..<slice.lowerBound + slice.count / 64 * 64
      if !whole.isEmpty { multiplyBlocks(scaled, b, whole, into: y) }
      for column in whole.upperBound..<slice.upperBound {
        var sum: Float = 0
        for k in 0..<b.rows { sum = sum.addingProduct(scaled[k], value(b, k, column)) }
        y[column] = sum
      }
    }
  }

  /// y = x Bᵀ.
  ///
  /// - Parameters:
  ///   - x: `[columns]`.
  ///   - y: `[rows]`.
  static func multiplyTransposed(
    _ x: UnsafePointer<Float>, _ b: ByteView, into y: UnsafeMutablePointer<Float>
  ) {
    let ordered = UnsafeMutablePointer<Float>.allocate(capacity: b.columns)
    defer { ordered.deallocate() }
    let whole = b.columns / 64 * 64
    for k in 0..<whole { ordered[place(k)] = x[k] }
    for k in whole..<b.columns { ordered[k] = x[k] }
    Workers.slices(of: b.rows, cost: 2 * b.columns) { slice in
      for row in slice {
        var sum = dot(ordered, b.bytes + row * b.columns, whole)
        for k in whole..<b.columns { sum = sum.addingProduct(ordered[k], value(b, row, k)) }
        y[row] = sum * b.scales[row]
      }
    }
  }

  @inline(__always)
  private static func value(_ b: ByteView, _ row: Int, _ column: Int) -> Float {
    Float(Int8(bitPattern: b.bytes[row * b.columns + column]))
  }

  /// Where number k stands when each block of 64 is ordered as `quarter` gives it.
  @inline(__always)
  private static func place(_ k: Int) -> Int { k & ~63 | (k & 3) << 4 | (k & 63) >> 2 }

  /// Columns in whole blocks of 64: four rows of B at a time, in the order in which they lie in memory.
  @inline(never)
  private static func multiplyBlocks(
    _ x: UnsafePointer<Float>, _ b: ByteView, _ columns: Range<Int>, into y: UnsafeMutablePointer<Float>
  ) {
    let sums = UnsafeMutablePointer<Float>.allocate(capacity: columns.count)
    defer { sums.deallocate() }
    sums.update(repeating: 0, count: columns.count)
    var k = 0
    while k + 4 <= b.rows {
      addFourRows(x + k, b.bytes + k * b.columns + columns.lowerBound, b.columns, to: sums, columns.count)
      k += 4
    }
    while k < b.rows {
      for j in 0..<columns.count {
        sums[place(j)] = sums[place(j)].addingProduct(x[k], value(b, k, columns.lowerBound + j))
      }
      k += 1
    }
    for j in 0..<columns.count { y[columns.lowerBound + j] = sums[place(j)] }
  }

  @inline(__always)
  private static func addFourRows(
    _ x: UnsafePointer<Float>, _ bytes: UnsafePointer<UInt8>, _ stride: Int,
    to sums: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    let scales = (
      Vector(repeating: x[0]), Vector(repeating: x[1]), Vector(repeating: x[2]), Vector(repeating: x[3])
    )
    for block in Swift.stride(from: 0, to: count, by: 64) {
      let (from, to) = (bytes + block, sums + block)
      var (a, b, c, d) = (to.vector(at: 0), to.vector(at: 16), to.vector(at: 32), to.vector(at: 48))
      add(words(from), times: scales.0, to: &a, &b, &c, &d)
      add(words(from + stride), times: scales.1, to: &a, &b, &c, &d)
      add(words(from + 2 * stride), times: scales.2, to: &a, &b, &c, &d)
      add(words(from + 3 * stride), times: scales.3, to: &a, &b, &c, &d)
      to.store(a, at: 0)
      to.store(b, at: 16)
      to.store(c, at: 32)
      to.store(d, at: 48)
    }
  }

  /// The sum of x times bytes over `count` numbers, a multiple of 64; x is ordered as `place` says.
  @inline(__always)
  private static func dot(_ x: UnsafePointer<Float>, _ bytes: UnsafePointer<UInt8>, _ count: Int) -> Float {
    var (a, b, c, d) = (Vector(), Vector(), Vector(), Vector())
    for block in Swift.stride(from: 0, to: count, by: 64) {
      let w = words(bytes + block)
      a = a.addingProduct(x.vector(at: block), quarter(w, 0))
      b = b.addingProduct(x.vector(at: block + 16), quarter(w, 1))
      c = c.addingProduct(x.vector(at: block + 32), quarter(w, 2))
      d = d.addingProduct(x.vector(at: block + 48), quarter(w, 3))
    }
    return ((a + b) + (c + d)).total
  }
}
