// A pipeline as an SVG drawing: boxes from top to bottom, shapes beside the arrows, and side lines at the right.

extension Pipeline {
  /// The pipeline as an SVG file, always downwards; nil without steps.
  public var svg: String? {
    guard !steps.isEmpty, steps.count <= 40 else { return nil }
    let width = max(120, (steps.map { $0.name.cut(36).drawnWidth }.max() ?? 0) + 28)
    let outputs = steps.map { $0.output.cut(30) }
    let textEnd = 20 + width / 2 + 12 + (outputs.map(\.drawnWidth).max() ?? 0)
    let edge = max(20 + width, textEnd) + 16
    let lanes = self.lanes
    let right = skips.isEmpty ? max(20 + width, textEnd) : edge + 22 * Double(lanes.max() ?? 0)
    let hasEnd = !(outputs.last ?? "").isEmpty
    var svg = SVG(width: right + 20, height: 72 * Double(steps.count) + (hasEnd ? 12 : -18))
    for (place, step) in steps.enumerated() {
      let top = 16 + 72 * Double(place)
      svg.box(20, top, width, 36, round: 6)
      svg.text(step.name.cut(36), 20 + width / 2, top + 18, .middle)
      guard hasEnd || place < steps.count - 1 else { continue }
      let middle = 20 + width / 2
      svg.line(middle, top + 36, middle, top + 64, "wire")
      svg.arrowHead(middle, top + 72 - (place == steps.count - 1 ? 4 : 0), pointsDown: true)
      svg.text(outputs[place], middle + 12, top + 54, .start, "soft")
    }
    for (skip, lane) in zip(skips, lanes) { Self.draw(skip, 20 + width, edge + 22 * Double(lane), on: &svg) }
    return svg.document(title: caption, description: words)
  }

  /// A side line from the lower half of a box's right side to the upper half of another's.
  private static func draw(_ skip: (from: Int, to: Int), _ boxEnd: Double, _ lane: Double, on svg: inout SVG)
  {
    let (start, end) = (16 + 72 * Double(skip.from) + 26, 16 + 72 * Double(skip.to) + 12)
    let path =
      "M\(boxEnd.pixels) \(start.pixels)H\((lane - 8).pixels)"
      + "q8 0 8 8V\((end - 8).pixels)q0 8 -8 8H\((boxEnd + 7).pixels)"
    svg.path(path, "curve s0")
    svg.path("M\(boxEnd.pixels) \(end.pixels)l8 -4v8z", "f0")
  }
}
