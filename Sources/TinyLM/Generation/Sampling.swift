// Choosing the next token from the model's logits.
// Sources: top-k, Fan et al. 2018, "Hierarchical Neural Story Generation"; top-p, Holtzman et al. 2019, "The Curious
// Case of Neural Text Degeneration".

import Basics
import TinyTensor

/// How the next token is chosen.
public struct Sampling: Equatable, Sendable {
  /// Divides the logits before they become probabilities; at least 0.
  ///
  /// Below 1 the probable becomes more probable, above 1 the probabilities become more even; 0 always takes the best.
  public var temperature: Float
  /// Only this many of the most probable tokens stay; all if `nil`.
  public var topK: Int?
  /// Only the most probable tokens stay that together reach this probability; all if `nil`.
  public var topP: Float?

  /// Always the most probable token.
  public static let greedy = Sampling(temperature: 0)

  /// A way of choosing; as it stands, by the probabilities that the model gives.
  ///
  /// - Precondition: `temperature` is 0 or more and finite, `topK` at least 1, `topP` above 0 and at most 1.
  public init(temperature: Float = 1, topK: Int? = nil, topP: Float? = nil) {
    require(temperature >= 0 && temperature.isFinite, "temperature must be 0 or more, got \(temperature)")
    require(topK ?? 1 >= 1, "topK must be at least 1, got \(topK!)")
    require(topP.map { $0 > 0 && $0 <= 1 } ?? true, "topP must be above 0 and at most 1, got \(topP!)")
    self.temperature = temperature
    self.topK = topK
    self.topP = topP
  }

  /// The probability that this way of choosing gives to each token.
  ///
  /// - Parameter logits: one a token.
  /// - Returns: as many probabilities; they sum to 1. Of equal logits, the smaller id stays first.
  /// - Precondition: no logit is NaN, and the best one is finite.
  public func probabilities(_ logits: [Float]) -> [Float] {
    let best = logits.max() ?? .nan
    require(
      best.isFinite && !logits.contains(where: \.isNaN),
      "cannot choose from \(logits.count) logits of which the best is \(best)")
    guard temperature > 0 else {
      let winner = Tensor(logits).argmax()[0]
      return logits.indices.map { $0 == winner ? 1 : 0 }
    }
    // Counted from the best logit: no temperature, however small, makes them infinite on both sides.
    var all = Tensor(logits.map { ($0 - best) / temperature }).softmax().values
    guard topK != nil || topP != nil else { return all }
    let order = all.indices.sorted { (all[$0], $1) > (all[$1], $0) }
    let kept = order.prefix(min(topK ?? order.count, countReachingTopP(order.map { all[$0] })))
    let total = kept.reduce(0) { $0 + all[$1] }
    let stays = Set(kept)
    for id in all.indices { all[id] = stays.contains(id) ? all[id] / total : 0 }
    return all
  }

  /// Draws a token.
  ///
  /// - Parameter logits: one a token.
  /// - Returns: its id. Without temperature no random number is used.
  /// - Precondition: as for `probabilities(_:)`.
  public func choose(_ logits: [Float], using generator: inout SeededGenerator) -> Int {
    let all = probabilities(logits)
    guard temperature > 0 else { return all.firstIndex(of: 1)! }
    var rest = generator.uniform()
    for (id, probability) in all.enumerated() where probability > 0 {
      rest -= Double(probability)
      if rest < 0 { return id }
    }
    return all.lastIndex { $0 > 0 }!  // rounding left a crumb
  }

  /// How many of the probabilities, largest first, are needed to reach `topP`.
  private func countReachingTopP(_ sorted: [Float]) -> Int {
    guard let topP else { return sorted.count }
    var sum: Float = 0
    for (i, probability) in sorted.enumerated() {
      sum += probability
      if sum >= topP { return i + 1 }
    }
    return sorted.count
  }
}
