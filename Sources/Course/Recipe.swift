// The sizes and budgets of the book's one model, stage by stage. A chapter's knobs begin with these values, and the
// chapters after it use them for what is not trained yet.

import TinyLM
import Training

/// What each stage takes.
public enum Recipe {
  /// The sizes of the model, before the vocabulary is known.
  public static let model = GPTConfiguration(
    vocabularySize: 2048, context: 64, width: 128, layers: 4, heads: 4)
  /// Windows of text in one step of pretraining.
  public static let pretrainingBatch = 16
  /// Steps of pretraining.
  public static let pretrainingSteps = 1700
  /// The same under `--quick`.
  public static let quickPretrainingSteps = 300
  /// The text that is kept at hand for replay, in tokens.
  public static let replayTokens = 400_000
  /// Demonstrations of fine-tuning.
  public static let demonstrations = 6000
  /// The same under `--quick`.
  public static let quickDemonstrations = 1000
  /// Choices of people that the reward model learns from.
  public static let choices = 6000
  /// The same under `--quick`.
  public static let quickChoices = 1000
  /// Choices in one step of the reward model under `--quick`.
  public static let quickRewardBatch = 8
  /// The highest rate of the reward model under `--quick`: fewer choices take smaller steps.
  public static let quickRewardRate = RewardModelingSettings().learningRate * 0.4
  /// Prompts of policy optimisation, from which each iteration takes some.
  public static let prompts = 4096
  /// Iterations of policy optimisation under `--quick`.
  public static let quickIterations = 6
  /// Iterations of the small trainings that the policy is compared with.
  public static let smallIterations = 20
  /// The same under `--quick`.
  public static let quickSmallIterations = 3
  /// Preferred answers of the last pass.
  public static let preferredAnswers = 512
  /// The same under `--quick`.
  public static let quickPreferredAnswers = 64
  /// Answers of the final model that are replayed while it learns to see and to hear.
  public static let keptAnswers = 1000
  /// The same under `--quick`.
  public static let quickKeptAnswers = 100
  /// Steps of learning to see and to hear under `--quick`.
  public static let quickSensesSteps = 30
}
