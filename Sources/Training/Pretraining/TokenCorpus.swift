// A text as one long row of token ids, most of it to learn from and the rest to be examined on.
// The windows of a text that is made of documents begin where a document begins.
// Leaves out a mask between the documents of one window: attention learns to look back no further than it helps.

import Basics
import Files
import TinyLM
import TinyTensor

/// Tokens to train on, and tokens that are never trained on.
public struct TokenCorpus: Sendable {
  /// To learn from.
  public let training: [Int32]
  /// To be examined on.
  public let validation: [Int32]
  /// The token that stands before each document; `nil` if the text is one piece.
  public let separator: Int32?

  /// A corpus of the two parts of a text.
  ///
  /// - Parameter separator: the token that stands before each document, and after the last one.
  /// - Precondition: no id is negative.
  public init(training: [Int], validation: [Int], separator: Int? = nil) {
    self.training = training.map(Int32.init)
    self.validation = validation.map(Int32.init)
    self.separator = separator.map(Int32.init)
  }

  /// Keeps the last part of a text for validation.
  ///
  /// - Parameter share: how much is kept, 0 to 1.
  public init(tokens: [Int], validationShare share: Double) {
    let cut = tokens.count - Int(Double(tokens.count) * share)
    self.init(training: Array(tokens[..<cut]), validation: Array(tokens[cut...]))
  }

  /// Windows at random places of the training tokens.
  ///
  /// The target of each token is the one after it.
  ///
  /// A window from the middle of a document asks for what nobody can know who has not read its beginning, such as
  /// which country it is about. So a document is read from its beginning, and one that is longer than a window in
  /// steps of a window's length.
  ///
  /// - Precondition: there are more training tokens than `context`.
  public func batch(sequences: Int, context: Int, using generator: inout SeededGenerator) -> TokenBatch {
    require(training.count > context, "\(training.count) training tokens for a context of \(context)")
    let starts = (0..<sequences).map { _ in
      let place = generator.below(training.count - context)
      let beginning = separator.flatMap { training[...place].lastIndex(of: $0) }
      return beginning.map { place - (place - $0) % context } ?? place
    }
    return TokenBatch(
      inputs: starts.flatMap { training[$0..<$0 + context].map(Int.init) },
      targets: starts.flatMap { training[$0 + 1...$0 + context].map(Int.init) }, sequences: sequences)
  }

  /// The mean surprise of a model on the validation tokens, in nats per token.
  ///
  /// - Parameters:
  ///   - context: how many tokens it may see at once; as many as it can if left out.
  ///   - windows: how many windows of the text at most; all if left out.
  /// - Returns: not a number if there are less than two tokens.
  public func validationLoss(of model: GPT, context: Int? = nil, windows: Int = .max) -> Double {
    let batches = validationBatches(
      sequences: 32, context: context ?? model.configuration.context, limit: windows)
    let frozen = model.frozen()
    let sizes = batches.map { Double($0.weights?.reduce(0, +) ?? Float($0.inputs.count)) }
    let sum = zip(batches, sizes).reduce(0.0) { $0 + Double(frozen.loss($1.0).item) * $1.1 }
    return sum / sizes.reduce(0, +)
  }

  /// The validation tokens in windows that together ask for each token once.
  ///
  /// A document that does not fit into a window counts in the next one only, which begins with it.
  ///
  /// - Parameter limit: how many windows at most.
  /// - Returns: batches of up to `sequences` windows. Places that do not count have weight 0.
  public func validationBatches(sequences: Int, context: Int, limit: Int = .max) -> [TokenBatch] {
    let windows = validationWindows(context).prefix(limit)
    return stride(from: 0, to: windows.count, by: sequences).map { first in
      let group = windows[first..<min(windows.count, first + sequences)]
      let places = group.flatMap { window in (0..<context).map { window.start + $0 } }
      // What lies behind the end is padding; it does not count.
      func token(_ place: Int) -> Int { place < validation.count ? Int(validation[place]) : 0 }
      return TokenBatch(
        inputs: places.map(token), targets: places.map { token($0 + 1) },
        weights: group.flatMap { window in
          (1...context).map { window.counted.contains(window.start + $0) ? 1 : 0 }
        }, sequences: group.count)
    }
  }

  /// Where the windows begin, and which tokens count as their targets.
  private func validationWindows(_ context: Int) -> [(start: Int, counted: Range<Int>)] {
    var windows: [(start: Int, counted: Range<Int>)] = []
    var (start, done) = (0, 1)  // the first token of all is nobody's target
    while done < validation.count {
      let end = min(start + context + 1, validation.count)
      // The next window begins with the last document that this one does not hold to its end.
      let cut = separator.flatMap { validation[start + 1..<end].lastIndex(of: $0) }
      let next = end == validation.count ? end - 1 : cut ?? end - 1
      windows.append((start, done..<next + 1))
      start = next
      done = next + 1
    }
    return windows
  }

  /// A number that identifies this corpus, so that training is not resumed on another text.
  public var fingerprint: UInt64 {
    training.withUnsafeBytes { training in
      validation.withUnsafeBytes {
        Checksum.of($0, seed: Checksum.of(training, seed: UInt64(training.count)))
      }
    }
  }
}
