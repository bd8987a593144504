// The third stage: choices that people made between two answers become a model that gives each answer a number.
// Follows: Bradley and Terry 1952, "Rank analysis of incomplete block designs"; Stiennon et al. 2020, section 3.4.
// Leaves out: answers ranked more than two at a time.

import Foundation
import TinyLM
import TinyTensor

// cell: bradley-terry
/// The mean surprise at choices, if the softmax of two scores is the
/// chance of each answer: 1 / (1 + e^-(difference)).
///
/// - Parameters:
///   - chosen: scores, `[B]`.
///   - rejected: scores, `[B]`.
/// - Returns: the mean of -log sigmoid(chosen - rejected), in nats; ln 2
///   if all scores are equal.
public func bradleyTerryLoss(
  chosen: Tensor, rejected: Tensor
) -> Tensor {
  -(chosen - rejected).logSigmoid().mean()
}
// cell: end

/// Everything that decides the result of reward modelling, apart from the model and the choices.
public struct RewardModelingSettings: StageSettings {
  /// How often each choice is learned from.
  public var epochs: Int
  /// How many choices one step learns from.
  public var batch: Int
  /// The optimiser.
  public var optimizer: OptimizerChoice
  /// The highest rate; it rises over the first 20th of the steps and falls to 0 in a straight line.
  public var learningRate: Double
  /// Decides all random choices.
  public var seed: UInt64

  /// Settings.
  public init(
    epochs: Int = 1, batch: Int = 32, optimizer: OptimizerChoice = .muon, learningRate: Double = 0.003,
    seed: UInt64 = 1
  ) {
    self.epochs = epochs
    self.batch = batch
    self.optimizer = optimizer
    self.learningRate = learningRate
    self.seed = seed
  }
}

/// Reward modelling under way.
public final class RewardModeling: Stage {
  /// The report of one step.
  public struct Report: StepReport {
    /// Counted from 1.
    public let step: Int
    /// On this step's choices, before the step, in nats per choice.
    public let loss: Float
    /// The share of them in which the chosen answer had the higher score, before the step.
    public let accuracy: Double

    /// The loss and the accuracy.
    public var summary: String { String(format: "loss %.2f, right %.0f %%", loss, 100 * accuracy) }
  }

  /// The name of the stage, which its files carry.
  public static let name = "reward-model"
  /// The settings that it began with.
  public let settings: RewardModelingSettings
  /// The reward model after the steps done so far.
  public let judge: RewardModel
  /// A number that identifies the model it begins with and the data it learns from.
  public let inputFingerprint: UInt64
  /// The reports of the steps so far.
  public var reports = Reports<Report>()
  /// The looks taken on the way.
  public var journal: [NoLook] = []

  /// Moves the model.
  public let optimizer: ModelOptimizer

  private let comparisons: [Comparison]
  private var evidence: [Int: (chosen: RewardModel.Evidence, rejected: RewardModel.Evidence)] = [:]
  private let plan: [[Int]]  // for each step, which comparisons

  /// Begins with a fine-tuned model; it stays as it is, and a copy is trained.
  public convenience init(_ fineTuned: GPT, _ settings: RewardModelingSettings, comparisons: [Comparison]) {
    self.init(RewardModel(fineTuned), settings, comparisons: comparisons)
  }

  /// Begins with a reward model, which may have learned from other choices already; a copy is trained.
  public init(_ judge: RewardModel, _ settings: RewardModelingSettings, comparisons: [Comparison]) {
    self.settings = settings
    self.comparisons = comparisons
    self.judge = judge.trainableCopy()
    inputFingerprint = comparisons.fingerprint(after: judge.fingerprint)
    var generator = SeededGenerator(seed: settings.seed, stream: "order of comparisons")
    plan = comparisons.batches(of: settings.batch, epochs: settings.epochs, using: &generator)
    optimizer = ModelOptimizer(
      self.judge.trunk, settings.optimizer, head: self.judge.head.parameters.map(\.tensor),
      learningRate: settings.learningRate, steps: plan.count)
  }

  /// The trunk of the reward model.
  public var model: GPT { judge.trunk }
  /// The head of the reward model, by name.
  public var head: NamedParameters { judge.headParameters }

  // cell: reward-modeling-step
  /// One step: batch, loss, backward, step, report.
  @discardableResult
  public func step() throws -> Report {
    let (chosen, rejected) = rewards(of: plan[stepsDone])
    let loss = bradleyTerryLoss(chosen: chosen, rejected: rejected)
    loss.backward()
    let update = try optimizer.step(loss)
    let accuracy = shareOfAgreement(chosen.values, rejected.values)
    return record(
      Report(step: update.step, loss: loss.item, accuracy: accuracy))
  }
  // cell: end

  /// The rewards of both answers of some comparisons, each `[B]`.
  private func rewards(of batch: [Int]) -> (chosen: Tensor, rejected: Tensor) {
    let known = evidence(of: batch)
    let chosen = judge(
      batch.map { comparisons[$0].chosen }, evidence: known.map(\.chosen))
    let rejected = judge(
      batch.map { comparisons[$0].rejected }, evidence: known.map(\.rejected))
    return (chosen, rejected)
  }

  /// The evidence on both answers of some comparisons, worked out once for each.
  private func evidence(of batch: [Int]) -> [(chosen: RewardModel.Evidence, rejected: RewardModel.Evidence)] {
    let new = batch.filter { evidence[$0] == nil }
    if !new.isEmpty {
      let found = judge.evidence(
        of: new.map { comparisons[$0].chosen } + new.map { comparisons[$0].rejected })
      for (i, index) in new.enumerated() { evidence[index] = (found[i], found[new.count + i]) }
    }
    return batch.map { evidence[$0]! }
  }
}

extension RewardModel {
  /// The share of comparisons in which the chosen answer has the higher score; equal ones count half.
  public func accuracy(on comparisons: [Comparison]) -> Double {
    shareOfAgreement(rewards(of: comparisons.map(\.chosen)), rewards(of: comparisons.map(\.rejected)))
  }
}
