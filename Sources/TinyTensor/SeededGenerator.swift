// Random numbers that are the same on every system, for ever: a counter whose value is scrambled (SplitMix64).
// `uniform()` and `below(_:)`, which every generator has, are in Basics/Randomness.swift.

import Basics

/// A seeded source of random numbers.
///
/// Passed along `inout`; there is no global one.
public struct SeededGenerator: RandomNumberGenerator, Sendable, Equatable {
  /// All that it remembers: saved and restored, the numbers continue as if nothing had happened.
  public var state: UInt64

  /// A generator at its beginning.
  ///
  /// - Parameters:
  ///   - seed: equal seeds give equal numbers.
  ///   - stream: a name for what the numbers are for; other names give unrelated numbers from the same seed.
  public init(seed: UInt64, stream: String = "") {
    state = seed
    for byte in stream.utf8 { state = splitMix64(state ^ UInt64(byte)) &+ 0x9E37_79B9_7F4A_7C15 }
    state = splitMix64(state &+ 0x9E37_79B9_7F4A_7C15)
  }

  /// A generator that continues from a saved state.
  public init(state: UInt64) { self.state = state }

  /// The next 64 random bits (SplitMix64).
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return splitMix64(state)
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
