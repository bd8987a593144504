// Work on one row of numbers, sixteen at a time: the loops under softmax, sums, norms and optimisers.

import Basics

/// Work on one row of numbers.
enum RowKernel {
  /// The largest number of the row.
  static func maximum(_ x: UnsafePointer<Float>, _ count: Int) -> Float {
    var result = Vector(repeating: -.infinity)
    forEachVector(count) { at, width in
      let next = x[at, width, filler: -.infinity]
      result.replace(with: next, where: result .< next)
    }
    return result.largest
  }

  /// y = factor e^(scale (x - shift)); returns the sum of y.
  ///
  /// The shift is taken off first: between large numbers the difference is exact, but a product is rounded.
  @discardableResult
  static func exponentials(
    _ x: UnsafePointer<Float>, minus shift: Float, scale: Float = 1, times factor: Float = 1,
    into y: UnsafeMutablePointer<Float>, _ count: Int
  ) -> Float {
    var sum = Vector(repeating: 0)
    forEachVector(count) { at, width in
      let e = VectorMath.exp((x[at, width, filler: -.infinity] - shift) * scale) * factor
      sum += e
      y[at, width] = e
    }
    return sum.total
  }

  /// The sum of e^(x - shift), without keeping the terms.
  static func sumOfExponentials(_ x: UnsafePointer<Float>, minus shift: Float, _ count: Int) -> Float {
    var sum = Vector(repeating: 0)
    forEachVector(count) { at, width in sum += VectorMath.exp(x[at, width, filler: -.infinity] - shift) }
    return sum.total
  }

  /// y = factor x.
  static func scale(
    _ x: UnsafePointer<Float>, by factor: Float, into y: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    forEachVector(count) { at, width in y[at, width] = x[at, width] * factor }
  }

  /// How many numbers are added one after another, at most; a longer sum is made of the sums of its parts.
  ///
  /// A float32 that has reached 2^24 no longer grows by adding 1, and all digits suffer long before.
  private static let longestRun = 1 << 16

  /// The sum of the row.
  static func sum(_ x: UnsafePointer<Float>, _ count: Int) -> Float {
    guard count <= 16 * longestRun else {
      let half = count / 2
      return self.sum(x, half) + self.sum(x + half, count - half)
    }
    var sum = Vector(repeating: 0)
    forEachVector(count) { at, width in sum += x[at, width] }
    return sum.total
  }

  /// The sum of a times b.
  static func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Float {
    guard count <= 16 * longestRun else {
      let half = count / 2
      return dot(a, b, half) + dot(a + half, b + half, count - half)
    }
    var sum = Vector(repeating: 0)
    forEachVector(count) { at, width in sum = sum.addingProduct(a[at, width], b[at, width]) }
    return sum.total
  }

  /// y += factor x.
  static func add(
    _ x: UnsafePointer<Float>, times factor: Float, to y: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    let scale = Vector(repeating: factor)
    forEachVector(count) { at, width in
      y[at, width] = y[at, width].addingProduct(x[at, width], scale)
    }
  }

  /// dx = scale p (dp - mean), the gradient of a softmax whose weights are p.
  static func softmaxGradient(
    _ p: UnsafePointer<Float>, _ dp: UnsafePointer<Float>, mean: Float, scale: Float,
    into dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    let (m, s) = (Vector(repeating: mean), Vector(repeating: scale))
    forEachVector(count) { at, width in
      dx[at, width] = p[at, width] * s * (dp[at, width] - m)
    }
  }

  /// y = x - ln of the sum of e^x.
  ///
  /// The largest number is taken off first, and the rest after it: added up before, they would be rounded.
  static func logSoftmax(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, _ count: Int) {
    let shift = maximum(x, count)
    let rest = log(sumOfExponentials(x, minus: shift, count))
    forEachVector(count) { at, width in y[at, width] = x[at, width] - shift - rest }
  }

  /// sums[j] += the sum of column j, from the first row to the last.
  ///
  /// Each thread has columns of its own.
  static func addColumnSums(
    _ x: UnsafePointer<Float>, rows: Int, columns: Int, to sums: UnsafeMutablePointer<Float>
  ) {
    Workers.slices(of: columns, grain: 16, cost: rows) { slice in
      forEachVector(slice.count) { offset, width in
        let at = slice.lowerBound + offset
        var sum = sums[at, width]
        for first in stride(from: 0, to: rows, by: longestRun) {
          var part = first == 0 ? sum : Vector(repeating: 0)
          for row in first..<min(rows, first + longestRun) { part += (x + row * columns)[at, width] }
          sum = first == 0 ? part : sum + part
        }
        sums[at, width] = sum
      }
    }
  }

  /// ln x, of one number.
  static func log(_ x: Float) -> Float { VectorMath.log(Vector(repeating: x))[0] }
}
