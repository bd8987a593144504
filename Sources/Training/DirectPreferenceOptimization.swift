// Learning from choices without a reward model and without writing answers: the model's own chances, compared with
// those of the model it began with, are the scores. So it is the chosen answer beside the rejected one that gains: both
// may become less probable than they were.
// Follows: Rafailov et al. 2023, "Direct Preference Optimization: Your Language Model is Secretly a Reward Model".

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
  /// What turns gradients into steps.
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
    (self.epochs, self.batch, self.beta) = (epochs, batch, beta)
    (self.optimizer, self.learningRate, self.seed) = (optimizer, learningRate, seed)
  }
}

/// Direct preference optimisation under way.
public final class DirectPreferenceOptimization: Stage {
  /// What one step did.
  public struct Report: StepReport {
    /// Counted from 1.
    public let step: Int
    /// On this step's choices, before the step, in nats per choice.
    public let loss: Float
    /// The share of them in which the chosen answer has gained more than the rejected one, both compared with the
    /// reference, before the step.
    public let accuracy: Double

    /// The loss and the accuracy.
    public var summary: String { String(format: "loss %.2f, right %.0f %%", loss, 100 * accuracy) }
  }

  /// What its files are called after.
  public static let name = "direct-preference-optimization"
  /// What it was begun with.
  public let settings: DirectPreferenceOptimizationSettings
  /// What is trained, as it is after the steps done.
  public let model: GPT
  /// A number that tells what it begins with and learns from.
  public let source: UInt64
  /// What the steps did so far.
  public var reports = Reports<Report>()
  /// What was seen on the way.
  public var journal: [NoLook] = []

  private let reference: GPT
  private let comparisons: [Comparison]
  private let plan: [[Int]]  // for each step, which comparisons
  private let optimizer: ModelOptimizer
  private let schedule: LearningRateSchedule

  /// Begins with a fine-tuned model; it stays as it is, as the reference, and a copy is trained.
  public init(
    _ fineTuned: GPT, _ settings: DirectPreferenceOptimizationSettings, comparisons: [Comparison]
  ) {
    (self.settings, self.comparisons) = (settings, comparisons)
    reference = fineTuned.frozen()
    model = fineTuned.trainableCopy()
    source = comparisons.fingerprint(after: fineTuned.fingerprint)
    optimizer = ModelOptimizer(model, settings.optimizer)
    var generator = SeededGenerator(seed: settings.seed, stream: "order of comparisons")
    plan = comparisons.batches(of: settings.batch, epochs: settings.epochs, using: &generator)
    schedule = LearningRateSchedule(totalSteps: plan.count, decay: .linear)
  }

  /// How many steps the whole training takes.
  public var totalSteps: Int { plan.count }
  /// What the optimiser remembers, by name.
  public var memory: NamedParameters { optimizer.namedMemory }
  /// Tells the optimisers how many steps they have taken.
  public func resume(after steps: Int) { optimizer.resume(after: steps) }

  // cell: direct-preference-step
  /// One step: batch, loss, backward, step, report.
  @discardableResult
  public func step() throws -> Report {
    let batch = plan[stepsDone].map { comparisons[$0] }
    let sides = [batch.map(\.chosen), batch.map(\.rejected)]
    let scores = sides.map { conversations in
      implicitRewards(
        logProbabilities: model.answerLogProbabilities(conversations),
        reference: reference.answerLogProbabilities(conversations),
        lengths: conversations.map(\.answerLength), beta: settings.beta)
    }
    let loss = bradleyTerryLoss(chosen: scores[0], rejected: scores[1])
    loss.backward()
    let number = stepsDone + 1
    let factor = schedule.factor(after: stepsDone)
    try optimizer.step(
      learningRate: Float(settings.learningRate) * factor, loss: loss.item,
      number: number)
    let agreed = shareOfAgreement(scores[0].values, scores[1].values)
    reports.append(Report(step: number, loss: loss.item, accuracy: agreed))
    return reports[reports.count - 1]
  }
  // cell: end
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

/// The scores that a model gives to answers: above 0 where an answer is likelier than to its reference, below 0 where
/// it is less likely.
///
/// - Parameters:
///   - logProbabilities: of the tokens of all answers by the model, in nats, `[N]`.
///   - reference: the same by the reference.
///   - lengths: how many of them belong to each answer.
///   - beta: how much a nat counts.
/// - Returns: beta times the log-ratio of each whole answer, `[B]`. Source: Rafailov et al. 2023, equation 5.
public func implicitRewards(
  logProbabilities: Tensor, reference: Tensor, lengths: [Int], beta: Float
) -> Tensor {
  let ratios = beta * (logProbabilities - reference)
  let starts = lengths.indices.map { lengths[..<$0].reduce(0, +) }
  let sums = zip(starts, lengths).map { ratios.slice($0..<$0 + $1).sum() }
  return Tensor.concatenate(sums.map { $0.reshaped([1]) })
}
