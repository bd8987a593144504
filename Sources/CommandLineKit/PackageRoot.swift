// The place of the package on this machine: trained models and records go below it from whatever folder a program
// is started. Found by walking up from the source file; the environment variable TINYCHAT_HOME comes first, and
// TINYCHAT_RUNS names another folder for models and records, for when the package cannot be written to.
// `Bundle.module` is left out: it stops the program when the build folder was moved.

import Foundation

/// The folder that holds `Package.swift`.
public struct PackageRoot: Sendable {
  /// The folder itself.
  public let url: URL
  /// The folder for models and records; made when something is first kept.
  public let runsFolder: URL

  /// Finds the package.
  ///
  /// - Parameters:
  ///   - file: a source file of the package.
  ///   - environment: the environment variables.
  /// - Throws: `Failure` with exit code 3 if there is no such folder.
  public init(
    above file: String = #filePath, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws {
    if let home = environment["TINYCHAT_HOME"], !home.isEmpty {
      url = URL(fileURLWithPath: home, isDirectory: true)
      guard url.isFolder else {
        throw Failure(
          "TINYCHAT_HOME is not a folder", at: home, hint: "Set it to the folder that holds Package.swift",
          code: .badFile)
      }
    } else {
      let found = URL(filePath: file).nearestFolder {
        FileManager.default.fileExists(atPath: $0.appending(path: "Package.swift").path)
      }
      guard let found else {
        throw Failure(
          "the folder of the book is not where the program was built", at: file,
          hint: "Set the environment variable TINYCHAT_HOME to the folder that holds Package.swift",
          code: .badFile)
      }
      url = found
    }
    let elsewhere = environment["TINYCHAT_RUNS"].flatMap { $0.isEmpty ? nil : $0 }
    runsFolder =
      elsewhere.map { URL(filePath: $0, directoryHint: .isDirectory) } ?? url.appending(path: "runs/")
  }

  /// The folder `assets`.
  public var assets: URL { url.appendingPathComponent("assets", isDirectory: true) }

  /// The folder for models and records, or a folder inside it; made if it is not there.
  ///
  /// - Throws: `Failure` with exit code 3 if it cannot be made.
  public func runs(_ folder: String = "") throws -> URL {
    let wanted = folder.isEmpty ? runsFolder : runsFolder.appendingPathComponent(folder, isDirectory: true)
    do {
      try FileManager.default.createDirectory(at: wanted, withIntermediateDirectories: true)
    } catch {
      throw Failure(
        "cannot make a folder", at: wanted.path,
        hint: "Is the disk full, or the package read-only? TINYCHAT_RUNS=FOLDER names another place",
        code: .badFile)
    }
    return wanted
  }
}

extension URL {
  var isFolder: Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// The nearest folder above this file that meets a condition; nil if none up to the root does.
  func nearestFolder(where isWanted: (URL) -> Bool) -> URL? {
    var folder = standardizedFileURL.deletingLastPathComponent()
    while !isWanted(folder) {
      let parent = folder.deletingLastPathComponent()
      guard parent.pathComponents.count < folder.pathComponents.count else { return nil }
      folder = parent
    }
    return folder
  }
}
