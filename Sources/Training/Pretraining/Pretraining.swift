// The first stage: a model with random weights learns to predict the next token of a text.
// Its `step()` is driven by the course (CourseKit/Plan.swift), or by `finish()` where nothing is kept.

import Foundation
import TinyLM
import TinyTensor

/// Everything that decides the result of pretraining, apart from the text.
public struct PretrainingSettings: StageSettings {
  /// The sizes of the model.
  public var model: GPTConfiguration
  /// How many steps the whole training takes.
  public var steps: Int
  /// How many windows of text one step learns from.
  public var batch: Int
  /// The optimiser.
  public var optimizer: OptimizerChoice
  /// The highest rate; it rises to it over the first 20th of the steps and falls to 0 in a straight line.
  public var learningRate: Double
  /// Decides the first weights and the order of the windows.
  public var seed: UInt64

  /// Settings of a training; at each step the norm of the gradient is clipped to 1.
  ///
  /// - Parameter learningRate: the optimiser's own if left out.
  public init(
    model: GPTConfiguration, steps: Int, batch: Int, optimizer: OptimizerChoice = .muon,
    learningRate: Double? = nil, seed: UInt64 = 1
  ) {
    self.model = model
    self.steps = steps
    self.batch = batch
    self.optimizer = optimizer
    self.learningRate = learningRate ?? optimizer.defaultLearningRate
    self.seed = seed
  }
}

extension PretrainingSettings {
  /// How many tokens all steps together learn from.
  public var tokens: Int { steps * batch * model.context }
}

/// Pretraining under way.
public final class Pretraining: Stage {
  /// The report of one step.
  public struct Report: StepReport {
    /// Counted from 1.
    public let step: Int
    /// Before the step, in nats per token.
    public let loss: Float
    /// The norm of the gradient before it was clipped.
    public let gradientNorm: Float
    /// How far the step went.
    public let learningRate: Float

    /// The loss.
    public var summary: String { String(format: "loss %.2f", loss) }
  }

  /// The name of the stage, which its files carry.
  public static let name = "pretraining"
  /// The settings that it began with.
  public let settings: PretrainingSettings
  /// The text it learns from.
  public let corpus: TokenCorpus
  /// The model after the steps done so far.
  public let model: GPT
  /// The reports of the steps so far.
  public var reports = Reports<Report>()
  /// The looks taken on the way.
  public var journal: [Look] = []

  /// Moves the model.
  public let optimizer: ModelOptimizer

  /// Begins with random weights.
  public init(_ settings: PretrainingSettings, corpus: TokenCorpus) {
    var weights = SeededGenerator(seed: settings.seed, stream: "weights")
    self.settings = settings
    self.corpus = corpus
    model = GPT(settings.model, using: &weights)
    optimizer = ModelOptimizer(
      model, settings.optimizer, learningRate: settings.learningRate, steps: settings.steps)
  }

  /// A number that identifies the text it learns from.
  public var inputFingerprint: UInt64 { corpus.fingerprint }

  /// The loss of each step so far, in nats per token.
  public var losses: [Float] { reports.map(\.loss) }

  // cell: pretraining-step
  /// One step: batch, loss, backward, step, report.
  ///
  /// - Throws: `NonFiniteError`; the model is then as it was before.
  @discardableResult
  public func step() throws -> Report {
    let loss = model.loss(nextBatch())
    loss.backward()
    let update = try optimizer.step(loss)
    return record(
      Report(
        step: update.step, loss: loss.item,
        gradientNorm: update.gradientNorm,
        learningRate: update.learningRate))
  }
  // cell: end

  private func nextBatch() -> TokenBatch {
    var generator = SeededGenerator(seed: settings.seed, stream: "batch \(stepsDone)")
    return corpus.batch(sequences: settings.batch, context: settings.model.context, using: &generator)
  }

  /// The mean surprise on text that is never trained on, in nats per token.
  ///
  /// - Parameter windows: how many windows of the text at most; all if left out.
  /// - Returns: not a number if the validation text has less than two tokens.
  public func validationLoss(windows: Int = .max) -> Double {
    corpus.validationLoss(of: model, windows: windows)
  }
}
