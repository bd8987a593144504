// Replaces a file so that at every moment its name leads either to the old content or to all of the new one: write a
// file next to it, make the disk keep it, keep the old file as NAME.previous, then change the name.
// Follows the usual temp, fsync, rename order; leaves out: more than one previous copy, and who may read the file.

import Foundation

/// Takes the next bytes of a file that is being written.
public typealias ByteSink = (UnsafeRawBufferPointer) throws -> Void

/// Writes files that are never seen half written, not even after a crash or a power cut.
public enum AtomicFile {
  /// The place of a file's previous copy: the same name with `.previous` after it, in the same folder.
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
    let new = try checked(target.path) { try Partial(of: target) }
    try fill(new, named: target.path, produce)
    if keepingPrevious { try keepPrevious(of: target) }
    try rename(new, to: target)
    FileSystem.synchronize(folder: target.deletingLastPathComponent())
  }

  /// Writes a file that is in memory, in full or not at all.
  ///
  /// - Throws: `FileProblem`; the file is then as it was.
  public static func write(_ data: Data, to url: URL, keepingPrevious: Bool = true) throws {
    try write(to: url, keepingPrevious: keepingPrevious) { sink in try data.withUnsafeBytes(sink) }
  }

  /// Refuses a place where no file can be; devices too, since with enough rights a rename would replace `/dev/null`.
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

  /// Writes all of the content into the new file, down to the disk.
  private static func fill(_ new: Partial, named path: String, _ produce: (ByteSink) throws -> Void) throws {
    try produce { piece in
      guard let start = UnsafeMutableRawPointer(mutating: piece.baseAddress) else { return }
      let data = Data(bytesNoCopy: start, count: piece.count, deallocator: .none)
      try checked(path) { try new.handle.write(contentsOf: data) }
    }
    try checked(path) { try new.handle.synchronize() }  // a full disk may be noticed only here
  }

  /// Gives the old content the name `NAME.previous` too, by a hard link, or by a copy where the file system has no links.
  private static func keepPrevious(of target: URL) throws {
    guard FileSystem.kind(of: target) != nil else { return }
    let old = try checked(target.path) { try Partial(linkedTo: target) ?? Partial(copyOf: target) }
    try rename(old, to: previous(of: target))
  }

  private static func rename(_ partial: Partial, to destination: URL) throws {
    guard let reason = partial.rename(to: destination) else { return }
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

  /// Removes the files that killed runs left next to this one; those that another program is writing now are claimed.
  private static func removeLeftovers(of target: URL) {
    let folder = target.deletingLastPathComponent()
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where Partial.isName(name, beside: target) {
      let leftover = folder.appendingPathComponent(name)
      guard let handle = try? FileSystem.handle(of: leftover, .existing) else { continue }
      // Removed while it is claimed: so its maker, if it has just begun, sees that it must begin again.
      if FileSystem.claim(handle) == .this { try? FileManager.default.removeItem(at: leftover) }
    }
  }
}
