// The folder of the package: found, overridden, missing.

import Foundation
import TestSupport
import Testing

@testable import CommandLineKit

struct PackageRootTests {
  @Test func foundAboveThisFile() throws {
    let root = try PackageRoot(environment: [:])
    #expect(FileManager.default.fileExists(atPath: root.url.appendingPathComponent("Package.swift").path))
    #expect(root.assets.lastPathComponent == "assets")
  }

  @Test func missingFoldersAreNamed() throws {
    #expect(throws: Failure.self) { try PackageRoot(above: "/nowhere/at/all/main.swift", environment: [:]) }
    let failure = #expect(throws: Failure.self) {
      try PackageRoot(environment: ["TINYCHAT_HOME": "/nowhere/at/all"])
    }
    #expect(failure?.place == "/nowhere/at/all" && failure?.code == .badFile)
  }

  @Test func runsIsMadeOnDemand() throws {
    try withFolder { folder in
      let root = try PackageRoot(environment: ["TINYCHAT_HOME": folder.path])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
      _ = try root.runs("records")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["runs"])
      try FileManager.default.removeItem(at: folder.appendingPathComponent("runs"))
      try Data().write(to: folder.appendingPathComponent("runs"))
      let failure = #expect(throws: Failure.self) { try root.runs() }
      #expect(failure?.code == .badFile)
    }
  }
}
