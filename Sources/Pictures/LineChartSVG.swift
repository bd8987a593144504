// A line chart as an SVG drawing. A long curve is drawn through the means of 160 groups of neighbouring points; a
// value that is not finite leaves a gap. Curves differ in colour and in dashes.

extension LineChart {
  /// The chart as an SVG file; nil without a value to draw.
  public var svg: String? {
    let curves = series.map(Self.resampled)
    let points = curves.joined().filter(shows)
    let named = references.map { "\($0.name) \($0.value.short)".cut(28) }
    let side = references.isEmpty ? 24 : 16 + (named.map(\.drawnWidth).max() ?? 0)
    guard !points.isEmpty,
      var plot = SVGPlot(
        x: x, over: points.map(\.x), y: y, over: points.map(\.y) + references.map(\.value), side: side,
        legendRows: series.count > 1 ? 1 : 0)
    else { return nil }
    drawReferences(named, on: &plot)
    for (index, curve) in curves.enumerated() {
      plot.svg.path(
        path(curve, plot), "curve s\(index)", index == 0 ? [] : [("stroke-dasharray", Self.dashes[index])])
      if curve.count <= 30 {
        for point in curve where shows(point) {
          plot.svg.circle(plot.x.place(point.x), plot.y.place(point.y), radius: 3, "f\(index)")
        }
      }
    }
    if series.count > 1 { drawLegend(on: &plot) }
    return plot.svg.document(title: caption, description: words)
  }

  private static let dashes = ["", "9 4", "3 3", "12 3 3 3", "6 2", "2 5"]
  private static let mostPoints = 160

  /// The points in the order of x; of many, the means of groups.
  private static func resampled(_ curve: Series) -> [(x: Double, y: Double)] {
    let sorted = curve.points.filter { $0.x.isFinite }.enumerated()
      .sorted { ($0.element.x, $0.offset) < ($1.element.x, $1.offset) }.map(\.element)
    guard sorted.count > mostPoints else { return sorted }
    return (0..<mostPoints).map { group in
      let part = sorted[(group * sorted.count / mostPoints)..<((group + 1) * sorted.count / mostPoints)]
      return (mean(part.map(\.x)) ?? .nan, mean(part.map(\.y).filter(\.isFinite)) ?? .nan)
    }
  }

  private func path(_ curve: [(x: Double, y: Double)], _ plot: SVGPlot) -> String {
    var path = ""
    var isDown = false
    for point in curve {
      if shows(point) {
        path += (isDown ? "L" : "M") + plot.x.place(point.x).pixels + " " + plot.y.place(point.y).pixels
      }
      isDown = shows(point)
    }
    return path
  }

  /// A dashed line for each reference, and its name at the right, moved a little if another stands there.
  private func drawReferences(_ named: [String], on plot: inout SVGPlot) {
    var lowest = -Double.infinity
    let order = references.indices.sorted { references[$0].value > references[$1].value }
    for index in order {
      let place = plot.y.place(references[index].value)
      plot.svg.line(plot.left, place, plot.right, place, "axis dash")
      lowest = max(place, lowest + 15)
      plot.svg.text(named[index], plot.right + 6, lowest)
    }
  }

  private func drawLegend(on plot: inout SVGPlot) {
    var left = plot.left
    for (index, curve) in series.enumerated() {
      let dash = index == 0 ? [] : [("stroke-dasharray", Self.dashes[index])]
      plot.svg.path("M\(left.pixels) 42h26", "curve s\(index)", dash)
      plot.svg.text(curve.name.cut(24), left + 32, 42)
      left += 52 + curve.name.cut(24).drawnWidth
    }
  }
}
