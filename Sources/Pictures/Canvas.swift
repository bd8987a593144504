// A sheet of characters that grows as it is written on: what boxes, arrows and trees are drawn with.
// The origin is the top left corner. Leaves out colour.

struct Canvas {
  private var rows: [[Character]] = []
  /// Stands in the second column of a wide letter.
  private static let covered: Character = "\0"

  /// The rows, without spaces at their ends.
  var lines: [String] { rows.map { String($0.filter { $0 != Self.covered }).trimmedEnd } }

  /// The character at a place; a space where nothing was written.
  subscript(row: Int, column: Int) -> Character {
    get { rows.indices.contains(row) && rows[row].indices.contains(column) ? rows[row][column] : " " }
    set {
      guard row >= 0, column >= 0 else { return }
      while rows.count <= row { rows.append([]) }
      while rows[row].count <= column { rows[row].append(" ") }
      rows[row][column] = newValue
    }
  }

  mutating func write(_ text: String, row: Int, column: Int) {
    var place = column
    for character in text {
      for offset in 0..<character.width { self[row, place + offset] = offset == 0 ? character : Self.covered }
      place += character.width
    }
  }

  /// Draws a box around lines of text: two columns wider, two rows higher, and one space at each side.
  ///
  /// - Parameter width: columns between the two sides, less the two spaces.
  mutating func box(_ lines: [String], width: Int, row: Int, column: Int) {
    let edge = "+" + String(repeating: "-", count: width + 2) + "+"
    write(edge, row: row, column: column)
    for (offset, line) in lines.enumerated() {
      write("| " + line.centred(width) + " |", row: row + 1 + offset, column: column)
    }
    write(edge, row: row + 1 + lines.count, column: column)
  }

  /// Draws a horizontal line; where it meets another line it joins it, or passes over it.
  mutating func across(row: Int, from start: Int, through end: Int, joining: Bool = false) {
    guard start <= end else { return }
    for column in start...end where self[row, column] != "+" {
      self[row, column] = self[row, column] == "|" && joining ? "+" : "-"
    }
  }

  /// Draws a vertical line; a horizontal line that it meets stays.
  mutating func down(column: Int, from start: Int, through end: Int) {
    guard start <= end else { return }
    for row in start...end where self[row, column] == " " { self[row, column] = "|" }
  }
}

extension String {
  /// The text in exactly `width` columns, in the middle; cut if it is longer.
  func centred(_ width: Int) -> String {
    let text = prefix(columns: width)
    return (String(repeating: " ", count: (width - text.width) / 2) + text).left(width)
  }
}
