// A heat map as an SVG drawing: the shade of a cell says how far its number is on the scale beneath, blue above zero
// and orange below. Small matrices show the numbers too; large ones are drawn in blocks of cells, by their means.

extension HeatMap {
  /// The matrix as an SVG file, blue above zero and orange below; nil without cells.
  public var svg: String? {
    guard !rows.isEmpty, !columns.isEmpty else { return nil }
    let scale = ShadedMatrix(self).scale
    let blocks = ShadedMatrix(self).blocks(rows: 40, columns: 40)
    let hasNumbers = blocks.columns.count <= 12 && blocks.rows.count <= 24 && rows.count <= 24
    let strongest = hasNumbers ? 0.55 : 1  // so that a number can be read on it, on light and on dark paper
    let labels = blocks.rows.map { rows[$0.lowerBound].cut(16) }
    let left = 32 + (labels.map(\.drawnWidth).max() ?? 0)
    let width = min(hasNumbers ? 60 : 24, (616 - left) / Double(blocks.columns.count))
    let height = hasNumbers ? 30 : max(12, width)
    let top = 34 + headerHeight(blocks.columns, width)
    let bottom = top + height * Double(blocks.rows.count)
    let right = max(
      left + width * Double(blocks.columns.count) + 24, left + 440, title.cut(84).drawnWidth + 32)
    var svg = SVG(width: min(640, right), height: bottom + 56)
    svg.text(title.cut(84), 16, 20)
    let shades = blocks.means.map { $0.map { $0.flatMap { Self.shade($0, scale, strongest) } } }
    svg.cells(shades, x: left, y: top, width: width, height: height)
    drawLabels(labels, blocks.columns, left, top, width, height, on: &svg)
    if hasNumbers {
      for (row, means) in blocks.means.enumerated() {
        for (column, mean) in means.enumerated() {
          svg.text(
            mean?.fixed(digits) ?? ".", left + width * (Double(column) + 0.5),
            top + height * (Double(row) + 0.5),
            .middle, mean == nil ? "soft" : "ink")
        }
      }
    }
    svg.box(left, top, width * Double(blocks.columns.count), bottom - top, "axis")
    Self.drawScale(scale, strongest, left, bottom + 20, on: &svg)
    return svg.document(title: caption, description: words)
  }

  private static func shade(_ value: Double, _ scale: ShadeScale, _ strongest: Double) -> Shade? {
    guard value.isFinite else { return nil }
    let fraction = scale.fraction(value)
    if !scale.isDiverging { return Shade(0, fraction * strongest) }
    return Shade(fraction < 0.5 ? 1 : 0, (fraction - 0.5).magnitude * 2 * strongest)
  }

  private func headerHeight(_ blocks: [Range<Int>], _ width: Double) -> Double {
    let longest = blocks.map { columns[$0.lowerBound].cut(12).drawnWidth }.max() ?? 0
    return longest + 4 <= width ? 20 : longest + 8
  }

  /// Names at the left of the rows and above the columns; upright where they are wider than the column.
  private func drawLabels(
    _ labels: [String], _ blocks: [Range<Int>], _ left: Double, _ top: Double, _ width: Double,
    _ height: Double,
    on svg: inout SVG
  ) {
    for (row, label) in labels.enumerated() where row % Int((12 / height).rounded(.up)) == 0 {
      svg.text(label, left - 8, top + height * (Double(row) + 0.5), .end)
    }
    let isUpright = headerHeight(blocks, width) > 20
    for (column, block) in blocks.enumerated() {
      let (label, middle) = (columns[block.lowerBound].cut(12), left + width * (Double(column) + 0.5))
      if isUpright {
        svg.uprightText(label, middle, top - 6)
      } else {
        svg.text(label, middle, top - 11, .middle)
      }
    }
  }

  private static func drawScale(
    _ scale: ShadeScale, _ strongest: Double, _ left: Double, _ top: Double, on svg: inout SVG
  ) {
    let values = (0...4).map { scale.low + (scale.high - scale.low) * Double($0) / 4 }
    for (place, value) in values.enumerated() {
      let x = left + 90 * Double(place)
      svg.cells([[shade(value, scale, strongest)]], x: x, y: top, width: 20, height: 16)
      svg.box(x, top, 20, 16, "axis")
      svg.text(value.short, x + 26, top + 8, .start, "soft")
    }
  }
}
