// Rows and columns of text and numbers. A table that is too wide gets narrower columns, widest first, and the
// cells are broken into several lines: nothing is cut off.

import Basics

/// A table with a header.
public struct Table: Picture {
  /// A column: its header, and whether its cells are numbers, which stand at the right.
  public struct Column: Sendable {
    let header: String
    let isNumber: Bool

    /// A column of text.
    public static func text(_ header: String) -> Column { Column(header: header.printable, isNumber: false) }

    /// A column of numbers, with their unit.
    public static func number(_ header: String, unit: String? = nil) -> Column {
      Column(header: (header + (unit.map { " (\($0))" } ?? "")).printable, isNumber: true)
    }
  }

  /// One computed sentence that says what to see.
  public let caption: String
  let columns: [Column]
  let rows: [[String]]

  /// Declares a table.
  ///
  /// - Parameters:
  ///   - rows: each with one cell for each column.
  /// - Precondition: each row has as many cells as there are columns.
  public init(_ columns: [Column], _ rows: [[String]], caption: String) {
    for row in rows {
      precondition(row.count == columns.count, "\(row.count) cells in a row of \(columns.count) columns")
    }
    self.columns = columns
    self.rows = rows.map { $0.map(\.printable) }
    self.caption = caption
  }

  /// The table; where there is no room for its columns, its rows in words.
  public func drawing(width: Int) -> [String] {
    let room = width - 2 * columns.count
    guard !columns.isEmpty, room >= 4 * columns.count else { return wordLines(width) }
    let widths = widths(within: room)
    let rule = "  " + String(repeating: "-", count: widths.reduce(0, +) + 2 * (widths.count - 1))
    return lines(columns.map(\.header), widths) + [rule.trimmedEnd] + rows.flatMap { lines($0, widths) }
  }

  /// One line for each row.
  public var words: [String] {
    rows.map { row in zip(columns, row).map { "\($0.header): \($1)" }.joined(separator: "; ") }
  }

  /// The width of each column: that of its longest cell, or less if all together need more than the room.
  ///
  /// No word is broken as long as another column can give way.
  private func widths(within room: Int) -> [Int] {
    let cells = columns.indices.map { column in [columns[column].header] + rows.map { $0[column] } }
    let words = cells.map { $0.flatMap { $0.split(separator: " ") }.map(\.width).max() ?? 0 }
    var widths = cells.map { $0.map(\.width).max() ?? 0 }
    while widths.reduce(0, +) > room {
      let loose = widths.indices.filter { widths[$0] > words[$0] }
      let candidates = loose.isEmpty ? Array(widths.indices) : loose
      guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
    }
    return widths
  }

  /// One row, which is as many lines high as its highest cell.
  private func lines(_ cells: [String], _ widths: [Int]) -> [String] {
    let wrapped = zip(cells, widths).map { wrap($0, width: $1) }
    return (0..<max(1, wrapped.map(\.count).max() ?? 1)).map { line in
      columns.indices.map { column in
        let text = line < wrapped[column].count ? wrapped[column][line] : ""
        return "  " + (columns[column].isNumber ? text.right(widths[column]) : text.left(widths[column]))
      }.joined().trimmedEnd
    }
  }
}
