// Small work on text: wrapping prose to a width, padding, making any label plain ASCII, and the nearest word for
// a misspelt one. A character counts as one column; wide scripts are left out.

/// Breaks prose into lines of at most `width` characters, at spaces; a longer word is cut.
///
/// - Parameters:
///   - text: prose; a line break in it starts a new line.
///   - width: characters a line, including the indent; at least one letter fits even if the width is smaller.
///   - indent: put in front of every line.
/// - Returns: lines without trailing spaces; none for empty text.
public func wrap(_ text: String, width: Int, indent: String = "") -> [String] {
  let room = max(1, width - indent.count)
  return text.split(whereSeparator: \.isNewline).flatMap { paragraph in
    fill(paragraph.split(separator: " ").flatMap { pieces(of: $0, atMost: room) }, room)
  }.map { indent + $0 }
}

/// Breaks a list into lines, with commas, at the ends of its items wherever an item fits on a line.
func wrap(items: [String], width: Int, indent: String = "") -> [String] {
  let glue = "\u{1}"  // stands for a space inside an item
  let list = items.map { $0.split(separator: " ").joined(separator: glue) }.joined(separator: ", ")
  let keeps = items.allSatisfy { $0.count + 1 + indent.count <= width }
  return wrap(keeps ? list : list.replacing(glue, with: " "), width: width, indent: indent)
    .map { $0.replacing(glue, with: " ") }
}

private func fill(_ words: [Substring], _ room: Int) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in words {
    if !line.isEmpty && line.count + 1 + word.count > room {
      lines.append(line)
      line = ""
    }
    line += (line.isEmpty ? "" : " ") + word
  }
  return line.isEmpty ? lines : lines + [line]
}

private func pieces(of word: Substring, atMost length: Int) -> [Substring] {
  var (rest, pieces) = (word, [Substring]())
  while rest.count > length {
    pieces.append(rest.prefix(length))
    rest = rest.dropFirst(length)
  }
  return pieces + [rest]
}

extension String {
  /// The lines of the text, whatever ends them, the empty ones included.
  var lines: [String] {
    split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
  }

  /// The text with every character outside printable ASCII replaced by a question mark.
  var ascii: String { String(map { (32...126).contains($0.asciiValue ?? 0) ? $0 : "?" }) }

  /// The text with a replacement character for whatever would steer a terminal, and a space for a tab.
  ///
  /// An untrained model writes any bytes. Line breaks stay.
  var withoutControls: String {
    String(
      map { character in
        if character == "\t" { return " " }
        let steers = character.unicodeScalars.contains { $0.properties.generalCategory == .control }
        return steers && !character.isNewline ? "\u{fffd}" : character
      })
  }

  /// The text in exactly `width` columns, cut or filled with spaces at the right.
  func left(_ width: Int) -> String {
    prefix(width) + String(repeating: " ", count: max(0, width - count))
  }

  /// The text in at least `width` columns, filled with spaces at the left.
  func right(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }

  /// The text without spaces at its end.
  var trimmedEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}

/// The word most like the given one, or nil if none shares at least half of its letters.
func nearest(_ word: String, in words: [String]) -> String? {
  let distances = words.map { editDistance(word.lowercased(), $0.lowercased()) }
  guard let least = distances.min(), let index = distances.firstIndex(of: least) else { return nil }
  return 2 * least <= max(word.count, words[index].count) ? words[index] : nil
}

/// How many letters must be added, dropped, changed, or swapped with their neighbour, to get from `a` to `b`.
///
/// Source: Damerau 1964; the form that edits no letter twice ("optimal string alignment").
func editDistance(_ a: String, _ b: String) -> Int {
  let (a, b) = (Array(a), Array(b))
  var table = (0...a.count).map { row in (0...b.count).map { row == 0 ? $0 : $0 == 0 ? row : 0 } }
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
