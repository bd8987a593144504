// Labelled horizontal bars with their values. All bars start at zero: to the right `=`, below zero to the left
// `-`. A value that is not finite is written and has no bar.

import Basics

/// Values side by side, drawn as bars.
public struct BarChart: Picture {
  /// One computed sentence that says what to see.
  public let caption: String
  let title: String
  let bars: [(label: String, value: Double)]
  let digits: Int

  /// Declares a chart.
  ///
  /// - Parameters:
  ///   - title: the name of the values, with their unit.
  ///   - bars: from top to bottom.
  ///   - digits: decimals of the values.
  public init<Number: BinaryFloatingPoint>(
    _ title: String, _ bars: [(label: String, value: Number)], digits: Int = 2, caption: String
  ) {
    self.title = title.printable
    self.digits = digits
    self.caption = caption
    self.bars = bars.map { ($0.label.printable, Double($0.value)) }
  }

  /// The bars; where there is no room for them, the numbers in words.
  public func drawing(width: Int) -> [String] {
    let values = bars.map(valueText)
    let valueWidth = values.map(\.count).max() ?? 0
    let labelWidth = min(width / 3, bars.map(\.label.width).max() ?? 0)
    let room = width - labelWidth - valueWidth - 6
    guard room >= 8 else { return wordLines(width) }
    return wrap(title, width: width, indent: "  ")
      + zip(bars, values).map { bar, value in
        let head = "  " + bar.label.left(labelWidth) + "  " + value.right(valueWidth)
        return (head + "  " + drawn(bar.value, room)).trimmedEnd
      }
  }

  /// Each label with its value.
  public var words: [String] {
    [title + ": " + zip(bars, bars.map(valueText)).map { "\($0.label) \($1)" }.joined(separator: ", ") + "."]
  }

  private func valueText(_ bar: (label: String, value: Double)) -> String { bar.value.fixed(digits) }

  /// One bar; the room is shared between the two sides of zero as the values need it.
  private func drawn(_ value: Double, _ room: Int) -> String {
    let finite = bars.map(\.value).filter(\.isFinite)
    let (low, high) = (min(0, finite.min() ?? 0), max(0, finite.max() ?? 0))
    let halfSpan = high / 2 - low / 2  // the whole span could overflow
    guard value.isFinite, halfSpan > 0 else { return "" }
    let length = { (part: Double) in Int((part / 2 / halfSpan * Double(room)).rounded()) }
    let below = min(room, length(-low))
    if value < 0 {
      let count = min(below, length(-value))
      return String(repeating: " ", count: below - count) + String(repeating: "-", count: count)
    }
    let count = min(room - below, length(value))
    return String(repeating: " ", count: below) + String(repeating: "=", count: count)
  }
}
