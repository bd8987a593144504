// A text as one long row of token ids, most of it to learn from and the rest to be examined on.

import TinyLM
import TinyTensor

/// Tokens to train on, and tokens that are never trained on.
public struct TokenCorpus: Sendable {
  public let training: [Int32]
  public let validation: [Int32]

  /// - Precondition: no id is negative.
  public init(training: [Int], validation: [Int]) {
    (self.training, self.validation) = (training.map(Int32.init), validation.map(Int32.init))
  }

  /// Keeps the last part of a text for validation.
  ///
  /// - Parameter share: how much is kept, 0 to 1.
  public init(tokens: [Int], validationShare share: Double) {
    let cut = tokens.count - Int(Double(tokens.count) * share)
    self.init(training: Array(tokens[..<cut]), validation: Array(tokens[cut...]))
  }

  /// Windows at random places of the training tokens. The target of each token is the one after it.
  ///
  /// - Precondition: there are more training tokens than `context`.
  public func batch(sequences: Int, context: Int, using generator: inout SeededGenerator) -> TokenBatch {
    require(training.count > context, "\(training.count) training tokens for a context of \(context)")
    let starts = (0..<sequences).map { _ in generator.below(training.count - context) }
    return Self.windows(of: training, at: starts, context: context)
  }

  /// The validation tokens, cut into windows one after another.
  ///
  /// - Parameter limit: how many windows at most.
  /// - Returns: batches of up to `sequences` windows; a shorter rest of the text is left out.
  public func validationBatches(sequences: Int, context: Int, limit: Int = .max) -> [TokenBatch] {
    let count = max(0, min(limit, (validation.count - 1) / context))
    return stride(from: 0, to: count, by: sequences).map { first in
      let starts = (first..<min(count, first + sequences)).map { $0 * context }
      return Self.windows(of: validation, at: starts, context: context)
    }
  }

  private static func windows(of tokens: [Int32], at starts: [Int], context: Int) -> TokenBatch {
    TokenBatch(
      inputs: starts.flatMap { tokens[$0..<$0 + context].map(Int.init) },
      targets: starts.flatMap { tokens[$0 + 1...$0 + context].map(Int.init) }, sequences: starts.count)
  }

  /// A number that tells this corpus from others, so that training is not resumed on another text.
  public var fingerprint: UInt64 {
    training.withUnsafeBytes { training in
      validation.withUnsafeBytes { Checksum.of($0, seed: Checksum.of(training, seed: UInt64(training.count))) }
    }
  }
}
