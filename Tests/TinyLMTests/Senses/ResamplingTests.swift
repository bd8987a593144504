// Averages over equal stretches, also where a stretch ends within a number.

import TestSupport
import Testing

@testable import TinyLM

@Suite struct ResamplingTests {
  @Test func stretchesByHand() {
    #expect(Resampling.means(of: [1, 3, 5, 7], count: 2) == [2, 6])
    #expect(Resampling.means(of: [0, 3, 6], count: 2) == [1, 5], "the middle one belongs to both by half")
    #expect(Resampling.means(of: [4, 8], count: 4) == [4, 4, 8, 8])
    #expect(Resampling.means(of: [1, 2, 3], count: 3) == [1, 2, 3])
    #expect(Resampling.means(of: [5], count: 3) == [5, 5, 5])
  }

  @Test func theMeanStaysTheSame() {
    var generator = FileTesting.SplitMix64(state: 1)
    for size in [1, 2, 3, 7, 12, 13, 100, 441] {
      let values = (0..<size).map { _ in Float(generator.below(1000)) }
      let mean = values.reduce(0, +) / Float(size)
      for count in [1, 2, 5, 12, 80] {
        let means = Resampling.means(of: values, count: count)
        #expect(means.count == count)
        #expect(abs(means.reduce(0, +) / Float(count) - mean) < 0.01, "\(size) to \(count)")
      }
    }
  }
}
