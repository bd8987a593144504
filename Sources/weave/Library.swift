// The origin of woven parts: the sources, the recorded transcripts, pictures and metrics. Nothing is computed here except
// the rounding of a value.

import Basics
import CommandLineKit
import Foundation
import Notebook

struct Library {
  let book: Book

  /// The lines that belong into a document.
  ///
  /// - Parameter document: its path below the root.
  /// - Throws: `Failure` that names what is unknown, and the nearest word.
  func content(_ directive: Directive, for document: String) throws -> [String] {
    switch directive {
    case .code(let name, let file):
      try fenced(file.map { try excerpt(name.name, in: $0) } ?? excerpt(name, document), "swift")
    case .output(let name): try fenced(output(name, document), "text")
    case .picture(let name, let number): [try picture(name, number, document)]
    case .value(let name, let digits, let isPercent): [try value(name, digits, isPercent, document)]
    case .chapters: chapterTable(document)
    }
  }

  private func fenced(_ lines: [String], _ language: String) -> [String] {
    let isNested = lines.contains { $0.contains("```") }
    let fence = isNested ? "``````" : "```"
    return [fence + language] + lines + [fence]
  }

  private func chapter(of name: PartName, _ document: String) throws -> BookChapter {
    if let chapter = name.chapter { return try book.chapter(named: chapter) }
    guard let chapter = book.chapter(of: document) else {
      throw Failure.usage("'\(name.name)' of which chapter?", hint: "Write CHAPTER/\(name.name)")
    }
    return chapter
  }

  // MARK: - Code

  private func excerpt(_ name: PartName, _ document: String) throws -> [String] {
    let chapter = try chapter(of: name, document)
    let files = book.names(in: chapter.sources).filter { $0.hasSuffix(".swift") }
    let sources = files.map { ($0, book.text(of: "\(chapter.sources)/\($0)") ?? "") }
    let owners = sources.filter { SourceExcerpt.names(in: $0.1).contains(name.name) }
    guard owners.count < 2 else {
      throw Failure.usage("two excerpts '\(name.name)': in \(owners.map(\.0).joined(separator: " and "))")
    }
    guard let owner = owners.first else {
      throw Failure.usage(
        unknown: "excerpt", name.name, valid: sources.flatMap { SourceExcerpt.names(in: $0.1) })
    }
    return try excerpt(name.name, in: "\(chapter.program)/\(owner.0)")
  }

  private func excerpt(_ name: String, in file: String) throws -> [String] {
    guard let source = book.text(of: "Sources/\(file)") else {
      throw Failure.usage("no file Sources/\(file)")
    }
    let names = SourceExcerpt.names(in: source)
    guard names.contains(name) else { throw Failure.usage(unknown: "excerpt", name, valid: names) }
    guard let lines = SourceExcerpt.lines(of: name, in: source) else {
      throw Failure.usage("the excerpt '\(name)' has no end in \(file)")
    }
    return lines
  }

  // MARK: - What was recorded

  private func recorded(_ file: String, of chapter: BookChapter) throws -> String {
    if let text = book.text(of: "\(chapter.transcripts)/\(file)") { return text }
    try checkIsRecorded(chapter)
    let cells = book.names(in: chapter.transcripts).filter { $0.hasSuffix(".txt") && $0 != "page.txt" }
    throw Failure.usage(
      unknown: "cell", String(file.dropLast(4)), valid: cells.map { String($0.dropLast(4)) })
  }

  private func checkIsRecorded(_ chapter: BookChapter) throws {
    guard book.names(in: chapter.transcripts).isEmpty else { return }
    throw Failure.usage(
      "\(chapter.name) is not recorded", hint: "Record it: swift run weave --record \(chapter.name)")
  }

  private func output(_ name: PartName, _ document: String) throws -> [String] {
    lines(of: try recorded(name.name + ".txt", of: chapter(of: name, document)))
  }

  private struct Results: Decodable {
    let metrics: [String: Double?]
  }

  private func value(
    _ name: PartName, _ digits: Int, _ isPercent: Bool, _ document: String
  ) throws -> String {
    let file = try recorded("metrics.json", of: chapter(of: name, document))
    let metrics = try JSONDecoder().decode(Results.self, from: Data(file.utf8)).metrics
    guard let metric = metrics[name.name] else {
      throw Failure.usage(unknown: "metric", name.name, valid: metrics.keys.sorted())
    }
    guard let value = metric else { throw Failure.usage("'\(name.name)' is not a finite number") }
    if isPercent { return (100 * value).fixed(digits) + " %" }
    return digits == 0 && value.magnitude < 1e15 ? Int(value.rounded()).grouped : value.fixed(digits)
  }

  private func picture(_ name: PartName, _ number: Int, _ document: String) throws -> String {
    let chapter = try chapter(of: name, document)
    let path = "\(chapter.pictures)/\(name.name)-\(number).svg"
    guard let svg = book.text(of: path) else {
      try checkIsRecorded(chapter)
      throw Failure.usage(
        unknown: "picture", "\(name.name)-\(number).svg", valid: book.names(in: chapter.pictures))
    }
    guard
      let caption = svg.firstMatch(of: /<title[^>]*>([^<]*)</) ?? svg.firstMatch(of: /<desc[^>]*>([^<]*)</)
    else { throw Failure.usage("\(path) has neither a title nor a desc") }
    let words = caption.1.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return "![\(words.replacing("[", with: "(").replacing("]", with: ")"))](\(steps(from: document))\(path))"
  }

  // MARK: - The table of chapters

  private func chapterTable(_ document: String) -> [String] {
    let times = Times(of: book)
    let rows = book.chapters.compactMap { chapter -> String? in
      guard let question = book.text(of: chapter.markdown)?.firstMatch(of: /# Chapter \d: (.+)/)?.1 else {
        return nil
      }
      let link = "[\(question)](\(steps(from: document))\(chapter.markdown))"
      let time = times[chapter].map { "\(durationText($0.seconds)) on \($0.cores) cores" } ?? "-"
      return "| \(chapter.number) | \(link) | `swift run \(chapter.program)` | \(time) |"
    }
    return ["| | question | command | measured |", "|---|---|---|---|"] + rows
  }

  /// The way from a document up to the root.
  private func steps(from document: String) -> String {
    String(repeating: "../", count: document.count { $0 == "/" })
  }
}
