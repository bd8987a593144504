// Shares and averages, as pages report them.

/// A share as people read it: "87 %".
///
/// - Parameters:
///   - share: 0 to 1.
///   - digits: decimals.
public func percent(_ share: Double, digits: Int = 0) -> String { (100 * share).fixed(digits) + " %" }

/// A share in a column whose header says that it is in percent: "87".
///
/// - Parameter share: 0 to 1.
public func hundred(_ share: Double) -> String { (100 * share).fixed(0) }

/// The average of some numbers; 0 of none.
public func mean(_ values: some Collection<Double>) -> Double {
  values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
}
