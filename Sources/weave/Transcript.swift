// The stored files of a chapter: texts and results beside the Markdown, pictures in assets.

import Foundation

enum Transcript {
  /// The texts of a folder's files, by name, with plain line ends.
  static func files(in folder: URL, where isWanted: (String) -> Bool) -> [String: String] {
    Book.names(in: folder).filter(isWanted).reduce(into: [:]) { files, name in
      files[name] = Book.text(of: folder.appending(path: name))
    }
  }

  /// The path of a stored file, below the root.
  private static func path(of name: String, _ chapter: BookChapter) -> String {
    "\(name.hasSuffix(".svg") ? chapter.pictures : chapter.transcripts)/\(name)"
  }

  /// Everything stored of a chapter; pictures with other names are not ours.
  private static func stored(of chapter: BookChapter, in book: Book) -> [String: String] {
    let texts = files(in: book.url(chapter.transcripts)) { $0.hasSuffix(".txt") || $0 == "metrics.json" }
    let pictures = files(in: book.url(chapter.pictures)) { $0.contains(/-\d+\.svg$/) }
    return texts.merging(pictures) { $1 }
  }

  /// Stores the files of a run in place of the old ones.
  ///
  /// - Returns: the number of files that are different.
  static func replace(of chapter: BookChapter, in book: Book, with files: [String: String]) throws -> Int {
    let old = stored(of: chapter, in: book)
    for name in old.keys where files[name] == nil {
      try FileManager.default.removeItem(at: book.url(path(of: name, chapter)))
    }
    for (name, text) in files where old[name] != text { try book.write(text, to: path(of: name, chapter)) }
    return Set(old.keys).union(files.keys).count { old[$0] != files[$0] }
  }

  /// The differences between the stored files and those of a run, as lines to read.
  static func differences(of chapter: BookChapter, in book: Book, from files: [String: String]) -> [String] {
    let old = stored(of: chapter, in: book)
    return Set(old.keys).union(files.keys).sorted().flatMap { name -> [String] in
      let path = path(of: name, chapter)
      switch (old[name], files[name]) {
      case (let before?, let now?): return before == now ? [] : difference(path, before, now)
      case (nil, _): return ["\(path): new, and not stored"]
      case (_, nil): return ["\(path): stored, but the run gives no such file"]
      }
    }
  }

  private static func difference(_ path: String, _ before: String, _ now: String) -> [String] {
    let limit = 20
    let (old, new) = (lines(of: before), lines(of: now))
    let changes = new.difference(from: old).map { change in
      switch change {
      case .remove(let line, let text, _): (line, "  \(line + 1) - \(text)")
      case .insert(let line, let text, _): (line, "  \(line + 1) + \(text)")
      }
    }.sorted { $0.0 < $1.0 }.map(\.1)
    let rest = changes.count > limit ? ["  ... and \(changes.count - limit) more lines"] : []
    let ends = changes.isEmpty ? ["  only the end of the file differs"] : []
    return ["\(path): \(changes.count) lines differ (- stored, + now)"] + changes.prefix(limit) + rest + ends
  }
}
