// A claim on the name of a file, so that two programs do not make the same file at once.
// Follows flock(2): the system ends a claim together with its process, however that ends.
// Leaves out: Windows, where every claim is granted, and file systems that have no locks, likewise.

import Foundation

/// The right to make one file: while this object lives, no other program and no other claim gets it.
///
/// It says nothing to programs that do not ask for it, and it stops nobody from reading the file.
public final class FileClaim: Sendable {
  private let mark: URL
  private let handle: FileHandle

  /// Claims a file, unless another program or another part of this one holds a claim on it.
  ///
  /// The claim is an empty file next to it, `.NAME.claim`, which is locked and is removed with this object. The file that
  /// a killed program left there is not locked any more, and claims nothing.
  ///
  /// - Parameter url: The file. It need not exist, but its folder must. A link is followed.
  /// - Returns: nil if the file is claimed already.
  /// - Throws: `FileProblem` if the folder cannot be written.
  public convenience init?(_ url: URL) throws {
    try self.init(url, waiting: false)
  }

  /// Claims a file, as soon as nobody else claims it.
  ///
  /// - Parameter url: The file. It need not exist, but its folder must. A link is followed.
  /// - Throws: `FileProblem` if the folder cannot be written.
  public convenience init(waitingFor url: URL) throws {
    try self.init(url, waiting: true)!
  }

  private init?(_ url: URL, waiting: Bool) throws {
    let target = url.resolvingSymlinksInPath()
    mark = target.deletingLastPathComponent().appendingPathComponent(".\(target.lastPathComponent).claim")
    do {
      guard let handle = try Self.lock(mark, waiting: waiting) else { return nil }
      self.handle = handle
    } catch {
      throw FileProblem(
        file: target.path, happened: "it cannot be claimed: \(FileProblem.reason(error)).",
        remedy: "Check that its folder exists and that you may write there.")
    }
  }

  deinit {
    try? FileManager.default.removeItem(at: mark)  // before the lock ends: the next owner makes a fresh one
    try? handle.close()
  }

  /// The marking file, open and locked; nil if it is locked already.
  private static func lock(_ mark: URL, waiting: Bool) throws -> FileHandle? {
    while true {
      let handle = try FileSystem.handle(of: mark, .existingOrNew)
      guard FileSystem.claim(handle, waiting: waiting) != .other else { return nil }
      // Its last owner may have removed the name between these two lines: then the lock holds nothing.
      if FileSystem.isNamed(handle, mark) { return handle }
    }
  }
}
