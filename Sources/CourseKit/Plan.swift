// The one way to train a stage, for whoever needs it: a plan says what makes the model and how its training begins, and
// the course trains it, or takes what was trained before.

import Basics
import CommandLineKit
import Files
import Foundation
import TinyLM
import Training

/// A model that can be trained.
public struct Plan<S: Stage> {
  /// What it is, in the table of the models of the book.
  let link: Link
  /// What makes it.
  let origin: Origin
  /// The key of what makes it.
  public var key: String { origin.key }
  /// The fingerprint of the weights that it begins with; nil for the first stage.
  var parent: () throws -> UInt64? = { nil }
  /// The tokenizer that is kept with it.
  let tokenizer: () throws -> any Tokenizer
  /// The training as it begins.
  let begin: () throws -> S
  /// What is looked at on the way.
  var looks: (S) throws -> Looks<S.Look>? = { _ in nil }
}

extension Course {
  /// A stage that was trained to its end: in this run, or before with the same settings, or now.
  ///
  /// - Parameter showing: gets what is seen of the training on the way, as it comes; or at once, if it was seen before.
  /// - Throws: `Failure` with exit code 130 if it was interrupted; all is saved then.
  public func trained<S: Stage>(_ plan: Plan<S>, showing: (S.Look) throws -> Void = { _ in }) throws
    -> Trained<S>
  {
    func shown(_ known: Trained<S>) throws -> Trained<S> {
      try known.journal.forEach(showing)
      made[plan.key] = known
      return known
    }
    if let known = try made[plan.key] as? Trained<S> ?? kept(plan) { return try shown(known) }
    let parent = try plan.parent()  // the models before it are trained first
    let claim = try waitForClaim(plan.origin)
    defer { withExtendedLifetime(claim) {} }
    // Another program may have trained it in the meantime.
    if let known = try kept(plan, saysWhy: false) { return try shown(known) }
    let trained = try train(plan, parent, showing)
    made[plan.key] = trained
    return trained
  }

  /// The model that an earlier run left, if it may be used.
  private func kept<S: Stage>(_ plan: Plan<S>, saysWhy: Bool = true) throws -> Trained<S>? {
    guard !isFresh(plan.link.chapter), let saved = try store.finished(plan.origin) else { return nil }
    guard try saved.parent == plan.parent().map({ "\($0)" }) else {
      if saysWhy { say("The model before \(plan.origin.name) is another one now: it is trained again.") }
      return nil
    }
    let changes = code.changes(since: saved.notes[Note.code] ?? "", in: S.name)
    if !changes.isEmpty, plan.link.chapter == chapter {
      if saysWhy { say("The code of \(S.name) has changed (\(shortList(changes))): it is trained again.") }
      return nil
    }
    if !changes.isEmpty { warnOfAge(plan.origin, plan.link, changes) }
    return try Trained(saved)
  }

  /// Says that a model is older than the code, and how to train it again.
  func warnOfAge(_ origin: Origin, _ link: Link, _ changes: [String]) {
    say(
      "\(origin.name) was trained before its code changed (\(shortList(changes))), and is used as it is. "
        + "To train it again: \(link.command)")
  }

  /// Whether the command line asks for the models of a chapter to be trained again.
  private func isFresh(_ chapter: Int) -> Bool {
    invocation.isFresh && (chapter == self.chapter || invocation.freshIncludesEarlierChapters)
  }

  /// Waits until no other program trains the model; nil where nothing can be kept, and so nothing be shared.
  private func waitForClaim(_ origin: Origin) throws -> FileClaim? {
    do {
      var isFirst = true
      while true {
        if let claim = try store.claim(origin) { return claim }
        if isFirst { say("Another program is training \(origin.name); this one waits for it.") }
        isFirst = false
        Thread.sleep(forTimeInterval: 0.2)
      }
    } catch {
      warnOnce(error)
      return nil
    }
  }

  // MARK: - Training

  private func train<S: Stage>(_ plan: Plan<S>, _ parent: UInt64?, _ showing: (S.Look) throws -> Void) throws
    -> Trained<S>
  {
    if plan.link.chapter != chapter, watch == nil {
      say(
        "This chapter builds on \(plan.link.what) (chapter \(plan.link.chapter)), which is not trained yet. Training it now takes "
          + "about \(durationText(MachineSpeed.seconds(plan.link.seconds))). It is kept.")
    }
    let stage = try plan.begin()
    let secondsBefore = try resume(stage, plan, parent)
    try stage.journal.forEach(showing)
    let looks = try plan.looks(stage)
    if let seen = try stage.look(looks) { try showing(seen) }
    try watch?(stage, plan.tokenizer())
    let seconds =
      stage.isFinished
      ? secondsBefore
      : try drive(stage, plan, parent, secondsBefore) {
        if let seen = try stage.look(looks) { try showing(seen) }
        try watch?(stage, plan.tokenizer())
      }
    let checkpoint = try checkpoint(of: stage, plan, parent, toGoOn: false, seconds: seconds)
    attempt {
      let removed = try store.finish(checkpoint, plan.origin)
      if watch == nil { say("The model is kept as \(plan.origin.name).") }
      if !removed.isEmpty {
        say("To make room, experiments were removed: \(removed.joined(separator: ", "))")
      }
    }
    return try Trained(checkpoint)
  }

  /// Puts a stage into the state in which an earlier run was interrupted.
  ///
  /// - Returns: the seconds that its training took so far.
  private func resume<S: Stage>(_ stage: S, _ plan: Plan<S>, _ parent: UInt64?) throws -> Double {
    guard !isFresh(plan.link.chapter), let saved = try store.unfinished(plan.origin) else { return 0 }
    let changes = code.changes(since: saved.notes[Note.code] ?? "", in: S.name)
    guard changes.isEmpty, saved.parent == parent.map({ "\($0)" }), try stage.resume(from: saved) else {
      say(
        "An interrupted training of \(S.name) is older than \(changes.isEmpty ? "its base" : "the code"): it begins from the start."
      )
      return 0
    }
    say(
      "Going on with \(S.name) after step \(stage.stepsDone.grouped) of \(stage.totalSteps.grouped); --fresh begins from the start."
    )
    return saved.metrics["seconds"] ?? 0
  }

  /// Steps to the end, with a line of progress, saving every ten seconds.
  ///
  /// - Returns: the seconds of work in all.
  private func drive<S: Stage>(
    _ stage: S, _ plan: Plan<S>, _ parent: UInt64?, _ secondsBefore: Double, looking: () throws -> Void
  ) throws -> Double {
    let interruption = Interruption()
    let progress = ProgressLine(
      S.name, total: stage.totalSteps, from: stage.stepsDone, width: invocation.width)
    var lastSave = ContinuousClock.now
    while !stage.isFinished {
      let report = try stage.step()
      progress.update(stage.stepsDone, report.summary)
      try looking()
      let isStopping = interruption.isRequested && !stage.isFinished
      if isStopping || ContinuousClock.now - lastSave > .seconds(10) {
        let seconds = secondsBefore + progress.elapsed
        attempt {
          try store.save(checkpoint(of: stage, plan, parent, toGoOn: true, seconds: seconds), plan.origin)
        }
        lastSave = .now
      }
      if isStopping { throw stopped(stage) }
    }
    let seconds = secondsBefore + progress.elapsed
    progress.finish("\(S.name): \(stage.stepsDone.grouped) steps in \(durationText(seconds))")
    return seconds
  }

  private func stopped<S: Stage>(_ stage: S) -> Failure {
    let place = "stopped after step \(stage.stepsDone.grouped) of \(stage.totalSteps.grouped) of \(S.name)"
    return Failure(
      cannotKeep ? place : place + "; all is saved",
      hint: "To go on, start it again with the same knobs"
        + (invocation.isFresh ? ", but without --fresh" : ""),
      code: .interrupted)
  }

  private func checkpoint<S: Stage>(
    of stage: S, _ plan: Plan<S>, _ parent: UInt64?, toGoOn: Bool, seconds: Double
  ) throws -> Checkpoint {
    var checkpoint = try stage.checkpoint(
      tokenizer: plan.tokenizer().json, toGoOn: toGoOn, metrics: ["seconds": seconds])
    checkpoint.parent = parent.map { "\($0)" }
    checkpoint.notes = notes(plan.origin, S.name)
    return checkpoint
  }

  /// What a file says of a model beside its numbers.
  func notes(_ origin: Origin, _ stage: String) -> [String: String] {
    var notes = [Note.origin: origin.json, Note.code: code.matters(to: stage)]
    if isOfTheBook(origin) { notes[Note.book] = "yes" }
    return notes
  }

  /// Does what may fail for want of room or rights: then the page goes on, and nothing is kept.
  func attempt(_ keeping: () throws -> Void) {
    do { try keeping() } catch { warnOnce(error) }
  }

  private func warnOnce(_ error: any Error) {
    if !cannotKeep {
      say("Nothing can be kept: \(Failure(describing: error).what)\nThe page goes on without.")
    }
    cannotKeep = true
  }

  func say(_ line: String) { Console.printError(line) }

  private func shortList(_ files: [String]) -> String {
    files.prefix(3).joined(separator: ", ") + (files.count > 3 ? " and \(files.count - 3) more" : "")
  }
}

extension Stage {
  /// Trains to the end with a progress line; nothing is kept.
  ///
  /// For small trainings on the side.
  ///
  /// - Parameters:
  ///   - name: what the line calls it.
  ///   - watching: called after each step.
  public func finish(_ name: String, width: Int, watching: (Report) throws -> Void = { _ in }) throws {
    let progress = ProgressLine(name, total: totalSteps, width: width)
    try finish { report in
      progress.update(stepsDone, report.summary)
      try watching(report)
    }
    progress.finish()
  }
}
