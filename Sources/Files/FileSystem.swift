// The differences between operating systems in replacing a file, all in this file.
// Follows POSIX rename(2), fsync(2), flock(2), and MoveFileExW on Windows.
// Leaves out: F_FULLFSYNC on macOS (a drive's own cache may lose the last second in a power cut).

import Foundation

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(WinSDK)
  import WinSDK
#endif

enum FileSystem {
  /// The kind of the file at `url` after following links: a regular file, a folder, another kind; nil for nothing.
  static func kind(of url: URL) -> FileAttributeType? {
    // Asked first: on a Mac, resolving makes /private/tmp to /tmp, which is itself a link to a folder.
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else { return nil }
    if isFolder.boolValue { return .typeDirectory }
    let path = url.resolvingSymlinksInPath().path
    return try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
  }

  /// How many bytes the file at `url` has after following links; nil if there is none.
  static func size(of url: URL) -> Int? {
    let path = url.resolvingSymlinksInPath().path
    return (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber)?.intValue
  }

  /// The system's words for an error number.
  static func message(_ code: Int32) -> String {
    #if canImport(WinSDK)
      return "error \(code)"
    #else
      return String(cString: strerror(code))
    #endif
  }

  /// Gives the file at `source` the name `destination` in one step, in place of a file that has that name.
  ///
  /// - Returns: nil when it worked, else the system's words.
  static func move(_ source: URL, to destination: URL) -> String? {
    #if canImport(WinSDK)
      let flags = DWORD(MOVEFILE_REPLACE_EXISTING) | DWORD(MOVEFILE_WRITE_THROUGH)
      let moved = source.path.withCString(encodedAs: UTF16.self) { from in
        destination.path.withCString(encodedAs: UTF16.self) { to in MoveFileExW(from, to, flags) }
      }
      return moved ? nil : "Windows error \(GetLastError())"
    #else
      return rename(source.path, destination.path) == 0 ? nil : message(errno)
    #endif
  }

  /// Asks the disk to remember the names in a folder.
  ///
  /// Some file systems cannot; the names are right all the same.
  static func synchronize(folder: URL) {
    #if !canImport(WinSDK)
      guard let handle = try? handle(of: folder, .existing) else { return }
      _ = fsync(handle.fileDescriptor)
    #endif
  }

  /// Which files `handle` takes.
  enum Opening { case existing, new, existingOrNew }

  /// Opens a file: an existing one for reading, any other for writing too.
  ///
  /// - Throws: The system's error, also if a `new` file has a name that is taken.
  static func handle(of url: URL, _ opening: Opening) throws -> FileHandle {
    #if canImport(WinSDK)
      if opening == .existing { return try FileHandle(forReadingFrom: url) }
      do { try Data().write(to: url, options: .withoutOverwriting) } catch {
        if opening == .new { throw error }
      }
      return try FileHandle(forUpdating: url)
    #else
      let flags =
        switch opening {
        case .existing: O_RDONLY
        case .new: O_RDWR | O_CREAT | O_EXCL
        case .existingOrNew: O_RDWR | O_CREAT
        }
      let descriptor = open(url.path, flags | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw NSError(domain: NSPOSIXErrorDomain, code: Int(errno)) }
      return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    #endif
  }

  /// The owner of an open file's mark: this handle, another one, or unknown (a file system without locks).
  enum Owner { case this, other, unknown }

  /// Marks an open file as in use, until it is closed or its process ends in whatever way.
  ///
  /// On Windows there are no such marks here. An open file cannot be deleted there.
  ///
  /// - Parameters:
  ///   - shared: Whether other handles may share the mark.
  ///   - waiting: Whether to wait until no other handle holds the mark.
  /// - Returns: Whose file it is now.
  static func claim(_ handle: FileHandle, shared: Bool = false, waiting: Bool = false) -> Owner {
    #if canImport(WinSDK)
      return .unknown
    #else
      let mark = (shared ? LOCK_SH : LOCK_EX) | (waiting ? 0 : LOCK_NB)
      while flock(handle.fileDescriptor, mark) != 0 {
        if errno == EWOULDBLOCK { return .other }
        if errno != EINTR { return .unknown }
      }
      return .this
    #endif
  }

  /// Whether the name at `url` still belongs to the open file: another program may have removed or replaced it.
  static func isNamed(_ handle: FileHandle, _ url: URL) -> Bool {
    #if canImport(WinSDK)
      return true
    #else
      var opened = stat()
      var named = stat()
      guard fstat(handle.fileDescriptor, &opened) == 0, lstat(url.path, &named) == 0 else { return false }
      return opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
    #endif
  }
}
