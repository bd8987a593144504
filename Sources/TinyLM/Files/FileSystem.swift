// What differs from one operating system to the next when a file is replaced, all in this file.
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
  /// What stands at `url` after following links: a regular file, a folder, something else; nil for nothing.
  static func kind(of url: URL) -> FileAttributeType? {
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
  static func rename(_ source: URL, to destination: URL) -> String? {
    #if canImport(WinSDK)
      let flags = DWORD(MOVEFILE_REPLACE_EXISTING) | DWORD(MOVEFILE_WRITE_THROUGH)
      let moved = source.path.withCString(encodedAs: UTF16.self) { from in
        destination.path.withCString(encodedAs: UTF16.self) { to in MoveFileExW(from, to, flags) }
      }
      return moved ? nil : "Windows error \(GetLastError())"
    #elseif canImport(Darwin)
      return Darwin.rename(source.path, destination.path) == 0 ? nil : message(errno)
    #elseif canImport(Glibc)
      return Glibc.rename(source.path, destination.path) == 0 ? nil : message(errno)
    #else
      return Musl.rename(source.path, destination.path) == 0 ? nil : message(errno)
    #endif
  }

  /// Asks the disk to remember the names in a folder.
  ///
  /// Some file systems cannot; the names are right all the same.
  static func synchronize(folder: URL) {
    #if !canImport(WinSDK)
      let descriptor = open(folder.path, O_RDONLY)
      guard descriptor >= 0 else { return }
      _ = fsync(descriptor)
      _ = close(descriptor)
    #endif
  }

  /// Marks an open file as in use, until it is closed or its process ends in whatever way.
  ///
  /// Windows needs no mark: there an open file cannot be deleted.
  ///
  /// - Returns: Whether nobody else had marked it.
  static func claim(_ handle: FileHandle) -> Bool {
    #if canImport(WinSDK)
      return true
    #else
      return flock(handle.fileDescriptor, LOCK_EX | LOCK_NB) == 0
    #endif
  }
}
