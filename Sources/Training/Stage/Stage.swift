// All stages of training have this in common: they are driven step by step, can be saved after any step, and go on from
// there as if they had never stopped. `finish()` is the plain loop; the one that shows progress, saves and stops is the
// course's (CourseKit/Plan.swift).

import Files
import Foundation
import TinyLM
import TinyTensor

/// A stage of training under way.
public protocol Stage: AnyObject {
  /// Everything that decides the result, apart from what it begins with and learns from.
  associatedtype Settings: StageSettings
  /// The report of one step.
  associatedtype Report: StepReport
  /// A look at the model on the way, for the pages that show it.
  associatedtype Look: StageLook = NoLook

  /// The name of the stage, such as "pretraining".
  static var name: String { get }

  /// The settings that it began with.
  var settings: Settings { get }
  /// How many steps the whole training takes.
  var totalSteps: Int { get }
  /// The reports of the steps so far.
  var reports: Reports<Report> { get set }
  /// The model after the steps done so far; the next stage starts from it.
  var model: GPT { get }
  /// The parameters that are trained with the model, by name, such as the head of a reward model.
  var head: NamedParameters { get }
  /// A number that identifies the model it begins with and the data it learns from.
  ///
  /// A training is not resumed on another text or another model.
  var inputFingerprint: UInt64 { get }
  /// Moves the model; it owns the learning rate and the number of steps.
  var optimizer: ModelOptimizer { get }
  /// The tensors that steps change and a finished model does not need, by name, such as the optimiser's averages.
  var state: NamedParameters { get }
  /// The looks taken on the way, in the order of the steps.
  var journal: [Look] { get set }

  /// One step.
  ///
  /// - Throws: `NonFiniteError`; the model is then as it was before.
  @discardableResult func step() throws -> Report

  /// Sets the optimisers to the number of steps that were taken, when a training is resumed.
  func resume(after steps: Int)
}

/// Everything that decides the result of a stage, apart from what it begins with and learns from.
public protocol StageSettings: Codable, Equatable, Sendable {
  /// Decides all random choices.
  var seed: UInt64 { get }
}

/// The report of one step of training.
public protocol StepReport: Codable, Sendable {
  /// One or two figures for the progress line, such as "loss 1.23".
  var summary: String { get }
}

/// A look at a model in training.
public protocol StageLook: Codable, Sendable {
  /// How many steps were done.
  var step: Int { get }
}

/// For stages of which no page shows anything on the way.
public struct NoLook: StageLook {
  /// Never asked.
  public let step: Int
}

/// When a model in training is looked at, and what is seen then.
public struct Looks<Look: StageLook> {
  /// After how many steps, in order; 0 is before the first one.
  public let moments: [Int]
  /// Looks at the model after so many steps.
  public let look: (_ model: GPT, _ step: Int) throws -> Look

  /// Looks at certain moments.
  public init(at moments: [Int], _ look: @escaping (_ model: GPT, _ step: Int) throws -> Look) {
    self.moments = moments
    self.look = look
  }
}

extension Stage {
  /// Nothing is trained beside the model.
  public var head: NamedParameters { [] }
  /// How many steps the whole training takes.
  public var totalSteps: Int { optimizer.totalSteps }
  /// The state of the optimiser, by name.
  public var state: NamedParameters { optimizer.state }
  /// Sets the optimiser to the number of steps that were taken.
  public func resume(after steps: Int) { optimizer.resume(after: steps) }
  /// How many steps are done.
  public var stepsDone: Int { reports.steps }
  /// Whether all steps are done.
  public var isFinished: Bool { stepsDone >= totalSteps }

  /// Steps until all are done.
  ///
  /// - Parameter watching: called after each step.
  public func finish(watching: (Report) throws -> Void = { _ in }) throws {
    while !isFinished { try watching(step()) }
  }

  /// Keeps the report of a step.
  ///
  /// - Returns: the same report.
  func record(_ report: Report) -> Report {
    reports.append(report)
    return report
  }

  /// Looks at the model, if it is time to, and keeps what was seen.
  ///
  /// - Returns: what was seen; nil if it is not time, or this look was taken before.
  public func look(_ looks: Looks<Look>?) throws -> Look? {
    guard let looks, looks.moments.contains(stepsDone), journal.last.map({ $0.step < stepsDone }) ?? true
    else { return nil }
    let seen = try looks.look(model, stepsDone)
    journal.append(seen)
    return seen
  }
}

// MARK: - Saving

extension Stage {
  private var trained: NamedParameters { model.parameters + head }

  /// The trained parameters, with all reports and looks.
  ///
  /// - Parameters:
  ///   - tokenizer: the tokenizer, as JSON.
  ///   - toGoOn: whether it also holds what is needed to go on, which a finished training no longer needs.
  public func checkpoint(tokenizer: String, toGoOn: Bool = true, metrics: [String: Double] = [:]) throws
    -> Checkpoint
  {
    let saved = SavedStage<Self>(
      model: model.configuration, settings: settings, inputFingerprint: inputFingerprint, reports: reports,
      journal: journal)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return Checkpoint(
      stage: Self.name, seed: settings.seed, step: stepsDone,
      configuration: String(decoding: try encoder.encode(saved), as: UTF8.self), tokenizer: tokenizer,
      metrics: metrics,
      tensors: (trained + (toGoOn ? state : [])).map {
        .init(name: $0.name, shape: $0.tensor.shape, values: $0.tensor.values)
      })
  }

  /// Goes on where a checkpoint stopped, as if it had never stopped.
  ///
  /// - Returns: false, with nothing changed, if the checkpoint is of another stage, or of other settings, or did
  ///   not begin with the same model and text.
  /// - Throws: `FileProblem` if its tensors are not those of its settings.
  public func resume(from checkpoint: Checkpoint) throws -> Bool {
    guard let saved = SavedStage<Self>(checkpoint), saved.settings == settings,
      saved.inputFingerprint == inputFingerprint, saved.model == model.configuration
    else { return false }
    guard saved.reports.steps == checkpoint.step else {
      throw FileProblem(
        file: "the checkpoint",
        happened: "it says step \(checkpoint.step) but holds the reports of \(saved.reports.steps).",
        remedy: "Start again with --fresh.")
    }
    try checkpoint.assign(to: trained + state)
    reports = saved.reports
    journal = saved.journal
    resume(after: checkpoint.step)
    return true
  }
}

/// The content of a checkpoint's configuration; every stage writes the sizes of the model under the same name.
private struct SavedStage<S: Stage>: Codable {
  let model: GPTConfiguration
  let settings: S.Settings
  let inputFingerprint: UInt64
  let reports: Reports<S.Report>
  let journal: [S.Look]
}

extension SavedStage {
  /// nil if the checkpoint is of another stage.
  init?(_ checkpoint: Checkpoint) {
    guard checkpoint.stage == S.name,
      let saved = try? JSONDecoder().decode(Self.self, from: Data(checkpoint.configuration.utf8))
    else { return nil }
    self = saved
  }
}

/// A stage that was trained to its end.
public struct Trained<S: Stage> {
  /// The content of its file.
  public let checkpoint: Checkpoint
  /// The model that came out.
  public let model: GPT
  /// The settings that it began with.
  public let settings: S.Settings
  /// The reports of the steps.
  public let reports: Reports<S.Report>
  /// The looks taken on the way.
  public let journal: [S.Look]

  /// The stage in a checkpoint.
  ///
  /// - Throws: `FileProblem` if it is of another stage, or of another form.
  public init(_ checkpoint: Checkpoint) throws {
    guard let saved = SavedStage<S>(checkpoint) else {
      throw FileProblem(
        file: "the checkpoint of stage \(checkpoint.stage)",
        happened: "it does not tell how a stage \(S.name) was trained.",
        remedy: "Make it again: start with --fresh.")
    }
    self.checkpoint = checkpoint
    model = try GPT(checkpoint)
    settings = saved.settings
    reports = saved.reports
    journal = saved.journal
  }

  /// How many steps the training took.
  public var stepsDone: Int { reports.steps }
  /// The seconds that the training took, those of interrupted runs included.
  public var seconds: Double { checkpoint.metrics["seconds"] ?? 0 }
}
