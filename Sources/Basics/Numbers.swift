// Numbers as text, the same on every machine: no locale, a point for the decimals, commas between thousands.
// Follows the C formats %f and %g. Leaves out units: they stand in headers and labels.

import Foundation

extension BinaryFloatingPoint {
  /// The number with a fixed count of decimals; in scientific form from 1e15 on; never "-0.00".
  public func fixed(_ digits: Int) -> String {
    let value = Double(self)
    guard value.magnitude < 1e15 else { return value.brief }
    let text = String(format: "%.\(digits)f", value)
    let isZero = !text.contains { "123456789".contains($0) }
    return isZero && text.hasPrefix("-") ? String(text.dropFirst()) : text
  }

  /// The number with at most four significant digits and no trailing zeros: 0.002, 1234, 1.235e+06, nan.
  public var brief: String {
    let value = Double(self)
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    return value == 0 ? "0" : String(format: "%.4g", value)
  }

  /// The number with two decimals if it is from 0.01 to 1,000, else in its brief form.
  package var short: String { self == 0 || (0.01..<1000).contains(Double(magnitude)) ? fixed(2) : brief }
}

extension BinaryInteger {
  /// The number with a comma between thousands: 2,343.
  public var grouped: String {
    let digits = Array(String(magnitude))
    let marked = digits.indices.map { index in
      index > 0 && (digits.count - index) % 3 == 0 ? ",\(digits[index])" : "\(digits[index])"
    }
    return (self < 0 ? "-" : "") + marked.joined()
  }
}

/// A time as people write it: "0.4 s", "51 s", "2 min 05 s", "1 h 02 min".
public func durationText(_ seconds: Double) -> String {
  guard seconds.isFinite, seconds < 1e9 else { return "? s" }
  if seconds < 9.95 { return max(0, seconds).fixed(1) + " s" }
  let whole = Int(seconds.rounded())
  if whole < 60 { return "\(whole) s" }
  if whole < 3600 { return String(format: "%d min %02d s", whole / 60, whole % 60) }
  return String(format: "%d h %02d min", whole / 3600, whole % 3600 / 60)
}
