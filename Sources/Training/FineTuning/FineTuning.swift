// The second stage: a model that completes text learns from demonstrations to answer.
// Follows: Ouyang et al. 2022, "Training language models to follow instructions", section 3.5; the replay of
// pretraining text follows their PPO-ptx. Leaves out dropout and choosing among several epochs.

import Foundation
import TinyLM
import TinyTensor

/// Everything that decides the result of fine-tuning, apart from the model and the demonstrations.
public struct FineTuningSettings: StageSettings {
  /// How often each demonstration is learned from.
  public var epochs: Int
  /// How many demonstrations one step learns from.
  public var batch: Int
  /// How many windows of pretraining text are read again in each step; 0 for none.
  public var replay: Int
  /// The optimiser.
  public var optimizer: OptimizerChoice
  /// The highest rate; it rises over the first 20th of the steps and falls to 0 in a straight line.
  public var learningRate: Double
  /// Decides all random choices.
  public var seed: UInt64

  /// Settings; the rate is below that of pretraining, because the model is to change little.
  public init(
    epochs: Int = 1, batch: Int = 8, replay: Int = 6, optimizer: OptimizerChoice = .muon,
    learningRate: Double = 0.008, seed: UInt64 = 1
  ) {
    self.epochs = epochs
    self.batch = batch
    self.replay = replay
    self.optimizer = optimizer
    self.learningRate = learningRate
    self.seed = seed
  }
}

/// Fine-tuning under way.
public final class FineTuning: Stage {
  /// The report of one step.
  public struct Report: StepReport {
    /// Counted from 1.
    public let step: Int
    /// On the answers of this step's demonstrations, before the step, in nats per token.
    public let loss: Float
    /// On this step's pretraining text; nil without replay.
    public let replayLoss: Float?

    /// The loss.
    public var summary: String { String(format: "loss %.2f", loss) }
  }

  /// The name of the stage, which its files carry.
  public static let name = "fine-tuning"
  /// The settings that it began with.
  public let settings: FineTuningSettings
  /// The model after the steps done so far.
  public let model: GPT
  /// A number that identifies the model it begins with and the data it learns from.
  public let inputFingerprint: UInt64
  /// The reports of the steps so far.
  public var reports = Reports<Report>()
  /// The looks taken on the way.
  public var journal: [Look] = []

  /// Moves the model.
  public let optimizer: ModelOptimizer

  private let demonstrations: [[MarkedToken]]
  private let corpus: TokenCorpus
  private let plan: [[Int]]  // for each step, which demonstrations

  /// Begins with a model that has read text; it stays as it is, and a copy is trained.
  ///
  /// - Parameters:
  ///   - demonstrations: conversations as tokens, with marks on what is to be learned. What does not fit into the
  ///     model's window is cut off at the end.
  ///   - corpus: the text of pretraining, to be replayed.
  public init(
    _ base: GPT, _ settings: FineTuningSettings, demonstrations: [[MarkedToken]],
    replaying corpus: TokenCorpus
  ) {
    self.settings = settings
    self.demonstrations = demonstrations.map { Array($0.prefix(base.configuration.context + 1)) }
    self.corpus = corpus
    model = base.trainableCopy()
    inputFingerprint = demonstrations.fingerprint(after: base.fingerprint ^ corpus.fingerprint)
    var generator = SeededGenerator(seed: settings.seed, stream: "order of demonstrations")
    plan = (0..<settings.epochs).flatMap { _ in
      batches(ofLengths: demonstrations.map(\.count), size: settings.batch, using: &generator)
    }
    optimizer = ModelOptimizer(
      model, settings.optimizer, learningRate: settings.learningRate, steps: plan.count)
  }

  // cell: fine-tuning-step
  /// One step: batch, loss, backward, step, report.
  @discardableResult
  public func step() throws -> Report {
    let answers = model.loss(nextDemonstrations())
    let text = nextText().map { model.loss($0) }
    (text.map { answers + $0 } ?? answers).backward()
    let update = try optimizer.step(answers)
    return record(
      Report(
        step: update.step, loss: answers.item, replayLoss: text?.item))
  }
  // cell: end

  private func nextDemonstrations() -> TokenBatch { TokenBatch(plan[stepsDone].map { demonstrations[$0] }) }

  /// Pretraining text to be replayed; nil without replay.
  private func nextText() -> TokenBatch? {
    guard settings.replay > 0 else { return nil }
    var generator = SeededGenerator(seed: settings.seed, stream: "replay \(stepsDone)")
    return corpus.batch(sequences: settings.replay, context: model.configuration.context, using: &generator)
  }
}
