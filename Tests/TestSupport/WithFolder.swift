// A folder for one test.

import Foundation

/// Calls `body` with a fresh folder, and removes it afterwards.
package func withFolder(_ body: (URL) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: "tiny-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder.resolvingSymlinksInPath())
}
