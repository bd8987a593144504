// Random numbers that are the same on every system, for ever: a counter whose value is scrambled.
// Source: Steele, Lea and Flood 2014, "Fast Splittable Pseudorandom Number Generators" (SplitMix64).
// The standard library's own helpers may change between versions, so everything here stands on 64-bit words.

import Basics

/// A seeded source of random numbers.
///
/// Passed along `inout`; there is no global one.
public struct SeededGenerator: RandomNumberGenerator, Sendable, Equatable {
  /// All that it remembers: save it and go on later with the same numbers.
  public var state: UInt64

  /// A generator at its beginning.
  ///
  /// - Parameters:
  ///   - seed: equal seeds give equal numbers.
  ///   - stream: a name for what the numbers are for; other names give unrelated numbers from the same seed.
  public init(seed: UInt64, stream: String = "") {
    state = seed
    for byte in stream.utf8 { state = Self.scramble(state ^ UInt64(byte)) &+ 0x9E37_79B9_7F4A_7C15 }
    state = Self.scramble(state &+ 0x9E37_79B9_7F4A_7C15)
  }

  /// Goes on from a saved state.
  public init(state: UInt64) { self.state = state }

  /// The next 64 random bits (SplitMix64).
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.scramble(state)
  }

  private static func scramble(_ word: UInt64) -> UInt64 {
    var z = word
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number from 0 up to but not including 1.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A whole number from 0 up to but not including `limit`, all equally likely.
  ///
  /// - Precondition: `limit` is positive.
  public mutating func below(_ limit: Int) -> Int {
    require(limit > 0, "below(\(limit)) has nothing to choose from")
    let size = UInt64(limit)
    let incomplete = (0 &- size) % size  // 2^64 mod size: so many words would favour some numbers
    while true {
      let (high, low) = next().multipliedFullWidth(by: size)
      if low >= incomplete { return Int(high) }
    }
  }

  /// A number from the normal distribution with mean 0 and standard deviation 1 (Box and Muller 1958).
  public mutating func normal() -> Float { normalPair().0 }

  mutating func normalPair() -> (Float, Float) {
    let radius = (-2 * PortableMath.log(1 - uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    return (Float(radius * PortableMath.cos(angle)), Float(radius * PortableMath.sin(angle)))
  }

  /// The elements in a random order, all orders equally likely (Fisher and Yates).
  public mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var elements = elements
    for i in elements.indices.dropFirst().reversed() { elements.swapAt(i, below(i + 1)) }
    return elements
  }
}
