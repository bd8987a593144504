// The settings that decide the result of policy optimisation.

import TinyTensor

/// Everything that decides the result of policy optimisation, apart from the models, the prompts and the reward.
public struct PolicyOptimizationSettings: StageSettings {
  /// The baseline that an answer is compared with.
  public enum Method: String, Codable, CaseIterable, Sendable {
    /// A value network; the KL from the reference is a part of the reward.
    case ppo
    /// The mean of all answers to the same prompt; the KL from the reference is a part of the loss.
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
  /// the KL from the reference.
  public var temperature: Float
  /// The price of a nat of KL from the reference, in deviations of the reward; 0 lets the model go anywhere.
  public var klWeight: Float
  /// The KL at which the weight is held, in nats an answer; the weight stays as it is if `nil`.
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
    iterations: Int = 60, promptsPerIteration: Int = 128, klWeight: Float = 0.05, seed: UInt64 = 1
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
    limit = Evaluation.longestAnswer
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
