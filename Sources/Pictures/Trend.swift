// A curve in one line: its start, its course as characters that stand lower or higher, its end, and its extremes.
// Many values share a character, which shows their mean. Values that are not finite leave a gap.

/// A series in one line.
public struct Trend: Picture {
  /// One computed sentence that says what to see.
  public let caption: String
  let name: String
  let values: [Double]
  let digits: Int

  /// Declares a trend.
  ///
  /// - Parameters:
  ///   - name: of the measured quantity.
  ///   - values: at equal distances.
  ///   - unit: of the values.
  ///   - digits: decimals of the numbers.
  public init<Number: BinaryFloatingPoint>(
    _ name: String, _ values: [Number], unit: String? = nil, digits: Int = 2, caption: String
  ) {
    self.name = (name + (unit.map { " (\($0))" } ?? "")).printable
    self.values = values.map { Double($0) }
    self.digits = digits
    self.caption = caption
  }

  /// From low to high, as they stand on the line.
  private static let heights: [Character] = ["_", ".", "-", "*", "'"]
  private static let mostCells = 60

  /// Start, course, end, and the extremes; in words where there is no room.
  public func drawing(width: Int) -> [String] {
    guard let facts else { return wordLines(width) }
    let head = "  " + name + "  " + facts.first + " "
    let tail = " " + facts.last + "  (min \(facts.least), max \(facts.most))"
    let room = min(Self.mostCells, values.count, width - head.width - tail.width)
    guard room >= min(8, values.count) else { return wordLines(width) }
    return [head + course(room) + tail]
  }

  /// The numbers without the course.
  public var words: [String] {
    guard let facts else { return ["\(name): no values."] }
    return ["\(name): from \(facts.first) to \(facts.last), lowest \(facts.least), highest \(facts.most)."]
  }

  private var facts: (first: String, last: String, least: String, most: String)? {
    let seen = values.filter(\.isFinite)
    guard let first = seen.first, let last = seen.last, let least = seen.min(), let most = seen.max() else {
      return nil
    }
    return (first.fixed(digits), last.fixed(digits), least.fixed(digits), most.fixed(digits))
  }

  private func course(_ cells: Int) -> String {
    let means = (0..<cells).map { cell in
      mean(values[(cell * values.count / cells)..<((cell + 1) * values.count / cells)].filter(\.isFinite))
    }
    let seen = means.compactMap { $0 }
    guard let low = seen.min(), let high = seen.max() else { return "" }
    return String(
      means.map { mean -> Character in
        guard let mean else { return " " }
        let fraction = high > low ? (mean / 2 - low / 2) / (high / 2 - low / 2) : 0.5
        return Self.heights[min(4, Int(fraction * 5 + 1e-9))]
      })
  }
}
