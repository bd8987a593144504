// Replaces a file so that under its name stands, at every moment, either the old content or the new one in
// full: write beside it, make the disk keep it, keep the old file as NAME.previous, then change the name.
// Follows the usual temp, fsync, rename order; leaves out: more than one previous copy, and who may read the file.

import Foundation

/// Takes the next bytes of a file that is being written.
public typealias ByteSink = (UnsafeRawBufferPointer) throws -> Void

/// Writes files that are never seen half written, not even after a crash or a power cut.
public enum AtomicFile {
  /// Where the copy before the newest one is kept: the same name with `.previous` after it.
  ///
  /// - Parameter url: The file.
  /// - Returns: The place of its previous copy, in the same folder.
  public static func previous(of url: URL) -> URL {
    url.deletingLastPathComponent().appendingPathComponent(url.lastPathComponent + ".previous")
  }

  /// Writes a file in full or not at all.
  ///
  /// When anything fails (a full disk, a folder that cannot be written, `produce` itself), the file and its
  /// previous copy are as they were. What a killed run left behind is removed by the next write of that file.
  ///
  /// - Parameters:
  ///   - url: The file; its folder must exist. A link is followed.
  ///   - keepingPrevious: Whether the old content is kept as `NAME.previous`, in place of an older one.
  ///   - produce: Hands the content to the sink, piece by piece.
  /// - Throws: `FileProblem`, or what `produce` throws.
  public static func write(
    to url: URL, keepingPrevious: Bool = true, _ produce: (ByteSink) throws -> Void
  ) throws {
    let target = url.resolvingSymlinksInPath()
    try checkPlace(target)
    removeLeftovers(of: target)
    let temporary = partial(of: target)
    do {
      try fill(temporary, named: target.path, produce)
      if keepingPrevious { try keepPrevious(of: target) }
      try rename(temporary, to: target)
    } catch {
      try? FileManager.default.removeItem(at: temporary)
      throw error
    }
    FileSystem.synchronize(folder: target.deletingLastPathComponent())
  }

  /// Refuses a place where no file can be.
  ///
  /// Devices too: with enough rights, a rename would replace `/dev/null`.
  private static func checkPlace(_ target: URL) throws {
    let folder = target.deletingLastPathComponent()
    guard FileSystem.kind(of: folder) == .typeDirectory else {
      throw FileProblem(
        file: target.path, happened: "it cannot be written: there is no folder \(folder.path).",
        remedy: "Make the folder, or choose another place.")
    }
    let kind = FileSystem.kind(of: target)
    guard kind == nil || kind == .typeRegular else {
      let found = kind == .typeDirectory ? "a folder" : "something that is not a file"
      throw FileProblem(
        file: target.path, happened: "it cannot be written: \(found) has that name.",
        remedy: "Choose another name, or name a file inside the folder.")
    }
  }

  /// Creates the temporary file and writes all of the content; returns when the disk has it.
  private static func fill(_ temporary: URL, named path: String, _ produce: (ByteSink) throws -> Void) throws
  {
    let handle = try checked(path) {
      try Data().write(to: temporary, options: .withoutOverwriting)
      return try FileHandle(forWritingTo: temporary)
    }
    defer { try? handle.close() }
    _ = FileSystem.claim(handle)
    try produce { piece in
      guard let start = UnsafeMutableRawPointer(mutating: piece.baseAddress) else { return }
      let data = Data(bytesNoCopy: start, count: piece.count, deallocator: .none)
      try checked(path) { try handle.write(contentsOf: data) }
    }
    try checked(path) { try handle.synchronize() }  // a full disk may be noticed only here
  }

  /// Gives the old content the name `NAME.previous`, while it also keeps its own name.
  ///
  /// The second name is a hard link. Where the file system has none, the file is renamed: for a moment the
  /// only complete copy is then `NAME.previous`.
  private static func keepPrevious(of target: URL) throws {
    guard FileSystem.kind(of: target) != nil else { return }
    let link = partial(of: target)
    do { try FileManager.default.linkItem(at: target, to: link) } catch {
      return try rename(target, to: previous(of: target))
    }
    // When both are names of the same file already, rename does nothing and leaves the link: remove it.
    defer { try? FileManager.default.removeItem(at: link) }
    try rename(link, to: previous(of: target))
  }

  private static func rename(_ source: URL, to destination: URL) throws {
    guard let reason = FileSystem.rename(source, to: destination) else { return }
    throw unwritable(destination.path, reason)
  }

  private static func checked<Result>(_ path: String, _ action: () throws -> Result) throws -> Result {
    do { return try action() } catch { throw unwritable(path, FileProblem.reason(error)) }
  }

  private static func unwritable(_ path: String, _ reason: String) -> FileProblem {
    FileProblem(
      file: path, happened: "it cannot be written: \(reason).",
      remedy: "Check the space on the disk and your rights in the folder. The old file is as it was.")
  }
}

// MARK: - Temporary files

extension AtomicFile {
  /// A fresh name beside the file.
  ///
  /// The name says whose it is; its random part is in no result.
  private static func partial(of target: URL) -> URL {
    let unique = UUID().uuidString.prefix(8)
    let name = ".\(target.lastPathComponent).\(unique).partial"
    return target.deletingLastPathComponent().appendingPathComponent(name)
  }

  /// Removes what killed runs left beside this file.
  ///
  /// What another program is writing now is claimed, and stays.
  private static func removeLeftovers(of target: URL) {
    let folder = target.deletingLastPathComponent()
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let start = ".\(target.lastPathComponent)."
    for name in names where isPartial(name, start) {
      let leftover = folder.appendingPathComponent(name)
      guard let handle = try? FileHandle(forReadingFrom: leftover) else { continue }
      let free = FileSystem.claim(handle)
      try? handle.close()
      if free { try? FileManager.default.removeItem(at: leftover) }
    }
  }

  /// Exactly the names that `partial(of:)` makes, so that no file of anybody else is ever removed.
  private static func isPartial(_ name: String, _ start: String) -> Bool {
    guard name.hasPrefix(start), name.hasSuffix(".partial") else { return false }
    let unique = name.dropFirst(start.count).dropLast(".partial".count)
    return unique.count == 8 && unique.allSatisfy(\.isHexDigit)
  }
}
