// The first stage: a model with random weights learns to predict the next token of a text.
// Whoever wants to watch drives it step by step; there is no other loop.

import Foundation
import TinyLM
import TinyTensor

/// Everything that decides the result of pretraining, apart from the text.
public struct PretrainingSettings: Codable, Equatable, Sendable {
  /// The sizes of the model.
  public var model: GPTConfiguration
  /// How many steps the whole training takes.
  public var steps: Int
  /// How many windows of text one step learns from.
  public var batch: Int
  /// What turns gradients into steps.
  public var optimizer: OptimizerChoice
  /// The highest rate; it rises to it over the first 20th of the steps and falls to 0 in a straight line.
  public var learningRate: Double
  /// Decides the first weights and the order of the windows.
  public var seed: UInt64
  /// The gradient is shortened to this length.
  public var gradientNormLimit: Float = 1

  /// Settings with the gradient shortened to a length of 1.
  ///
  /// - Parameter learningRate: the optimiser's own if left out.
  public init(
    model: GPTConfiguration, steps: Int, batch: Int, optimizer: OptimizerChoice = .muon,
    learningRate: Double? = nil, seed: UInt64 = 1
  ) {
    (self.model, self.steps, self.batch) = (model, steps, batch)
    (self.optimizer, self.learningRate) = (optimizer, learningRate ?? optimizer.defaultLearningRate)
    self.seed = seed
  }
}

/// Pretraining under way.
public final class Pretraining {
  /// What one step did.
  public struct Report: Sendable {
    /// Counted from 1.
    public let step: Int
    /// Before the step, in nats per token.
    public let loss: Float
    /// The length of the gradient before it was shortened.
    public let gradientNorm: Float
    /// How far the step went.
    public let learningRate: Float
  }

  /// What it was begun with.
  public let settings: PretrainingSettings
  /// What it learns from.
  public let corpus: TokenCorpus
  /// As it is after the steps done.
  public let model: GPT
  /// The loss of each step so far, in nats per token.
  public private(set) var losses: [Float] = []
  /// Whatever its driver wants to keep with the weights, such as what it has shown so far.
  public var notes = ""

  private let optimizer: ModelOptimizer
  private let schedule: LearningRateSchedule
  private var batches: SeededGenerator

  /// Begins with random weights.
  public init(_ settings: PretrainingSettings, corpus: TokenCorpus) {
    var weights = SeededGenerator(seed: settings.seed, stream: "weights")
    (self.settings, self.corpus) = (settings, corpus)
    model = GPT(settings.model, using: &weights)
    optimizer = ModelOptimizer(model, settings.optimizer)
    schedule = LearningRateSchedule(totalSteps: settings.steps, decay: .linear)
    batches = SeededGenerator(seed: settings.seed, stream: "batches")
  }

  /// How many steps are done.
  public var stepsDone: Int { losses.count }
  /// Whether all steps are done.
  public var isFinished: Bool { stepsDone >= settings.steps }

  // cell: pretraining-step
  /// One step: batch, loss, backward, step, report.
  ///
  /// - Throws: `NumbersWentBad`; the model is then as it was before.
  @discardableResult
  public func step() throws -> Report {
    let batch = nextBatch()
    let loss = model.loss(batch)
    try require(loss.item, "the loss")
    loss.backward()
    let length = optimizer.gradientNorm()
    try require(length, "the gradient")
    let rate = learningRate(after: stepsDone)
    let scale = min(1, settings.gradientNormLimit / length)
    optimizer.step(learningRate: rate, gradientScale: scale)
    losses.append(loss.item)
    return Report(
      step: stepsDone, loss: loss.item, gradientNorm: length,
      learningRate: rate)
  }
  // cell: end

  private func nextBatch() -> TokenBatch {
    corpus.batch(sequences: settings.batch, context: settings.model.context, using: &batches)
  }

  private func learningRate(after step: Int) -> Float {
    Float(settings.learningRate) * schedule.factor(after: step)
  }

  private func require(_ value: Float, _ quantity: String) throws {
    guard value.isFinite else {
      throw NumbersWentBad(
        step: stepsDone + 1, quantity: quantity, knob: "learningRate: below \(settings.learningRate)")
    }
  }

  /// The mean surprise on text that is never trained on, in nats per token.
  ///
  /// - Parameter windows: how many windows of the text at most; all if left out.
  /// - Returns: not a number if the validation text has less than two tokens.
  public func validationLoss(windows: Int = .max) -> Double {
    let batches = corpus.validationBatches(sequences: 32, context: settings.model.context, limit: windows)
    let frozen = model.frozen()
    let sizes = batches.map { Double($0.weights?.reduce(0, +) ?? Float($0.inputs.count)) }
    let sum = zip(batches, sizes).reduce(0.0) { $0 + Double(frozen.loss($1.0).item) * $1.1 }
    return sum / sizes.reduce(0, +)
  }
}

// MARK: saving and resuming

extension Pretraining {
  /// What the checkpoint's configuration says, beside the model.
  private struct Saved: Codable {
    let model: GPTConfiguration
    let pretraining: PretrainingSettings
    let corpus: UInt64
    let batches: UInt64
    let notes: String
  }

  /// All that is needed to go on, and the model for later stages.
  ///
  /// - Parameter tokenizer: the tokenizer, as JSON.
  public func checkpoint(tokenizer: String, metrics: [String: Double] = [:]) throws -> Checkpoint {
    let saved = Saved(
      model: settings.model, pretraining: settings, corpus: corpus.fingerprint, batches: batches.state,
      notes: notes)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let history = Checkpoint.Tensor(name: "history.loss", shape: [losses.count], values: losses)
    let memory = optimizer.memory.enumerated().map { i, tensor in
      Checkpoint.Tensor(name: "optimizer.\(i)", shape: tensor.shape, values: tensor.values)
    }
    return Checkpoint(
      stage: "pretraining", seed: settings.seed, step: stepsDone,
      configuration: String(decoding: try encoder.encode(saved), as: UTF8.self), tokenizer: tokenizer,
      metrics: metrics, tensors: model.savedTensors + memory + [history])
  }

  /// Goes on where a checkpoint stopped, as if it had never stopped.
  ///
  /// - Returns: `nil` if the checkpoint is of other settings or another text.
  /// - Throws: `FileProblem` if its tensors are not those of its settings.
  public convenience init?(
    resuming checkpoint: Checkpoint, _ settings: PretrainingSettings, corpus: TokenCorpus
  ) throws {
    let saved = try? JSONDecoder().decode(Saved.self, from: Data(checkpoint.configuration.utf8))
    guard let saved, saved.pretraining == settings, saved.corpus == corpus.fingerprint else { return nil }
    self.init(settings, corpus: corpus)
    try checkpoint.assign(to: model.parameters)
    try checkpoint.assign(to: optimizer.memory.enumerated().map { ("optimizer.\($0)", $1) })
    losses = try checkpoint.values(of: "history.loss")
    guard losses.count == checkpoint.step else {
      throw FileProblem(
        file: "the checkpoint", happened: "it says step \(checkpoint.step) but holds \(losses.count) losses.",
        remedy: "Start again with --fresh.")
    }
    optimizer.resume(after: checkpoint.step)
    batches = SeededGenerator(state: saved.batches)
    notes = saved.notes
  }
}
