// The fingerprint notices every small change, depends on order, length and seed, and never changes itself.

import Files
import Foundation
import Testing

@Suite struct ChecksumTests {
  private func checksum(_ bytes: [UInt8], seed: UInt64 = 0) -> UInt64 {
    bytes.withUnsafeBytes { Checksum.of($0, seed: seed) }
  }

  /// Computed by Tests/peers/checksum.py from the description in Checksum.swift.
  ///
  /// Old checkpoints depend on them.
  @Test func theValuesAreThoseOfTheSlowTwin() {
    #expect(checksum([]) == 0x3284_DBA3_749C_F516)
    #expect(checksum(Array("tiny".utf8)) == 0x5D9F_5D9E_07C6_7F13)
    #expect(checksum((0..<200).map { UInt8($0) }, seed: 42) == 0xC91E_2D24_3786_4B28)
  }

  @Test func everySingleBitCounts() {
    var bytes = (0..<200).map { UInt8($0) }
    var seen: Set<UInt64> = [checksum(bytes)]
    for bit in 0..<1600 {
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      seen.insert(checksum(bytes))
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    }
    #expect(seen.count == 1601)
  }

  @Test func lengthOrderAndSeedCount() {
    let zeros = (0...300).map { checksum([UInt8](repeating: 0, count: $0)) }
    #expect(Set(zeros).count == 301)
    let blocks = (0..<8).map { [UInt8](repeating: UInt8($0), count: 64) }
    #expect(checksum(blocks.flatMap { $0 }) != checksum(blocks.reversed().flatMap { $0 }))
    #expect(Set((0..<100).map { checksum([1, 2, 3], seed: $0) }).count == 100)
  }

  @Test func theAddressDoesNotCount() {
    let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 * 7) }
    for shift in 1..<9 {
      let moved = [UInt8](repeating: 0, count: shift) + bytes
      let sum = moved.withUnsafeBytes { Checksum.of(UnsafeRawBufferPointer(rebasing: $0[shift...])) }
      #expect(sum == checksum(bytes))
    }
  }
}
