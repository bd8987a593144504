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
}
