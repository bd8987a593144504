// Choices between two answers: reward modelling and direct preference optimisation learn from them.

import TinyLM
import TinyTensor

/// Two answers to the same prompt, of which a person chose one.
public struct Comparison: Hashable, Sendable {
  /// The conversation with the answer that was chosen.
  public let chosen: [MarkedToken]
  /// The conversation with the other answer.
  public let rejected: [MarkedToken]

  /// A choice.
  public init(chosen: [MarkedToken], rejected: [MarkedToken]) {
    self.chosen = chosen
    self.rejected = rejected
  }

  /// The opposite choice.
  public var reversed: Comparison { Comparison(chosen: rejected, rejected: chosen) }
}

/// The share of pairs whose first number is the larger one; equal ones count half.
func shareOfAgreement(_ chosen: [Float], _ rejected: [Float]) -> Double {
  zip(chosen, rejected).reduce(0) { $0 + ($1.0 > $1.1 ? 1 : $1.0 == $1.1 ? 0.5 : 0) } / Double(chosen.count)
}

extension [Comparison] {
  /// A number that identifies these choices, continued from `seed`.
  public func fingerprint(after seed: UInt64) -> UInt64 {
    flatMap { [$0.chosen, $0.rejected] }.fingerprint(after: seed)
  }

  /// All comparisons in each epoch once, in batches of about equal lengths.
  func batches(of size: Int, epochs: Int, using generator: inout SeededGenerator) -> [[Int]] {
    let lengths = map { Swift.max($0.chosen.count, $0.rejected.count) }
    return (0..<epochs).flatMap { _ in
      Training.batches(ofLengths: lengths, size: size, using: &generator)
    }
  }
}
