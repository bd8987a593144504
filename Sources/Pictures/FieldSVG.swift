// Cells of a grid as coloured areas, for heat maps and decision maps. Cells of the same colour and strength make one
// path, neighbours in a row one thick line of it, so that a file stays small.

/// A colour of the palette and its strength, from 0 to 1.
struct Shade: Hashable {
  let colour: Int
  let twentieths: Int

  init(_ colour: Int, _ strength: Double) {
    self.colour = colour
    twentieths = Int((strength * 20).rounded())
  }
}

extension SVG {
  /// Draws the cells of a grid, from the top left corner; nil leaves the paper blank.
  mutating func cells(_ rows: [[Shade?]], x: Double, y: Double, width: Double, height: Double) {
    var paths: [Shade: String] = [:]
    var order: [Shade] = []
    for (row, cells) in rows.enumerated() {
      var column = 0
      while column < cells.count {
        var end = column + 1
        while end < cells.count, cells[end] == cells[column] { end += 1 }
        if let shade = cells[column], shade.twentieths > 0 {
          if paths[shade] == nil { order.append(shade) }
          paths[shade, default: ""] += "M\(column) \(row)h\(end - column)"
        }
        column = end
      }
    }
    // The lines are as thick as a row is high: they begin in the middle of the first row.
    let place =
      "translate(\(x.pixels) \((y + height / 2).fixed(2))) scale(\(width.fixed(3)) \(height.fixed(3)))"
    for shade in order {
      let strength = (Double(shade.twentieths) / 20).fixed(2)
      path(
        paths[shade] ?? "", "s\(shade.colour)",
        [("stroke-opacity", strength), ("shape-rendering", "crispEdges"), ("transform", place)])
    }
  }
}
