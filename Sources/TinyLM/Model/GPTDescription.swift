// A model as a table that can be printed.

import Basics

extension GPT: CustomStringConvertible {
  /// The sizes, then a line for each layer: its name in GPT-2's files, the shapes of its weight and its bias, and how
  /// many numbers it learns; the last line is the sum.
  public var description: String {
    let sizes = configuration
    let title =
      "GPT, layers \(sizes.layers), width \(sizes.width), heads \(sizes.heads), context \(sizes.context), "
      + "vocabulary \(sizes.vocabularySize), positions \(sizes.positions.rawValue)"
    let rows =
      [["layer", "weight", "bias", "parameters"]] + layerRows + [["total", "", "", "\(parameterCount)"]]
    let widths = (0..<4).map { column in rows.map { $0[column].count }.max()! }
    let lines = rows.map { row in
      zip(row, widths).enumerated().map { column, cell in
        column == 0 ? cell.0.left(cell.1) : cell.0.right(cell.1)
      }.joined(separator: "  ")
    }
    return ([title] + lines).joined(separator: "\n")
  }

  /// Name, weight, bias and number of parameters of each layer.
  private var layerRows: [[String]] {
    var rows: [[String]] = []
    var counts: [Int] = []
    for (name, tensor) in parameters {
      let parts = name.split(separator: ".").dropFirst()  // without "transformer"
      if parts.last == "bias" {
        rows[rows.count - 1][2] = "\(tensor.shape)"
        counts[counts.count - 1] += tensor.count
      } else {
        rows.append([parts.dropLast().joined(separator: "."), "\(tensor.shape)", ""])
        counts.append(tensor.count)
      }
    }
    return zip(rows, counts).map { $0 + ["\($1)"] }
  }
}
