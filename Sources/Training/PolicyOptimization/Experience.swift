// What one iteration of policy optimisation learns from: answers, and what is known of each of their tokens.

import TinyLM
import TinyTensor

/// Answers with one number for each of their tokens in every list.
struct Experience {
  /// The conversations, with their answers marked.
  let conversations: [[MarkedToken]]
  /// How likely the tokens were to the model that wrote them, in nats.
  var logProbabilities: [[Float]]
  /// How likely they are to the model that it all began with, in nats.
  var reference: [[Float]]
  /// How much better than expected each token was.
  var advantages: [[Float]] = []
  /// The return of each token, which is the sum of the rewards still to come; empty without a value network.
  var returns: [[Float]] = []

  /// Sets how much better than expected each token was, and what there was to expect.
  ///
  /// Each token costs its distance from the reference, log(model) - log(reference), times a weight; the last one
  /// brings the answer's reward. Source: Ouyang et al. 2022, equation 2.
  ///
  /// - Parameters:
  ///   - rewards: one for each answer.
  ///   - values: the values before each token.
  mutating func setAdvantages(_ rewards: [Float], values: [[Float]], klWeight: Float, lambda: Float) {
    advantages = rewards.indices.map { i in
      var brought = zip(logProbabilities[i], reference[i]).map { -klWeight * ($0 - $1) }
      brought[brought.count - 1] += rewards[i]
      return generalizedAdvantages(rewards: brought, values: values[i], lambda: lambda)
    }
    returns = zip(advantages, values).map { zip($0, $1).map { $0 + $1 } }
    advantages = standardized(advantages.flatMap { $0 }).cut(into: values.map(\.count))
  }

  // cell: ppo-loss
  /// The loss of PPO, in which every token counts the same.
  ///
  /// The KL penalty is no part of it: the rewards already contain it.
  ///
  /// - Parameter ratio: the probability of each token now, divided by its
  ///   probability when it was written, `[N]`.
  func ppoLoss(ratio: Tensor, clip: Float) -> Tensor {
    -clippedObjective(
      ratio: ratio, advantage: advantages.tensor, clip: clip
    ).mean()
  }
  // cell: end

  // cell: grpo-loss
  /// The loss of GRPO, in which every answer counts the same, with the KL
  /// penalty.
  ///
  /// - Parameters:
  ///   - now: the log-probability of each token now, in nats, `[N]`.
  ///   - ratio: as for `ppoLoss`.
  func grpoLoss(
    _ now: Tensor, ratio: Tensor, clip: Float, klWeight: Float
  ) -> Tensor {
    let objective = clippedObjective(
      ratio: ratio, advantage: advantages.tensor, clip: clip)
    let kl = klEstimate(
      logProbabilities: now, reference: reference.tensor)
    return -((objective - klWeight * kl) * sharesOfAnswers.tensor).sum()
  }
  // cell: end

  /// Half the mean square error of the values that a value network predicts.
  func valueLoss(_ values: Tensor) -> Tensor {
    let error = values - returns.tensor
    return (error * error).mean() * 0.5
  }

  /// One over the number of tokens of its answer and of answers, for each token: every answer counts the same.
  var sharesOfAnswers: [[Float]] {
    advantages.map { Array(repeating: 1 / Float($0.count * advantages.count), count: $0.count) }
  }

  /// How far the model that wrote the answers is from the reference: the mean over the answers of
  /// log(model) - log(reference), in nats.
  ///
  /// On average that is the Kullback-Leibler divergence (k1 of Schulman 2020). `klEstimate` is too, but a single
  /// token that the model has unlearned and writes all the same can make it huge.
  var kl: Float {
    let ratios = zip(logProbabilities.joined(), reference.joined()).map { $0 - $1 }
    return ratios.reduce(0, +) / Float(conversations.count)
  }

  /// Some of the answers.
  func part(_ chosen: [Int]) -> Experience {
    func of<Element>(_ list: [Element]) -> [Element] { list.isEmpty ? [] : chosen.map { list[$0] } }
    return Experience(
      conversations: of(conversations), logProbabilities: of(logProbabilities), reference: of(reference),
      advantages: of(advantages), returns: of(returns))
  }
}

extension [[Float]] {
  /// All numbers in a row.
  var tensor: Tensor { Tensor(flatMap { $0 }) }
}
