// The parts of the objective of policy optimisation, each on its own: how much better than expected a token was,
// how far one step may go, and how far the model is from where it began.
// Follows: Schulman et al. 2016, "High-Dimensional Continuous Control Using Generalized Advantage Estimation";
// Schulman et al. 2017, "Proximal Policy Optimization Algorithms"; Shao et al. 2024, "DeepSeekMath".

import TinyLM
import TinyTensor

// cell: generalized-advantages
/// How much better than expected each token of one answer was.
///
/// The surprise at a token is what it brought, and what is expected after
/// it, less what was expected before it. Its advantage is that surprise
/// and, more and more discounted, all later ones.
///
/// - Parameters:
///   - rewards: what each token brought.
///   - values: what was expected before each token, of all to come.
///   - discount: how much a later reward counts beside one now.
///   - lambda: 1 listens to what came in the end, 0 to the next value.
/// - Returns: one number a token (Schulman et al. 2016, equation 16).
public func generalizedAdvantages(
  rewards: [Float], values: [Float], discount: Float = 1,
  lambda: Float = 0.95
) -> [Float] {
  let values = values + [0]  // nothing comes after the end
  var advantages = rewards + [0]
  for t in rewards.indices.reversed() {
    let surprise = rewards[t] + discount * values[t + 1] - values[t]
    advantages[t] = surprise + discount * lambda * advantages[t + 1]
  }
  return advantages.dropLast()
}
// cell: end

// cell: group-advantages
/// How much better each answer was than the mean of its group, in
/// standard deviations of the group: no value network is needed.
///
/// The mean is that of all answers to the same prompt, its own included;
/// RLOO (Ahmadian et al. 2024) leaves its own out. The division gives the
/// same weight to prompts whose answers hardly differ (Liu et al. 2025).
///
/// - Parameters:
///   - rewards: of all answers, those to one prompt side by side.
///   - group: how many answers each prompt has.
/// - Returns: in each group, the mean is 0 and the deviation 1; 0 if all
///   are equally good (Shao et al. 2024, section 4.1.2).
public func groupAdvantages(rewards: [Float], group: Int) -> [Float] {
  stride(from: 0, to: rewards.count, by: group).flatMap { start in
    standardized(Array(rewards[start..<start + group]))
  }
}
// cell: end

/// Numbers with mean 0 and deviation 1; all 0 if they are equal.
public func standardized(_ numbers: [Float]) -> [Float] {
  let (mean, deviation) = spread(of: numbers)
  return numbers.map { ($0 - mean) / max(deviation, 1e-6) }
}

/// The mean, and the root of the mean square distance from it.
func spread(of numbers: [Float]) -> (mean: Float, deviation: Float) {
  let mean = numbers.reduce(0) { $0 + Double($1) } / Double(numbers.count)
  let variance = numbers.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(numbers.count)
  return (Float(mean), Float(variance.squareRoot()))
}

// cell: clipped-objective
/// The number that an update makes larger: good tokens become more
/// probable, bad ones less, but not far in one go.
///
/// - Parameters:
///   - ratio: the probability of each token now, divided by its
///     probability when it was written, `[N]`.
///   - advantage: how much better than expected the token was, `[N]`.
///   - clip: beyond 1 ± this, a ratio that has gone the right way gains
///     nothing more.
/// - Returns: `[N]` (Schulman et al. 2017, equation 7).
public func clippedObjective(
  ratio: Tensor, advantage: Tensor, clip: Float
) -> Tensor {
  let clipped = ratio.clamped(to: 1 - clip...1 + clip)
  return Tensor.minimum(ratio * advantage, clipped * advantage)
}
// cell: end

// cell: kl-estimate
/// How far a model is from its reference, by tokens that the model wrote.
///
/// With the log-ratio d = log(reference) - log(model) of a token it is
/// e^d - d - 1: never below 0, and on average over the model's own tokens
/// the Kullback-Leibler divergence.
///
/// - Returns: one number a token, in nats. Source: Schulman 2020,
///   "Approximating KL Divergence" (k3).
public func klEstimate(
  logProbabilities: Tensor, reference: Tensor
) -> Tensor {
  let d = reference - logProbabilities
  return d.exp() - d - 1
}
// cell: end

extension GPT {
  /// How far this model is from a reference, by answers that this model wrote.
  ///
  /// - Parameters:
  ///   - conversations: with the answers marked.
  ///   - temperature: as in `Sampling`.
  /// - Returns: the estimated Kullback-Leibler divergence in nats, the mean of the answers.
  public func kl(from reference: GPT, on conversations: [[MarkedToken]], temperature: Float) -> Double {
    let now = frozen().answerLogProbabilities(conversations, temperature: temperature)
    let before = reference.frozen().answerLogProbabilities(conversations, temperature: temperature)
    return Double(klEstimate(logProbabilities: now, reference: before).sum().item)
      / Double(conversations.count)
  }
}
