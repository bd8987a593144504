// Under its name stands the old file or the new one, in full, whatever happens in between: errors of every kind,
// a full disk, and a process that is killed.

import Files
import Foundation
import Synchronization
import TestSupport
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

@Suite struct AtomicFileTests {
  private static func write(_ text: String, to url: URL, keepingPrevious: Bool = true) throws {
    try AtomicFile.write(to: url, keepingPrevious: keepingPrevious) { sink in
      for byte in text.utf8 { try withUnsafeBytes(of: byte) { try sink($0) } }
    }
  }

  private static func text(_ url: URL) -> String? { try? String(contentsOf: url, encoding: .utf8) }

  @Test func keepsTheCopyBefore() throws {
    try withFolder { folder in
      let url = folder.appendingPathComponent("a b")
      for round in ["one", "", "three"] { try Self.write(round, to: url) }
      #expect(Self.text(url) == "three" && Self.text(AtomicFile.previous(of: url)) == "")
      try Self.write("four", to: url, keepingPrevious: false)
      #expect(Self.text(url) == "four" && Self.text(AtomicFile.previous(of: url)) == "")
      #expect(try FileTesting.names(in: folder) == ["a b", "a b.previous"])
    }
  }

  @Test func followsALinkInsteadOfReplacingIt() throws {
    try withFolder { folder in
      let (real, link) = (folder.appendingPathComponent("real"), folder.appendingPathComponent("link"))
      try Self.write("one", to: real)
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: real)
      try Self.write("two", to: link)
      #expect(Self.text(real) == "two" && Self.text(link) == "two")
      #expect(try FileTesting.names(in: folder) == ["link", "real", "real.previous"])
    }
  }

  #if os(macOS)
    /// There /tmp is a link to /private/tmp.
    @Test func aFolderMayBeALink() throws {
      let url = URL(fileURLWithPath: "/tmp/tiny-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: url) }
      try Self.write("one", to: url)
      #expect(Self.text(url) == "one")
    }
  #endif

  @Test func aFolderMayBeReachedThroughALink() throws {
    try withFolder { folder in
      let (real, link) = (folder.appendingPathComponent("real"), folder.appendingPathComponent("link"))
      try FileManager.default.createDirectory(at: real, withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: real)
      try Self.write("one", to: link.appendingPathComponent("f"))
      #expect(Self.text(real.appendingPathComponent("f")) == "one")
    }
  }

  @Test func anErrorInTheMiddleLeavesEverythingAsItWas() throws {
    struct Stop: Error {}
    try withFolder { folder in
      let url = folder.appendingPathComponent("f")
      try Self.write("one", to: url)
      try Self.write("two", to: url)
      #expect(throws: Stop.self) {
        try AtomicFile.write(to: url) { sink in
          try [UInt8](repeating: 1, count: 100_000).withUnsafeBytes(sink)
          throw Stop()
        }
      }
      #expect(Self.text(url) == "two" && Self.text(AtomicFile.previous(of: url)) == "one")
      #expect(try FileTesting.names(in: folder) == ["f", "f.previous"])
    }
  }

  @Test func aPlaceWhereNoFileCanBeIsNamed() throws {
    try withFolder { folder in
      func happened(_ path: String) -> String {
        FileTesting.problem { try Self.write("x", to: URL(fileURLWithPath: path)) }?.happened ?? ""
      }
      try Self.write("one", to: folder.appendingPathComponent("f"))
      #expect(happened(folder.path + "/none/f").contains("there is no folder \(folder.path)/none"))
      #expect(happened(folder.path + "/f/g").contains("there is no folder \(folder.path)/f"))
      #expect(happened(folder.path).contains("a folder has that name"))
      let long = String(repeating: "n", count: 300)
      #expect(happened(folder.path + "/" + long).contains("cannot be written: File name too long"))
      #if !os(Windows)
        #expect(happened("/dev/null").contains("not a file"))
      #endif
      #expect(try FileTesting.names(in: folder) == ["f"])
    }
  }

  #if !os(Windows)
    /// Root may write into any folder but those that no real disk stands behind.
    private static let isRoot = geteuid() == 0
    private static let unwritable = "/proc/self"

    @Test(
      .enabled(
        if: !isRoot || FileManager.default.fileExists(atPath: unwritable),
        "root may write into every folder, and there is no /proc here"))
    func aReadOnlyFolderIsNamed() throws {
      try withFolder { folder in
        try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
        defer {
          try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
        }
        let place = Self.isRoot ? URL(fileURLWithPath: Self.unwritable) : folder
        let problem = FileTesting.problem { try Self.write("x", to: place.appendingPathComponent("f")) }
        #expect(problem?.happened.contains("cannot be written") == true, "\(String(describing: problem))")
        #expect(problem?.remedy.contains("your rights") == true)
      }
    }

    /// The system stops each write of this process at 4,096 bytes, as a full disk would.
    @Test func aFullDiskLeavesTheOldFile() async {
      await #expect(processExitsWith: .success) {
        try withFolder { folder in
          let url = folder.appendingPathComponent("f")
          try Self.write("old", to: url)
          signal(SIGXFSZ, SIG_IGN)
          var limit = rlimit(rlim_cur: 4096, rlim_max: 4096)
          #if canImport(Glibc)
            let kind = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
          #else
            let kind = RLIMIT_FSIZE
          #endif
          try #require(setrlimit(kind, &limit) == 0)
          let problem = FileTesting.problem {
            try AtomicFile.write(to: url) { try [UInt8](repeating: 1, count: 100_000).withUnsafeBytes($0) }
          }
          #expect(problem?.happened.contains("cannot be written: File too large") == true, "\(problem!)")
          #expect(Self.text(url) == "old")
          #expect(try FileTesting.names(in: folder) == ["f"])
        }
      }
    }

    @Test func theLeftoversOfAKilledRunAreRemovedAndNothingElse() throws {
      try withFolder { folder in
        let url = folder.appendingPathComponent("f")
        let others = [
          ".f.partial", ".f.1234567.partial", ".f.1234567Z.partial", ".g.12345678.partial", "f.partial",
        ]
        for name in others + [".f.0123ABCD.partial", ".f.00000000.partial"] {
          try Data("x".utf8).write(to: folder.appendingPathComponent(name))
        }
        try Self.write("one", to: url)
        #expect(try FileTesting.names(in: folder) == (others + ["f"]).sorted())
      }
    }

    /// Another program (here: another write) is in the middle of the same file: its part is not taken away.
    @Test func aWriteInProgressIsNotDisturbed() throws {
      try withFolder { folder in
        let url = folder.appendingPathComponent("f")
        try AtomicFile.write(to: url) { sink in
          try Array("slow".utf8).withUnsafeBytes(sink)
          try Self.write("quick", to: url)
          #expect(Self.text(url) == "quick")
        }
        #expect(Self.text(url) == "slow" && Self.text(AtomicFile.previous(of: url)) == "quick")
        #expect(try FileTesting.names(in: folder) == ["f", "f.previous"])
      }
    }

    /// Several write one file at once, as two programs would: claims belong to open files, not to processes.
    @Test func manyWritersOfOneFileDoNotDisturbEachOther() throws {
      try withFolder { folder in
        let url = folder.appendingPathComponent("f")
        try Self.write("0", to: url)
        let failures = Mutex<[String]>([])
        let isWritten = Atomic(false)
        @Sendable func read() {
          let text = Self.text(url)
          let isWhole = text.map { $0 == "0" || $0.count == 9 && Set($0).count == 1 } ?? false
          if !isWhole { failures.withLock { $0.append("read: \(text ?? "no file")") } }
        }
        @Sendable func write(_ writer: Int) {
          for _ in 0..<100 {
            do { try Self.write(String(repeating: "\(writer)", count: 9), to: url) } catch {
              failures.withLock { $0.append("written: \(error)") }
            }
          }
        }
        DispatchQueue.concurrentPerform(iterations: 2) { half in
          if half == 0 {
            DispatchQueue.concurrentPerform(iterations: 4, execute: write)
            isWritten.store(true, ordering: .releasing)
          } else {
            while !isWritten.load(ordering: .acquiring) { read() }
          }
        }
        #expect(failures.withLock { $0 } == [])
        let names = try FileTesting.names(in: folder)
        #expect(names == ["f", "f.previous"])
      }
    }

    /// Killed between the two renames: both names are the same file, and a second link lies around.
    @Test func aKillBetweenTheRenamesIsRepairedByTheNextWrite() throws {
      try withFolder { folder in
        let url = folder.appendingPathComponent("f")
        try Self.write("one", to: url)
        for name in ["f.previous", ".f.01234567.partial"] {
          try FileManager.default.linkItem(at: url, to: folder.appendingPathComponent(name))
        }
        try Self.write("two", to: url)
        #expect(Self.text(url) == "two" && Self.text(AtomicFile.previous(of: url)) == "one")
        #expect(try FileTesting.names(in: folder) == ["f", "f.previous"])
      }
    }
  #endif
}
