// A file is claimed by one at a time, in this program and across programs, and nothing is left beside it.

import Basics
import Files
import Foundation
import Synchronization
import TestSupport
import Testing

#if !os(Windows)
  @Suite struct FileClaimTests {
    private static func isFree(_ url: URL) -> Bool { (try? FileClaim(url)) != nil }

    @Test func oneClaimAtATimeAndNothingIsLeft() throws {
      try withFolder { folder in
        let url = folder.appendingPathComponent("f")
        let claim = try FileClaim(url)
        withExtendedLifetime(claim) {
          #expect(claim != nil)
          #expect(!Self.isFree(url))
          #expect(Self.isFree(folder.appendingPathComponent("g")))
        }
      }
    }

    @Test func aClaimEndsWithItsObject() throws {
      try withFolder { folder in
        let url = folder.appendingPathComponent("f")
        for _ in 0..<3 { #expect(Self.isFree(url)) }
        let names = try FileTesting.names(in: folder)
        #expect(names == [])
      }
    }

    @Test func aLinkAndItsFileAreOneFile() throws {
      try withFolder { folder in
        let (real, link) = (folder.appendingPathComponent("real"), folder.appendingPathComponent("link"))
        try Data().write(to: real)
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: real)
        let claim = try FileClaim(link)
        withExtendedLifetime(claim) { #expect(!Self.isFree(real)) }
      }
    }

    @Test func aMissingFolderIsAProblem() throws {
      try withFolder { folder in
        let problem = FileTesting.problem { _ = try FileClaim(folder.appendingPathComponent("none/f")) }
        #expect(problem?.happened.contains("cannot be claimed: No such file") == true)
      }
    }

    private static let killed = FileManager.default.temporaryDirectory.appendingPathComponent("tiny-killed")

    /// What a killed program leaves is a name, not a lock.
    @Test func aClaimEndsWithItsProcess() async throws {
      try? FileManager.default.removeItem(at: Self.killed)
      try FileManager.default.createDirectory(at: Self.killed, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: Self.killed) }
      await #expect(processExitsWith: .signal(SIGKILL)) {
        let claim = try #require(try FileClaim(Self.killed.appendingPathComponent("f")))
        withExtendedLifetime(claim) { _ = kill(getpid(), SIGKILL) }
      }
      #expect(try FileTesting.names(in: Self.killed) == [".f.claim"])
      #expect(Self.isFree(Self.killed.appendingPathComponent("f")))
      #expect(try FileTesting.names(in: Self.killed) == [])
    }

    /// Owners come and go, and each removes the marking file while others are about to lock it.
    @Test func ownersThatComeAndGoAreNeverTwo() throws {
      try withFolder { folder in
        let url = folder.appendingPathComponent("f")
        let owners = Atomic(0)
        let turns = Atomic(0)
        let double = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: 4) { thread in
          for _ in 0..<500 {
            guard let claim = thread == 0 ? try? FileClaim(waitingFor: url) : try? FileClaim(url) else {
              continue
            }
            withExtendedLifetime(claim) {
              if owners.add(1, ordering: .relaxed).newValue > 1 { double.add(1, ordering: .relaxed) }
              turns.add(1, ordering: .relaxed)
              owners.subtract(1, ordering: .relaxed)
            }
          }
        }
        #expect(double.load(ordering: .relaxed) == 0)
        #expect(turns.load(ordering: .relaxed) >= 500, "the one that waits gets its turn each time")
        let names = try FileTesting.names(in: folder)
        #expect(names == [])
      }
    }
  }
#endif
