// Words that arrive in pieces, broken into lines at blanks. A word is held back until it is whole, since what stands on
// a terminal cannot be moved to the next line.

/// Breaks a growing text into lines.
struct WordFlow {
  private let width: Int
  private var column: Int
  private var blank = ""
  private var word = ""

  /// - Parameter column: how many letters stand on the line already.
  init(width: Int, column: Int) { (self.width, self.column) = (width, column) }

  /// What can be shown after one more piece.
  mutating func append(_ piece: String) -> String {
    var shown = ""
    for character in piece {
      if character == " " || character.isNewline {
        shown += finish()
        (blank, column) = character == " " ? (" ", column) : ("", 0)
        if character != " " { shown.append(character) }
      } else {
        word.append(character)
        if word.count >= width { shown += finish() }
      }
    }
    return shown
  }

  /// The last word.
  mutating func finish() -> String {
    defer { (blank, word) = ("", "") }
    guard !word.isEmpty else {
      column += blank.count
      return blank
    }
    let fits = column + blank.count + word.count <= width
    column = fits ? column + blank.count + word.count : word.count
    return (fits ? blank : "\n") + word
  }
}
