// Words that arrive in pieces, broken into lines at blanks. A word is held back until it is whole: what stands on a
// terminal cannot be moved to the next line, and an accent that comes alone would be spelled out.

import Basics

/// Breaks a growing text into lines, and spells out what would steer a terminal.
struct WordFlow {
  private let width: Int?
  private var column: Int
  private var blank = ""
  private var word = ""

  /// - Parameters:
  ///   - width: columns of a line; nil for all on one line, with line breaks spelled out.
  ///   - column: letters that stand on the line already.
  init(width: Int?, column: Int = 0) {
    self.width = width
    self.column = column
  }

  /// The part of the text that can be shown after one more piece.
  mutating func append(_ piece: String) -> String {
    var shown = ""
    for character in piece {
      if character == " " {
        shown += finish()
        blank = " "
      } else if width != nil, character == "\n" || character == "\r\n" {
        shown += finish() + "\n"
        column = 0
      } else {
        if !fits(word + String(character)) { shown += finish() }
        word.append(character)
      }
    }
    return shown
  }

  /// The last word.
  mutating func finish() -> String {
    let text = word.printable
    let breaks = !word.isEmpty && !fits(blank + text, after: column)
    let shown = (breaks ? "\n" : blank) + text
    column = breaks ? text.width : column + shown.width
    blank = ""
    word = ""
    return shown
  }

  /// Whether a text has room on a line from a column on.
  private func fits(_ text: String, after column: Int = 0) -> Bool {
    width.map { column + text.printable.width <= $0 } ?? true
  }
}
