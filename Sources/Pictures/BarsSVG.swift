// Bar charts and histograms as SVG drawings: bars to the right of zero or to the left of it, each with its value; the
// bins of a histogram as upright bars side by side, with their ranges beneath.

extension BarChart {
  /// The chart as an SVG file; nil without bars.
  public var svg: String? {
    let finite = bars.map(\.value).filter(\.isFinite)
    guard !finite.isEmpty, bars.count <= 60 else { return nil }
    let labelRoom = min(220, bars.map(\.label.drawnWidth).max() ?? 0)
    let valueRoom = (bars.map { $0.value.fixed(digits).drawnWidth }.max() ?? 0) + 8
    let low = min(0, finite.min() ?? 0)
    var svg = SVG(width: 640, height: 48 + 28 * Double(bars.count))
    let left = 24 + labelRoom + (low < 0 ? valueRoom : 0)
    let ends = [0, low, max(0, finite.max() ?? 0)]
    guard let axis = SVGAxis(Axis(title), over: ends, from: left, to: max(left + 40, 624 - valueRoom)) else {
      return nil
    }
    let zero = finite.allSatisfy { $0 == 0 } ? left : axis.place(0)
    svg.text(title.cut(80), 16, 20)
    for (place, bar) in bars.enumerated() {
      let middle = 54 + 28 * Double(place)
      svg.text(bar.label.cut(30), 16 + labelRoom, middle, .end)
      let end = bar.value.isFinite && bar.value != 0 ? axis.place(bar.value) : zero
      svg.box(min(zero, end), middle - 9, (end - zero).magnitude, 18, bar.value < 0 ? "f1" : "f0")
      let isBelow = bar.value < 0 && bar.value.isFinite
      svg.text(bar.value.fixed(digits), end + (isBelow ? -6 : 6), middle, isBelow ? .end : .start)
    }
    svg.line(zero, 38, zero, 40 + 28 * Double(bars.count))
    return svg.document(title: caption, description: words)
  }
}

extension Histogram {
  /// The histogram as an SVG file; nil without values.
  public var svg: String? {
    guard !bins.isEmpty, bins.count <= 60 else { return nil }
    let counts = bins.map { Double($0.count) }
    let ends = [-0.5, Double(bins.count) - 0.5]
    guard
      var plot = SVGPlot(
        x: Axis(""), over: ends, y: Axis("count"), over: [0] + counts.map { $0 * 1.06 }, height: 320,
        room: (0, 0),
        ticksAcross: false)
    else { return nil }
    let width = (plot.right - plot.left) / Double(bins.count)
    let spacing = max(1, Int(((bins.map(\.label.drawnWidth).max() ?? 0) + 10) / width) + 1)
    for (place, bin) in bins.enumerated() {
      let (left, top) = (plot.left + width * Double(place), plot.y.place(counts[place]))
      plot.svg.box(left + 1, top, width - 2, plot.bottom - top, "f0")
      if width >= 24 { plot.svg.text(String(bin.count), left + width / 2, top - 9, .middle, "small soft") }
      if place % spacing == 0 {
        plot.svg.text(bin.label, left + width / 2, plot.bottom + 16, .middle, "soft")
      }
    }
    plot.svg.text(title.cut(70), (plot.left + plot.right) / 2, plot.bottom + 38, .middle)
    return plot.svg.document(title: caption, description: words)
  }
}
