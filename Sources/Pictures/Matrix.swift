// Numbers in rows and columns with their shape, such as the weights of a layer. For small ones: a large tensor is printed
// with `print`, which leaves out its middle.

import Basics

/// A matrix in numbers.
public struct Matrix: Picture {
  /// One computed sentence that says what to see.
  public let caption: String
  let name: String
  let shape: String
  let numbers: [[Double]]
  let rows: [String]
  let columns: [String]?
  let digits: Int

  /// Declares a matrix.
  ///
  /// - Parameters:
  ///   - numbers: one array for each row.
  ///   - rows: labels of the rows.
  ///   - columns: labels of the columns.
  ///   - digits: decimals of the numbers.
  /// - Precondition: all rows have the same length; as many labels as rows and columns.
  public init<Number: BinaryFloatingPoint>(
    _ name: String, _ numbers: [[Number]], rows: [String], columns: [String]? = nil, digits: Int = 2,
    caption: String
  ) {
    let width = numbers.first?.count ?? 0
    precondition(numbers.allSatisfy { $0.count == width }, "rows of different lengths")
    precondition(rows.count == numbers.count, "\(numbers.count) rows, \(rows.count) labels")
    precondition((columns?.count ?? width) == width, "\(width) columns, another number of labels")
    self.numbers = numbers.map { $0.map { Double($0) } }
    self.rows = rows.map(\.printable)
    self.columns = columns?.map(\.printable)
    self.digits = digits
    self.caption = caption
    self.name = name.printable
    shape = "[\(numbers.count), \(width)]"
  }

  /// The numbers; in words where they have no room.
  public func drawing(width: Int) -> [String] {
    let header = columns.map { [(label: "", cells: $0)] } ?? []
    let body = zip(rows, numbers).map { (label: $0, cells: $1.map { $0.fixed(digits) }) }
    guard !body.isEmpty, width >= 10, let lines = gridLines(header + body, width: width) else {
      return wordLines(width)
    }
    return wrap("\(name) \(shape)", width: width, indent: "  ") + lines
  }

  /// The rows, each after its label.
  public var words: [String] {
    ["\(name), shape \(shape)."]
      + zip(rows, numbers).map { label, numbers in
        let named = numbers.enumerated().map { column, number in
          (columns.map { $0[column] + " " } ?? "") + number.fixed(digits)
        }
        return "\(label): \(named.joined(separator: ", "))."
      }
  }
}

/// Rows of labels and cells, each column as wide as its widest cell; nil if they are wider than asked.
func gridLines(_ rows: [(label: String, cells: [String])], width: Int) -> [String]? {
  let labelWidth = min(16, rows.map(\.label.width).max() ?? 0)
  let columns = rows.first?.cells.indices ?? 0..<0
  let widths = columns.map { column in rows.map { $0.cells[column].width }.max() ?? 0 }
  guard 4 + labelWidth + widths.reduce(0, +) + 2 * widths.count <= width else { return nil }
  return rows.map { row in
    let cells = zip(row.cells, widths).map { "  " + $0.right($1) }
    return ("    " + row.label.left(labelWidth) + cells.joined()).trimmedEnd
  }
}
