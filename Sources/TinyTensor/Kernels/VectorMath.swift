// exp, log, tanh and their like, sixteen numbers at a time, from additions, multiplications and bit patterns only.
// The system's mathematics library gives other last digits on other systems; these give the same ones everywhere.
// Errors stay below 2 units in the last place (tanh near 0: 4e-7 relative). Every function that a loop applies to
// single vectors stands in this file, beside the loop: from another file each vector would cost a call.

import Basics

typealias Vector = SIMD16<Float>
private typealias Bits = SIMD16<UInt32>

// MARK: vectors

@inline(__always)
private func larger(_ a: Vector, _ b: Vector) -> Vector { a.replacing(with: b, where: a .< b) }

/// e^x.
///
/// Writes x = n ln 2 + r with |r| < 0.35, sums the series of e^r, and adds n to the exponent's bits.
@inline(__always)
private func exponential(_ x: Vector) -> Vector {
  let (low, high) = (Vector(repeating: -87.33), Vector(repeating: 88.72))
  var inside = x.replacing(with: low, where: x .< low)
  inside.replace(with: high, where: inside .> high)
  let rounder = Vector(repeating: 0x1.8p23)  // adding it leaves no room for digits after the point
  let shifted = rounder.addingProduct(inside, Vector(repeating: 1.442695))
  let n = shifted - rounder
  var r = inside.addingProduct(n, Vector(repeating: -0.693145751953125))
  r = r.addingProduct(n, Vector(repeating: -1.428606765330187e-06))
  var series = Vector(repeating: 1 / 5040)
  series = Vector(repeating: 1 / 720).addingProduct(series, r)
  series = Vector(repeating: 1 / 120).addingProduct(series, r)
  series = Vector(repeating: 1 / 24).addingProduct(series, r)
  series = Vector(repeating: 1 / 6).addingProduct(series, r)
  series = Vector(repeating: 0.5).addingProduct(series, r)
  series = Vector(repeating: 1).addingProduct(series, r)
  series = Vector(repeating: 1).addingProduct(series, r)
  let exponent = unsafeBitCast(shifted, to: Bits.self) &<< 23
  let result = unsafeBitCast(unsafeBitCast(series, to: Bits.self) &+ exponent, to: Vector.self)
  // Beyond the top it is infinite; and NaN, which is not below the top either, stays NaN.
  return result.replacing(with: 0, where: x .< low)
    .replacing(with: x * Vector(repeating: .infinity), where: .!(x .<= high))
}

/// ln x.
///
/// Writes x = 2^n m with m near 1, and sums the series of 2 artanh((m - 1) / (m + 1)).
@inline(__always)
private func logarithm(_ x: Vector) -> Vector {
  let tiny = x .< Vector(repeating: .leastNormalMagnitude)
  let scaled = x.replacing(with: x * Vector(repeating: 0x1p23), where: tiny)
  let bits = unsafeBitCast(scaled, to: Bits.self)
  let root = Bits(repeating: Float(0.70710678).bitPattern)
  let exponent = (bits &- root) &>> 23  // n, as an 9-bit number that wraps below zero
  let m = unsafeBitCast(bits &- (exponent &<< 23), to: Vector.self)
  let biased = (exponent &+ 256) & Bits(repeating: 511)
  var n = unsafeBitCast(biased | Bits(repeating: Float(0x1p23).bitPattern), to: Vector.self)
  n -= Vector(repeating: 0x1p23 + 256)
  n.replace(with: n - 23, where: tiny)
  let s = (m - 1) / (m + 1)
  let square = s * s
  var series = Vector(repeating: 2 / 11)
  series = Vector(repeating: 2 / 9).addingProduct(series, square)
  series = Vector(repeating: 2 / 7).addingProduct(series, square)
  series = Vector(repeating: 2 / 5).addingProduct(series, square)
  series = Vector(repeating: 2 / 3).addingProduct(series, square)
  series = Vector(repeating: 2).addingProduct(series, square)
  let result = (n * Vector(repeating: 1.428606765330187e-06)).addingProduct(series, s)
    .addingProduct(n, Vector(repeating: 0.693145751953125))
  return result.replacing(with: -.infinity, where: x .== 0)
    .replacing(with: .nan, where: x .< 0)
    .replacing(with: x, where: x .== .infinity .| (x .!= x))
}

/// 1 / (1 + e^-x).
@inline(__always)
private func logistic(_ x: Vector) -> Vector { 1 / (1 + exponential(-x)) }

/// (e^2x - 1) / (e^2x + 1); near zero, where that would cancel, the series.
@inline(__always)
private func hyperbolicTangent(_ x: Vector) -> Vector {
  let far = 1 - 2 / (1 + exponential(x + x))
  let square = x * x
  var near = Vector(repeating: 62 / 2835)
  near = Vector(repeating: -17 / 315).addingProduct(near, square)
  near = Vector(repeating: 2 / 15).addingProduct(near, square)
  near = Vector(repeating: -1 / 3).addingProduct(near, square)
  near = Vector(repeating: 1).addingProduct(near, square)
  return far.replacing(with: near * x, where: square .< Vector(repeating: 0.04))
}

/// The sum of the 16 numbers, always in the same order.
@inline(__always)
private func total(_ v: Vector) -> Float {
  let eight = v.lowHalf + v.highHalf
  let four = eight.lowHalf + eight.highHalf
  let two = four.lowHalf + four.highHalf
  return two.x + two.y
}

@inline(__always)
private func largest(_ v: Vector) -> Float {
  let eight = v.lowHalf.replacing(with: v.highHalf, where: v.lowHalf .< v.highHalf)
  let four = eight.lowHalf.replacing(with: eight.highHalf, where: eight.lowHalf .< eight.highHalf)
  return Swift.max(Swift.max(four.x, four.y), Swift.max(four.z, four.w))
}

@inline(__always)
private func load(_ from: UnsafePointer<Float>) -> Vector {
  UnsafeRawPointer(from).loadUnaligned(as: Vector.self)
}

@inline(__always)
private func store(_ vector: Vector, _ to: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(to).storeBytes(of: vector, as: Vector.self)
}

/// The last `count` < 16 numbers of a row, the other lanes filled with `filler`.
@inline(__always)
private func loadTail(_ from: UnsafePointer<Float>, _ count: Int, filler: Float = 0) -> Vector {
  var vector = Vector(repeating: filler)
  for i in 0..<count { vector[i] = from[i] }
  return vector
}

@inline(__always)
private func storeTail(_ vector: Vector, _ to: UnsafeMutablePointer<Float>, _ count: Int) {
  for i in 0..<count { to[i] = vector[i] }
}

/// Applies `body` to each vector of a row: whole ones, then one that is partly filled.
@inline(__always)
private func forEachVector(_ count: Int, _ body: (_ at: Int, _ width: Int) -> Void) {
  var i = 0
  while i + 16 <= count {
    body(i, 16)
    i += 16
  }
  if i < count { body(i, count - i) }
}

@inline(__always)
private func read(_ from: UnsafePointer<Float>, _ at: Int, _ width: Int, filler: Float = 0) -> Vector {
  width == 16 ? load(from + at) : loadTail(from + at, width, filler: filler)
}

@inline(__always)
private func write(_ vector: Vector, _ to: UnsafeMutablePointer<Float>, _ at: Int, _ width: Int) {
  if width == 16 { store(vector, to + at) } else { storeTail(vector, to + at, width) }
}

// MARK: functions of one number

/// A function of one number and its slope, side by side.
protocol PointwiseFunction {
  /// f(x).
  static func value(_ x: Vector) -> Vector
  /// f'(x); y is f(x), since many slopes are shorter in terms of it.
  static func slope(_ x: Vector, _ y: Vector) -> Vector
}

/// max(x, 0).
enum ReLU: PointwiseFunction {
  @inline(__always) static func value(_ x: Vector) -> Vector { x.replacing(with: 0, where: x .< 0) }
  @inline(__always) static func slope(_ x: Vector, _ y: Vector) -> Vector {
    Vector(repeating: 0).replacing(with: 1, where: x .> 0)
  }
}

/// tanh x.
enum Tanh: PointwiseFunction {
  @inline(__always) static func value(_ x: Vector) -> Vector { hyperbolicTangent(x) }
  @inline(__always) static func slope(_ x: Vector, _ y: Vector) -> Vector { 1 - y * y }
}

/// 1 / (1 + e^-x).
enum Sigmoid: PointwiseFunction {
  @inline(__always) static func value(_ x: Vector) -> Vector { logistic(x) }
  @inline(__always) static func slope(_ x: Vector, _ y: Vector) -> Vector { y * (1 - y) }
}

/// x/2 (1 + tanh u) with u = sqrt(2/pi) (x + 0.044715 x^3), which is x sigmoid(2u).
///
/// Source: Hendrycks and Gimpel 2016, section 2; the tanh form is GPT-2's.
enum GELU: PointwiseFunction {
  @inline(__always) private static func gate(_ x: Vector) -> Vector {
    let cubic = Vector(repeating: 1.5957691).addingProduct(x * x, Vector(repeating: 0.071354814))
    return logistic(x * cubic)  // 2u = x (2 sqrt(2/pi) + 2 sqrt(2/pi) 0.044715 x^2)
  }
  @inline(__always) static func value(_ x: Vector) -> Vector { x * gate(x) }
  @inline(__always) static func slope(_ x: Vector, _ y: Vector) -> Vector {
    let g = gate(x)
    let inner = Vector(repeating: 1.5957691).addingProduct(x * x, Vector(repeating: 0.21406444))
    return g.addingProduct(x * inner, g * (1 - g))
  }
}

/// e^x.
enum Exp: PointwiseFunction {
  @inline(__always) static func value(_ x: Vector) -> Vector { exponential(x) }
  @inline(__always) static func slope(_ x: Vector, _ y: Vector) -> Vector { y }
}

/// ln x.
enum Log: PointwiseFunction {
  @inline(__always) static func value(_ x: Vector) -> Vector { logarithm(x) }
  @inline(__always) static func slope(_ x: Vector, _ y: Vector) -> Vector { 1 / x }
}

/// The square root of x.
enum SquareRoot: PointwiseFunction {
  @inline(__always) static func value(_ x: Vector) -> Vector { x.squareRoot() }
  @inline(__always) static func slope(_ x: Vector, _ y: Vector) -> Vector { 0.5 / y }
}

enum PointwiseKernel {
  /// y = f(x).
  @inline(__always)
  private static func map<F: PointwiseFunction>(
    _: F.Type, _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    forEachVector(count) { at, width in write(F.value(read(x, at, width)), y, at, width) }
  }

  /// dx = dy f'(x).
  @inline(__always)
  private static func mapGradient<F: PointwiseFunction>(
    _: F.Type, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    into dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    forEachVector(count) { at, width in
      let slope = F.slope(read(x, at, width), read(y, at, width))
      write(read(dy, at, width) * slope, dx, at, width)
    }
  }

  /// y = f(x), for the function that `operation` names.
  static func apply(
    _ operation: Operation, _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
  ) {
    switch operation {
    case .relu: map(ReLU.self, x, into: y, count)
    case .tanh: map(Tanh.self, x, into: y, count)
    case .sigmoid: map(Sigmoid.self, x, into: y, count)
    case .gelu: map(GELU.self, x, into: y, count)
    case .exp: map(Exp.self, x, into: y, count)
    case .log: map(Log.self, x, into: y, count)
    case .squareRoot: map(SquareRoot.self, x, into: y, count)
    default: stop("\(operation) is not a function of one number")
    }
  }

  /// y = a `operation` b, pair by pair.
  static func apply(
    _ operation: Operation, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>, count: Int
  ) {
    forEachVector(count) { at, width in
      let (left, right) = (read(a, at, width), read(b, at, width))
      let result =
        switch operation {
        case .add: left + right
        case .subtract: left - right
        case .multiply: left * right
        case .divide: left / right
        // NaN on either side is the result.
        case .minimum: left.replacing(with: right, where: right .< left .| (right .!= right))
        case .maximum: left.replacing(with: right, where: left .< right .| (right .!= right))
        default: stop("\(operation) is not a function of two numbers")
        }
      write(result, y, at, width)
    }
  }

  /// dx = dy f'(x), for the function that `operation` names.
  static func applyGradient(
    _ operation: Operation, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    into dx: UnsafeMutablePointer<Float>, count: Int
  ) {
    switch operation {
    case .relu: mapGradient(ReLU.self, x, y, dy, into: dx, count)
    case .tanh: mapGradient(Tanh.self, x, y, dy, into: dx, count)
    case .sigmoid: mapGradient(Sigmoid.self, x, y, dy, into: dx, count)
    case .gelu: mapGradient(GELU.self, x, y, dy, into: dx, count)
    case .exp: mapGradient(Exp.self, x, y, dy, into: dx, count)
    case .log: mapGradient(Log.self, x, y, dy, into: dx, count)
    case .squareRoot: mapGradient(SquareRoot.self, x, y, dy, into: dx, count)
    default: stop("\(operation) is not a function of one number")
    }
  }
}

// MARK: rows

/// Work on one row of numbers.
enum RowKernel {
  /// The largest number of the row.
  static func maximum(_ x: UnsafePointer<Float>, _ count: Int) -> Float {
    var result = Vector(repeating: -.infinity)
    forEachVector(count) { at, width in
      result = larger(result, read(x, at, width, filler: -.infinity))
    }
    return largest(result)
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
      let e = exponential((read(x, at, width, filler: -.infinity) - shift) * scale) * factor
      sum += e
      write(e, y, at, width)
    }
    return total(sum)
  }

  /// The sum of e^(x - shift), without keeping the terms.
  static func sumOfExponentials(_ x: UnsafePointer<Float>, minus shift: Float, _ count: Int) -> Float {
    var sum = Vector(repeating: 0)
    forEachVector(count) { at, width in sum += exponential(read(x, at, width, filler: -.infinity) - shift) }
    return total(sum)
  }

  /// y = factor x.
  static func scale(
    _ x: UnsafePointer<Float>, by factor: Float, into y: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    forEachVector(count) { at, width in write(read(x, at, width) * factor, y, at, width) }
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
    forEachVector(count) { at, width in sum += read(x, at, width) }
    return total(sum)
  }

  /// The sum of a times b.
  static func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Float {
    guard count <= 16 * longestRun else {
      let half = count / 2
      return dot(a, b, half) + dot(a + half, b + half, count - half)
    }
    var sum = Vector(repeating: 0)
    forEachVector(count) { at, width in sum = sum.addingProduct(read(a, at, width), read(b, at, width)) }
    return total(sum)
  }

  /// y += factor x.
  static func add(
    _ x: UnsafePointer<Float>, times factor: Float, to y: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    let scale = Vector(repeating: factor)
    forEachVector(count) { at, width in
      write(read(y, at, width).addingProduct(read(x, at, width), scale), y, at, width)
    }
  }

  /// dx = scale p (dp - mean), the gradient of a softmax whose weights are p.
  static func softmaxGradient(
    _ p: UnsafePointer<Float>, _ dp: UnsafePointer<Float>, mean: Float, scale: Float,
    into dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    let (m, s) = (Vector(repeating: mean), Vector(repeating: scale))
    forEachVector(count) { at, width in
      write(read(p, at, width) * s * (read(dp, at, width) - m), dx, at, width)
    }
  }

  /// y = x - ln of the sum of e^x.
  ///
  /// The largest number is taken off first, and the rest after it: added up before, they would be rounded.
  static func logSoftmax(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, _ count: Int) {
    let shift = maximum(x, count)
    let rest = log(sumOfExponentials(x, minus: shift, count))
    forEachVector(count) { at, width in write(read(x, at, width) - shift - rest, y, at, width) }
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
        var sum = read(sums, at, width)
        for first in stride(from: 0, to: rows, by: longestRun) {
          var part = first == 0 ? sum : Vector(repeating: 0)
          for row in first..<min(rows, first + longestRun) { part += read(x + row * columns, at, width) }
          sum = first == 0 ? part : sum + part
        }
        write(sum, sums, at, width)
      }
    }
  }

  /// ln x, of one number.
  static func log(_ x: Float) -> Float { logarithm(Vector(repeating: x))[0] }
}

// MARK: layer norm

enum NormKernel {
  /// y = (x - mean) scale weight + bias, with scale = 1 / sqrt(variance + epsilon); returns mean and scale.
  static func normalize(
    _ x: UnsafePointer<Float>, _ weight: UnsafePointer<Float>, _ bias: UnsafePointer<Float>, _ epsilon: Float,
    into y: UnsafeMutablePointer<Float>, _ count: Int
  ) -> (mean: Float, scale: Float) {
    let mean = RowKernel.sum(x, count) / Float(count)
    let middle = Vector(repeating: mean)
    var squares = Vector(repeating: 0)
    forEachVector(count) { at, width in
      let centred = read(x, at, width, filler: mean) - middle
      squares = squares.addingProduct(centred, centred)
    }
    let scale = 1 / (total(squares) / Float(count) + epsilon).squareRoot()
    forEachVector(count) { at, width in
      let normal = (read(x, at, width) - middle) * scale
      write(read(bias, at, width).addingProduct(normal, read(weight, at, width)), y, at, width)
    }
    return (mean, scale)
  }

  /// dx = scale (g - mean of g - n (mean of g n)) with n the normalized x and g = dy weight.
  ///
  /// Also dweight += dy n, dbias += dy.
  static func gradient(
    _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, _ weight: UnsafePointer<Float>, mean: Float,
    scale: Float,
    into dx: UnsafeMutablePointer<Float>, addingTo dweight: UnsafeMutablePointer<Float>,
    _ dbias: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    let middle = Vector(repeating: mean)
    var (sum, products) = (Vector(repeating: 0), Vector(repeating: 0))
    forEachVector(count) { at, width in
      let slope = read(dy, at, width)
      let normal = (read(x, at, width) - middle) * scale
      let inner = slope * read(weight, at, width)
      sum += inner
      products = products.addingProduct(inner, normal)
      write(read(dweight, at, width).addingProduct(slope, normal), dweight, at, width)
      write(read(dbias, at, width) + slope, dbias, at, width)
    }
    let (sumMean, productMean) = (total(sum) / Float(count), total(products) / Float(count))
    forEachVector(count) { at, width in
      let normal = (read(x, at, width) - middle) * scale
      let inner = read(dy, at, width) * read(weight, at, width)
      write((inner - sumMean - normal * productMean) * scale, dx, at, width)
    }
  }
}
