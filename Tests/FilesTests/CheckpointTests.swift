// A checkpoint comes back to the last bit, or it is refused: it is never loaded wrong.

import Files
import Foundation
import TestSupport
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

@Suite struct CheckpointTests {
  static func checkpoint(step: Int = 300, size: Int = 40) -> Checkpoint {
    var generator = FileTesting.SplitMix64(state: UInt64(step))
    let values = (0..<size).map { _ in Float(generator.below(1000)) / 7 }
    return Checkpoint(
      stage: "sft", parent: "runs/pretraining.safetensors", seed: .max, step: step,
      configuration: #"{"width":96}"#, tokenizer: #"{"merges":["\#u{120} t","a \"b"]}"#,
      metrics: ["loss": 0.1 + 0.2, "held out": -.leastNonzeroMagnitude, "worst": .infinity, "é": 1e300],
      tensors: [
        .init(name: "a.bias", shape: [], values: [-0.0]), .init(name: "b.empty", shape: [0, 3], values: []),
        .init(name: "w.weight", shape: [size / 2, 2], values: values),
      ])
  }

  @Test func everythingComesBack() throws {
    let original = Self.checkpoint()
    #expect(try Checkpoint(bytes: original.encoded()) == original)
    var first = original
    first.parent = nil
    first.metrics = ["loss": .nan]
    let read = try Checkpoint(bytes: first.encoded())
    #expect(read.parent == nil && read.metrics.count == 1 && read.metrics["loss"]?.isNaN == true)
  }

  @Test func theSameCheckpointHasTheSameBytes() {
    var shuffled = Self.checkpoint()
    shuffled.tensors.reverse()
    shuffled.metrics = [:]
    for (name, value) in Self.checkpoint().metrics.sorted(by: { $0.key > $1.key }) {
      shuffled.metrics[name] = value
    }
    #expect(shuffled.encoded() == Self.checkpoint().encoded())
    #expect(
      String(decoding: Self.checkpoint().encoded()[8..<37], as: UTF8.self)
        == #"{"__metadata__":{"checksum":""#)
  }

  @Test func itIsASafetensorsFile() throws {
    let file = try SafetensorsFile(bytes: Self.checkpoint().encoded())
    #expect(file.metadata["stage"] == "sft" && file.metadata["metric.loss"] == "0.30000000000000004")
    #expect(file.entries.map(\.name) == ["a.bias", "b.empty", "w.weight"])
  }

  @Test func aPartOfOtherBytesIsReadToo() throws {
    let bytes = Data([1, 2, 3]) + Self.checkpoint().encoded()
    #expect(try Checkpoint(bytes: bytes[3...]) == Self.checkpoint())
  }

  @Test func everySingleBitFlipIsRefused() throws {
    var bytes = Self.checkpoint(size: 4).encoded()
    for bit in 0..<bytes.count * 8 {
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(throws: FileProblem.self, "bit \(bit)") { try Checkpoint(bytes: bytes) }
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    }
  }

  @Test func everyCutIsRefused() throws {
    let bytes = Self.checkpoint(size: 4).encoded()
    for count in 0..<bytes.count {
      #expect(throws: FileProblem.self, "\(count) bytes") { try Checkpoint(bytes: bytes.prefix(count)) }
    }
    for count in 1..<70 {
      #expect(throws: FileProblem.self) { try Checkpoint(bytes: bytes + Data(count: count)) }
    }
  }

  @Test func tenThousandMutationsAreRefused() throws {
    var generator = FileTesting.SplitMix64(state: 2)
    let original = Self.checkpoint().encoded()
    var reasons: [String: Int] = [:]
    for _ in 0..<10_000 {
      let bytes = FileTesting.mutate(original, &generator)
      let problem = try #require(FileTesting.problem { _ = try Checkpoint(bytes: bytes) })
      reasons[problem.happened, default: 0] += 1
    }
    #expect(reasons.keys.count { $0.contains("checksum does not fit") } == 1)
    #expect(reasons.values.reduce(0, +) == 10_000)
  }

  @Test func checksumDigitsInCapitalsAreRefused() throws {
    let bytes = Self.checkpoint().encoded()
    let capitals = Data(String(decoding: bytes[37..<53], as: UTF8.self).uppercased().utf8)
    try #require(capitals != bytes[37..<53])
    #expect(throws: FileProblem.self) { try Checkpoint(bytes: bytes[..<37] + capitals + bytes[53...]) }
  }

  @Test func otherFilesAreNamedForWhatTheyAre() throws {
    func happened(_ bytes: Data) -> String {
      FileTesting.problem { _ = try Checkpoint(bytes: bytes) }?.happened ?? ""
    }
    let foreign = try Data(contentsOf: ElementTypeTests.peerFile)
    #expect(happened(foreign).contains("safetensors file, but not a checkpoint of this book"))
    #expect(happened(Data("#!/bin/sh\n".utf8)).contains("not a checkpoint of this book"))
    #expect(happened(Data()).contains("not a checkpoint of this book"))
    var bytes = Self.checkpoint().encoded()
    bytes[30] ^= 1  // "checksum" is "chdcksum" now
    #expect(happened(bytes).contains("damaged"))
  }

  /// A file whose checksum is right, but whose texts are not those of a checkpoint.
  private func sealed(_ texts: [String: String?]) throws -> Data {
    var all = try SafetensorsFile(bytes: Self.checkpoint().encoded()).metadata
    for (key, value) in texts { all[key] = value }
    var bytes = Data()
    try SafetensorsFile.write([], metadata: all) { bytes.append(contentsOf: $0) }
    let sum = bytes.withUnsafeBytes {
      Checksum.of(UnsafeRawBufferPointer(rebasing: $0[53...]), seed: $0.loadUnaligned(as: UInt64.self))
    }
    let digits = String(sum, radix: 16)
    bytes.replaceSubrange(37..<53, with: (String(repeating: "0", count: 16 - digits.count) + digits).utf8)
    return bytes
  }

  @Test func aSealedFileWithWrongTextsIsRefused() throws {
    func happened(_ texts: [String: String?]) throws -> String {
      let bytes = try sealed(texts)
      return FileTesting.problem { _ = try Checkpoint(bytes: bytes) }?.happened ?? ""
    }
    #expect(try Checkpoint(bytes: sealed([:])).stage == "sft")
    #expect(try happened(["version": "tiny checkpoint 2"]).contains(#"its version is "tiny checkpoint 2""#))
    for key in ["stage", "seed", "step", "configuration", "tokenizer", "version"] {
      let without: [String: String?] = [key: nil]
      #expect(try happened(without).contains("does not tell its \(key)"))
    }
    for (key, value) in [("seed", "-1"), ("step", "many"), ("metric.loss", "low")] {
      #expect(try happened([key: value]).contains("\(key) \"\(value)\" is no number"))
    }
  }
}

// MARK: - Files

extension CheckpointTests {
  @Test func aDamagedFileNamesTheSoundCopyBefore() throws {
    try withFolder { folder in
      let url = folder.appendingPathComponent("it's.safetensors")
      let previous = AtomicFile.previous(of: url)
      func remedy() -> String { FileTesting.problem { _ = try Checkpoint.read(from: url) }?.remedy ?? "" }
      #expect(remedy().contains("Check the spelling"))
      try Self.checkpoint(step: 1).write(to: url)
      try Self.checkpoint(step: 2).write(to: url)
      #expect(try Checkpoint.read(from: url) == Self.checkpoint(step: 2))

      try Self.damage(url)
      #expect(remedy().contains("The copy before it is whole (stage sft, step 1)"))
      #expect(remedy().contains("mv '\(folder.path)/it'\\''s.safetensors.previous' "))
      try FileManager.default.removeItem(at: url)
      #expect(remedy().contains("is whole"), "as after a kill on a file system without links")

      try Self.damage(previous)
      #expect(remedy().contains("cannot be used either"))
    }
  }

  /// The damaged file must not become the previous copy: it would push out the last sound one.
  @Test func aDamagedFileIsNotKept() throws {
    try withFolder { folder in
      let url = folder.appendingPathComponent("c")
      for step in 1...2 { try Self.checkpoint(step: step).write(to: url) }
      try Self.damage(url)
      try Self.checkpoint(step: 3).write(to: url)
      #expect(try Checkpoint.read(from: url).step == 3)
      #expect(try Checkpoint.read(from: AtomicFile.previous(of: url)).step == 1)
    }
  }

  private static func damage(_ url: URL) throws {
    var bytes = try Data(contentsOf: url)
    bytes[bytes.count - 3] ^= 1
    try bytes.write(to: url)
  }

  #if !os(Windows)
    /// The folder that this process and the process that it will kill both know.
    private static func killFolder(of process: pid_t) -> URL {
      FileManager.default.temporaryDirectory.appendingPathComponent("tiny-kill-\(process)")
    }

    /// Another process writes checkpoints as fast as it can and is killed, each time a little later.
    @Test func aKilledProcessLeavesWholeFiles() async throws {
      let folder = Self.killFolder(of: getpid())
      let url = folder.appendingPathComponent("c")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      try Self.checkpoint(step: 0, size: 200_000).write(to: url)
      var newest = 0
      for round in 0..<8 {
        try Data("\(5000 + round * 3777)".utf8).write(to: folder.appendingPathComponent("microseconds"))
        await #expect(processExitsWith: .signal(SIGKILL)) {
          let folder = Self.killFolder(of: getppid())
          let wait = try String(contentsOf: folder.appendingPathComponent("microseconds"), encoding: .utf8)
          let pause = try #require(UInt32(wait))
          let one = CheckpointTests.checkpoint(step: 1, size: 200_000)
          Thread {
            usleep(pause)
            kill(getpid(), SIGKILL)
          }.start()
          var next = one
          while true {
            try next.write(to: folder.appendingPathComponent("c"))
            next.step += 1
          }
        }
        newest = max(newest, try Checkpoint.read(from: url).step)
        let previous = AtomicFile.previous(of: url)
        if FileManager.default.fileExists(atPath: previous.path) { _ = try Checkpoint.read(from: previous) }
      }
      #expect(newest > 0, "no write was ever complete: the test shows nothing")
      try Self.checkpoint(step: 9).write(to: url)
      #expect(try FileTesting.names(in: folder) == ["c", "c.previous", "microseconds"])
    }
  #endif
}
