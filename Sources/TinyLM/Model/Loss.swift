// The loss of a language model: its surprise at the token that came next.

import Basics
import TinyTensor

/// Tokens to learn from: what is read, what should come next, and how much each place counts.
public struct TokenBatch: Equatable, Sendable {
  /// Ids, sequence by sequence.
  public let inputs: [Int]
  /// For each input, the token that came next.
  public let targets: [Int]
  /// How much each place counts; all the same if `nil`.
  public let weights: [Float]?
  /// How many sequences there are, all equally long.
  public let sequences: Int

  /// A batch of inputs and targets.
  ///
  /// - Precondition: as many targets (and weights) as inputs, which are `sequences` equal parts.
  public init(inputs: [Int], targets: [Int], weights: [Float]? = nil, sequences: Int) {
    require(
      inputs.count == targets.count && weights?.count ?? inputs.count == inputs.count
        && sequences > 0 && inputs.count % sequences == 0,
      "\(inputs.count) inputs, \(targets.count) targets, \(weights?.count ?? inputs.count) weights, "
        + "\(sequences) sequences"
    )
    self.inputs = inputs
    self.targets = targets
    self.weights = weights
    self.sequences = sequences
  }
}

extension GPT {
  /// The mean surprise at the targets; places of weight 0 are read, but nothing is predicted there.
  ///
  /// - Returns: nats per token.
  public func loss(_ batch: TokenBatch) -> Tensor {
    loss(batch, embeddings: embeddings(of: batch.inputs, sequences: batch.sequences))
  }

  /// The same for any embeddings in place of the inputs', such as those of a picture.
  ///
  /// - Parameter embeddings: `[B, T, C]`.
  public func loss(_ batch: TokenBatch, embeddings: Tensor) -> Tensor {
    guard let weights = batch.weights else { return logits(embeddings).crossEntropy(batch.targets) }
    let counted = weights.indices.filter { weights[$0] != 0 }
    let places = hiddenStates(embeddings)
      .reshaped([batch.inputs.count, configuration.width]).rows(at: counted)
    return outputLogits(places).crossEntropy(
      counted.map { batch.targets[$0] }, weights: counted.map { weights[$0] })
  }
}
