// Sounds from WAV files: every way to write samples, right, wrong, and damaged ten thousand times.

import Foundation
import TestSupport
import Testing
import TinyLM

@testable import Files

@Suite struct SoundFileTests {
  /// A WAV file made by hand.
  struct Wave {
    var code = 1
    var channels = 1
    var rate = 8000
    var bits = 16
    var isExtensible = false
    var blockSize: Int?
    var claimed: Int?
    var extra = Data()  // another part before the samples
    var samples = Data()

    var bytes: Data {
      let block = blockSize ?? channels * bits / 8
      var format =
        little(isExtensible ? 0xFFFE : code, 2) + little(channels, 2) + little(rate, 4)
        + little(rate * block, 4) + little(block, 2) + little(bits, 2)
      if isExtensible {
        format += little(22, 2) + little(bits, 2) + little(0, 4) + little(code, 2) + Data(count: 14)
      }
      return Data("RIFF".utf8) + little(0, 4) + Data("WAVEfmt ".utf8) + little(format.count, 4) + format
        + extra
        + Data("data".utf8) + little(claimed ?? samples.count, 4) + samples
    }
  }

  static func little(_ value: Int, _ count: Int) -> Data {
    Data((0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
  }

  private static func sound(_ bytes: Data) throws -> Waveform {
    try SoundFile.sound(of: bytes, file: "a sound")
  }

  private static let expected: [Float] = [0, 0.5, -0.5, -1]

  /// The samples as whole numbers; only those of 8 bits have no sign.
  private static func whole(_ bits: Int) -> Wave {
    let middle = bits == 8 ? 128 : 0
    let samples = expected.map { little(Int($0 * Float(1 << (bits - 1))) + middle, bits / 8) }
    return Wave(bits: bits, samples: Data(samples.joined()))
  }

  private static let single = Wave(
    code: 3, bits: 32, samples: Data(expected.map { little(Int($0.bitPattern), 4) }.joined()))
  private static let double = Wave(
    code: 3, bits: 64,
    samples: Data(expected.map { little(Int(truncatingIfNeeded: Double($0).bitPattern), 8) }.joined()))

  @Test func everyWayToWriteSamples() throws {
    for var wave in [8, 16, 24, 32].map(Self.whole) + [Self.single, Self.double] {
      #expect(
        try Self.sound(wave.bytes) == Waveform(rate: 8000, samples: Self.expected), "\(wave.bits) bits")
      wave.isExtensible = true
      #expect(try Self.sound(wave.bytes).samples == Self.expected, "\(wave.bits) bits, extensible")
    }
  }

  @Test func twoChannelsAreAveraged() throws {
    let wave = Wave(
      channels: 2, rate: 44_100, samples: [8192, 16384, -32768, 0].reduce(Data()) { $0 + Self.little($1, 2) })
    #expect(try Self.sound(wave.bytes) == Waveform(rate: 44_100, samples: [0.375, -0.5]))
  }

  @Test func otherPartsAreSkipped() throws {
    // An odd part is followed by one byte that belongs to none.
    let list = Data("LIST".utf8) + Self.little(3, 4) + Data("abc\u{0}".utf8)
    let wave = Wave(extra: list, samples: Self.little(16384, 2))
    #expect(try Self.sound(wave.bytes).samples == [0.5])
    #expect(try Self.sound(wave.bytes + Data("tail".utf8)).samples == [0.5])
  }

  @Test func onlyAMinuteIsListenedTo() throws {
    let wave = Wave(rate: 1000, bits: 8, samples: Data(count: 100_000))
    #expect(try Self.sound(wave.bytes).samples.count == 60_000)
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    try withFolder { folder in
      let file = folder.appendingPathComponent("tone.wav")
      let tone = Waveform(rate: 11_025, samples: (0..<999).map { Float($0 % 20 - 10) / 10 })
      try SoundFile.wave(tone).write(to: file)
      let read = try SoundFile.read(file)
      #expect(read.rate == 11_025 && read.samples.count == 999)
      #expect(zip(read.samples, tone.samples).allSatisfy { abs($0 - $1) < 1e-4 })
      #expect(SoundFile.wave(tone)[4..<8] == Self.little(SoundFile.wave(tone).count - 8, 4))
    }
  }

  static let wrong: [(Data, String)] = {
    let good = Wave(samples: Data(count: 8))
    func changed(_ change: (inout Wave) -> Void) -> Data {
      var wave = good
      change(&wave)
      return wave.bytes
    }
    return [
      (Data(), "does not begin with RIFF"), (Data("RIFF1234AVI LIST".utf8), "does not begin with RIFF"),
      (Data("RIFF1234WAVE".utf8), "it holds no samples"),
      (good.bytes.prefix(30), "a part claims 16 bytes, but 10"),
      (Data("RIFF1234WAVEdata".utf8) + little(0, 4), "the samples come before their format"),
      (Data("RIFF1234WAVEfmt ".utf8) + little(4, 4) + Data(count: 4), "its format has 4 bytes"),
      (changed { $0.claimed = 0xFFFF_FFFF }, "a part claims 4294967295 bytes, but 8 are left"),
      (changed { $0.code = 2 }, "format 2 with 16 bits"), (changed { $0.code = 3 }, "format 3 with 16 bits"),
      (changed { $0.bits = 12 }, "format 1 with 12 bits"), (changed { $0.channels = 0 }, "it has 0 channels"),
      (changed { $0.channels = 6 }, "it has 6 channels"), (changed { $0.rate = 10 }, "10 samples a second"),
      (changed { $0.rate = 0x7FFF_FFFF }, "2147483647 samples a second"),
      (changed { $0.blockSize = 4 }, "take 1 x 2 bytes, but it says 4"),
      (changed { $0.samples = Data(count: 7) }, "7 bytes of samples"),
      (changed { $0.samples = Data() }, "it holds no samples"),
      (
        Wave(code: 3, bits: 32, samples: little(0, 4) + little(0x7FC0_0000, 4)).bytes,
        "sample 2 is no finite number"
      ),
      (
        Wave(code: 3, bits: 64, samples: little(Int(1e300.bitPattern), 8)).bytes,
        "sample 1 is no finite number"
      ),
    ]
  }()

  @Test(arguments: wrong.indices) func whatIsWrongIsSaid(_ i: Int) {
    let (bytes, words) = Self.wrong[i]
    let problem = FileTesting.problem { _ = try Self.sound(bytes) }
    #expect(problem?.happened.contains(words) == true, "\(words): \(problem?.happened ?? "")")
    #expect(problem?.file == "a sound")
  }

  @Test func placesThatAreNoFilesAreRefused() {
    #expect(FileTesting.problem { _ = try SoundFile.read(URL(filePath: "/dev/zero")) } != nil)
    #expect(FileTesting.problem { _ = try SoundFile.read(URL(filePath: "/no/such/sound")) } != nil)
  }

  private static let originals: [Data] = {
    var generator = FileTesting.SplitMix64(state: 12)
    let noise = Data((0..<96).map { _ in UInt8(truncatingIfNeeded: generator.next()) })
    let numbers = Data((0..<24).map { little(Int(Float($0).bitPattern), 4) }.joined())
    return [
      Wave(bits: 8, samples: noise), Wave(channels: 2, rate: 44_100, samples: noise),
      Wave(bits: 24, isExtensible: true, samples: noise), Wave(code: 3, bits: 32, samples: numbers),
      Wave(code: 3, channels: 2, bits: 64, samples: Data(count: 96)),
    ].map(\.bytes)
  }()

  @Test(arguments: originals.indices) func tenThousandMutationsNeverTrap(_ i: Int) throws {
    var count = 0
    let counts = try FileTesting.attack(Self.originals[i]) { bytes in
      let sound = try Self.sound(bytes)
      count += 1
      // What is heard takes a moment to compute: of every tenth.
      if count % 10 == 0 { #expect(sound.loudestHalfSecond.allSatisfy { abs($0) <= 1 }) }
    }
    #expect(counts.read > 100 && counts.refused > 100, "\(counts)")
  }
}
