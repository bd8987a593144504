// A tree as an SVG drawing, its leaves in one row at the bottom.

extension Tree {
  /// The tree as an SVG file; nil if it is too large to read.
  public var svg: String? {
    let layout = TreeLayout(root, gap: 14) { Int($0.cut(20).drawnWidth) + 18 }
    guard layout.width <= 1200, root.level <= 24 else { return nil }
    var svg = SVG(width: max(120, Double(layout.width) + 40), height: 66 + 54 * Double(root.level))
    draw(layout, left: 20, on: &svg)
    return svg.document(title: caption, description: words)
  }

  private func draw(_ node: TreeLayout, left: Double, on svg: inout SVG) {
    let top = 20 + 54 * Double(root.level - node.level)
    let middle = left + Double(node.middle)
    for part in node.parts {
      let (end, bar) = (left + Double(part.left + part.layout.middle), top + 40)
      let below = 20 + 54 * Double(root.level - part.layout.level)
      svg.path("M\(middle.pixels) \((top + 26).pixels)V\(bar.pixels)H\(end.pixels)V\(below.pixels)", "wire")
    }
    let width = node.label.cut(20).drawnWidth + 14
    svg.box(middle - width / 2, top, width, 26, round: node.parts.isEmpty ? 0 : 6)
    svg.text(node.label.cut(20), middle, top + 13, .middle, node.parts.isEmpty ? "ink" : "ink name")
    for part in node.parts { draw(part.layout, left: left + Double(part.left), on: &svg) }
  }
}
