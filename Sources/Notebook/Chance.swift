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
