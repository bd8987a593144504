// A 64-bit fingerprint of bytes, to notice that a file is not what was written. Eight sums side by side, one for
// each 8-byte word of a 64-byte block, each mixed by exclusive or, an odd multiplication, and a shift.
// Ours, in the manner of MurmurHash and xxHash. Leaves out: safety against somebody who wants to deceive.

/// Computes fingerprints.
///
/// Each step can be undone, both in the sum and in the word. So two inputs of the same length that differ inside
/// one word have different fingerprints, always; any others with a chance of 1 - 2^-64 for accidents.
public enum Checksum {
  private typealias Block = SIMD8<UInt64>
  /// 2^64 divided by the golden ratio, made odd: its bits look random.
  private static let multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// The fingerprint of some bytes.
  ///
  /// - Parameters:
  ///   - bytes: The bytes; their number counts too.
  ///   - seed: A number that belongs to them. Another seed gives another fingerprint.
  /// - Returns: 64 bits, the same on every machine.
  public static func of(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
    var sums = Block(0, 1, 2, 3, 4, 5, 6, 7) &+ 1
    let whole = bytes.count & ~63
    for offset in stride(from: 0, to: whole, by: 64) {
      mix(&sums, bytes.loadUnaligned(fromByteOffset: offset, as: Block.self))
    }
    var rest = Block.zero  // the last block, with zeros after the end; the length below tells them apart
    withUnsafeMutableBytes(of: &rest) { $0.copyBytes(from: bytes[whole...]) }
    mix(&sums, rest)

    var result = seed
    for word in [UInt64(bytes.count)] + sums.indices.map({ sums[$0] }) {
      result = (result ^ word) &* multiplier
      result ^= result >> 32
    }
    return result
  }

  @inline(__always)
  private static func mix(_ sums: inout Block, _ words: Block) {
    sums = (sums ^ words) &* Block(repeating: multiplier)
    sums ^= sums &>> 29
  }
}
