// What decides the result of policy optimisation, and what one iteration reports.

import Foundation
import TinyTensor

/// Everything that decides the result of policy optimisation, apart from the models, the prompts and the reward.
public struct PolicyOptimizationSettings: StageSettings {
  /// The baseline that an answer is compared with.
  public enum Method: String, Codable, CaseIterable, Sendable {
    /// A value network; the distance from the reference is a part of the reward.
    case ppo
    /// The mean of all answers to the same prompt; the distance from the reference is a part of the loss.
    case grpo
  }

  /// The baseline that an answer is compared with.
  public var method: Method
  /// How many times answers are written and learned from.
  public var iterations: Int
  /// How many prompts an iteration takes.
  public var promptsPerIteration: Int
  /// How many answers each prompt gets.
  public var group: Int
  /// How many tokens an answer may have.
  public var limit: Int
  /// How the answers are sampled; all probabilities are those of the model at this temperature, also in the ratio and in
  /// the distance from the reference.
  public var temperature: Float
  /// The price of a nat of distance from the reference, in deviations of the reward; 0 lets the model go anywhere.
  public var klWeight: Float
  /// The distance at which the weight is held, in nats an answer; the weight stays as it is if `nil`.
  public var klTarget: Float?
  /// How far ahead an advantage listens, as in `generalizedAdvantages`.
  public var lambda: Float
  /// How far a ratio may go in one iteration, as in `clippedObjective`.
  public var clip: Float
  /// How often an iteration learns from the same answers.
  public var passes: Int
  /// In how many parts it takes them.
  public var minibatches: Int
  /// The loss of an answer without an end, in deviations of the reward.
  public var unfinishedPenalty: Float
  /// The optimiser.
  public var optimizer: OptimizerChoice
  /// The highest rate; it rises over the first 20th of the iterations and falls to 0 in a straight line.
  public var learningRate: Double
  /// The same for the value network.
  public var valueLearningRate: Double
  /// Decides all random choices.
  public var seed: UInt64

  /// How many updates an iteration makes.
  var updates: Int { passes * minibatches }

  /// PPO.
  public static func ppo(
    iterations: Int = 120, promptsPerIteration: Int = 128, klWeight: Float = 0.05, seed: UInt64 = 1
  ) -> PolicyOptimizationSettings {
    PolicyOptimizationSettings(
      method: .ppo, iterations: iterations, promptsPerIteration: promptsPerIteration, group: 1,
      klWeight: klWeight, seed: seed)
  }

  /// GRPO.
  public static func grpo(
    iterations: Int = 60, promptsPerIteration: Int = 16, group: Int = 8, klWeight: Float = 0.05,
    seed: UInt64 = 1
  ) -> PolicyOptimizationSettings {
    PolicyOptimizationSettings(
      method: .grpo, iterations: iterations, promptsPerIteration: promptsPerIteration, group: group,
      klWeight: klWeight, seed: seed)
  }

  private init(
    method: Method, iterations: Int, promptsPerIteration: Int, group: Int, klWeight: Float, seed: UInt64
  ) {
    self.method = method
    self.iterations = iterations
    self.promptsPerIteration = promptsPerIteration
    self.group = group
    self.klWeight = klWeight
    self.seed = seed
    limit = 32
    temperature = 0.7
    lambda = 0.95
    clip = 0.2
    unfinishedPenalty = 1
    passes = 2
    minibatches = 2
    optimizer = .adamw
    learningRate = 2e-4
    valueLearningRate = 5e-4
  }
}

extension PolicyOptimization {
  /// The report of one iteration.
  public struct Report: StepReport {
    /// Counted from 1.
    public let step: Int
    /// The mean reward of this iteration's answers, as the reward model gave it.
    public let reward: Float
    /// The standard deviation of these rewards.
    public let rewardDeviation: Float
    /// The distance from the reference before the updates, in nats an answer.
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

    /// The reward and the distance.
    public var summary: String { String(format: "reward %.2f, KL %.2f", reward, kl) }
  }

  /// The result of one update.
  struct Update {
    let ratios: [Float]
    let valueLoss: Float?
  }

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

  /// Puts everything back as it was if an update fails.
  func undoingOnError<Result>(_ body: () throws -> Result) rethrows -> Result {
    let before = (model.parameters + state).map { ($0.tensor, $0.tensor.copy()) }
    do { return try body() } catch {
      for (tensor, copy) in before { tensor.assign(copy.values) }
      resume(after: stepsDone)
      throw error
    }
  }
}
