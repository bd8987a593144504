// Random numbers made of 64 random bits each, the same on every system and for ever.
// Sources: Steele, Lea and Flood 2014, "Fast Splittable Pseudorandom Number Generators" (SplitMix64); Lemire 2019, "Fast
// Random Integer Generation in an Interval". Leaves out the standard library's helpers, which may change between versions.

extension RandomNumberGenerator {
  /// A number from 0 up to but not including 1, with 53 random bits.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A whole number from 0 up to but not including `limit`, all equally likely.
  ///
  /// - Precondition: `limit` is positive.
  public mutating func below(_ limit: Int) -> Int {
    require(limit > 0, "below(\(limit)) has nothing to choose from")
    let size = UInt64(limit)
    let incomplete = (0 &- size) % size  // 2^64 mod size: these words would favour some numbers
    while true {
      let (high, low) = next().multipliedFullWidth(by: size)
      if low >= incomplete { return Int(high) }
    }
  }
}

/// A word whose bits look random: SplitMix64's function of a counter.
package func splitMix64(_ word: UInt64) -> UInt64 {
  var z = word
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}
