// The time that each chapter took when it was recorded, and the number of cores.

import CommandLineKit
import Foundation

struct Times {
  struct Entry: Codable, Equatable {
    let seconds: Double
    let cores: Int
  }

  private static let path = "chapters/transcripts/times.json"
  private var entries: [String: Entry] = [:]  // by the name of the chapter

  /// Reads the file; without one there are no times.
  init(of book: Book) {
    guard let text = book.text(of: Self.path) else { return }
    entries = (try? JSONDecoder().decode([String: Entry].self, from: Data(text.utf8))) ?? [:]
  }

  subscript(chapter: BookChapter) -> Entry? {
    get { entries[chapter.name] }
    set { entries[chapter.name] = newValue }
  }

  func write(to book: Book) throws {
    let json = JSON.object(
      entries.sorted { $0.key < $1.key }.map { name, entry in
        (name, .object([("seconds", .number(entry.seconds)), ("cores", .integer(entry.cores))]))
      })
    try book.write(json.spread + "\n", to: Self.path)
  }
}
