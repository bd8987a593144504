// Weaving: every directive gets its lines, and the rest of the file stays as it is.

import CommandLineKit
import Foundation

/// A Markdown file after weaving.
struct WovenDocument {
  let file: String
  var text = ""
  /// The parts that were different before.
  var changes: [Problem] = []
  /// The faults that only a person can put right.
  var problems: [Problem] = []
}

struct Weaver {
  let book: Book

  init(_ book: Book) { self.book = book }

  /// Puts code and output into all Markdown files.
  ///
  /// - Returns: the files, with the lines of their problems as they are afterwards.
  func refresh() throws -> [WovenDocument] {
    try book.documents.map { file in
      var document = weave(file)
      if !document.changes.isEmpty { try book.write(document.text, to: file) }
      document.problems = weave(file).problems + book.deadLinks(in: file, document.text)
      return document
    }
  }

  /// Everything that differs or is wrong, in the order of files and lines.
  ///
  /// Writes nothing.
  func check() -> [Problem] {
    book.documents.flatMap { file in
      let document = weave(file)
      let links = book.deadLinks(in: file, book.text(of: file) ?? "")
      return (document.changes + document.problems + links).sorted { $0.line < $1.line }
    }
  }

  private func weave(_ file: String) -> WovenDocument {
    let document = Document(book.text(of: file) ?? "", file: file)
    var woven = WovenDocument(file: file, problems: document.problems)
    for piece in document.pieces {
      switch piece {
      case .text(let text): woven.text += text
      case .woven(let part): weave(part, into: &woven)
      }
    }
    return woven
  }

  private func weave(_ part: Document.Woven, into woven: inout WovenDocument) {
    do {
      let directive = try Directive(part.directive)
      if part.indent == nil, !directive.fitsInLine {
        throw Failure.usage("\(directive.description) must stand on a line of its own")
      }
      let content = try Library(book: book).content(directive, for: woven.file)
      woven.text += part.text(content)
      woven.changes += change(of: part, to: content, directive, woven.file).map { [$0] } ?? []
    } catch {
      let failure = Failure(describing: error)
      woven.text += part.text(part.content)
      let what = [failure.what, failure.hint].compactMap { $0 }.joined(separator: ". ")
      woven.problems.append(Problem(file: woven.file, line: part.line, what: what))
    }
  }

  /// The first line that has changed.
  private func change(
    of part: Document.Woven, to content: [String], _ directive: Directive, _ file: String
  ) -> Problem? {
    guard part.content != content else { return nil }
    let same = zip(part.content, content).prefix { $0 == $1 }.count
    let old = same < part.content.count ? "\n  - \(part.content[same])" : ""
    let new = same < content.count ? "\n  + \(content[same])" : ""
    let line = part.line + (part.indent == nil ? 0 : same + 1)
    return Problem(file: file, line: line, what: "\(directive.description) has changed" + old + new)
  }
}
