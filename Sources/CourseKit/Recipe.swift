// The sizes and budgets of the book's one model, stage by stage: in full, and for a rough run. A chapter's knobs begin
// with these values, and the chapters after it use them for models that are still to be trained.

import TinyLM
import Training

/// The budget of each stage.
public struct Recipe: Sendable {
  /// Steps of pretraining.
  public var pretrainingSteps = 1000
  /// Conversations of fine-tuning.
  public var demonstrations = 6400
  /// Choices of people that the reward model learns from.
  public var choices = 9000
  /// Choices in one step of the reward model.
  public var rewardBatch = RewardModelingSettings().batch
  /// The highest learning rate of the reward model.
  public var rewardRate = RewardModelingSettings().learningRate
  /// Iterations of policy optimisation.
  public var iterations = PolicyOptimizationSettings.ppo().iterations
  /// Requests at each look at the policy on the way.
  public var requestsOnTheWay = 150
  /// Iterations of the small trainings that the policy is compared with.
  public var smallIterations = 20
  /// Prompts in one iteration of them.
  public var smallPrompts = 16
  /// Requests by which the final model is chosen.
  public var finalRequests = 400
  /// Answers of the final model that are replayed while it learns to see and to hear.
  public var keptAnswers = 1000
  /// Steps of learning to see and to hear.
  public var sensesSteps = MultimodalTuningSettings().steps

  /// The book's.
  public static let full = Recipe()
  /// The one of `--quick`; with fewer choices the reward model takes smaller steps.
  public static let quick = Recipe(
    pretrainingSteps: 200, demonstrations: 700, choices: 1000, rewardBatch: 8,
    rewardRate: full.rewardRate * 0.4, iterations: 6, requestsOnTheWay: 37, smallIterations: 3,
    smallPrompts: 4, finalRequests: 100, keptAnswers: 100, sensesSteps: 30)

  /// The sizes of the model, before the vocabulary is known.
  public static let model = GPTConfiguration(
    vocabularySize: 4096, context: 128, width: 128, layers: 4, heads: 4, positions: .rotary)
  /// Windows of text in one step of pretraining.
  public static let pretrainingBatch = 16
  /// The text that is kept at hand for replay, in tokens.
  public static let replayTokens = 400_000
  /// Prompts of policy optimisation, from which each iteration takes some.
  public static let prompts = 4096
}
