// How much of a difference may be chance.

import Basics

/// How far the mean of so many numbers lies from the true one, as a rule.
///
/// - Precondition: there are two numbers at least.
public func standardError(_ values: [Double]) -> Double {
  let middle = mean(values)
  let variance = mean(values.map { ($0 - middle) * ($0 - middle) })
  return (variance / Double(values.count - 1)).squareRoot()
}

/// The 95 % interval of a share that was counted in so many cases.
///
/// Source: Wilson 1927, "Probable Inference".
///
/// - Precondition: there is one case at least.
public func interval(ofShare share: Double, in cases: Int) -> ClosedRange<Double> {
  let (n, z) = (Double(cases), 1.96)
  let centre = (share + z * z / (2 * n)) / (1 + z * z / n)
  let half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
  return max(0, centre - half)...min(1, centre + half)
}
