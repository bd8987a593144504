// The book as files: its chapters, and the places of their parts. Read from the names of the folders in Sources, so that
// a new chapter is found without a change here.

import CommandLineKit
import Foundation

/// A chapter, by its place and its topic.
struct BookChapter: Equatable {
  let number: Int
  let topic: String

  /// The name of its files, such as "04-pretraining".
  var name: String { "0\(number)-\(topic)" }
  /// Its executable, such as "chapter4-pretraining".
  var program: String { "chapter\(number)-\(topic)" }
  var sources: String { "Sources/\(program)" }
  var markdown: String { "chapters/\(name).md" }
  var transcripts: String { "chapters/transcripts/\(name)" }
  var pictures: String { "assets/\(name)" }

  init?(folder: String) {
    guard let match = folder.wholeMatch(of: /chapter([1-9])-([a-z0-9-]+)/) else { return nil }
    number = Int(match.1)!
    topic = String(match.2)
  }
}

struct Book {
  let root: URL
  /// The chapters that exist, in order.
  let chapters: [BookChapter]

  init(root: URL) {
    self.root = root
    let folders = Self.names(in: root.appending(path: "Sources"))
    chapters = folders.compactMap { BookChapter(folder: $0) }.sorted { $0.number < $1.number }
  }

  /// The Markdown that is woven, as paths below the root.
  var documents: [String] {
    let pages = names(in: "chapters").filter { $0.hasSuffix(".md") }.map { "chapters/" + $0 }
    return pages + (text(of: "README.md") == nil ? [] : ["README.md"])
  }

  /// The chapter that a document goes with, if it goes with one.
  func chapter(of document: String) -> BookChapter? { chapters.first { $0.markdown == document } }

  /// The chapter called "4", "04-pretraining", "pretraining" or "chapter4-pretraining".
  ///
  /// - Throws: `Failure` with exit code 2 and the nearest right word.
  func chapter(named name: String) throws -> BookChapter {
    if let chapter = chapters.first(where: { [$0.name, $0.topic, $0.program, "\($0.number)"].contains(name) })
    {
      return chapter
    }
    throw Failure.usage(unknown: "chapter", name, valid: chapters.map(\.name))
  }

  // MARK: - Files

  func url(_ path: String) -> URL { root.appending(path: path) }

  /// The text of a file below the root; nil if there is none.
  ///
  /// - Returns: lines that end with "\n", however they end in the file.
  func text(of path: String) -> String? { Self.text(of: url(path)) }

  /// The text of a file.
  ///
  /// Git for Windows ends lines with "\r\n", which is one character in Swift, and is not equal to "\n".
  static func text(of file: URL) -> String? {
    (try? String(contentsOf: file, encoding: .utf8))?.replacing("\r\n", with: "\n")
  }

  /// Writes a text, with the line ends that the file has now.
  func write(_ text: String, to path: String) throws {
    let file = url(path)
    let old = (try? Data(contentsOf: file)) ?? Data()
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    let text = old.contains(UInt8(ascii: "\r")) ? text.replacing("\n", with: "\r\n") : text
    try Data(text.utf8).write(to: file, options: .atomic)
  }

  /// The names in a folder, in order; none if there is no such folder.
  func names(in folder: String) -> [String] { Self.names(in: url(folder)) }

  static func names(in folder: URL) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
  }
}

/// The lines of a text; a line break at its end does not begin another one.
func lines(of text: String) -> [String] {
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  return lines.last == "" ? lines.dropLast() : lines
}
