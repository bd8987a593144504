// exp, log, sin and cos of one number, from basic operations only: the same digits on every system.
// Used where few are needed: schedules, positions, random numbers. Errors: about 1e-15 relative (sin, cos: absolute).

/// Mathematics of one number that gives the same digits everywhere.
public enum PortableMath {
  private static let ln2High = 0x1.62e42feep-1
  private static let ln2Low = 0x1.a39ef35793c76p-33

  /// e^x: x = n ln 2 + r, and the series of e^r.
  public static func exp(_ x: Double) -> Double {
    guard x > -700 else { return 0 }
    guard x < 709 else { return x.isNaN ? x : .infinity }
    let n = (x / 0.6931471805599453).rounded()
    let r = x - n * ln2High - n * ln2Low
    let series = (1...15).reversed().reduce(1.0) { sum, k in 1 + sum * r / Double(k) }
    return Double(sign: .plus, exponent: Int(n), significand: series)
  }

  /// ln x: x = 2^n m with m near 1, and the series of 2 artanh((m - 1) / (m + 1)).
  public static func log(_ x: Double) -> Double {
    guard x > 0, x.isFinite else { return x == 0 ? -.infinity : (x == .infinity ? x : .nan) }
    let isLarge = x.significand > 1.4142135623730951
    let n = Double(x.exponent) + (isLarge ? 1 : 0)
    let m = isLarge ? x.significand / 2 : x.significand
    let s = (m - 1) / (m + 1)
    let series = (0...12).reversed().reduce(0.0) { sum, k in sum * s * s + 2 / Double(2 * k + 1) }
    return n * ln2High + (n * ln2Low + series * s)
  }

  /// sin x, for |x| up to a few million.
  public static func sin(_ x: Double) -> Double { turn(x).sine }
  /// cos x, for |x| up to a few million.
  public static func cos(_ x: Double) -> Double { turn(x).cosine }

  /// Both at once: x = n pi/2 + r, the series for r, exchanged by quarter turns.
  private static func turn(_ x: Double) -> (sine: Double, cosine: Double) {
    let n = (x / (Double.pi / 2)).rounded()
    let r = (x - n * 0x1.921fb544p0) - n * 0x1.0b4611a626331p-34
    let sine = r * series(r * r, from: 3)
    let cosine = series(r * r, from: 2)
    switch Int(n) & 3 {
    case 0: return (sine, cosine)
    case 1: return (cosine, -sine)
    case 2: return (-sine, -cosine)
    default: return (-cosine, sine)
    }
  }

  /// 1 - q/((k-1) k) (1 - q/((k+1)(k+2)) (1 - ...)).
  private static func series(_ q: Double, from first: Int) -> Double {
    stride(from: first + 18, through: first, by: -2)
      .reduce(1.0) { sum, k in 1 - sum * q / Double((k - 1) * k) }
  }
}
