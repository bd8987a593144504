// A Markdown file as hand-written text and woven parts. Follows CommonMark as far as it matters where a fenced block
// begins and ends; what looks like a directive inside a fence is text. Leaves out directives in inline code.

import Foundation

struct Problem: Equatable, CustomStringConvertible {
  let file: String
  let line: Int
  /// The fault; more lines may follow the first.
  let what: String

  var description: String { "\(file):\(line): \(what)" }
}

/// A Markdown file, cut where something is woven in.
struct Document {
  enum Piece: Equatable {
    /// Hand-written text, as it is.
    case text(String)
    case woven(Woven)
  }

  /// A directive, and the present text between it and its end.
  struct Woven: Equatable {
    let line: Int
    let directive: String
    let content: [String]
    /// The spaces before the directive; nil if it stands within a line.
    let indent: String?

    /// The text in the file, with other content.
    func text(_ content: [String]) -> String {
      let (start, end) = ("<!-- weave: \(directive) -->", "<!-- weave: end -->")
      guard let indent else { return start + content.joined() + end }
      return ([start] + content + [end]).map { $0.isEmpty ? "" : indent + $0 }.joined(separator: "\n") + "\n"
    }
  }

  let file: String
  private(set) var pieces: [Piece] = []
  private(set) var problems: [Problem] = []

  private static var mark: Regex<(Substring, Substring)> { /<!--\s*weave:\s*(.*?)\s*-->/ }

  init(_ text: String, file: String) {
    self.file = file
    let all = lines(of: text)
    var index = 0
    var fence: Fence?
    while index < all.count {
      let line = all[index]
      if let open = fence {
        if open.isClosed(by: line) { fence = nil }
        pieces.append(.text(line + "\n"))
      } else if let begun = Fence(line) {
        fence = begun
        if begun.isSwift { complain(index, "a Swift code block that no directive owns") }
        pieces.append(.text(line + "\n"))
      } else if let (woven, next) = block(in: all, at: index) {
        pieces.append(.woven(woven))
        index = next
        continue
      } else {
        addLine(line, index)
      }
      index += 1
    }
  }

  /// A directive that stands alone on its line, and the index of the line after its end.
  private func block(in all: [String], at index: Int) -> (Woven, next: Int)? {
    let indent = String(all[index].prefix { $0 == " " })
    guard let match = all[index].dropFirst(indent.count).wholeMatch(of: Self.mark), match.1 != "end",
      let end = all[(index + 1)...].firstIndex(where: { $0.contains(Self.mark) }),
      all[end].drop(while: { $0 == " " }).wholeMatch(of: Self.mark)?.1 == "end"
    else { return nil }
    let content = all[index + 1..<end].map {
      String($0.hasPrefix(indent) ? $0.dropFirst(indent.count) : $0[...])
    }
    return (Woven(line: index + 1, directive: String(match.1), content: content, indent: indent), end + 1)
  }

  /// A line of text, with or without directives in it.
  private mutating func addLine(_ line: String, _ index: Int) {
    var rest = line[...]
    while let start = rest.firstMatch(of: Self.mark) {
      let after = rest[start.range.upperBound...]
      guard start.1 != "end", let end = after.firstMatch(of: Self.mark), end.1 == "end" else {
        complain(index, start.1 == "end" ? "an end without a directive" : "'\(start.1)' has no end")
        pieces.append(.text(String(rest[..<start.range.upperBound])))
        rest = after
        continue
      }
      if rest.startIndex == line.startIndex,
        rest[..<start.range.lowerBound].wholeMatch(of: /[ >]*([-*+]|\d+[.)])? */) != nil
      {
        complain(index, "a directive begins a line of text, which ends the paragraph: move it into the line")
      }
      pieces.append(.text(String(rest[..<start.range.lowerBound])))
      let content = String(after[..<end.range.lowerBound])
      pieces.append(
        .woven(Woven(line: index + 1, directive: String(start.1), content: [content], indent: nil)))
      rest = after[end.range.upperBound...]
    }
    pieces.append(.text(rest + "\n"))
  }

  private mutating func complain(_ index: Int, _ what: String) {
    problems.append(Problem(file: file, line: index + 1, what: what))
  }
}

/// The line that begins a block of code.
struct Fence {
  private let mark: Substring
  private let info: Substring

  init?(_ line: String) {
    guard let match = line.wholeMatch(of: /[ >]*(`{3,}|~{3,})\s*([^`]*)/) else { return nil }
    mark = match.1
    info = match.2
  }

  var isSwift: Bool { info.lowercased().hasPrefix("swift") }

  func isClosed(by line: String) -> Bool {
    guard let other = Fence(line) else { return false }
    return other.mark.hasPrefix(mark) && other.info.allSatisfy(\.isWhitespace)
  }
}
