// The counts of values in a few bins of equal width, drawn as bars. A bin holds its lower end and not its
// upper one, except the last, which holds both. The ends are round numbers.

import Basics

/// Values counted in bins.
public struct Histogram: Picture {
  /// One computed sentence that says what to see.
  public let caption: String
  let title: String
  let bins: [(label: String, count: Int)]
  let notes: [String]

  /// Counts values.
  ///
  /// - Parameters:
  ///   - title: the name of the values, with their unit.
  ///   - bins: at most so many, at least 2; their ends are round numbers, so there may be fewer.
  ///   - range: from the first bin to the last; values beyond it are left out.
  /// - Precondition: the range is not empty, and has ends that differ in their first six digits.
  public init<Number: BinaryFloatingPoint>(
    _ title: String, _ values: [Number], bins: Int, range: ClosedRange<Double>, caption: String
  ) {
    let size = max(range.lowerBound.magnitude, range.upperBound.magnitude)
    precondition(range.upperBound - range.lowerBound > 1e-6 * size && bins > 1, "no bins in \(range)")
    self.title = title.printable
    self.caption = caption
    let inside = values.map { Double($0) }.filter(range.contains)
    self.bins = inside.isEmpty ? [] : Self.counted(inside, range.lowerBound, range.upperBound, bins)
    let hidden = values.count - inside.count
    notes =
      hidden == 0 ? [] : ["\(hidden) of \(values.count) values not counted: not finite, or out of range."]
  }

  private static func counted(
    _ values: [Double], _ low: Double, _ high: Double, _ most: Int
  ) -> [(label: String, count: Int)] {
    let step = step(low, high, most)
    let start = (low / step + 1e-9).rounded(.down)
    let ends = start...max(start + 1, (high / step - 1e-9).rounded(.up))
    var counts = [Int](repeating: 0, count: Int(ends.upperBound - ends.lowerBound))
    for value in values {
      let place = Int((value / step - start + 1e-9).rounded(.down))
      counts[min(counts.count - 1, max(0, place))] += 1
    }
    let digits = decimals(of: step)
    return counts.enumerated().map { place, count in
      let low = start + Double(place)
      return ("\((low * step).fixed(digits)) to \(((low + 1) * step).fixed(digits))", count)
    }
  }

  /// The smallest round width that leads to no more than so many bins, such as 0.1, 0.2, 0.5, 1, 2, 5.
  private static func step(_ low: Double, _ high: Double, _ most: Int) -> Double {
    var step = roundStep((high - low) / Double(most))
    while (high / step - 1e-9).rounded(.up) - (low / step + 1e-9).rounded(.down) > Double(most) {
      step = roundStep(1.5 * step)
    }
    return step
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
