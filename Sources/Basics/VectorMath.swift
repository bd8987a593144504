// exp, log, tanh and their like, sixteen numbers at a time, from additions, multiplications and bit patterns only.
// The system's mathematics library gives other last digits on other systems; these give the same ones everywhere.
// Errors stay below 2 units in the last place (tanh near 0: 4e-7 relative).

/// Mathematics of sixteen numbers at once that gives the same digits everywhere.
public enum VectorMath {
  /// e^x.
  ///
  /// Writes x = n ln 2 + r with |r| < 0.35, sums the series of e^r, and adds n to the exponent's bits.
  @inlinable @inline(__always)
  public static func exp(_ x: Vector) -> Vector {
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
    let exponent = unsafeBitCast(shifted, to: SIMD16<UInt32>.self) &<< 23
    let result = unsafeBitCast(unsafeBitCast(series, to: SIMD16<UInt32>.self) &+ exponent, to: Vector.self)
    // Beyond the top it is infinite; and NaN, which is not below the top either, stays NaN.
    return result.replacing(with: 0, where: x .< low)
      .replacing(with: x * Vector(repeating: .infinity), where: .!(x .<= high))
  }

  /// ln x.
  ///
  /// Writes x = 2^n m with m near 1, and sums the series of 2 artanh((m - 1) / (m + 1)).
  @inlinable @inline(__always)
  public static func log(_ x: Vector) -> Vector {
    let tiny = x .< Vector(repeating: .leastNormalMagnitude)
    let scaled = x.replacing(with: x * Vector(repeating: 0x1p23), where: tiny)
    let bits = unsafeBitCast(scaled, to: SIMD16<UInt32>.self)
    let root = SIMD16<UInt32>(repeating: Float(0.70710678).bitPattern)
    let exponent = (bits &- root) &>> 23  // n, as a 9-bit number that wraps below zero
    let m = unsafeBitCast(bits &- (exponent &<< 23), to: Vector.self)
    let biased = (exponent &+ 256) & SIMD16<UInt32>(repeating: 511)
    var n = unsafeBitCast(biased | SIMD16<UInt32>(repeating: Float(0x1p23).bitPattern), to: Vector.self)
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
  @inlinable @inline(__always)
  public static func sigmoid(_ x: Vector) -> Vector { 1 / (1 + exp(-x)) }

  /// (e^2x - 1) / (e^2x + 1); near zero, where that would cancel, the series.
  @inlinable @inline(__always)
  public static func tanh(_ x: Vector) -> Vector {
    let far = 1 - 2 / (1 + exp(x + x))
    let square = x * x
    var near = Vector(repeating: 62 / 2835)
    near = Vector(repeating: -17 / 315).addingProduct(near, square)
    near = Vector(repeating: 2 / 15).addingProduct(near, square)
    near = Vector(repeating: -1 / 3).addingProduct(near, square)
    near = Vector(repeating: 1).addingProduct(near, square)
    return far.replacing(with: near * x, where: square .< Vector(repeating: 0.04))
  }
}
