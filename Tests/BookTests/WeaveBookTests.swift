// The real book: its Markdown says what its programs say, and its excerpts fit on a page.

import Foundation
import Notebook
import Testing

@testable import Basics
@testable import CommandLineKit
@testable import weave

private let book = weave.Book(root: try! PackageRoot().url)
/// What `weave --check` says.
private let problems = Weaver(book).check()

/// The Swift files below a folder of `Sources`, as paths below the root.
private func sources(in folder: String = "Sources") -> [String] {
  let files =
    FileManager.default.enumerator(atPath: book.url(folder).path)?.compactMap { $0 as? String } ?? []
  return files.filter { $0.hasSuffix(".swift") }.map { "\(folder)/\($0)" }.sorted()
}

struct WeaveBookTests {
  @Test func chaptersAreFound() {
    #expect(book.chapters.map(\.number) == Array(1...book.chapters.count))
    #expect(book.chapters.count >= 4)
  }

  /// What `weave --check` does, chapter by chapter.
  @Test(arguments: book.chapters.map(\.markdown) + ["README.md"])
  func nothingHasDrifted(document: String) throws {
    _ = try #require(book.text(of: document))
    let problems = problems.filter { $0.file == document }
    #expect(problems == [], "\(problems.map(\.description).joined(separator: "\n"))")
  }

  @Test func otherPagesHaveNotDriftedEither() {
    let known = book.chapters.map(\.markdown) + ["README.md"]
    #expect(problems.filter { !known.contains($0.file) } == [])
  }

  /// As Git for Windows writes the files, unless told otherwise.
  @Test func otherLineEndsAreNoDifference() throws {
    let root = FileManager.default.temporaryDirectory.appending(path: "book-" + UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: root) }
    let copy = SmallBook(root: root)
    let paths = try ["Sources", "Tests", "chapters", "assets", ".github"].flatMap(Book.files)
    for path in paths + ["README.md", "Package.swift"] where !path.hasSuffix(".safetensors") {
      try copy.write(Book.text(path).replacing("\n", with: "\r\n"), to: path)
    }
    let problems = Weaver(copy.book).check()
    #expect(problems == [], "\(problems.map(\.description).joined(separator: "\n"))")
    #expect(copy.book.documents == book.documents)
  }

  /// The question stands in the heading of the Markdown as the program asks it.
  @Test(arguments: book.chapters)
  func programAndTextAskTheSame(chapter: BookChapter) throws {
    let text = try #require(book.text(of: chapter.markdown))
    let main = try #require(book.text(of: "\(chapter.sources)/main.swift"))
    let question = try #require(main.firstMatch(of: /question: "([^"]+)"/)?.1)
    #expect(text.hasPrefix("# Chapter \(chapter.number): \(question)\n"))
  }

  @Test(arguments: sources())
  func excerptsFitOnAPage(file: String) throws {
    let source = try #require(book.text(of: file))
    for name in SourceExcerpt.names(in: source) {
      let excerpt = try #require(SourceExcerpt.lines(of: name, in: source), "'\(name)' has no end")
      #expect(1...25 ~= excerpt.count, "'\(name)' has \(excerpt.count) lines")
      for line in excerpt { #expect(line.count <= 74, "'\(name)': \(line)") }
    }
  }

  @Test(arguments: book.chapters)
  func shownCodeExists(chapter: BookChapter) throws {
    let main = try #require(book.text(of: "\(chapter.sources)/main.swift"))
    let cell = /page\.cell\(\s*"([^"]+)",\s*"[^"]*",\s*(?:isInQuickRuns: \w+,\s*)?\w+\.(\w+)\)/
    let cells = main.matches(of: cell)
    let ids = Dictionary(cells.map { ($0.2, String($0.1)) }) { first, _ in first }
    for file in sources(in: chapter.sources) {
      let source = try #require(book.text(of: file))
      for shown in shownCode(in: source) {
        let id = try #require(shown.name ?? ids[shown.function], "\(file): \(shown.function) is no cell")
        let owner = shown.file.map { "Sources/\($0)" } ?? file
        let names = SourceExcerpt.names(in: book.text(of: owner) ?? "")
        #expect(names.contains(id), "\(file): no excerpt '\(id)' in \(owner)")
      }
    }
  }

  /// Every call of `cell.code`, with the function of the cell that it stands in.
  private func shownCode(in source: String) -> [(function: Substring, name: String?, file: String?)] {
    let pattern = /func (\w+)\(_ cell: Cell|\.code\((?:"([^"]+)")?(?:, )?(?:in: "([^"]+)")?\)/
    var function: Substring = "main"
    return source.matches(of: pattern).compactMap { match in
      if let name = match.1 {
        function = name
        return nil
      }
      return (function, match.2.map(String.init), match.3.map(String.init))
    }
  }
}
