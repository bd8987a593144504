// Wrapping prose to a width, padding, and the nearest word to a misspelt one. Widths are in columns of a terminal, of
// which a Chinese letter takes two.

/// Breaks prose into lines of at most `width` columns, at spaces; a longer word is cut.
///
/// - Parameters:
///   - text: prose; a line break in it starts a new line, and what cannot be seen is spelled out.
///   - width: columns of a line, including the indent; at least one letter fits even if the width is smaller.
///   - indent: put in front of every line.
/// - Returns: lines without trailing spaces; none for empty text.
public func wrap(_ text: String, width: Int, indent: String = "") -> [String] {
  text.lines.flatMap { filled($0.printable.split(separator: " "), width: width, indent: indent) }
}

/// Breaks prose into lines behind a head, which begins the first line; the others are indented as far.
package func wrap(_ text: String, after head: String, width: Int) -> [String] {
  let lines = wrap(text, width: width, indent: String(repeating: " ", count: head.width))
  guard let first = lines.first else { return [head.trimmedEnd] }
  return [head + first.dropFirst(head.width)] + lines.dropFirst()
}

/// Breaks a list into lines, with commas, at the ends of its items wherever an item fits on a line.
package func wrap(items: [String], width: Int, indent: String = "") -> [String] {
  let items = items.map { $0.printable.split(separator: " ").joined(separator: " ") }
  let keeps = items.allSatisfy { $0.width + 1 + indent.width <= width }
  let list = items.enumerated().map { $1 + ($0 < items.count - 1 ? "," : "") }
  let words = keeps ? list.map { $0[...] } : list.flatMap { $0.split(separator: " ") }
  return filled(words, width: width, indent: indent)
}

/// Fills lines with words; a word that is longer than a line is cut.
private func filled(_ words: [Substring], width: Int, indent: String) -> [String] {
  let room = max(1, width - indent.width)
  var lines: [String] = []
  var line = ""
  for word in words.flatMap({ $0.pieces(atMost: room) }) {
    if !line.isEmpty && line.width + 1 + word.width > room {
      lines.append(line)
      line = ""
    }
    line += (line.isEmpty ? "" : " ") + word
  }
  return (line.isEmpty ? lines : lines + [line]).map { indent + $0 }
}

extension Substring {
  /// The text in pieces of at most `columns`; a letter that is wider is a piece of its own.
  package func pieces(atMost columns: Int) -> [Substring] {
    var rest = self
    var pieces: [Substring] = []
    while rest.width > columns {
      let piece = rest.prefix(columns: columns)
      pieces.append(piece.isEmpty ? rest.prefix(1) : piece)
      rest = rest[pieces.last!.endIndex...]
    }
    return rest.isEmpty && !pieces.isEmpty ? pieces : pieces + [rest]
  }
}

extension String {
  /// The lines of the text, whatever they end with; empty ones too.
  package var lines: [String] {
    split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
  }

  /// The text in exactly `width` columns, cut or filled with spaces at the right.
  package func left(_ width: Int) -> String {
    let text = prefix(columns: width)
    return text + String(repeating: " ", count: max(0, width - text.width))
  }

  /// The text in at least `width` columns, filled with spaces at the left.
  package func right(_ width: Int) -> String {
    String(repeating: " ", count: max(0, width - self.width)) + self
  }

  /// The text without spaces at its end.
  package var trimmedEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}

/// The word most like the given one, or nil if none shares at least half of its letters.
package func nearest(_ word: String, in words: [String]) -> String? {
  let distances = words.map { editDistance(word.lowercased(), $0.lowercased()) }
  guard let least = distances.min(), let index = distances.firstIndex(of: least) else { return nil }
  return 2 * least <= max(word.count, words[index].count) ? words[index] : nil
}

/// The number of letters to add, drop, change, or swap with their neighbour to get from `a` to `b`.
///
/// Source: Damerau 1964; the form that edits no letter twice ("optimal string alignment").
func editDistance(_ a: String, _ b: String) -> Int {
  let (a, b) = (Array(a), Array(b))
  var table = (0...a.count).map { row in (0...b.count).map { row == 0 || $0 == 0 ? row + $0 : 0 } }
  for i in a.indices {
    for j in b.indices {
      let change = table[i][j] + (a[i] == b[j] ? 0 : 1)
      table[i + 1][j + 1] = min(table[i][j + 1] + 1, table[i + 1][j] + 1, change)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        table[i + 1][j + 1] = min(table[i + 1][j + 1], table[i - 1][j - 1] + 1)
      }
    }
  }
  return table[a.count][b.count]
}
