// A book of two small chapters in a temporary folder, for the tests of weaving.

import Foundation
import Testing

@testable import CommandLineKit
@testable import weave

/// A book in a temporary folder.
struct SmallBook {
  let root: URL
  var book: weave.Book { weave.Book(root: root) }
  var programs: ProgramFolder { ProgramFolder(root.appending(path: "build")) }

  /// Whether a shell script can stand in for a chapter.
  static let canRunScripts = FileManager.default.isExecutableFile(atPath: "/bin/sh")

  /// Writes a file below the root.
  func write(_ text: String, to path: String) throws {
    let file = root.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func text(of path: String) -> String? { book.text(of: path) }

  /// What `weave --check` says about a Markdown text of chapter 2.
  func problems(in text: String) throws -> [String] {
    try write(text, to: "chapters/02-apples.md")
    return Weaver(book).check().map(\.description)
  }

  /// A program of a chapter that shows something.
  ///
  /// - Parameter script: what the shell does in the folder in which it records.
  func writeProgram(_ name: String, _ script: String) throws {
    try write("#!/bin/sh\nmkdir -p \"$5\"\ncd \"$5\"\n\(script)\n", to: "build/\(name)")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: programs.executable(name).path)
  }
}

/// Runs `body` with a book that is removed afterwards.
func withBook(_ body: (SmallBook) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: "book-" + UUID().uuidString)
  let book = SmallBook(root: folder)
  defer { try? FileManager.default.removeItem(at: folder) }
  try book.write(
    "func a() {\n  // cell: sum\n  let three = 1 + 2\n    .magnitude\n  // cell: end\n}\n// cell: open\nx\n",
    to: "Sources/chapter2-apples/main.swift")
  try book.write("", to: "Sources/chapter1-pears/main.swift")
  try book.write("// cell: product\n2 * 3\n// cell: end\n", to: "Sources/Numbers/Products.swift")
  try book.write("  3 apples\n\n  ok  three\n", to: "chapters/transcripts/02-apples/sum.txt")
  try book.write("the page\n", to: "chapters/transcripts/02-apples/page.txt")
  try book.write(
    #"{"chapter": "", "knobs": {}, "metrics": {"loss": 1.2345, "share": 0.875, "count": 2343.4, "bad": null}}"#,
    to: "chapters/transcripts/02-apples/metrics.json")
  try book.write(
    "<svg><title>Three\n  &lt;apples&gt; [red]</title><desc>D</desc></svg>", to: "assets/02-apples/sum-1.svg")
  try book.write(
    #"{"02-apples": {"seconds": 87.26, "cores": 2}}"#, to: "chapters/transcripts/times.json")
  try body(book)
}
