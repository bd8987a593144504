// What all stages of training have in common: they are driven step by step, can be saved after any step, and go on
// from there as if they had never stopped. Whoever drives a stage can print, plot and stop.
// Leaves out the loop (the driver's) and the files (the course's).

import Foundation
import TinyLM
import TinyTensor

/// A stage of training under way.
public protocol Stage: AnyObject {
  /// Everything that decides the result, apart from what it begins with and learns from.
  associatedtype Settings: StageSettings
  /// What one step did.
  associatedtype Report: StepReport

  /// What its files are called after, such as "pretraining".
  static var name: String { get }

  /// What it was begun with.
  var settings: Settings { get }
  /// How many steps the whole training takes.
  var totalSteps: Int { get }
  /// What each step did so far.
  var reports: [Report] { get set }
  /// As it is after the steps done; what the next stage begins with.
  var model: GPT { get }
  /// A number that tells what it begins with and learns from.
  ///
  /// A training is not resumed on another text or another model.
  var source: UInt64 { get }
  /// Everything else that the steps change, by name.
  var memory: [(name: String, tensor: Tensor)] { get }
  /// Whatever its driver wants to keep with the weights, such as what it has shown so far.
  var notes: String { get set }

  /// One step.
  ///
  /// - Throws: `NumbersWentBad`; the model is then as it was before.
  @discardableResult func step() throws -> Report

  /// Tells the optimisers how many steps they have taken, when a training is resumed.
  func resume(after steps: Int)
}

/// Everything that decides the result of a stage, apart from what it begins with and learns from.
public protocol StageSettings: Codable, Equatable, Sendable {
  /// Decides all random choices.
  var seed: UInt64 { get }
}

/// What one step of training did.
public protocol StepReport: Codable, Sendable {
  /// One or two figures for the progress line, such as "loss 1.23".
  var summary: String { get }
}

extension Stage {
  /// How many steps are done.
  public var stepsDone: Int { reports.count }
  /// Whether all steps are done.
  public var isFinished: Bool { stepsDone >= totalSteps }

  /// Steps until all are done.
  public func finish() throws {
    while !isFinished { try step() }
  }

  private var savedState: [(name: String, tensor: Tensor)] { model.parameters + memory }

  /// All that is needed to go on, and the model for later stages.
  ///
  /// - Parameter tokenizer: the tokenizer, as JSON.
  public func checkpoint(tokenizer: String, metrics: [String: Double] = [:]) throws -> Checkpoint {
    let saved = SavedStage(
      model: model.configuration, settings: settings, source: source, reports: reports, notes: notes)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return Checkpoint(
      stage: Self.name, seed: settings.seed, step: stepsDone,
      configuration: String(decoding: try encoder.encode(saved), as: UTF8.self), tokenizer: tokenizer,
      metrics: metrics,
      tensors: savedState.map { .init(name: $0.name, shape: $0.tensor.shape, values: $0.tensor.values) })
  }

  /// Goes on where a checkpoint stopped, as if it had never stopped.
  ///
  /// - Returns: false, with nothing changed, if the checkpoint is of another stage, or of other settings, or did
  ///   not begin with the same model and text.
  /// - Throws: `FileProblem` if its tensors are not those of its settings.
  public func resume(from checkpoint: Checkpoint) throws -> Bool {
    let saved = try? JSONDecoder().decode(
      SavedStage<Settings, Report>.self, from: Data(checkpoint.configuration.utf8))
    guard let saved, checkpoint.stage == Self.name, saved.settings == settings, saved.source == source,
      saved.model == model.configuration
    else { return false }
    guard saved.reports.count == checkpoint.step else {
      throw FileProblem(
        file: "the checkpoint",
        happened: "it says step \(checkpoint.step) but holds the reports of \(saved.reports.count).",
        remedy: "Start again with --fresh.")
    }
    try checkpoint.assign(to: savedState)
    (reports, notes) = (saved.reports, saved.notes)
    resume(after: checkpoint.step)
    return true
  }
}

/// What a checkpoint's configuration says; every stage writes the sizes of the model under the same name.
private struct SavedStage<Settings: Codable, Report: Codable>: Codable {
  let model: GPTConfiguration
  let settings: Settings
  let source: UInt64
  let reports: [Report]
  let notes: String
}

extension GPT {
  /// A number that tells these weights from others.
  public var fingerprint: UInt64 {
    parameters.reduce(UInt64(parameters.count)) { sum, entry in
      entry.tensor.values.withUnsafeBytes { Checksum.of($0, seed: sum) }
    }
  }

  /// A model of the same weights in memory of its own, ready to be trained further.
  public func trainableCopy() -> GPT { mapParameters { $1.copy().asParameter() } }
}
