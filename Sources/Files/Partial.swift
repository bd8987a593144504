// A file next to the one that is being replaced, until it gets that one's name.
// It is claimed as long as it has its own name, so that nobody takes it for a leftover of a killed run.

import Foundation

/// The new content of a file, or its old content, on the way to its place.
final class Partial {
  let handle: FileHandle
  private let url: URL

  private init(_ url: URL, _ handle: FileHandle) {
    self.url = url
    self.handle = handle
  }

  /// Creates an empty file next to `target`.
  convenience init(of target: URL) throws {
    var url: URL
    var handle: FileHandle
    repeat {
      url = Self.name(beside: target)
      handle = try FileSystem.handle(of: url, .new)
      // Before it is claimed, another program may take it for a leftover. Then a new one is made.
    } while FileSystem.claim(handle) == .other || !FileSystem.isNamed(handle, url)
    self.init(url, handle)
  }

  /// Gives the file at `target` a second name.
  ///
  /// The link is safe as long as the file itself is claimed: both names lead to the same mark.
  ///
  /// - Returns: nil if the file system has no hard links, or another program replaces the file just now.
  convenience init?(linkedTo target: URL) throws {
    let url = Self.name(beside: target)
    let handle = try FileSystem.handle(of: target, .existing)
    guard FileSystem.claim(handle, shared: true) != .other,
      (try? FileManager.default.linkItem(at: target, to: url)) != nil
    else { return nil }
    self.init(url, handle)
    guard FileSystem.isNamed(handle, url) else { return nil }
  }

  /// Copies the file at `target`, which may be replaced meanwhile.
  convenience init(copyOf target: URL) throws {
    let old = try FileSystem.handle(of: target, .existing)
    try self.init(of: target)
    while let piece = try old.read(upToCount: 1 << 20), !piece.isEmpty { try handle.write(contentsOf: piece) }
    try handle.synchronize()
  }

  deinit {
    try? FileManager.default.removeItem(at: url)  // while it is claimed; after a renaming there is nothing
  }

  /// Gives the file the name of `destination`, in place of a file that has it, and closes it.
  ///
  /// - Returns: nil when it worked, else the system's words.
  func rename(to destination: URL) -> String? {
    #if os(Windows)
      try? handle.close()  // an open file cannot be renamed there
    #endif
    defer { try? handle.close() }
    return FileSystem.move(url, to: destination)
  }

  /// A fresh name next to the file; its random part is in no result.
  private static func name(beside target: URL) -> URL {
    let unique = UUID().uuidString.prefix(8)
    let name = ".\(target.lastPathComponent).\(unique).partial"
    return target.deletingLastPathComponent().appendingPathComponent(name)
  }

  /// Whether a name has exactly the form of `name(beside:)`, so that no other file is ever removed.
  static func isName(_ name: String, beside target: URL) -> Bool {
    let start = ".\(target.lastPathComponent)."
    guard name.hasPrefix(start), name.hasSuffix(".partial") else { return false }
    let unique = name.dropFirst(start.count).dropLast(".partial".count)
    return unique.count == 8 && unique.allSatisfy(\.isHexDigit)
  }
}
