// Driving the stage: the loop, what is looked at on the way, what is saved, and going on after an interruption.

import Foundation
import Notebook
import TinyLM
import TinyTensor
import Training

/// What was seen at some step of the training.
struct Glimpse: Codable {
  let step: Int
  /// In nats per token, on validation text.
  let loss: Double
  /// What the model wrote.
  let writing: String
  /// The share of sentences that are grammatical, and of facts that are recalled.
  ///
  /// Both are nil for a text of the learner's.
  let grammatical: Double?
  let recall: Double?
}

/// What is kept beside the weights, so that a training that was interrupted shows the same page.
struct Journal: Codable {
  var glimpses: [Glimpse] = []
  var seconds = 0.0
  /// A fingerprint of the code that trained the model.
  var code: UInt64 = 0
}

/// The training of this chapter's model.
struct Run {
  private let lesson: Lesson
  private let files: RunFiles
  private let settings: PretrainingSettings
  private let source: Source

  init(_ lesson: Lesson) throws {
    self.lesson = lesson
    (settings, source) = (try lesson.settings(), try lesson.source())
    files = try RunFiles(lesson.page.root, source.name)
  }

  /// The steps at which the model is looked at: more often at first, when it changes fastest.
  private var moments: [Int] {
    [0.01, 0.04, 0.1, 0.2, 0.4, 0.7, 1].map { max(1, Int((Double(settings.steps) * $0).rounded())) }
  }

  /// Trains to the end; or takes the model that an earlier run with the same settings left.
  ///
  /// - Parameter cell: shows what the model writes on the way.
  /// - Throws: `Failure` with exit code 130 if it was interrupted; all is saved then.
  func trained(watchedBy cell: Cell?) throws -> Pretraining {
    let run =
      try files.finished(settings, source.corpus, isFresh: lesson.invocation.isFresh)
      ?? files.unfinished(settings, source.corpus, isFresh: lesson.invocation.isFresh)
      ?? Pretraining(settings, corpus: source.corpus)
    var journal = Journal(of: run) ?? Journal()
    if run.stepsDone == 0 { journal.glimpses.append(try glimpse(of: run)) }
    for glimpse in journal.glimpses { try show(glimpse, on: cell) }
    if !run.isFinished { try train(run, &journal, cell) }
    return run
  }

  private func train(_ run: Pretraining, _ journal: inout Journal, _ cell: Cell?) throws {
    let interruption = Interruption()
    let progress = ProgressLine(
      "pre-training", total: settings.steps, from: run.stepsDone, counting: "tokens",
      width: lesson.invocation.width)
    let (first, secondsBefore) = (run.stepsDone, journal.seconds)
    var lastSave = ContinuousClock.now
    while !run.isFinished {
      let report = try run.step()
      let tokens = (report.step - first) * settings.batch * settings.model.context
      progress.update(report.step, amount: tokens, "loss \(report.loss.fixed(2))")
      if moments.contains(report.step) {
        journal.glimpses.append(try glimpse(of: run))
        try show(journal.glimpses[journal.glimpses.count - 1], on: cell)
      }
      journal.seconds = secondsBefore + progress.elapsed
      if interruption.isRequested || ContinuousClock.now - lastSave > .seconds(10) {
        try files.save(run, journal, source.tokenizer)
        lastSave = .now
      }
      if interruption.isRequested, !run.isFinished { throw Self.interrupted(report.step, settings.steps) }
    }
    progress.finish("pre-training: \(run.stepsDone.grouped) steps in \(durationText(journal.seconds))")
    try files.finish(run, journal, source.tokenizer)
  }

  private static func interrupted(_ step: Int, _ steps: Int) -> Failure {
    Failure(
      "stopped after step \(step.grouped) of \(steps.grouped); all is saved",
      hint: "To go on, start it again with the same knobs", code: .interrupted)
  }

  private func glimpse(of run: Pretraining) throws -> Glimpse {
    var generator = lesson.generator("writing at step \(run.stepsDone)")
    return Glimpse(
      step: run.stepsDone, loss: run.validationLoss(windows: 128),
      writing: source.sample(run.model, using: &generator), grammatical: grammatical(run.model, &generator),
      recall: try recall(run.model))
  }

  /// The share of grammatical sentences in a few documents; 0 if it does not write a single sentence.
  private func grammatical(_ model: GPT, _ generator: inout SeededGenerator) -> Double? {
    source.world.map { world in
      let writing = Writing(
        by: model, tokenizer: source.tokenizer, world: world,
        seen: SeenSentences(in: [], tokenizer: source.tokenizer, people: []),
        documents: lesson.invocation.isQuick ? 20 : 60, using: &generator)
      return writing.sentences.isEmpty ? 0 : writing.grammatical
    }
  }

  /// The share of facts that are recalled, asked of some of them.
  private func recall(_ model: GPT) throws -> Double? {
    try source.world.map { world in
      let some = world.recallPrompts.enumerated().filter {
        $0.offset % (lesson.invocation.isQuick ? 16 : 4) == 0
      }.map(\.element)
      return try FactRecall(of: model, tokenizer: source.tokenizer, prompts: some).share(except: ["sum"])
    }
  }

  private func show(_ glimpse: Glimpse, on cell: Cell?) throws {
    try cell?.quote(glimpse.writing, label: "step \(glimpse.step.grouped)")
  }
}

extension Journal {
  /// What was kept with a training, if anything.
  init?(of run: Pretraining) {
    guard let journal = try? JSONDecoder().decode(Journal.self, from: Data(run.notes.utf8)) else {
      return nil
    }
    self = journal
  }

  /// As JSON.
  var text: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }
}

/// The files of this stage in runs/.
struct RunFiles {
  private let finishedFile: URL
  private let unfinishedFile: URL
  private let code: UInt64

  /// - Parameter text: the name of the learner's text; nil for the world, whose model later chapters go on with.
  init(_ root: PackageRoot, _ text: String?) throws {
    let name = "pretraining" + (text.map { "-" + $0 } ?? "")
    finishedFile = try root.runs().appending(path: name + ".safetensors")
    unfinishedFile = try root.runs().appending(path: name + ".unfinished.safetensors")
    code = Self.fingerprint(of: root.url)
  }

  /// The model that an earlier run left, if settings, text and the code that trained it were the same.
  func finished(_ settings: PretrainingSettings, _ corpus: TokenCorpus, isFresh: Bool) throws -> Pretraining?
  {
    guard !isFresh, FileManager.default.fileExists(atPath: finishedFile.path) else { return nil }
    guard let run = try Pretraining(resuming: Checkpoint.read(from: finishedFile), settings, corpus: corpus),
      run.isFinished, Journal(of: run)?.code == code
    else { return nil }
    Console.printError("The model was trained before, with the same knobs and code; --fresh trains it anew.")
    return run
  }

  /// The training that was interrupted, if it had the same settings and the same text.
  func unfinished(_ settings: PretrainingSettings, _ corpus: TokenCorpus, isFresh: Bool) throws
    -> Pretraining?
  {
    guard !isFresh, FileManager.default.fileExists(atPath: unfinishedFile.path) else { return nil }
    guard let run = try Pretraining(resuming: Checkpoint.read(from: unfinishedFile), settings, corpus: corpus)
    else {
      Console.printError(
        "An unfinished training with other knobs or another text is left aside: \(unfinishedFile.path)")
      return nil
    }
    Console.printError(
      "Going on after step \(run.stepsDone.grouped) of \(settings.steps.grouped); --fresh begins anew.")
    return run
  }

  /// Keeps all that is needed to go on.
  func save(_ run: Pretraining, _ journal: Journal, _ tokenizer: any Tokenizer) throws {
    run.notes = try journal.text
    try run.checkpoint(tokenizer: tokenizer.json).write(to: unfinishedFile)
  }

  /// Keeps the finished model for later runs and for the chapters that follow.
  func finish(_ run: Pretraining, _ journal: Journal, _ tokenizer: any Tokenizer) throws {
    var journal = journal
    journal.code = code
    run.notes = try journal.text
    try run.checkpoint(tokenizer: tokenizer.json, metrics: ["validationLoss": run.validationLoss()])
      .write(to: finishedFile)
    for old in [unfinishedFile, AtomicFile.previous(of: unfinishedFile)] {
      try? FileManager.default.removeItem(at: old)
    }
    Console.printError("The model is saved: \(finishedFile.path)")
  }

  /// A number that changes with any line of the libraries that train: whoever edits one gets a new model.
  private static func fingerprint(of root: URL) -> UInt64 {
    let files = ["TinyTensor", "TinyLM", "TinyWorld", "Training"].flatMap { library in
      let folder = root.appending(path: "Sources/\(library)")
      return FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap {
        $0 as? URL
      } ?? []
    }
    let sources = files.filter { $0.pathExtension == "swift" }.sorted { $0.path < $1.path }
    return sources.reduce(0) { sum, file in
      (try? Data(contentsOf: file)).map { $0.withUnsafeBytes { Checksum.of($0, seed: sum) } } ?? sum
    }
  }
}
