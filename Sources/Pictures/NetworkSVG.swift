// A network as an SVG drawing: neurons as circles, connections as lines. The larger a weight, the thicker is its line,
// blue above zero, orange and dashed below. A few weights are written beside their lines.

extension NetworkDiagram {
  /// The network as an SVG file; nil without neurons, or with more than are easily seen.
  public var svg: String? {
    let most = layers.map(\.neurons.count).max() ?? 0
    guard (1...8).contains(most), layers.count <= 8 else { return nil }
    let height = 90 + Self.spacing * Double(most)
    var svg = SVG(width: max(320, 170 * Double(layers.count)), height: height)
    let places = layers.enumerated().map { index, layer in
      let top = 56 + Self.spacing / 2 * Double(most - layer.neurons.count + 1)
      return layer.neurons.indices.map { (x: 85 + 170 * Double(index), y: top + Self.spacing * Double($0)) }
    }
    for gap in layers.indices.dropLast() { drawLines(gap, places, on: &svg) }
    for (layer, places) in zip(layers, places) {
      svg.text(layer.name.cut(22), places.first?.x ?? 0, 24, .middle, "ink name")
      for (neuron, place) in zip(layer.neurons, places) {
        svg.circle(place.x, place.y, radius: 22)
        svg.text(neuron.cut(6), place.x, place.y, .middle)
      }
    }
    svg.text(
      "thick: large weight; blue: above 0; orange, dashed: below 0", 16, height - 16, .start, "soft small")
    return svg.document(title: caption, description: words)
  }

  /// From one neuron to the next below it.
  private static let spacing = 80.0

  private func drawLines(_ gap: Int, _ places: [[(x: Double, y: Double)]], on svg: inout SVG) {
    let largest = weights.joined().joined().filter(\.isFinite).map(\.magnitude).max() ?? 0
    var labels: [(text: String, x: Double, y: Double)] = []
    for (from, row) in zip(places[gap], weights[gap]) {
      for (to, weight) in zip(places[gap + 1], row) {
        let line = "M\((from.x + 22).pixels) \(from.y.pixels)L\((to.x - 22).pixels) \(to.y.pixels)"
        let size = largest > 0 && weight.isFinite ? weight.magnitude / largest : 0
        svg.path(line, weight < 0 ? "dash s1" : "s0", [("stroke-width", (0.8 + 3.2 * size).pixels)])
        // A quarter of the way: the lines of a neuron are far enough apart there, and do not yet cross others.
        labels.append(
          (weight.fixed(digits), from.x + 22 + (to.x - from.x - 44) / 4, from.y + (to.y - from.y) / 4))
      }
    }
    for label in labels.count <= 12 ? labels : [] {
      let width = 6.4 * Double(label.text.count) + 2
      svg.box(label.x - width / 2, label.y - 6, width, 12, "paper")
      svg.text(label.text, label.x, label.y, .middle, "ink small")
    }
  }
}
