// Numbers in rows and columns with their shape, such as the weights of a layer. Of a large matrix the first and
// the last rows and columns are shown, with `...` for the others.

import Basics

/// A matrix in numbers.
public struct Matrix: Picture {
  /// One computed sentence that says what to see.
  public let caption: String
  let name: String
  let numbers: [[Double]]
  let rows: [String]?
  let columns: [String]?
  let digits: Int
  let isVector: Bool

  /// Declares a matrix.
  ///
  /// - Parameters:
  ///   - numbers: one array for each row.
  ///   - rows: labels of the rows.
  ///   - columns: labels of the columns.
  ///   - caption: one computed sentence that says what to see.
  /// - Precondition: all rows have the same length; as many labels as rows and columns.
  public init<Number: BinaryFloatingPoint>(
    _ name: String, _ numbers: [[Number]], rows: [String]? = nil, columns: [String]? = nil, digits: Int = 2,
    caption: String
  ) {
    let width = numbers.first?.count ?? 0
    precondition(numbers.allSatisfy { $0.count == width }, "rows of different lengths")
    precondition(
      (rows?.count ?? numbers.count) == numbers.count, "\(numbers.count) rows, another number of labels")
    precondition((columns?.count ?? width) == width, "\(width) columns, another number of labels")
    (self.name, self.digits, self.caption, isVector) = (name.printable, digits, caption, false)
    (self.rows, self.columns) = (rows?.map(\.printable), columns?.map(\.printable))
    self.numbers = numbers.map { $0.map { Double($0) } }
  }

  /// Declares a vector.
  public init<Number: BinaryFloatingPoint>(
    _ name: String, _ numbers: [Number], columns: [String]? = nil, digits: Int = 2, caption: String
  ) {
    precondition((columns?.count ?? numbers.count) == numbers.count, "another number of labels than numbers")
    (self.name, self.digits, self.caption, isVector) = (name.printable, digits, caption, true)
    (rows, self.columns) = (nil, columns?.map(\.printable))
    self.numbers = [numbers.map { Double($0) }]
  }

  /// Such as "[3, 4]".
  var shape: String {
    let width = numbers.first?.count ?? 0
    return isVector ? "[\(width)]" : "[\(numbers.count), \(width)]"
  }

  private static let mostRows = 16

  /// The numbers; in words where not even three columns have room.
  public func drawing(width: Int) -> [String] {
    let count = numbers.first?.count ?? 0
    let head = wrap("\(name)  \(shape)", width: width, indent: "  ")
    guard count > 0, width >= 10 else { return wordLines(width) }
    let fitting =
      (0...count).reversed().first { line(Self.ends(count, atMost: $0), width: width) != nil } ?? 0
    guard fitting >= min(3, count) else { return wordLines(width) }
    return head + (line(Self.ends(count, atMost: fitting), width: width) ?? [])
  }

  /// The places of all of a number of things; of too many the first and the last, with nil between them.
  private static func ends(_ count: Int, atMost limit: Int) -> [Int?] {
    if count <= limit { return Array(0..<count) }
    let front = limit - limit / 3
    return Array(0..<front) + [nil] + Array((count - limit / 3)..<count)
  }

  /// The matrix with some of its columns; nil if it is wider than asked.
  private func line(_ places: [Int?], width: Int) -> [String]? {
    let shown = Self.ends(numbers.count, atMost: Self.mostRows)
    let header = columns.map { labels in [places.map { $0.map { labels[$0] } ?? "..." }] } ?? []
    let body = shown.map { row in
      places.map { place in row.flatMap { row in place.map { numbers[row][$0].fixed(digits) } } ?? "..." }
    }
    let table = header + body
    let labels = header.map { _ in "" } + shown.map { row in row.flatMap { row in rows?[row] } ?? "" }
    let labelWidth = min(16, labels.map(\.width).max() ?? 0)
    let widths = places.indices.map { column in table.map { $0[column].count }.max() ?? 0 }
    let margin = labelWidth == 0 ? 2 : 4 + labelWidth
    guard margin + widths.reduce(0, +) + 2 * widths.count <= width else { return nil }
    return zip(labels, table).map { label, cells in
      let head = labelWidth == 0 ? "  " : "    " + label.left(labelWidth)
      return (head + zip(cells, widths).map { "  " + $0.right($1) }.joined()).trimmedEnd
    }
  }

  /// The rows; of a large matrix its extremes.
  public var words: [String] {
    let title = "\(name), shape \(shape)"
    let all = numbers.joined().filter(\.isFinite)
    if numbers.joined().count > 100, let least = all.min(), let most = all.max() {
      return ["\(title): from \(least.fixed(digits)) to \(most.fixed(digits))."]
    }
    if numbers.joined().isEmpty { return ["\(title): no numbers."] }
    return [title + "."] + numbers.indices.map(rowInWords)
  }

  private func rowInWords(_ row: Int) -> String {
    let named = numbers[row].enumerated().map { place, number in
      (columns.map { $0[place] + " " } ?? "") + number.fixed(digits)
    }
    return (rows.map { $0[row] + ": " } ?? "") + named.joined(separator: ", ") + "."
  }
}
