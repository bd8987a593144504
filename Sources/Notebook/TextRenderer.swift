// The page as text, for a terminal and for a transcript. Printable ASCII in 80 columns, except for letters from the
// reader's own text or from a model; characters that would steer the terminal are spelled out. Bold and colour appear
// only on a terminal, and never alone: words say it too.

import Basics
import CommandLineKit
import Foundation

/// Prints a page as the command line asked for it.
final class TextRenderer: Renderer {
  private let width: Int
  private let isPlain: Bool
  private let isStyled: Bool
  private let write: (String) -> Void
  private var last: PageEvent?

  convenience init(for invocation: Invocation, write: @escaping (String) -> Void = Console.printLine) {
    self.init(
      width: invocation.width, isPlain: invocation.isPlain, isStyled: invocation.isStyled, write: write)
  }

  init(width: Int, isPlain: Bool, isStyled: Bool, write: @escaping (String) -> Void) {
    self.width = width
    self.isPlain = isPlain
    self.isStyled = isStyled
    self.write = write
  }

  func render(_ event: PageEvent) {
    if needsBlankLine(before: event) { write("") }
    last = event
    switch event {
    case .opening(let chapter, let invocation, let leftOut): open(chapter, invocation, leftOut)
    case .title(let number, let id, let title): begin(number, id, title)
    case .prose(let prose): print(emphasised(prose))
    case .code(let lines): print(lines.map { "    | \($0.printable)".trimmedEnd })
    case .picture(let picture): print(picture.lines(width: width, isPlain: isPlain))
    case .values(let values): print(aligned(values))
    case .text(let label, let text): quote(text, label)
    case .check(let check): show(check)
    case .normal(let band): show(band)
    case .prediction(let question): print(hanging("  predict: ", question))
    case .ending(let ending): end(ending)
    }
  }

  private func print(_ lines: [String]) { lines.forEach(write) }

  /// Everything stands apart except what belongs together: a title and its prose, checks in a row.
  private func needsBlankLine(before event: PageEvent) -> Bool {
    switch (last, event) {
    case (nil, _), (.title, .prose), (_, .title), (_, .ending): false
    case (.check, .check), (.normal, .check), (.check, .normal), (.normal, .normal), (.text, .text): false
    default: true
    }
  }

  // MARK: - Parts of a page

  private func open(_ chapter: Chapter, _ invocation: Invocation, _ leftOut: [String]) {
    let title = "Chapter \(chapter.number) of \(Chapter.count) - \(chapter.command.question)"
    print(wrap(title, width: width).map(bold))
    if !isPlain { print([rule("=")]) }
    let without = leftOut.isEmpty ? "" : ", without the cells \(leftOut.joined(separator: ", "))"
    let budget = invocation.isQuick ? " Rough numbers (--quick)\(without)." : ""
    print(wrap("You need: \(chapter.needs).\(budget)", width: width))
    let knobs = invocation.settingsInOrder.filter { !$0.value.description.isEmpty }
      .map { "\($0.name) \($0.value)" }
    print(wrap("Set: \(knobs.joined(separator: ", ")). Change one: --set NAME=VALUE", width: width))
  }

  private func begin(_ number: String, _ id: String, _ title: String) {
    let tag = "[\(id)]"
    let lines = hanging("\(number)  ", title)
    let last = lines[lines.count - 1]
    let room = min(width, 78) - last.width
    let tagged = room > tag.count ? [last + tag.right(room)] : [last, tag.right(min(width, 78))]
    print(["", ""] + (lines.dropLast() + tagged).map(bold))
    if !isPlain { print([rule("-")]) }
  }

  private func quote(_ text: String, _ label: String) {
    let label = label.printable
    let head = label.isEmpty ? "  | " : "  \(label.left(max(10, label.width)))  | "
    let blank = String(repeating: " ", count: head.width - 2) + "| "
    let room = width - head.width
    let lines = isLaidOut(text) ? verbatim(text, width: room) : wrap(text, width: room)
    print(
      (lines.isEmpty ? [""] : lines).enumerated().map { ($0 == 0 ? head : blank) + $1 }.map(\.trimmedEnd))
  }

  /// Whether lines below the first are indented, as in code and poems: then lines and spaces mean something.
  private func isLaidOut(_ text: String) -> Bool {
    text.lines.dropFirst().contains {
      ($0.hasPrefix("  ") || $0.hasPrefix("\t")) && $0.contains { !$0.isWhitespace }
    }
  }

  /// A text line by line, with its spaces; a line that is too long goes on below a backslash.
  private func verbatim(_ text: String, width: Int) -> [String] {
    var lines = text.lines
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.flatMap { line in
      let line = line.replacing("\t", with: "    ").printable
      guard line.width > width else { return [line] }
      let pieces = line[...].pieces(atMost: max(1, width - 1))
      return pieces.dropLast().map { $0 + "\\" } + pieces.suffix(1).map(String.init)
    }
  }

  private func aligned(_ values: [(name: String, value: String)]) -> [String] {
    let column = values.map(\.name.printable.width).max() ?? 0
    return values.flatMap { hanging("  \($0.name.printable.left(column))  ", $0.value) }
  }

  private func show(_ check: Check) {
    let mark = check.holds ? coloured("ok", 32) : coloured("NO", 31)
    let lines = hanging("      ", check.claim + (check.holds ? "" : check.advice.map { ". \($0)" } ?? ""))
    print(["  \(mark)  " + lines[0].dropFirst(6)] + lines.dropFirst())
  }

  private func show(_ band: NormalBand) {
    let (low, high) = (band.band.lowerBound.fixed(band.digits), band.band.upperBound.fixed(band.digits))
    let advice = band.isInside ? "" : ". Outside: \(band.advice)"
    print(
      hanging("  ", "\(band.name): normal \(low) to \(high); yours \(band.value.fixed(band.digits))\(advice)")
    )
  }

  private func end(_ ending: Ending) {
    print(["", "", bold("What you saw")] + ending.saw.flatMap { hanging("  - ", $0) })
    if !ending.changes.isEmpty {
      print(["", bold("What changed since your last run")])
      print(
        ending.changes.map(\.printable).flatMap {
          $0.width <= width ? [$0] : wrap($0, width: width, indent: "  ")
        })
    }
    print(["", "Checks: \(ending.checks.count(where: \.holds)) of \(ending.checks.count) hold."])
    print((ending.next.map { ["Next       \($0)"] } ?? []) + ["Exercises  \(ending.chapter.markdown)"])
  }

  // MARK: - Lines

  private func rule(_ character: Character) -> String { String(repeating: character, count: min(width, 78)) }

  /// Prose with its `**terms**` in bold, or without the marks where there is no bold.
  private func emphasised(_ prose: String) -> [String] {
    guard isStyled else { return wrap(prose.replacingOccurrences(of: "**", with: ""), width: width) }
    var isBold = false
    return wrap(prose, width: width).map { line in
      var parts = line.components(separatedBy: "**")
      for i in parts.indices {
        if isBold { parts[i] = bold(parts[i]) }
        if i < parts.count - 1 { isBold.toggle() }
      }
      return parts.joined()
    }
  }

  private func hanging(_ head: String, _ text: String) -> [String] { wrap(text, after: head, width: width) }

  private func bold(_ text: String) -> String { coloured(text, 1) }

  private func coloured(_ text: String, _ code: Int) -> String {
    isStyled ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
  }
}
