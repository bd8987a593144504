// What the cells share.

import Notebook
import TinyLM
import TinyTensor
import Training

final class Lesson {
  private let page: Page
  private let source: Text
  private let settings: PretrainingSettings
  private let saved: Saved
  private lazy var untrained = Pretraining(settings, corpus: source.corpus)

  init(_ page: Page) throws {
    self.page = page
    var settings = try modelSettings(page.invocation)
    source = try Text(named: page.invocation.text("corpus"), page.invocation, page.root)
    settings.model.vocabularySize = source.tokenizer.vocabularySize
    (self.settings, saved) = (settings, Saved(page.root, source.name))
  }

  func text(_ cell: Cell) throws { try cell.say(source.description) }

  func before(_ cell: Cell) throws {
    try cell.say("Its loss is \(untrained.validationLoss().fixed(2)) nats per token.")
    try show(untrained.model, source, at: 0, on: cell)
  }

  func training(_ cell: Cell) throws {
    let run = try saved.unfinishedRun(settings, source.corpus, isFresh: page.invocation.isFresh) ?? untrained
    let before = untrained.validationLoss()
    let curve = try train(run, source, saved, cell)
    let loss = run.validationLoss()
    try cell.show(
      curve.chart(
        run.losses, source.references, caption: "The loss falls to \(loss.fixed(2)) nats per token."))
    try cell.check("it predicts text that it has never seen better than before", loss, not: before) {
      $0 < before
    }
    cell.record(Metric("validationLoss", loss, better: .lower))
    cell.record(Metric("parameters", Double(run.model.parameterCount)))
    cell.record(Metric("steps", Double(run.stepsDone)))
    cell.record(Metric("tokens", Double(run.stepsDone * settings.batch * settings.model.context)))
    for reference in source.references { cell.record(Metric(reference.metric, reference.loss)) }
    cell.record(.timing("tokensPerSecond", curve.tokensPerSecond))
    cell.record(.timing("seconds", curve.seconds))
    try saved.finish(run, source.tokenizer, metrics: ["validationLoss": loss])
    finished = run
  }
  private var finished: Pretraining?

  func after(_ cell: Cell) throws {
    guard let run = finished else { return }
    try show(run.model, source, at: run.stepsDone, on: cell)
    if let prompts = source.prompts {
      let recall = try FactRecall(of: run.model, tokenizer: source.tokenizer, prompts: prompts)
      try cell.show(recall.table)
      cell.record(Metric("factRecall", recall.share(except: ["sum"]), better: .higher))
    }
  }
}
