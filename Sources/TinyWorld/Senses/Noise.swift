// Random numbers for pictures and sounds, from additions alone: the same digits on every machine.
// The sum of twelve uniform numbers is nearly normal, as the central limit theorem says (Laplace 1810).
// Leaves out the tails: no number lies further than 6 deviations from the mean.

import Basics

enum Noise {
  /// A whole number from 0 up to but not including `limit`; uneven by less than limit / 2^53.
  static func below(_ limit: Int, using generator: inout some RandomNumberGenerator) -> Int {
    Int(generator.uniform() * Double(limit))
  }

  /// Mean 0 and standard deviation 1: twelve numbers of 16 bits, from three words, have the variance 12 / 12.
  static func normal(using generator: inout some RandomNumberGenerator) -> Float {
    var sum: UInt64 = 0
    for _ in 0..<3 {
      let word = generator.next()
      sum += word & 0xFFFF + (word >> 16) & 0xFFFF + (word >> 32) & 0xFFFF + word >> 48
    }
    return Float(Int64(sum) - 6 * 0xFFFF) * 0x1p-16
  }
}
