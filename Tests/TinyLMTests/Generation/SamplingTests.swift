// Chances that can be worked out by hand, and draws that keep to them.

import Foundation
import Testing
import TinyLM
import TinyTensor

@Suite struct SamplingTests {
  /// Scores whose chances are 0.5, 0.25, 0.125, 0.0625, 0.0625.
  private static let halves: [Float] = [0.0625, 0.5, 0.125, 0.0625, 0.25].map { Foundation.log($0) + 3 }

  private func expect(
    _ sampling: Sampling, _ expected: [Float], of logits: [Float] = halves,
    at place: SourceLocation = #_sourceLocation
  ) {
    let found = sampling.probabilities(logits)
    let error = zip(found, expected).map { abs($0 - $1) }.max() ?? .infinity
    #expect(found.count == expected.count && error < 1e-6, "\(found)", sourceLocation: place)
    // What is ruled out must never come, however often it is asked.
    #expect(zip(found, expected).allSatisfy { ($0 == 0) == ($1 == 0) }, "\(found)", sourceLocation: place)
  }

  @Test func temperature() {
    expect(Sampling(), [0.0625, 0.5, 0.125, 0.0625, 0.25])
    // At temperature 1/2 chances are squared: 1/256, 64/256, 4/256, 1/256, 16/256, which sum to 86/256.
    expect(Sampling(temperature: 0.5), [1, 64, 4, 1, 16].map { $0 / 86 })
    // At 2 their roots count: 1/4, 1/sqrt 2, 1/sqrt 8, 1/4, 1/2.
    let roots = [0.0625, 0.5, 0.125, 0.0625, 0.25].map { Float($0).squareRoot() }
    expect(Sampling(temperature: 2), roots.map { $0 / roots.reduce(0, +) })
    expect(.greedy, [0, 1, 0, 0, 0])
    expect(.greedy, [1, 0, 0], of: [2, 2, 1])
  }

  @Test func theSmallestTemperatureIsGreedy() {
    expect(Sampling(temperature: .leastNonzeroMagnitude), [0, 1, 0], of: [0, 1e-3, -.infinity])
    expect(Sampling(temperature: 1e-38), [0.5, 0, 0.5], of: [1e30, -1e30, 1e30])
    expect(Sampling(temperature: .greatestFiniteMagnitude), [0.5, 0.5, 0], of: [1e3, -1e3, -.infinity])
  }

  @Test func topK() {
    expect(Sampling(topK: 1), [0, 1, 0, 0, 0])
    expect(Sampling(topK: 2), [0, 2 / 3, 0, 0, 1 / 3])
    expect(Sampling(topK: 4), [1 / 15, 8 / 15, 2 / 15, 0, 4 / 15])  // of the two equal ones the first
    expect(Sampling(topK: 99), [0.0625, 0.5, 0.125, 0.0625, 0.25])
  }

  @Test func topP() {
    expect(Sampling(topP: 0.49), [0, 1, 0, 0, 0])
    expect(Sampling(topP: 0.51), [0, 2 / 3, 0, 0, 1 / 3])
    expect(Sampling(topP: 0.8), [0, 4 / 7, 1 / 7, 0, 2 / 7])
    expect(Sampling(topP: 0.9), [1 / 15, 8 / 15, 2 / 15, 0, 4 / 15])
    expect(Sampling(topP: 1), [0.0625, 0.5, 0.125, 0.0625, 0.25])
    expect(Sampling(topP: 1e-30), [0, 1, 0, 0, 0])
  }

  @Test func together() {
    // Squared chances are 0.74, 0.19, 0.05, 0.01, 0.01: two of them reach 0.8.
    expect(Sampling(temperature: 0.5, topP: 0.8), [0, 0.8, 0, 0, 0.2])
    expect(Sampling(topK: 3, topP: 0.6), [0, 2 / 3, 0, 0, 1 / 3])
    expect(Sampling(topK: 2, topP: 0.9), [0, 2 / 3, 0, 0, 1 / 3])
  }

  @Test func drawsKeepToTheChances() {
    var generator = SeededGenerator(seed: 1)
    let (draws, sampling) = (20_000, Sampling(topK: 4))
    var counts = [Int](repeating: 0, count: 5)
    for _ in 0..<draws { counts[sampling.choose(Self.halves, using: &generator)] += 1 }
    for (count, chance) in zip(counts, sampling.probabilities(Self.halves)) {
      // Five standard deviations of a count.
      let deviation = (Double(draws) * Double(chance * (1 - chance))).squareRoot()
      #expect(abs(Double(count) - Double(draws) * Double(chance)) <= 5 * deviation, "\(counts)")
    }
  }

  @Test func greedyAsksForNoRandomNumber() {
    var generator = SeededGenerator(seed: 1)
    #expect(Sampling.greedy.choose([0, 3, 1], using: &generator) == 1)
    #expect(generator == SeededGenerator(seed: 1))
  }

  @Test func scoresThatAreNoNumbers() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Sampling().probabilities([0, .nan, 1])
    }
    #expect(says("cannot choose from 3 logits", in: result))
  }

  @Test func waysOfChoosingThatCannotBe() async {
    let cold = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Sampling(temperature: -1)
    }
    #expect(says("temperature must be 0 or more, got -1", in: cold))
    let none = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Sampling(topK: 0)
    }
    #expect(says("topK must be at least 1, got 0", in: none))
    let over = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Sampling(topP: 1.1)
    }
    #expect(says("topP must be above 0 and at most 1, got 1.1", in: over))
  }
}
