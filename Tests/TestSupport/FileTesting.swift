// What the tests of the files share: seeded numbers, folders that vanish, files made by hand, and mutations.

import Files
import Foundation

package enum FileTesting {
  /// A seeded generator of 64-bit words: SplitMix64, Steele, Lea and Flood 2014, figure 16.
  package struct SplitMix64 {
    private var state: UInt64

    package init(state: UInt64) { self.state = state }

    package mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var word = state
      word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
      word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
      return word ^ (word >> 31)
    }

    package mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
  }

  package static func names(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  /// A safetensors file around a header, right or wrong.
  package static func file(_ header: String, data: [UInt8] = [], claiming length: UInt64? = nil) -> Data {
    file(Array(header.utf8), data: data, claiming: length)
  }

  package static func file(_ header: [UInt8], data: [UInt8] = [], claiming length: UInt64? = nil) -> Data {
    let length = length ?? UInt64(header.count)
    return Data((0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) } + header + data)
  }

  /// The problem that a body throws; nil if it throws nothing or anything else.
  package static func problem(_ body: () throws -> Void) -> FileProblem? {
    do { try body() } catch { return error as? FileProblem }
    return nil
  }

  /// Changes a file in one of six ways: a bit, a cut, an insertion, a header byte, the length, a digit.
  ///
  /// - Returns: Content that differs from what was given.
  package static func mutate(_ original: Data, _ generator: inout SplitMix64) -> Data {
    var data = original
    while data == original {
      let headerEnd = 8 + Int(original[0]) + Int(original[1]) << 8 + Int(original[2]) << 16
      switch generator.below(6) {
      case 0: data[generator.below(data.count)] ^= 1 << UInt8(generator.below(8))
      case 1:
        let place = generator.below(data.count)
        data.removeSubrange(place..<min(data.count, place + 1 + generator.below(64)))
      case 2:
        let noise = (0...generator.below(16)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
        data.insert(contentsOf: noise, at: generator.below(data.count + 1))
      case 3:
        let marks = Array("{}[]\",:\\0-9eE. n\u{0}".utf8)
        data[8 + generator.below(headerEnd - 8)] = marks[generator.below(marks.count)]
      case 4:
        data[generator.below(8)] = UInt8(truncatingIfNeeded: generator.next() >> UInt64(generator.below(64)))
      default:
        let digits = (8..<headerEnd).filter { (0x30...0x39).contains(original[$0]) }
        data[digits[generator.below(digits.count)]] = UInt8(0x30 + generator.below(10))
      }
    }
    return data
  }

  /// Changes any file in one of six ways: a bit, a cut, an insertion, a copied piece, a large number, a letter.
  ///
  /// - Returns: Content that differs from what was given.
  package static func mutateAny(_ original: Data, _ generator: inout SplitMix64) -> Data {
    var data = original
    while data == original || data.isEmpty {
      data = original
      let place = generator.below(data.count)
      let end = min(data.count, place + 1 + generator.below(32))
      switch generator.below(6) {
      case 0: data[place] ^= 1 << UInt8(generator.below(8))
      case 1: data.removeSubrange(place..<end)
      case 2: data.insert(contentsOf: data[place..<end], at: generator.below(data.count + 1))
      case 3: data.insert(UInt8(truncatingIfNeeded: generator.next()), at: place)
      case 4:  // a number of 1 to 8 bytes, mostly with many high bits
        let number = UInt64.max >> UInt64(generator.below(64)) ^ UInt64(generator.below(3))
        for i in 0..<min(1 << generator.below(4), data.count - place) {
          data[place + i] = UInt8(truncatingIfNeeded: number >> (8 * UInt64(i)))
        }
      default:
        let marks = Array("{}[]\",:\\0-9eE. \nA\u{212A}".utf8)
        data[place] = marks[generator.below(marks.count)]
      }
    }
    return data
  }

  /// Ten thousand changed files, each read: refused with words, or taken.
  ///
  /// - Returns: How many were refused and how many were taken.
  package static func attack(
    _ original: Data, seed: UInt64 = 1, times: Int = 10_000, _ read: (Data) throws -> Void
  ) throws -> (refused: Int, read: Int) {
    var generator = SplitMix64(state: seed)
    var counts = (refused: 0, read: 0)
    for _ in 0..<times {
      do {
        try read(mutateAny(original, &generator))
        counts.read += 1
      } catch let problem as FileProblem {
        guard (1..<1000).contains(problem.happened.utf8.count) else {
          throw WordlessProblem(problem: problem)
        }
        counts.refused += 1
      }
    }
    return counts
  }

  /// A problem without words, or with too many.
  private struct WordlessProblem: Error { let problem: FileProblem }
}
