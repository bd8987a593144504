// Finding the built programs from where the tests lie, in the folders that the three build systems make.

import Basics
import CommandLineKit
import Foundation
import Testing

struct ProgramFolderTests {
  /// Makes an empty file, with its folders.
  private func make(_ file: URL) throws {
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data().write(to: file)
  }

  /// Where the programs lie, and where the tests are started from.
  @Test(arguments: [
    (".build/x86_64-unknown-linux-gnu/debug", "TinyChatPackageTests.xctest"),
    (".build/arm64-apple-macosx/debug", "TinyChatPackageTests.xctest/Contents/MacOS/TinyChatPackageTests"),
    (".build/out/Products/Debug-linux-x86_64", "ChapterTests-test-runner"),
    ("DerivedData/TinyChat-abc/Build/Products/Debug", "ChapterTests.xctest"),
  ])
  func programsLieBesideTheTestsOrAbove(products: String, tests: String) throws {
    let root = FileManager.default.temporaryDirectory.appending(path: "programs-" + UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: root) }
    let folder = ProgramFolder(root.appending(path: products))
    let started = folder.url.appending(path: tests)
    try make(started)
    // A folder of that name, as in Sources, is not the program.
    let sources = started.deletingLastPathComponent().appending(path: "chapter1-pears")
    try make(sources.appending(path: "main.swift"))
    #expect(ProgramFolder(above: started, holding: "chapter1-pears") == nil)
    try FileManager.default.removeItem(at: sources)
    try make(folder.executable("chapter1-pears"))
    let found = try #require(ProgramFolder(above: started, holding: "chapter1-pears"))
    #expect(found.url.standardizedFileURL.path == folder.url.standardizedFileURL.path)
  }

  @Test func theEndingIsThatOfTheSystem() {
    let name = ProgramFolder(URL(filePath: "/a")).executable("chapter1-pears").lastPathComponent
    #if os(Windows)
      #expect(name == "chapter1-pears.exe")
    #else
      #expect(name == "chapter1-pears")
    #endif
  }
}
