// A computation graph as an SVG drawing: boxes in the layers of `LayeredGraph`, each with value and slope, and curved
// arrows between them. A long arrow passes the layers between in a free place.

extension ComputationGraph {
  /// The graph as an SVG file; nil without numbers.
  public var svg: String? {
    guard !nodes.isEmpty, nodes.count <= 40 else { return nil }
    let (widths, rowHeight) = (layers.layers.map(width(of:)), nodes.contains { $0.slope != nil } ? 66.0 : 48)
    let heights = layers.layers.map { $0.reduce(-20) { $0 + ($1.node == nil ? 12 : rowHeight) + 20 } }
    let height = (heights.max() ?? 0) + 40
    var svg = SVG(width: widths.reduce(-44) { $0 + $1 + 44 } + 40, height: height)
    var left = 20.0
    var ends: [(x: Double, y: Double)] = []
    for (index, layer) in layers.layers.enumerated() {
      var top = (height - heights[index]) / 2
      var places: [(x: Double, y: Double)] = []
      for item in layer {
        let size = item.node == nil ? 12 : rowHeight
        let middle = top + size / 2
        for source in item.sources {
          Self.drawArrow(from: ends[source], left, middle, item.node != nil, on: &svg)
        }
        if let node = item.node {
          draw(nodes[node], left, top, widths[index], rowHeight, on: &svg)
        } else {
          svg.line(left, middle, left + widths[index], middle, "wire")
        }
        places.append((left + widths[index], middle))
        top += size + 20
      }
      left += widths[index] + 44
      ends = places
    }
    return svg.document(title: caption, description: words)
  }

  private func width(of layer: [LayeredGraph.Item]) -> Double {
    let texts = layer.compactMap(\.node).flatMap { node -> [String] in
      let value = "value " + nodes[node].value.fixed(digits)
      let slope = nodes[node].slope.map { "slope " + $0.fixed(digits) }
      return [nodes[node].label.cut(24), value, slope ?? ""]
    }
    return (texts.map(\.drawnWidth).max() ?? 40) + 24
  }

  private func draw(
    _ node: Node, _ left: Double, _ top: Double, _ width: Double, _ height: Double, on svg: inout SVG
  ) {
    svg.box(left, top, width, height, round: 6)
    let middle = left + width / 2
    svg.text(node.label.cut(24), middle, top + 15, .middle, "ink name")
    svg.text("value " + node.value.fixed(digits), middle, top + 34, .middle, "f0")
    if let slope = node.slope { svg.text("slope " + slope.fixed(digits), middle, top + 52, .middle, "f1") }
  }

  private static func drawArrow(
    from start: (x: Double, y: Double), _ x: Double, _ y: Double, _ hasHead: Bool, on svg: inout SVG
  ) {
    let end = hasHead ? x - 7 : x
    let bend = (end - start.x) / 2
    let curve =
      "C\((start.x + bend).pixels) \(start.y.pixels) "
      + "\((end - bend).pixels) \(y.pixels) \(end.pixels) \(y.pixels)"
    svg.path("M\(start.x.pixels) \(start.y.pixels)" + curve, "wire")
    if hasHead { svg.arrowHead(x, y) }
  }
}
