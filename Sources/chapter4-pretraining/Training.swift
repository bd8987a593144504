// Driving the stage: settings from the knobs, the loop, what is saved, and what is shown on the way.

import Foundation
import Notebook
import TinyLM
import TinyTensor
import Training

/// The settings that the knobs ask for; the vocabulary is not known yet.
///
/// - Throws: `Failure` if no model can have these sizes.
func modelSettings(_ invocation: Invocation) throws -> PretrainingSettings {
  let model = GPTConfiguration(
    vocabularySize: invocation.integer("vocabulary"), context: invocation.integer("context"),
    width: invocation.integer("width"), layers: invocation.integer("layers"),
    heads: invocation.integer("heads"))
  if let problem = model.problem {
    throw Failure(problem, hint: "Change --set width or --set heads", code: .wrongUsage)
  }
  let rate = invocation.real("learningRate")
  return PretrainingSettings(
    model: model, steps: invocation.integer("steps"), batch: invocation.integer("batch"),
    optimizer: OptimizerChoice(rawValue: invocation.text("optimizer"))!, learningRate: rate == 0 ? nil : rate,
    seed: invocation.seed)
}

extension PretrainingSettings {
  /// The same model as it was before its first step.
  func withoutTraining(_ corpus: TokenCorpus) -> Pretraining { Pretraining(self, corpus: corpus) }
}

/// The losses on the way.
struct Curve {
  var validation: [(x: Double, y: Double)] = []
  var seconds = 0.0
  var tokensPerSecond = 0.0

  func chart(
    _ losses: [Float], _ references: [(name: String, metric: String, loss: Double)], caption: String
  ) -> LineChart {
    LineChart(
      x: Axis("step"), y: Axis("loss", unit: "nats per token"),
      [Series("training", losses, from: 1), Series("validation", validation)],
      references: references.map { Reference($0.name, $0.loss) }, caption: caption)
  }
}

/// Trains to the end, or until Ctrl-C.
///
/// - Throws: `Failure` with exit code 130 if it was interrupted; all is saved then.
func train(_ run: Pretraining, _ text: Text, _ saved: Saved, _ cell: Cell) throws -> Curve {
  let settings = run.settings
  let (tokensPerStep, first) = (settings.batch * settings.model.context, run.stepsDone)
  let interruption = Interruption()
  let progress = ProgressLine(
    "pre-training", total: settings.steps, from: first, counting: "tokens", width: cell.invocation.width)
  var curve = Curve()
  var lastSave = ContinuousClock.now
  while !run.isFinished {
    let report = try run.step()
    progress.update(
      report.step, amount: (report.step - first) * tokensPerStep, "loss \(Double(report.loss).fixed(2))")
    if report.step * 20 / settings.steps > (report.step - 1) * 20 / settings.steps {
      curve.validation.append((Double(report.step), run.validationLoss(windows: 64)))
    }
    if report.step == max(1, settings.steps / 4) {
      try cell.say("After \(report.step.grouped) steps it writes:")
      try show(run.model, text, at: report.step, on: cell)
    }
    if interruption.isRequested || ContinuousClock.now - lastSave > .seconds(10) {
      try saved.save(run, text.tokenizer)
      lastSave = .now
    }
    if interruption.isRequested, !run.isFinished {
      throw Failure(
        "stopped after step \(report.step.grouped) of \(settings.steps.grouped); all is saved",
        hint: "To go on, start it again with the same knobs", code: .interrupted)
    }
  }
  curve.seconds = progress.elapsed
  curve.tokensPerSecond = Double((run.stepsDone - first) * tokensPerStep) / curve.seconds
  progress.finish("pre-training: \(run.stepsDone.grouped) steps in \(durationText(curve.seconds))")
  return curve
}

/// Prints what a model writes.
func show(_ model: GPT, _ text: Text, at step: Int, on cell: Cell) throws {
  var generator = SeededGenerator(seed: 1, stream: "samples at step \(step)")
  let tokenizer = text.tokenizer
  // A text of the learner's has no end-of-text token: it begins with what begins a line.
  let start =
    text.prompts == nil ? (try? tokenizer.encode("\n")) ?? [0] : [tokenizer.id(ofSpecial: endOfText)!]
  var generation = Generation(
    model, prompts: Array(repeating: start, count: 2), limit: text.prompts == nil ? 80 : 40,
    sampling: Sampling(temperature: 0.7), stop: tokenizer.id(ofSpecial: endOfText), using: &generator)
  generation.finish()
  for sample in generation.texts {
    let words = tokenizer.decode(Array(sample.dropFirst(start.count)))
    try cell.quote(words.split(whereSeparator: \.isNewline).prefix(6).joined(separator: "\n"))
  }
}

/// The files of this stage in runs/.
struct Saved {
  private let root: PackageRoot
  private let name: String

  /// - Parameter text: the name of the learner's text; `nil` for the world, whose model later chapters go on with.
  init(_ root: PackageRoot, _ text: String?) {
    self.root = root
    name = "pretraining" + (text.map { "-" + $0 } ?? "")
  }

  private func unfinished() throws -> URL {
    try root.runs().appending(path: name + ".unfinished.safetensors")
  }

  /// The training that was interrupted, if it had the same settings and the same text.
  func unfinishedRun(_ settings: PretrainingSettings, _ corpus: TokenCorpus, isFresh: Bool) throws
    -> Pretraining?
  {
    let file = try unfinished()
    guard !isFresh, FileManager.default.fileExists(atPath: file.path) else { return nil }
    guard let run = try Pretraining(resuming: Checkpoint.read(from: file), settings, corpus: corpus) else {
      Console.printError(
        "An unfinished training with other knobs or another text is left aside: \(file.path)")
      return nil
    }
    Console.printError(
      "Going on after step \(run.stepsDone.grouped) of \(settings.steps.grouped); --fresh begins anew.")
    return run
  }

  /// Keeps all that is needed to go on.
  func save(_ run: Pretraining, _ tokenizer: any Tokenizer) throws {
    try run.checkpoint(tokenizer: tokenizer.json).write(to: unfinished())
  }

  /// Keeps the finished model for the chapters that follow.
  func finish(_ run: Pretraining, _ tokenizer: any Tokenizer, metrics: [String: Double]) throws {
    let file = try root.runs().appending(path: name + ".safetensors")
    try run.checkpoint(tokenizer: tokenizer.json, metrics: metrics).write(to: file)
    for old in [try unfinished(), AtomicFile.previous(of: try unfinished())] {
      try? FileManager.default.removeItem(at: old)
    }
    Console.printError("The model is saved: \(file.path)")
  }
}

extension FactRecall {
  /// How many facts of each kind were right.
  var table: Table {
    Table(
      [.text("kind of fact"), .number("right"), .number("asked")],
      relations.map { [$0.name, "\($0.right)", "\($0.asked)"] },
      caption: "It finishes \((share() * 100).fixed(1)) % of all facts rightly.")
  }
}
