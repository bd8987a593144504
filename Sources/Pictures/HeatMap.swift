// A matrix as a picture: numbers where there are few, and shades with their scale where there are many.
// Follows the tables of attention weights in Vaswani et al. 2017. Leaves out colour.

import Basics

/// A matrix with labelled rows and columns, such as attention weights.
public struct HeatMap: Picture {
  /// The way in which the cells are drawn.
  public enum Form: Sendable {
    /// Numbers if there are at most 10 columns and they have room, shades otherwise.
    case automatic
    /// One character for each cell, from light to dark.
    case shades
  }

  /// One computed sentence that says what to see.
  public let caption: String
  let title: String
  let cells: [[Double?]]  // nil: masked
  let rows: [String]
  let columns: [String]
  let digits: Int
  let range: ClosedRange<Double>?
  let form: Form

  /// Declares a heat map.
  ///
  /// - Parameters:
  ///   - title: the name of the numbers, with their unit.
  ///   - cells: one array for each row.
  ///   - rows: labels of the rows.
  ///   - columns: labels of the columns.
  ///   - digits: decimals of the numbers.
  ///   - range: the numbers of the lightest and the darkest shade; else from 0 to the highest, or, if a number
  ///     is negative, as far below 0 as above it.
  ///   - masked: whether the cell in a row and a column is out of play: it is drawn as `.` among numbers, blank
  ///     among shades.
  /// - Precondition: one label for each row and column; all rows have the same length.
  public init<Number: BinaryFloatingPoint>(
    _ title: String, _ cells: [[Number]], rows: [String], columns: [String], digits: Int = 2,
    range: ClosedRange<Double>? = nil, form: Form = .automatic,
    masked: (_ row: Int, _ column: Int) -> Bool = { _, _ in false }, caption: String
  ) {
    precondition(rows.count == cells.count, "\(rows.count) labels for \(cells.count) rows")
    for row in cells {
      precondition(row.count == columns.count, "\(columns.count) labels for \(row.count) columns")
    }
    self.title = title.printable
    self.rows = rows.map(\.printable)
    self.columns = columns.map(\.printable)
    self.digits = digits
    self.range = range
    self.form = form
    self.caption = caption
    self.cells = cells.indices.map { row in
      columns.indices.map { masked(row, $0) ? nil : Double(cells[row][$0]) }
    }
  }

  /// Numbers or shades; where there is room for neither, the matrix in words.
  public func drawing(width: Int) -> [String] {
    guard width >= 20, !cells.isEmpty, !columns.isEmpty else { return wordLines(width) }
    let numbers = form == .shades || columns.count > 10 ? nil : numberLines(width)
    return wrap(title, width: width, indent: "  ") + (numbers ?? ShadedMatrix(self).lines(width: width))
  }

  /// A small matrix row by row; of a large one the highest and the lowest cell of up to twelve rows.
  public var words: [String] {
    if rows.isEmpty || columns.isEmpty { return ["\(title): no cells."] }
    if rows.count * columns.count <= 100 { return [title + "."] + rows.indices.map(rowInWords) }
    let chosen = rows.count <= 12 ? Array(rows.indices) : (0..<12).map { $0 * (rows.count - 1) / 11 }
    return ["\(title): \(rows.count) rows, \(columns.count) columns."] + chosen.map(extremesInWords)
  }

  private func rowInWords(_ row: Int) -> String {
    let named = columns.indices.compactMap { column in
      cells[row][column].map { "\(columns[column]) \($0.fixed(digits))" }
    }
    return "\(rows[row]): \(named.isEmpty ? "all masked" : named.joined(separator: ", "))."
  }

  private func extremesInWords(_ row: Int) -> String {
    let seen = columns.indices.filter { cells[row][$0]?.isFinite ?? false }
    let value = { (column: Int) in cells[row][column] ?? 0 }
    guard let most = seen.max(by: { value($0) < value($1) }),
      let least = seen.min(by: { value($0) < value($1) })
    else { return "\(rows[row]): no numbers." }
    return "\(rows[row]): highest \(value(most).fixed(digits)) at \(columns[most]),"
      + " lowest \(value(least).fixed(digits)) at \(columns[least])."
  }

  /// The matrix in numbers, labels of columns cut at ten letters; nil if it is wider than asked.
  private func numberLines(_ width: Int) -> [String]? {
    let header = (label: "", cells: columns.map { String($0.prefix(columns: 10)) })
    let body = zip(rows, cells).map { (label: $0, cells: $1.map { $0?.fixed(digits) ?? "." }) }
    return gridLines([header] + body, width: width)
  }
}
