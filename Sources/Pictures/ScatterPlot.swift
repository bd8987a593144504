// Points of several classes in a plane, each class with a symbol of its own. `&` stands where classes meet.
// Points that are not finite are left out, and the plot says how many.

import Basics

/// Points in a plane.
public struct ScatterPlot: Picture {
  /// One computed sentence that says what to see.
  public let caption: String
  let plot: PointPlot

  /// Declares a plot.
  ///
  /// - Parameters:
  ///   - classes: at most six, each with its points.
  ///   - height: rows of the plot.
  public init(x: Axis, y: Axis, _ classes: [Series], height: Int = 15, caption: String) {
    self.caption = caption
    plot = PointPlot(x: x, y: y, classes: classes, height: height)
  }

  /// The plot; in fewer than 40 columns, or without a point to draw, the points in words.
  public func drawing(width: Int) -> [String] {
    let (xs, ys) = (plot.drawn.map(\.x), plot.drawn.map(\.y))
    guard width >= 40, let lines = plot.lines(width: width, xs: xs, ys: ys) else { return wordLines(width) }
    let legend = plot.classes.count > 1 ? wrap(items: plot.legend(lines), width: width, indent: "  ") : []
    return [plot.heading(width)] + legend + lines
      + plot.notes.flatMap { wrap($0, width: width, indent: "  ") }
  }

  /// For each class how many points there are, their middle and their extent.
  public var words: [String] {
    (plot.classes.isEmpty ? ["No points."] : plot.classes.map(plot.words)) + plot.notes
  }
}

/// Points of several classes on two axes, over a background.
struct PointPlot {
  let x: Axis
  let y: Axis
  let classes: [Series]
  let height: Int

  static let symbols: [Character] = ["o", "x", "+", "#", "*", "@"]

  init(x: Axis, y: Axis, classes: [Series], height: Int) {
    let most = Self.symbols.count
    precondition(classes.count <= most, "\(classes.count) classes, at most \(most)")
    self.x = x
    self.y = y
    self.classes = classes
    self.height = max(3, height)
  }

  var drawn: [(x: Double, y: Double)] { classes.flatMap(\.points).filter(shows) }

  func shows(_ point: (x: Double, y: Double)) -> Bool { x.shows(point.x) && y.shows(point.y) }

  /// The plot in its frame; nil if there is nothing to spread over the axes.
  ///
  /// - Parameters:
  ///   - xs: the numbers that the x axis must reach.
  ///   - ys: the numbers that the y axis must reach.
  ///   - background: the character at a place without a point.
  func lines(
    width: Int, xs: [Double], ys: [Double], background: (Double, Double) -> Character = { _, _ in " " }
  ) -> [String]? {
    guard let down = Span(over: ys, on: y, cells: height) else { return nil }
    let labelWidth = PlotFrame.labels(down).map(\.count).max() ?? 0
    let sideWidth = min(width / 3, x.title.width)
    let room = min(4 * height, width - 2 - labelWidth - 2 - 2 - sideWidth)
    guard room >= 8, let across = Span(over: xs, on: x, cells: room) else { return nil }
    var grid = (0..<height).map { row in
      (0..<room).map { background(across.value(at: $0), down.value(at: height - 1 - row)) }
    }
    var owners = [[Int?]](repeating: [Int?](repeating: nil, count: room), count: height)
    for (index, points) in classes.map(\.points).enumerated() {
      for point in points where shows(point) {
        let (row, column) = (height - 1 - down.cell(of: point.y), across.cell(of: point.x))
        let isShared = (owners[row][column] ?? index) != index
        grid[row][column] = isShared ? "&" : Self.symbols[index]
        owners[row][column] = isShared ? -1 : index
      }
    }
    return PlotFrame(x: x, across: across, down: down, labelWidth: labelWidth, sideWidth: sideWidth)
      .lines(around: grid, sides: grid.map { _ in "" }).map(\.trimmedEnd)
  }

  // MARK: - Words

  func heading(_ width: Int) -> String { ("  " + y.title.prefix(columns: width - 2)).trimmedEnd }

  /// The symbol of each class, and of the places where classes meet if there are any.
  func legend(_ lines: [String]) -> [String] {
    let isMeeting = lines.contains { $0.contains("&") }
    return zip(Self.symbols, classes).map { "\($0) \($1.name)" } + (isMeeting ? ["& where they meet"] : [])
  }

  func words(for points: Series) -> String {
    let seen = points.points.filter(shows)
    guard !seen.isEmpty else { return "\(points.name): no points." }
    return "\(points.name): \(seen.count) points; \(extent(x, seen.map(\.x))); \(extent(y, seen.map(\.y)))."
  }

  private func extent(_ axis: Axis, _ values: [Double]) -> String {
    let (least, most) = (values.min() ?? 0, values.max() ?? 0)
    return "\(axis.title) from \(least.short) to \(most.short), mean \((mean(values) ?? 0).short)"
  }

  var notes: [String] {
    let all = classes.flatMap(\.points)
    let hidden = all.count { !shows($0) }
    return hidden == 0 ? [] : ["\(hidden) of \(all.count) points not drawn: no place on the axes."]
  }
}
