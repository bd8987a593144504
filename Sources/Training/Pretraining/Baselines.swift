// What can be predicted without a model: by knowing nothing, by counting tokens, by counting pairs.
// The lines that a model's loss must fall through.

import Basics

extension TokenCorpus {
  /// The loss of knowing only how often each token occurs, on the validation text, in nats per token.
  public func unigramLoss(vocabularySize: Int) -> Double {
    let logs = unigramLogs(vocabularySize)
    return -validation.dropFirst().reduce(0) { $0 + logs[Int($1)] } / Double(max(1, validation.count - 1))
  }

  /// The loss of knowing how often each token follows each other one, in nats per token.
  ///
  /// It is measured on the validation text.
  ///
  /// A pair that was never seen is judged by its second token alone, which counts as one sighting.
  public func bigramLoss(vocabularySize: Int) -> Double {
    var pairs: [UInt64: Int32] = [:]
    var firsts = [Int](repeating: 0, count: vocabularySize)
    for (a, b) in zip(training, training.dropFirst()) {
      pairs[Self.key(a, b), default: 0] += 1
      firsts[Int(a)] += 1
    }
    let unigram = unigramLogs(vocabularySize).map { PortableMath.exp($0) }
    let sum = zip(validation, validation.dropFirst()).reduce(0.0) { sum, pair in
      let seen = Double(pairs[Self.key(pair.0, pair.1)] ?? 0)
      return sum - PortableMath.log((seen + unigram[Int(pair.1)]) / Double(firsts[Int(pair.0)] + 1))
    }
    return sum / Double(max(1, validation.count - 1))
  }

  private static func key(_ a: Int32, _ b: Int32) -> UInt64 { UInt64(UInt32(a)) << 32 | UInt64(UInt32(b)) }

  /// The logarithm of each token's share of the training text.
  ///
  /// A token that never occurs counts as one sighting.
  private func unigramLogs(_ vocabularySize: Int) -> [Double] {
    var counts = [Int](repeating: 1, count: vocabularySize)
    for token in training { counts[Int(token)] += 1 }
    let total = Double(counts.reduce(0, +))
    return counts.map { PortableMath.log(Double($0) / total) }
  }
}
