// The book's own files, for tests that read them.

import Foundation

enum Book {
  /// The folder that holds Package.swift.
  static let root = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL

  /// What a folder of the book holds, without what tools and programs leave behind.
  static func names(in folder: String = "") throws -> [String] {
    let left: Set = [
      ".git", ".build", ".swiftpm", ".index-build", ".vscode", ".DS_Store", "runs", "Package.resolved",
      "__pycache__",
    ]
    return try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
      .filter { !left.contains($0) && !$0.hasSuffix(".xcodeproj") }.sorted()
  }

  /// The paths of all files below a folder, from the root.
  static func files(below folder: String) throws -> [String] {
    try names(in: folder).flatMap { name -> [String] in
      let path = folder.isEmpty ? name : "\(folder)/\(name)"
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(
        atPath: root.appending(path: path).path, isDirectory: &isFolder)
      return exists && isFolder.boolValue ? try files(below: path) : [path]
    }
  }

  /// The bytes of a file.
  static func data(_ path: String) throws -> Data { try Data(contentsOf: root.appending(path: path)) }

  /// The text of a file.
  static func text(_ path: String) throws -> String { String(decoding: try data(path), as: UTF8.self) }
}
