// How it learns: one step, and a few hundred.

import Basics
import CourseKit
import Notebook
import Pictures
import TinyLM
import TinyTensor
import TinyWorld
import Training

extension Lesson {
  func step(_ cell: Cell) throws {
    try cell.say(
      """
      One step is the same five moves as in chapter 4: batch, loss, backward, step, report. What is new: the \
      batch holds conversations with marks, and a little of the old text is read again beside it, so that it \
      is not forgotten. That is called **replay**.
      """
    )
    try cell.code("fine-tuning-step", in: "Training/FineTuning/FineTuning.swift")
    let (format, course) = (try course().format(), try course())
    let demonstrations = course.demonstrations(192, by: crowd)
    let window = try base().configuration.context + 1
    let others = try TokenBatch(
      demonstrations.suffix(32 * Course.turns).filter(\.isLast).map {
        Array(try format.tokens($0.conversation).prefix(window))
      })
    var settings = FineTuningSettings(invocation)
    (settings.epochs, settings.batch) = (1, 16)
    let run = try course.fineTuning(settings, on: Array(demonstrations.prefix(160 * Course.turns)))
    let before = run.model.loss(others).item
    try run.finish()
    let after = run.model.loss(others).item
    try cell.show(
      ("loss on 32 conversations, before", "\(before.fixed(2)) nats per token"),
      ("after \(run.stepsDone) steps on others", "\(after.fixed(2)) nats per token"))
    try cell.check("a few steps make answers less surprising that were not in them", after, not: before) {
      $0 < before
    }
  }

  func training(_ cell: Cell) throws {
    let settings = FineTuningSettings(invocation)
    try cell.say(
      """
      Now it learns from \(invocation.integer("demonstrations").grouped) conversations of \(Course.turns) turns, \
      \(settings.epochs == 1 ? "once" : "\(settings.epochs) times") each, \(settings.batch) in a step. Now and then \
      we ask it about a thing that no demonstration asks about.
      """
    )
    try cell.predict("What will it learn first: to answer at all, or to answer right?")
    watcher = cell
    let run = try run()
    let reports = run.reports
    let answers = reports.map { (x: Double($0.step), y: Double($0.loss)) }
    let text = reports.compactMap { report in
      report.replayLoss.map { (x: Double(report.step), y: Double($0)) }
    }
    let part = max(1, reports.count / 10)
    let mean = { (some: ArraySlice<(x: Double, y: Double)>) in some.map(\.y).reduce(0, +) / Double(some.count)
    }
    let (first, last) = (mean(answers.prefix(part)), mean(answers.suffix(part)))
    try cell.show(
      LineChart(
        x: Axis("step"), y: Axis("loss", unit: "nats per token"),
        [Series("answers", answers)] + (text.isEmpty ? [] : [Series("old text, read again", text)]),
        caption:
          "The loss on answers falls from \(answers[0].y.fixed(2)) to \(last.fixed(2))"
          + (text.isEmpty ? "." : "; on the old text it is \(mean(text.suffix(part)).fixed(2)) at the end.")))
    cell.record(Metric("answerLoss", last, better: .lower))
    cell.record(Metric("steps", Double(run.stepsDone)))
    cell.record(.timing("seconds", run.seconds))
    try cell.check("at the end answers surprise it less than at the beginning", last, not: first) {
      $0 < first
    }
  }
}
