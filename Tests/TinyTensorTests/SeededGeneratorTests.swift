// Random numbers that may never change: every seed in the book stands on them.

import Foundation
import Testing
import TinyTensor

@Suite struct SeededGeneratorTests {
  @Test func wordsArePublishedOnes() {
    // SplitMix64 from 1234567, as https://rosettacode.org/wiki/Pseudo-random_numbers/Splitmix64 gives it.
    var words = SeededGenerator(state: 1_234_567)
    #expect(
      (0..<5).map { _ in words.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431,
        16_408_922_859_458_223_821,
      ])
  }

  @Test func allThatItGivesIsFixed() {
    // Worked out by a second program, Tests/peers/seeded_generator.py. Whoever changes one of them changes every page.
    var generator = SeededGenerator(seed: 1, stream: "weights")
    #expect(generator.state == 18_020_687_255_987_392_803)
    #expect((0..<4).map { _ in generator.below(1000) } == [395, 236, 206, 105])
    #expect((0..<2).map { _ in generator.uniform() } == [0.6072098144871027, 0.9733808300701856])
    #expect(
      (0..<3).map { _ in generator.normal() } == [
        -0.0923825204372406, 0.07034313678741455, 1.2943551540374756,
      ])
    #expect(generator.shuffled(Array(0..<8)) == [4, 0, 3, 1, 6, 7, 2, 5])
    #expect(
      Tensor(normal: [3], using: &generator).values == [
        -0.9089997410774231, -0.9577204585075378, 0.1113940179347992,
      ])
  }

  @Test func aSavedStateGoesOn() {
    var generator = SeededGenerator(seed: 5)
    _ = generator.next()
    var other = SeededGenerator(state: generator.state)
    #expect((0..<10).map { _ in generator.next() } == (0..<10).map { _ in other.next() })
    #expect(generator == other)
  }

  @Test func seedsAndStreamsAreUnrelated() {
    func first(_ seed: UInt64, _ stream: String) -> UInt64 {
      var generator = SeededGenerator(seed: seed, stream: stream)
      return generator.next()
    }
    let streams = ["", "a", "b", "ab", "ba", "weights", "batches"]
    for seed in 0..<100 as Range<UInt64> {
      #expect(Set(streams.map { first(seed, $0) }).count == streams.count)
    }
    for stream in streams { #expect(Set((0..<1000).map { first($0, stream) }).count == 1000) }
    // Half of all bits differ between neighbours, give or take five deviations: 64 x 1000 / 2, deviation 126.
    let bits = (0..<1000 as Range<UInt64>).reduce(0) { sum, seed in
      var (a, b) = (SeededGenerator(seed: seed), SeededGenerator(seed: seed + 1))
      return sum + (a.next() ^ b.next()).nonzeroBitCount
    }
    #expect(abs(bits - 32_000) < 630)
  }

  @Test func everyWholeNumberIsAsLikely() {
    // 3/8 of 2^64: of eight neighbouring words three make one number, three the next, and only two the one after.
    // Without rejection every third number would come a quarter less often.
    var generator = SeededGenerator(seed: 3)
    let third = (0..<30_000).count { _ in generator.below(3 << 61) % 3 == 2 }
    #expect(abs(third - 10_000) < 410, "five deviations of 82")
    #expect((0..<100).allSatisfy { _ in generator.below(1) == 0 })
    #expect((0..<1000).allSatisfy { _ in (0..<7).contains(generator.below(7)) })
  }

  @Test func uniformNumbersFillTheRange() {
    var generator = SeededGenerator(seed: 4)
    let values = (0..<40_000).map { _ in generator.uniform() }
    #expect(values.allSatisfy { (0..<1).contains($0) })
    let mean = values.reduce(0, +) / 40_000
    #expect(abs(mean - 0.5) < 0.0072, "five deviations: 5 x 0.2887 / 200")
    #expect(values.min()! < 1e-3 && values.max()! > 0.999)
  }

  @Test func normalNumbersHaveNormalTails() {
    var generator = SeededGenerator(seed: 5)
    let values = Tensor(normal: [100_001], using: &generator).values.map(Double.init)
    // Shares beyond 1, 2 and 3 deviations, each to five deviations of a count.
    for (bound, share) in [(1.0, 0.3173), (2, 0.0455), (3, 0.0027)] {
      let (count, expected) = (Double(values.count { abs($0) > bound }), 100_001 * share)
      #expect(abs(count - expected) < 5 * expected.squareRoot(), "beyond \(bound): \(count)")
    }
    let sum = values.reduce(0, +)
    #expect(abs(sum) < 5 * 317)
  }

  @Test func ordersAreAllAsLikely() {
    var generator = SeededGenerator(seed: 6)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<24_000 { counts[generator.shuffled([0, 1, 2, 3]), default: 0] += 1 }
    #expect(counts.count == 24 && counts.values.allSatisfy { abs($0 - 1000) < 5 * 31 })
    #expect(generator.shuffled([Int]()) == [] && generator.shuffled([1]) == [1])
  }

  @Test func nothingToChooseFrom() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = SeededGenerator(seed: 1)
      _ = generator.below(0)
    }
    #expect(says("below(0) has nothing to choose from", in: result))
  }
}
