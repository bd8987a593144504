// Code that a page shows is read from its own source, so that it cannot differ from the code that ran. A taught part
// stands between `// cell: NAME` and `// cell: end`.

import Foundation

/// Reading marked parts of a source file.
public enum SourceExcerpt {
  /// The text of a source file, with U+FFFD for bytes that are no UTF-8; nil if it cannot be read.
  public static func source(of file: String) -> String? {
    (try? Data(contentsOf: URL(filePath: file))).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The lines of an excerpt, without the indentation that all of them share; a tab counts as two spaces.
  ///
  /// - Returns: nil if there is no such excerpt, or it has no end.
  public static func lines(of name: String, in source: String) -> [String]? {
    let lines = source.lines.map { $0.replacing("\t", with: "  ") }
    guard let start = lines.firstIndex(where: { marker(of: $0) == name }),
      let end = lines[(start + 1)...].firstIndex(where: { marker(of: $0) != nil }),
      marker(of: lines[end]) == "end"
    else { return nil }
    let excerpt = lines[start + 1..<end]
    let indent = excerpt.filter { !$0.trimmedEnd.isEmpty }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
    return excerpt.map { String($0.dropFirst(indent)) }
  }

  /// The names of all excerpts, in their order.
  public static func names(in source: String) -> [String] {
    source.lines.compactMap(marker).filter { $0 != "end" }
  }

  private static func marker(of line: String) -> String? {
    let words = line.split(whereSeparator: \.isWhitespace)
    return words.count == 3 && words[0] == "//" && words[1] == "cell:" ? String(words[2]) : nil
  }
}
