// What one iteration of policy optimisation reports: the figures that tell whether it goes well.

import Foundation

extension PolicyOptimization {
  /// The report of one iteration.
  public struct Report: StepReport {
    /// Counted from 1.
    public let step: Int
    /// The mean reward of this iteration's answers, as the reward model gave it.
    public let reward: Float
    /// The standard deviation of these rewards.
    public let rewardDeviation: Float
    /// The KL from the reference before the updates, in nats an answer.
    public let kl: Float
    /// The price of a nat of it, in deviations of the reward.
    public let klWeight: Float
    /// The mean length of the answers in tokens, their ends counted.
    public let length: Float
    /// The share of the answers that came to an end.
    public let ended: Float
    /// The share of the ratios that lay outside the clip.
    public let clipFraction: Float
    /// The ratio farthest from 1 at the first update: 1, because nothing has changed yet.
    public let firstRatio: Float
    /// Half the mean square error of the value network; `nil` without one.
    public let valueLoss: Float?

    /// The reward and the KL.
    public var summary: String { String(format: "reward %.2f, KL %.2f", reward, kl) }
  }

  /// The report of this iteration.
  func report(_ rollouts: [Rollout], _ rewards: [Float], _ experience: Experience, _ updates: [Update])
    -> Report
  {
    let count = Float(rollouts.count)
    let ratios = updates.flatMap(\.ratios)
    let (reward, deviation) = spread(of: rewards)
    let valueLosses = updates.compactMap(\.valueLoss)
    return Report(
      step: stepsDone + 1, reward: reward, rewardDeviation: deviation, kl: experience.kl, klWeight: klWeight,
      length: Float(rollouts.reduce(0) { $0 + $1.answer.count }) / count,
      ended: Float(rollouts.count(where: \.isEnded)) / count,
      clipFraction: Float(ratios.count { abs($0 - 1) > settings.clip }) / Float(ratios.count),
      firstRatio: updates[0].ratios.max { abs($0 - 1) < abs($1 - 1) }!,
      valueLoss: valueLosses.isEmpty ? nil : valueLosses.reduce(0, +) / Float(valueLosses.count))
  }
}
