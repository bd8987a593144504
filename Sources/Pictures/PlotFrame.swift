// The two axes around a plot made of characters: numbers beside the rows, numbers beneath the columns, and the
// label of the x axis. Line charts, scatter plots and decision maps stand in the same frame.

struct PlotFrame {
  let x: Axis
  let across: Span
  let down: Span
  let labelWidth: Int
  let sideWidth: Int

  /// Rows from one label of the y axis to the next.
  private static let labelSpacing = 3

  /// Labels of the rows from top to bottom; empty for rows without one.
  static func labels(_ down: Span) -> [String] {
    (0..<down.cells).map { row in
      let isLabelled = row % labelSpacing == 0 || row == down.cells - 1
      return isLabelled ? down.label(at: down.cells - 1 - row, spacing: labelSpacing) : ""
    }
  }

  /// The rows of the plot between their labels and what stands beside them, and the x axis.
  func lines(around grid: [[Character]], sides: [String]) -> [String] {
    let labels = Self.labels(down)
    let rows = grid.indices.map { row in
      "  " + labels[row].right(labelWidth) + " |" + String(grid[row]) + "  " + sides[row]
    }
    return rows + [margin + "+" + String(repeating: "-", count: across.cells), ticks]
  }

  private var margin: String { String(repeating: " ", count: 2 + labelWidth + 1) }

  /// Numbers below the x axis where there is room for them, and the label of the axis.
  private var ticks: String {
    var line = ""
    for (cell, text) in across.ticks {
      let start = max(0, min(cell - text.count / 2, across.cells - text.count))
      if start > line.count || line.isEmpty { line = line.left(start) + text }
    }
    return margin + " " + line.left(across.cells) + "  " + x.title.prefix(columns: sideWidth)
  }
}
