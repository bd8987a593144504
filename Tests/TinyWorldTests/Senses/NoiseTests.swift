// Noise has the mean, the spread and the shape that it should have.

import Testing

@testable import TinyWorld

@Suite struct NoiseTests {
  @Test func normalNumbersAreNearlyNormal() {
    var words = Words(state: 7)
    let numbers = (0..<100_000).map { _ in Double(Noise.normal(using: &words)) }
    let mean = numbers.reduce(0, +) / 100_000
    let variance = numbers.reduce(0) { $0 + $1 * $1 } / 100_000
    #expect(abs(mean) < 0.015 && abs(variance - 1) < 0.02, "\(mean), \(variance)")
    // Of a normal distribution 68.3 % lie within one deviation and 95.4 % within two.
    #expect(abs(Double(numbers.count { abs($0) < 1 }) / 100_000 - 0.683) < 0.01)
    #expect(abs(Double(numbers.count { abs($0) < 2 }) / 100_000 - 0.954) < 0.01)
  }

  @Test func wholeNumbersAreEven() {
    var words = Words(state: 8)
    var counts = [0, 0, 0]
    for _ in 0..<30_000 { counts[Noise.below(3, using: &words)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 10_000) < 400 }, "\(counts)")
  }
}
