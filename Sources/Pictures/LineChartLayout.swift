// The places of the characters of a line chart. The labels of the y axis need the spread of the column means, the
// means need the width of the plot, and that depends on the labels: so the layout starts with narrow labels and
// begins again when they turn out wider.

import Basics

struct LineChartLayout {
  private let chart: LineChart
  private let width: Int
  private let across: Span
  private let down: Span
  private let columns: [[Double?]]  // for each curve, the mean of the values in each column of the plot
  private let mostInColumn: Int
  private let labelWidth: Int
  private let sideWidth: Int

  /// Lays the chart out; nil if it has no value to draw.
  static func fitted(_ chart: LineChart, width: Int) -> LineChartLayout? {
    var labelWidth = 1
    while let layout = LineChartLayout(chart, width: width, labelWidth: labelWidth) {
      let needed = layout.labels.map(\.count).max() ?? 0
      if needed <= labelWidth { return layout }
      labelWidth = needed
    }
    return nil
  }

  private init?(_ chart: LineChart, width: Int, labelWidth: Int) {
    self.chart = chart
    self.width = width
    self.labelWidth = labelWidth
    sideWidth = min(
      width / 3,
      ([chart.x.title] + chart.references.map { "\($0.name) \($0.value.short)" }).map(\.width).max() ?? 0)
    let room = width - 2 - labelWidth - 2 - 2 - sideWidth
    let points = chart.series.map { $0.points.filter(chart.shows) }
    guard let across = Span(over: points.joined().map(\.x), on: chart.x, cells: room) else { return nil }
    let cells = points.map { Self.cells(of: $0, across) }
    columns = cells.map { $0.map(mean) }
    mostInColumn = cells.joined().map(\.count).max() ?? 0
    let heights = columns.joined().compactMap { $0 } + chart.references.map(\.value)
    guard let down = Span(over: heights, on: chart.y, cells: chart.height) else { return nil }
    self.across = across
    self.down = down
  }

  private static func cells(of points: [(x: Double, y: Double)], _ across: Span) -> [[Double]] {
    var cells = [[Double]](repeating: [], count: across.cells)
    for point in points { cells[across.cell(of: point.x)].append(point.y) }
    return cells
  }

  var lines: [String] {
    (["  " + chart.y.title.prefix(columns: across.cells)] + legend + plot
      + (stride + chart.notes).flatMap { wrap($0, width: width, indent: "  ") }).map(\.trimmedEnd)
  }

  // MARK: - Rows of the plot

  private var labels: [String] { PlotFrame.labels(down) }

  private var plot: [String] {
    PlotFrame(x: chart.x, across: across, down: down, labelWidth: labelWidth, sideWidth: sideWidth)
      .lines(around: grid, sides: sides)
  }

  private var grid: [[Character]] {
    let blank = [Character](repeating: " ", count: across.cells)
    var grid = [[Character]](repeating: blank, count: down.cells)
    for reference in chart.references { grid[row(of: reference.value)] = blank.map { _ in "-" } }
    for (symbol, means) in zip(LineChart.symbols, columns) {
      for (column, mean) in means.enumerated() {
        guard let mean else { continue }
        let isFree = " -".contains(grid[row(of: mean)][column])
        grid[row(of: mean)][column] = isFree ? symbol : "&"
      }
    }
    return grid
  }

  private func row(of value: Double) -> Int { down.cells - 1 - down.cell(of: value) }

  /// The names of the references, each beside its line, or as near as there is a free row.
  private var sides: [String] {
    var sides = [String](repeating: "", count: down.cells)
    for reference in chart.references.sorted(by: { $0.value > $1.value }) {
      let wanted = row(of: reference.value)
      let free = sides.indices.filter { sides[$0].isEmpty }
      guard let row = free.min(by: { abs($0 - wanted) < abs($1 - wanted) }) else { continue }
      let value = " " + reference.value.short
      sides[row] = reference.name.left(max(0, sideWidth - value.count)) + value
    }
    return sides
  }

  // MARK: - Above and below the plot

  private var legend: [String] {
    guard chart.series.count > 1 else { return [] }
    let meeting = grid.joined().contains("&") ? ["& where they meet"] : []
    let entries = zip(LineChart.symbols, chart.series).map { "\($0) \($1.name)" } + meeting
    return wrap(entries.joined(separator: ", "), width: width, indent: "  ")
  }

  /// A note on the width of a column, if several values share one.
  private var stride: [String] {
    guard mostInColumn > 1 else { return [] }
    let span = chart.x.scale == .linear ? " covers \(across.step.brief) in \(chart.x.label.printable)" : ""
    return ["a column\(span): the mean of up to \(mostInColumn) values"]
  }
}

/// The mean, summed so that huge values do not overflow and tiny ones do not vanish; nil of nothing.
///
/// With a value that is not finite, it is not finite either.
func mean(_ values: [Double]) -> Double? {
  guard let least = values.min(), let most = values.max() else { return nil }
  let mean = values.reduce(0) { $0 + $1 / Double(values.count) }
  return values.allSatisfy(\.isFinite) ? min(most, max(least, mean)) : mean
}
