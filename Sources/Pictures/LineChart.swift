// Curves drawn with characters, such as a loss over the steps of training. Many values share a column: the column
// shows their mean, and the chart says how much of the x axis a column stands for. Values that are not finite
// leave a gap, and the chart says how many. Neighbouring points are not joined: what is drawn was measured.

/// Points with a name: a curve of a line chart, or a class of a scatter plot.
public struct Series: Sendable {
  let name: String
  let points: [(x: Double, y: Double)]

  /// A curve through points, in any order.
  public init(_ name: String, _ points: [(x: Double, y: Double)]) {
    self.name = name.printable
    self.points = points
  }

  /// A curve of values at equal distances.
  ///
  /// - Parameters:
  ///   - start: x of the first value.
  ///   - stride: from one x to the next.
  public init<Number: BinaryFloatingPoint>(
    _ name: String, _ values: [Number], from start: Double = 0, by stride: Double = 1
  ) {
    let points = values.enumerated().map { (x: start + Double($0) * stride, y: Double($1)) }
    self.init(name, points)
  }
}

/// A horizontal line with a name, such as the loss of a model that knows nothing.
public struct Reference: Sendable {
  let name: String
  let value: Double

  /// Names a value of the y axis.
  public init(_ name: String, _ value: some BinaryFloatingPoint) {
    self.name = name.printable
    self.value = Double(value)
  }
}

/// Curves over a common x axis.
public struct LineChart: Picture {
  /// One computed sentence that says what to see.
  public let caption: String
  let x: Axis
  let y: Axis
  let series: [Series]
  let references: [Reference]
  let height: Int

  /// The symbols of the curves, in order; `&` stands where curves meet.
  static let symbols: [Character] = ["*", "o", "x", "+", "#", "@"]

  /// Declares a chart.
  ///
  /// - Parameters:
  ///   - series: at most six curves.
  ///   - references: horizontal lines; the y axis reaches all of them.
  ///   - height: rows of the plot, at least as many as references.
  public init(
    x: Axis, y: Axis, _ series: [Series], references: [Reference] = [], height: Int = 10, caption: String
  ) {
    precondition(series.count <= Self.symbols.count, "\(series.count) curves, at most \(Self.symbols.count)")
    self.x = x
    self.y = y
    self.series = series
    self.references = references.filter { y.shows($0.value) }
    self.caption = caption
    self.height = max(2, height, self.references.count)
  }

  /// The drawing; in fewer than 40 columns, or without a value to draw, the numbers in words.
  public func drawing(width: Int) -> [String] {
    guard width >= 40, let layout = LineChartLayout.fitted(self, width: width) else {
      return wordLines(width)
    }
    return layout.lines
  }

  /// Five values of each curve, its extremes, and the references.
  public var words: [String] {
    series.map(words(for:)) + references.map { "\($0.name): \($0.value.short)." } + notes
  }

  private func words(for curve: Series) -> String {
    let points = curve.points.filter(shows)
    guard let least = points.min(by: { $0.y < $1.y }), let most = points.max(by: { $0.y < $1.y }) else {
      return "\(curve.name): no values."
    }
    let chosen = points.count <= 5 ? Array(points.indices) : (0...4).map { $0 * (points.count - 1) / 4 }
    let values = chosen.map { "\(points[$0].y.brief) at \(points[$0].x.brief)" }
    let name = series.count > 1 ? curve.name + ", " : ""
    return "\(name)\(y.title) by \(x.title): \(values.joined(separator: ", "))."
      + " Lowest \(least.y.brief) at \(least.x.brief), highest \(most.y.brief) at \(most.x.brief)."
  }

  func shows(_ point: (x: Double, y: Double)) -> Bool { x.shows(point.x) && y.shows(point.y) }

  /// The number of values that could not be drawn, if any.
  var notes: [String] {
    let all = series.flatMap(\.points)
    let hidden = all.count { !shows($0) }
    if hidden == 0 { return [] }
    let isLogarithmic = x.scale == .logarithmic || y.scale == .logarithmic
    let reason = isLogarithmic ? "not finite, or not above 0 on a log scale" : "not finite"
    return ["\(hidden) of \(all.count) values not drawn: \(reason)."]
  }
}
