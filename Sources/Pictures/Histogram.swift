// How often values fall into each of a few ranges of equal width, drawn as bars. A range holds its lower end and not
// its upper one, except the last, which holds both. The ends are round numbers; whole numbers get ranges of
// whole numbers, both ends included.

import Basics
import Foundation

/// Values counted in bins.
public struct Histogram: Picture {
  /// A range of values and how many of them lie in it.
  struct Bin {
    let label: String
    let low: Double
    let high: Double
    var count = 0
  }

  /// One computed sentence that says what to see.
  public let caption: String
  let title: String
  let bins: [Bin]
  let notes: [String]

  /// Counts values.
  ///
  /// - Parameters:
  ///   - title: what the values are.
  ///   - unit: of the values.
  ///   - bins: most ranges, at least 2; their ends are round numbers, so there may be fewer.
  ///   - range: from the first bin to the last; else from the lowest value to the highest.
  ///   - caption: one computed sentence that says what to see.
  public init<Number: BinaryFloatingPoint>(
    _ title: String, _ values: [Number], unit: String? = nil, bins: Int = 10,
    range: ClosedRange<Double>? = nil,
    caption: String
  ) {
    (self.title, self.caption) = ((title + (unit.map { " (\($0))" } ?? "")).printable, caption)
    let finite = values.map { Double($0) }.filter(\.isFinite)
    let (low, high) = (range?.lowerBound ?? finite.min() ?? 0, range?.upperBound ?? finite.max() ?? 0)
    let inside = finite.filter { low <= $0 && $0 <= high }
    self.bins = inside.isEmpty ? [] : Self.counted(inside, low, high, max(1, bins))
    let hidden = values.count - inside.count
    notes =
      hidden == 0 ? [] : ["\(hidden) of \(values.count) values not counted: not finite, or out of range."]
  }

  private static func counted(_ values: [Double], _ low: Double, _ high: Double, _ most: Int) -> [Bin] {
    let isWhole = (values + [low, high]).allSatisfy { $0 == $0.rounded() && $0.magnitude < 1e9 }
    guard let step = step(low, high, most, isWhole: isWhole) else {
      return [
        Bin(
          label: low == high ? low.brief : "\(low.brief) to \(high.brief)", low: low, high: high,
          count: values.count)
      ]
    }
    let start = (low / step + 1e-9).rounded(.down)
    let steps = high / step - start  // whole if the highest value is an edge
    let count = max(1, Int(isWhole ? steps.rounded(.down) + 1 : (steps - 1e-9).rounded(.up)))
    let digits = isWhole ? 0 : min(9, max(0, Int((-log10(step) + 0.999).rounded(.down))))
    var bins = (0..<count).map { place in
      let (from, to) = (
        (start + Double(place)) * step, (start + Double(place + 1)) * step - (isWhole ? 1 : 0)
      )
      let label = from == to ? from.fixed(digits) : "\(from.fixed(digits)) to \(to.fixed(digits))"
      return Bin(label: label, low: from, high: to)
    }
    for value in values {
      let place = Int((value / step - start + 1e-9).rounded(.down))
      bins[min(count - 1, max(0, place))].count += 1
    }
    return bins
  }

  /// The smallest round width that leads to no more than so many bins, such as 0.1, 0.2, 0.5, 1, 2, 5.
  ///
  /// - Returns: nil if the values are all the same, or too large or too close together.
  private static func step(_ low: Double, _ high: Double, _ most: Int, isWhole: Bool) -> Double? {
    let size = max(low.magnitude, high.magnitude)
    if isWhole && low == high { return 1 }
    guard size < 1e12, high - low > 1e-6 * size, high - low > 1e-8 else { return nil }
    for power in (isWhole ? 0 : -9)...12 {
      for factor in [1.0, 2, 5] {
        let step = power < 0 ? factor / pow(10, Double(-power)) : factor * pow(10, Double(power))
        let bins = (high / step).rounded(.down) - (low / step).rounded(.down) + 1
        let isEdge = !isWhole && high / step == (high / step).rounded()
        if bins - (isEdge ? 1 : 0) <= Double(max(2, most)) { return step }
      }
    }
    return nil
  }

  /// The bins with counts and bars.
  public func drawing(width: Int) -> [String] {
    let chart = BarChart(
      title, bins.map { (label: $0.label, value: Double($0.count)) }, digits: 0, caption: "")
    guard !bins.isEmpty, width >= 20 else { return wordLines(width) }
    return chart.drawing(width: width) + notes.flatMap { wrap($0, width: width, indent: "  ") }
  }

  /// Each range with its count.
  public var words: [String] {
    if bins.isEmpty { return ["\(title): no values."] + notes }
    return [title + ": " + bins.map { "\($0.label): \($0.count)" }.joined(separator: ", ") + "."] + notes
  }
}
