// Scatter plots and decision maps as SVG drawings. Each class has its own mark and colour; the regions of a decision
// map have the pale colour of the class with the same name. Of more than 1,000 points, an even
// choice is drawn.

extension ScatterPlot {
  /// The plot as an SVG file; nil without a point to draw.
  public var svg: String? {
    let (xs, ys) = (plot.drawn.map(\.x), plot.drawn.map(\.y))
    let rows = plot.classes.count > 1 ? 1 : 0
    guard
      var drawing = SVGPlot(x: plot.x, over: xs, y: plot.y, over: ys, room: (0.04, 0.06), legendRows: rows)
    else { return nil }
    plot.draw(on: &drawing, colours: Array(plot.classes.indices), hasLegend: rows > 0)
    return drawing.svg.document(title: caption, description: words)
  }
}

extension DecisionMap {
  /// The map as an SVG file; nil if the field has no place on the axes.
  public var svg: String? {
    let (xs, ys) = ([field.x.lowerBound, field.x.upperBound], [field.y.lowerBound, field.y.upperBound])
    guard xs.allSatisfy(plot.x.shows), ys.allSatisfy(plot.y.shows),
      var drawing = SVGPlot(
        x: plot.x, over: xs, y: plot.y, over: ys, width: 560, height: 500, room: (0, 0), legendRows: 2)
    else { return nil }
    let (width, height) = (drawing.right - drawing.left, drawing.bottom - drawing.top)
    let cells = (0..<Self.rows).map { row in (0..<Self.columns).map { shade(row, $0) } }
    drawing.svg.cells(
      cells, x: drawing.left, y: drawing.top, width: width / Double(Self.columns),
      height: height / Double(Self.rows))
    drawRegionNames(on: &drawing)
    plot.draw(
      on: &drawing, colours: plot.classes.indices.map(colour(ofClass:)), hasLegend: !plot.classes.isEmpty)
    return drawing.svg.document(title: caption, description: words)
  }

  private static let (columns, rows) = (48, 40)

  private func shade(_ row: Int, _ column: Int) -> Shade? {
    let (xs, ys) = (field.x, field.y)
    let across = (xs.upperBound - xs.lowerBound) * (Double(column) + 0.5) / Double(Self.columns)
    let down = (ys.upperBound - ys.lowerBound) * (Double(row) + 0.5) / Double(Self.rows)
    let value = field.value(xs.lowerBound + across, ys.upperBound - down)
    guard value.isFinite else { return nil }
    switch regions {
    case .classes(let names):
      return value >= 0 && value < Double(names.count) ? Shade(Int(value), 0.3) : nil
    case .probability:
      let strength = min(1, (value - 0.5).magnitude * 2)
      return Shade(value > 0.5 ? 1 : 0, 0.1 + 0.45 * strength)
    }
  }

  /// The colour of the points of a class: that of the region with its name.
  private func colour(ofClass index: Int) -> Int {
    let name = plot.classes[index].name
    switch regions {
    case .classes(let names): return names.firstIndex(of: name) ?? index
    case .probability(let region):
      let isNamed = plot.classes.contains { $0.name == region }
      if !isNamed || plot.classes.count > 2 { return index }
      return name == region ? 1 : 0
    }
  }

  private func drawRegionNames(on drawing: inout SVGPlot) {
    let names: [(name: String, shade: Shade)]
    switch regions {
    case .classes(let all): names = all.enumerated().map { ("answer " + $1, Shade($0, 0.3)) }
    case .probability(let name):
      let of = "probability of \(name.cut(24)) "
      names = [(of + "near 0", Shade(0, 0.55)), ("near 0.5", Shade(0, 0.1)), ("near 1", Shade(1, 0.55))]
    }
    var left = drawing.left
    for (name, shade) in names {
      drawing.svg.cells([[shade]], x: left, y: 36, width: 14, height: 14)
      drawing.svg.text(name.cut(36), left + 20, 43)
      left += 40 + name.cut(36).drawnWidth
    }
  }
}

extension PointPlot {
  private static let mostPoints = 1000

  /// The points of all classes, and above the plot their names.
  func draw(on drawing: inout SVGPlot, colours: [Int], hasLegend: Bool) {
    var left = drawing.left
    for (index, points) in classes.enumerated() {
      let seen = points.points.filter(shows)
      let step = max(1, (drawn.count + Self.mostPoints - 1) / Self.mostPoints)
      let marks = stride(from: 0, to: seen.count, by: step).map { place in
        Self.mark(index, drawing.x.place(seen[place].x), drawing.y.place(seen[place].y))
      }
      let style = (index == 0 ? "dot" : "mark") + " s\(colours[index])"
      if !marks.isEmpty { drawing.svg.path(marks.joined(), style) }
      guard hasLegend else { continue }
      drawing.svg.path(Self.mark(index, left + 7, drawing.top - 16), style)
      drawing.svg.text(points.name.cut(24), left + 20, drawing.top - 16)
      left += 40 + points.name.cut(24).drawnWidth
    }
  }

  /// A dot, a cross, a plus, a square, a triangle, a diamond.
  private static func mark(_ index: Int, _ x: Double, _ y: Double) -> String {
    let shapes: [(x: Double, y: Double, shape: String)] = [
      (0, 0, "h0"), (-3, -3, "l6 6m0-6l-6 6"), (-4, 0, "h8m-4-4v8"), (-3, -3, "h6v6h-6z"),
      (0, -4, "l4 7h-8z"),
      (0, -5, "l4 5l-4 5l-4-5z"),
    ]
    let mark = shapes[index]
    return "M\((x + mark.x).pixels) \((y + mark.y).pixels)\(mark.shape)"
  }
}
