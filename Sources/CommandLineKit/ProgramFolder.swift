// The folder in which the programs of the package were built. `swift build`, Swift Build (the engine of Swift 6.4) and Xcode each use
// a folder of their own, but all programs lie beside each other in it, and tests in it or deeper.

import Foundation

/// A folder that holds built programs.
public struct ProgramFolder: Sendable {
  /// The folder itself.
  public let url: URL

  /// A folder that is known.
  public init(_ url: URL) { self.url = url }

  /// The nearest folder above a file that holds a program.
  ///
  /// - Parameters:
  ///   - file: a file or folder in it or deeper, such as the bundle of the tests.
  ///   - program: the name of the program.
  /// - Returns: nil if no folder up to the root holds one.
  public init?(above file: URL, holding program: String) {
    guard let folder = file.nearestFolder(where: { ProgramFolder($0).holds(program) }) else { return nil }
    url = folder
  }

  /// The file of a program, whether it is there or not.
  public func executable(_ program: String) -> URL {
    #if os(Windows)
      url.appending(path: program + ".exe")
    #else
      url.appending(path: program)
    #endif
  }

  /// A folder of the same name, such as the one with the sources, is not the program.
  private func holds(_ program: String) -> Bool {
    let file = executable(program)
    return FileManager.default.fileExists(atPath: file.path) && !file.isFolder
  }
}
