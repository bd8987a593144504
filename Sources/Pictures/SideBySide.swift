// Two or three texts in columns with headers, such as an answer before and after training. Where the columns
// would be too narrow to read, the texts stand one below the other.

import Basics

/// Texts side by side.
public struct SideBySide: Picture {
  /// One computed sentence that says what to see.
  public let caption: String
  let title: String
  let texts: [(header: String, text: String)]

  /// Declares columns.
  ///
  /// - Parameters:
  ///   - title: names what the texts have in common, such as the question.
  ///   - texts: from left to right; line breaks are kept.
  public init(about title: String = "", _ texts: [(header: String, text: String)], caption: String) {
    self.title = title.printable
    self.caption = caption
    self.texts = texts.map { ($0.header.printable, $0.text.printableLines.joined(separator: "\n")) }
  }

  private static let gap = 3

  /// The columns; the texts one below the other where a column would have fewer than 16 characters.
  public func drawing(width: Int) -> [String] {
    let room = width - 2 - Self.gap * (texts.count - 1)
    guard !texts.isEmpty, room >= 16 * texts.count else { return wordLines(width) }
    let widths = widths(within: room)
    let headers = zip(texts, widths).map { wrap($0.header, width: $1) }
    let rules = widths.map { [String(repeating: "-", count: $0)] }
    let bodies = zip(texts, widths).map { wrap($0.text, width: $1) }
    return wrap(title, width: width, indent: "  ")
      + [headers, rules, bodies].flatMap { lines(of: $0, widths) }
  }

  /// The columns that each text needs; texts that need more than their share divide what the others leave.
  private func widths(within room: Int) -> [Int] {
    let needs = texts.map { max($0.header.width, $0.text.printableLines.map(\.width).max() ?? 0, 1) }
    var (share, served) = (room / needs.count, -1)
    while needs.count(where: { $0 <= share }) > served {
      let small = needs.filter { $0 <= share }
      served = small.count
      if served < needs.count { share = (room - small.reduce(0, +)) / (needs.count - served) }
    }
    return needs.map { min($0, share) }
  }

  private func lines(of cells: [[String]], _ widths: [Int]) -> [String] {
    let gap = String(repeating: " ", count: Self.gap)
    return (0..<(cells.map(\.count).max() ?? 0)).map { line in
      let row = zip(cells, widths).map { (line < $0.count ? $0[line] : "").left($1) }
      return ("  " + row.joined(separator: gap)).trimmedEnd
    }
  }

  /// Each text after its header.
  public var words: [String] {
    (title.isEmpty ? [] : [title])
      + (texts.isEmpty
        ? ["No texts."] : texts.map { "\($0.header): \($0.text.printableLines.joined(separator: " / "))" })
  }
}

extension String {
  /// The lines of the text as they may be printed, without empty ones.
  var printableLines: [String] { lines.filter { !$0.isEmpty }.map(\.printable) }
}
