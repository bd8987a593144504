// What lies where: the top level holds these and nothing else, there are no packages to fetch, and no text of the book
// tells where it lay on the machine of who wrote it.

import Foundation
import Testing

@Suite struct HouseTests {
  @Test func theTopLevel() throws {
    let allowed: Set = [
      "Package.swift", "Sources", "Tests", "chapters", "assets", "README.md",
      ".ci", ".github", ".swift-format", ".gitignore", ".gitattributes",
    ]
    let found = Set(try Book.names())
    #expect(found.isSubset(of: allowed), "\(found.subtracting(allowed).sorted())")
    #expect(found.isSuperset(of: ["Package.swift", "Sources", "Tests", "assets"]))
  }

  @Test func nothingIsFetched() throws {
    let manifest = try Book.text("Package.swift")
    #expect(!manifest.contains(".package("))
    #expect(!manifest.contains(".binaryTarget("))
  }

  @Test func noTextTellsTheMachineOfItsWriter() throws {
    // Put together here, so that this file does not hold what it looks for.
    let homes =
      ["home", "Users", "root", "work", "private/var", "opt/wheels"].map { "/" + $0 + "/" } + [
        "C:" + "\\Users"
      ]
    let folders = ["chapters", "assets", "Sources", "Tests", ".ci", ".github"].filter {
      FileManager.default.fileExists(atPath: Book.root.appending(path: $0).path)
    }
    let top = try Book.names().filter { $0.contains(".") && !folders.contains($0) }
    let paths = try folders.flatMap { try Book.files(below: $0) } + top
    #expect(paths.count > 100)
    for path in paths {
      let bytes = try Book.data(path)
      for home in homes where bytes.range(of: Data(home.utf8)) != nil {
        Issue.record("\(path) holds \(home)")
      }
    }
  }

  /// What is taught is read in one look; only the register tile is written out, for the compiler.
  @Test func noFunctionIsLongerThanAScreen() throws {
    let sources = try Book.files(below: "Sources").filter { $0.hasSuffix(".swift") }
    var count = 0
    for path in sources where !path.hasSuffix("RegisterTile.swift") {
      for function in Self.functions(in: try Book.text(path)) {
        count += 1
        if function.lines > 40 { Issue.record("\(path): \(function.head) has \(function.lines) lines") }
      }
    }
    #expect(count > 1000)
  }

  @Test func functionsAreFound() {
    let text = """
      struct A {
        func one() { 1 }
        func two(
          _ a: Int
        ) -> Int {
          if a > 0 {
            return a
          }
        }
        func three()
      }
      """
    #expect(Self.functions(in: text).map(\.lines) == [1, 7])
  }

  /// The functions of a text in the layout of swift-format, by the indentation of their closing braces.
  private static func functions(in text: String) -> [(head: String, lines: Int)] {
    let lines = text.components(separatedBy: "\n")
    return lines.indices.compactMap { first in
      let line = lines[first]
      let isHead = line.contains(/^ *(@\S+ )*([a-z]+ )*(func |init\??[(<])/)
      guard isHead, !line.contains("//") else { return nil }
      let indent = line.prefix { $0 == " " }
      let head = line.trimmingCharacters(in: .whitespaces)
      guard let opening = lines[first...].firstIndex(where: { $0.contains("{") }), opening < first + 12,
        !lines[first..<opening].dropFirst().contains(where: { $0.hasPrefix(indent + "func ") || $0.isEmpty })
      else { return nil }  // a requirement of a protocol
      if lines[opening].hasSuffix("}") { return (head, opening - first + 1) }
      let closing = lines[opening...].firstIndex { $0 == indent + "}" } ?? opening
      return (head, closing - first + 1)
    }
  }
}
