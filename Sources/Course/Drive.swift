// Driving a stage: the loop, the progress line, saving, and going on after an interruption. The same for all chapters.

import Foundation
import Notebook
import TinyLM
import Training

/// Drives one stage from where its files say it stands to its end.
public struct Drive<S: Stage> {
  private let stage: S
  private let files: StageFiles
  private let tokenizer: any Tokenizer
  private let parent: String?
  private let width: Int

  /// - Parameters:
  ///   - stage: as it begins.
  ///   - parent: the fingerprint of the model that it begins with; nil for the first stage.
  public init(
    _ stage: S, _ files: StageFiles, _ tokenizer: any Tokenizer, parent: String? = nil, width: Int = 80
  ) {
    (self.stage, self.files, self.tokenizer) = (stage, files, tokenizer)
    (self.parent, self.width) = (parent, width)
  }

  /// Trains to the end; or takes what an earlier run with the same settings left.
  ///
  /// - Parameters:
  ///   - isFresh: begins anew, whatever there is.
  ///   - beginning: called when it stands where it will go on from: after `stage.stepsDone` steps.
  ///   - watching: called after each step.
  /// - Returns: the seconds that the training took in all, those of an interrupted run included.
  /// - Throws: `Failure` with exit code 130 if it was interrupted; all is saved then.
  @discardableResult
  public func run(
    isFresh: Bool, beginning: () throws -> Void = {}, watching: (S.Report) throws -> Void = { _ in }
  ) throws -> Double {
    let secondsBefore = isFresh ? 0 : try files.restore(stage)
    try beginning()
    return stage.isFinished ? secondsBefore : try train(after: secondsBefore, watching)
  }

  private func train(after secondsBefore: Double, _ watching: (S.Report) throws -> Void) throws -> Double {
    let interruption = Interruption()
    let progress = ProgressLine(S.name, total: stage.totalSteps, from: stage.stepsDone, width: width)
    var lastSave = ContinuousClock.now
    while !stage.isFinished {
      let report = try stage.step()
      progress.update(stage.stepsDone, report.summary)
      try watching(report)
      if interruption.isRequested || ContinuousClock.now - lastSave > .seconds(10) {
        try files.save(stage, seconds: secondsBefore + progress.elapsed, tokenizer)
        lastSave = .now
      }
      if interruption.isRequested, !stage.isFinished { throw interrupted }
    }
    let seconds = secondsBefore + progress.elapsed
    progress.finish("\(S.name): \(stage.stepsDone.grouped) steps in \(durationText(seconds))")
    try files.finish(stage, seconds: seconds, parent: parent, tokenizer)
    return seconds
  }

  private var interrupted: Failure {
    Failure(
      "stopped after step \(stage.stepsDone.grouped) of \(stage.totalSteps.grouped) of \(S.name); "
        + "all is saved",
      hint: "To go on, start it again with the same knobs", code: .interrupted)
  }
}

extension Stage {
  /// Trains to the end with a progress line; nothing is kept.
  ///
  /// For small trainings on the side.
  ///
  /// - Parameter name: what the line calls it.
  public func finish(_ name: String, width: Int) throws {
    let progress = ProgressLine(name, total: totalSteps, width: width)
    while !isFinished {
      let report = try step()
      progress.update(stepsDone, report.summary)
    }
    progress.finish()
  }
}
