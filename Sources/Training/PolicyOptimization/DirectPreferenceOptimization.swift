// Learning from choices without a reward model and without writing answers: the model's own probabilities, compared with
// those of the model it began with, are the scores. So it is the chosen answer beside the rejected one that gains: both
// may become less probable than they were.
// Follows: Rafailov et al. 2023, "Direct Preference Optimization: Your Language Model is Secretly a Reward Model".

import Basics
import Foundation
import TinyLM
import TinyTensor

/// Everything that decides the result of direct preference optimisation, apart from the model and the choices.
public struct DirectPreferenceOptimizationSettings: StageSettings {
  /// How often each choice is learned from.
  public var epochs: Int
  /// How many choices one step learns from.
  public var batch: Int
  /// How much a nat of distance from the reference counts as score: the smaller, the farther the model goes.
  public var beta: Float
  /// The optimiser.
  public var optimizer: OptimizerChoice
  /// The highest rate; it rises over the first 20th of the steps and falls to 0 in a straight line.
  public var learningRate: Double
  /// Decides all random choices.
  public var seed: UInt64

  /// Settings.
  public init(
    epochs: Int = 1, batch: Int = 32, beta: Float = 0.2, optimizer: OptimizerChoice = .adamw,
    learningRate: Double = 3e-4, seed: UInt64 = 1
  ) {
    self.epochs = epochs
    self.batch = batch
    self.beta = beta
    self.optimizer = optimizer
    self.learningRate = learningRate
    self.seed = seed
  }
}

/// Direct preference optimisation under way.
public final class DirectPreferenceOptimization: Stage {
  /// The report of one step.
  public struct Report: StepReport {
    /// Counted from 1.
    public let step: Int
    /// On this step's choices, before the step, in nats per choice.
    public let loss: Float
    /// The share of them in which the chosen answer has gained more than the rejected one, both compared with the
    /// reference, before the step.
    public let accuracy: Double
    /// The log-ratio to the reference of the chosen answers, before the step: the mean, in nats per answer.
    public let chosenGain: Double
    /// The same of the rejected answers.
    public let rejectedGain: Double

    /// The loss and the accuracy.
    public var summary: String { String(format: "loss %.2f, right %.0f %%", loss, 100 * accuracy) }
  }

  /// The name of the stage, which its files carry.
  public static let name = "direct-preference-optimization"
  /// The settings that it began with.
  public let settings: DirectPreferenceOptimizationSettings
  /// The model after the steps done so far.
  public let model: GPT
  /// A number that identifies the model it begins with and the data it learns from.
  public let inputFingerprint: UInt64
  /// The reports of the steps so far.
  public var reports = Reports<Report>()
  /// The looks taken on the way.
  public var journal: [NoLook] = []

  /// Moves the model.
  public let optimizer: ModelOptimizer

  private let reference: GPT
  private let comparisons: [Comparison]
  private let plan: [[Int]]  // for each step, which comparisons

  /// Begins with a fine-tuned model; it stays as it is, as the reference, and a copy is trained.
  public init(
    _ fineTuned: GPT, _ settings: DirectPreferenceOptimizationSettings, comparisons: [Comparison]
  ) {
    self.settings = settings
    self.comparisons = comparisons
    reference = fineTuned.frozen()
    model = fineTuned.trainableCopy()
    inputFingerprint = comparisons.fingerprint(after: fineTuned.fingerprint)
    var generator = SeededGenerator(seed: settings.seed, stream: "order of comparisons")
    plan = comparisons.batches(of: settings.batch, epochs: settings.epochs, using: &generator)
    optimizer = ModelOptimizer(
      model, settings.optimizer, learningRate: settings.learningRate, steps: plan.count)
  }

  // cell: direct-preference-step
  /// One step: batch, loss, backward, step, report.
  @discardableResult
  public func step() throws -> Report {
    let batch = plan[stepsDone].map { comparisons[$0] }
    let chosen = rewards(of: batch.map(\.chosen))
    let rejected = rewards(of: batch.map(\.rejected))
    let loss = bradleyTerryLoss(chosen: chosen, rejected: rejected)
    loss.backward()
    let update = try optimizer.step(loss)
    let agreed = shareOfAgreement(chosen.values, rejected.values)
    return record(
      Report(
        step: update.step, loss: loss.item, accuracy: agreed,
        chosenGain: gain(chosen), rejectedGain: gain(rejected)))
  }
  // cell: end

  /// The mean log-ratio of some answers, from their implicit rewards.
  private func gain(_ rewards: Tensor) -> Double {
    mean(rewards.values.map { Double($0) }) / Double(settings.beta)
  }

  /// The implicit rewards of some answers, `[B]`.
  private func rewards(of conversations: [[MarkedToken]]) -> Tensor {
    implicitRewards(
      logProbabilities: model.answerLogProbabilities(conversations),
      reference: reference.answerLogProbabilities(conversations),
      lengths: conversations.map(\.answerLength), beta: settings.beta)
  }
}

extension [Comparison] {
  /// How far a model has moved the answers from its reference.
  ///
  /// - Returns: the log-ratio of each whole answer, in nats: above 0 if it has become more probable.
  public func gains(of model: GPT, over reference: GPT) -> (chosen: [Float], rejected: [Float]) {
    let (model, reference) = (model.frozen(), reference.frozen())
    func gains(_ conversations: [[MarkedToken]]) -> [Float] {
      implicitRewards(
        logProbabilities: model.answerLogProbabilities(conversations),
        reference: reference.answerLogProbabilities(conversations),
        lengths: conversations.map(\.answerLength), beta: 1
      ).values
    }
    return (gains(map(\.chosen)), gains(map(\.rejected)))
  }
}

// cell: implicit-rewards
/// The rewards that a model gives to answers without saying so: above 0
/// where an answer is more probable than under its reference.
///
/// - Parameters:
///   - logProbabilities: of the tokens of all answers by the model, in
///     nats, `[N]`, answer by answer.
///   - reference: the same by the reference.
///   - lengths: how many tokens each answer has.
///   - beta: how much a nat counts.
/// - Returns: beta times the log-ratio of each whole answer, `[B]`
///   (Rafailov et al. 2023, equation 5).
public func implicitRewards(
  logProbabilities: Tensor, reference: Tensor, lengths: [Int], beta: Float
) -> Tensor {
  let ratios = beta * (logProbabilities - reference)  // [N]
  var sums: [Tensor] = []
  var start = 0
  for length in lengths {
    let ofAnswer = ratios.slice(start..<start + length)
    sums.append(ofAnswer.sum().reshaped([1]))
    start += length
  }
  return Tensor.concatenate(sums)  // [B]
}
// cell: end
