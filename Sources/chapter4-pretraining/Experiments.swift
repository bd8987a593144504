// What the result depends on: how far the model may look back, how much text there is, how large it is. Each is tried
// with small models that train in a second or two.

import Basics
import CourseKit
import Notebook
import Pictures
import TinyLM
import TinyTensor
import Training

extension Lesson {
  /// A small model for an experiment, on the text of this chapter; 1,024 tokens a step.
  private func pretraining(
    window: Int, steps: Int, positions: PositionEncoding = Recipe.model.positions
  ) throws -> Pretraining {
    let model = GPTConfiguration(
      vocabularySize: try source().vocabulary, context: window, width: 64, layers: 2, heads: 4,
      positions: positions)
    let settings = PretrainingSettings(
      model: model, steps: steps, batch: 1024 / window, seed: invocation.seed)
    return Pretraining(settings, corpus: try source().corpus)
  }

  func context(_ cell: Cell) throws {
    try cell.say(
      """
      What if the model may see less? The same small model, trained for the same number of tokens, with \
      windows of different lengths. With a window of one token it can only learn which token follows which.
      """
    )
    try cell.predict("Will the model with a window of one token get below the line of two tokens?")
    // cell: context
    let losses = try [1, 2, 4, 16].map { window in
      let run = try pretraining(window: window, steps: 250)
      try run.finish()
      let loss = run.validationLoss(windows: 8192 / window)
      return (label: "\(window)", value: loss)
    }
    // cell: end
    try cell.code()
    let pairs = try source().references[2].loss
    try cell.show(
      BarChart(
        "loss by length of the window (nats per token)", losses + [("two tokens, counted", pairs)],
        caption:
          "With \(losses[3].label) tokens in sight instead of 1 the loss is "
          + "\(losses[3].value.fixed(2)) instead of \(losses[0].value.fixed(2))."))
    guard isWorld else {
      return try cell.normal(
        "gain by looking back, in nats per token", losses[0].value - losses[3].value, in: 0...losses[0].value,
        ifNot: "the text is short, or each of its tokens is predicted by the one before it")
    }
    try cell.check(
      "the more it may look back, the less surprised it is", losses.map(\.value),
      not: losses.reversed().map(\.value)
    ) { zip($0, $0.dropFirst()).allSatisfy { $0 > $1 } }
    try cell.check(
      "who sees one token does not get below counting pairs", losses[0].value, not: losses[3].value
    ) { $0 > pairs * 0.98 }
  }

  func positions(_ cell: Cell) throws {
    try cell.say(
      """
      The book's model knows the order of its tokens because its queries and keys are rotated (chapter 3, cell `rotary`). \
      GPT-2 adds a vector from a learned table instead, one for each position. Two small models are identical \
      except for that, and read the same text.
      """
    )
    try cell.predict(
      "The table has to be learned row by row, the angles are fixed. Which model has the lower loss after 250 steps?"
    )
    // cell: positions
    let kinds: [PositionEncoding] = [.learned, .rotary]
    let losses = try kinds.map { kind in
      let run = try pretraining(window: 64, steps: 250, positions: kind)
      try run.finish()
      return (label: kind.rawValue, value: run.validationLoss(windows: 128))
    }
    // cell: end
    try cell.code()
    let gain = losses[0].value - losses[1].value
    try cell.show(
      BarChart(
        "loss by kind of positions (nats per token)", losses,
        caption:
          "With rotary positions the loss is \(losses[1].value.fixed(2)), with learned ones \(losses[0].value.fixed(2))."
      ))
    cell.record(Metric("rotaryGain", gain, better: .neither))
    try cell.check(
      "with rotary positions the loss is lower (control: compared the other way round, it is not)", gain,
      not: -gain
    ) { $0 > 0 }
  }

  func overfitting(_ cell: Cell) throws {
    try cell.say(
      """
      A small model and only a few pages of text, read again and again. The loss on these pages falls and \
      falls. On other pages it \(isWorld ? "falls" : "usually falls") at first, and then rises: the model has \
      begun to learn the pages by heart. This is **overfitting**.
      """
    )
    let tokens = try min(4096, source().corpus.training.count)
    let (run, curve) = try readAgainAndAgain(tokens)
    let best = curve.min { $0.y < $1.y }!
    let last = curve[curve.count - 1]
    try cell.show(
      LineChart(
        x: Axis("step"), y: Axis("loss", unit: "nats per token"),
        [Series("the pages it reads", run.losses, from: 1), Series("other pages", curve)],
        caption:
          """
          On \(tokens.grouped) tokens of text the loss on other pages is lowest, \(best.y.fixed(2)), at step \
          \(best.x.brief), and \(last.y.fixed(2)) at the end.
          """
      ))
    let trained = run.losses.suffix(20).reduce(0, +) / 20
    try cell.show(
      ("loss on the pages it reads, at the end", Double(trained).fixed(2)),
      ("loss on other pages", last.y.fixed(2)))
    try record("overfittingGap", last.y - Double(trained), in: cell)
    guard isWorld else {
      return try cell.normal(
        "gap between the two, in nats per token", last.y - Double(trained), in: 0...last.y,
        ifNot: "the other pages are as easy as the pages it reads")
    }
    try cell.check("at the end it is worse on other pages than it was on the way", last.y, not: best.y) {
      $0 > best.y
    }
    try cell.check("it is much better on the pages it reads than on others", Double(trained), not: last.y) {
      $0 < last.y / 2
    }
  }

  /// A small model that has read a few pages many times, and its loss on other pages on the way.
  private func readAgainAndAgain(
    _ tokens: Int
  ) throws -> (run: Pretraining, curve: [(x: Double, y: Double)]) {
    let corpus = try source().corpus
    let pages = TokenCorpus(
      training: corpus.training.prefix(tokens).map(Int.init), validation: corpus.validation.map(Int.init))
    let model = GPTConfiguration(
      vocabularySize: try source().vocabulary, context: 32, width: 64, layers: 2, heads: 4,
      positions: Recipe.model.positions)
    let settings = PretrainingSettings(model: model, steps: 400, batch: 16, seed: invocation.seed)
    let run = Pretraining(settings, corpus: pages)
    var curve: [(x: Double, y: Double)] = []
    try run.finish { report in
      if report.step % (settings.steps / 20) == 0 {
        curve.append((Double(report.step), run.validationLoss(windows: 128)))
      }
    }
    return (run, curve)
  }

  func scaling(_ cell: Cell) throws {
    try cell.say(
      """
      How much better is a larger model? A few small ones are trained alike. On paper with logarithms on \
      both axes, what their loss has above the floor lies near a straight line, a **scaling law**. Draw the \
      line on, and it predicts a model that nobody has trained yet.
      """
    )
    try cell.predict(
      """
      The largest model has about \(Int(Self.growth.rounded())) times \
      the weights of the one before it. How much lower is its loss?
      """
    )
    // cell: scaling
    let points = try ScalingLaw.widths.map(trained)
    let law = ScalingLaw(fitting: points, floor: try floor())
    let next = try trained(width: ScalingLaw.nextWidth)
    let predicted = law.loss(at: next.size)
    // cell: end
    try cell.code()
    try cell.show(scalingChart(points, next, law))
    let error = predicted / next.loss - 1
    try cell.show(
      ("weights in the blocks", (points + [next]).map { Int($0.size).grouped }.joined(separator: "  ")),
      ("loss", (points + [next]).map { $0.loss.fixed(3) }.joined(separator: "  ")),
      ("predicted, and off by", "\(predicted.fixed(3)), \((100 * error).fixed(1)) % of the loss"))
    cell.record(Metric("scalingPredictionError", abs(error), better: .lower))
    let noLaw = points[points.count - 1].loss / next.loss - 1  // the law of no change at all
    try cell.check("the prediction is right to 5 %", error, not: noLaw) { abs($0) < 0.05 }
  }

  /// The losses on paper with logarithms on both axes, and the line through all of them but the last.
  private func scalingChart(
    _ points: [(size: Double, loss: Double)], _ next: (size: Double, loss: Double), _ law: ScalingLaw
  ) -> LineChart {
    let predicted = law.loss(at: next.size)
    let above = { (point: (size: Double, loss: Double)) in (x: point.size, y: point.loss - law.floor) }
    let line = (points + [next]).map { (x: $0.size, y: law.loss(at: $0.size) - law.floor) }
    return LineChart(
      x: Axis("weights", scale: .logarithmic),
      y: Axis("loss above the floor", unit: "nats", scale: .logarithmic),
      [
        Series("trained", points.map(above)), Series("the line", line),
        Series("predicted, then trained", [above(next)]),
      ],
      caption:
        """
        The line predicts a gain of \((points[points.count - 1].loss - predicted).fixed(3)) nats for the largest \
        model; trained, it gains \((points[points.count - 1].loss - next.loss).fixed(3)).
        """
    )
  }

  /// How much larger the model that is predicted is than the largest of the others.
  private static var growth: Double {
    let ratio = Double(ScalingLaw.nextWidth) / Double(ScalingLaw.widths[ScalingLaw.widths.count - 1])
    return ratio * ratio
  }

  private func floor() throws -> Double {
    try source().references.first { $0.metric == "entropyFloor" }?.loss ?? 0
  }

  /// The size and the loss of a small model, in weights and in nats per token.
  private func trained(width: Int) throws -> (size: Double, loss: Double) {
    let settings = ScalingLaw.settings(
      width: width, vocabularySize: try source().vocabulary, seed: invocation.seed)
    let run = Pretraining(settings, corpus: try source().corpus)
    try run.finish("a model of width \(width)", width: invocation.width)
    return (ScalingLaw.size(of: run.model), run.validationLoss())
  }

  func seeds(_ cell: Cell) throws {
    try cell.say(
      "How much of all this is chance? The same training again, with other random numbers for the weights and the batches."
    )
    let (source, seed) = (try source(), invocation.seed)
    let models = try [run().model] + (1...2).map { try trained(seed: seed + UInt64($0)) }
    let losses = try models.map(validationLoss)
    let recalls = try models.map {
      try FactRecall(of: $0, tokenizer: source.tokenizer, prompts: prompts)
        .share(except: FactRecall.notRecalled)
    }
    let grammars = try models.map { try writing(of: $0).grammatical }
    let rows = models.indices.map { i in
      [
        "\(seed + UInt64(i))", losses[i].fixed(3), (100 * recalls[i]).fixed(1),
        (100 * grammars[i]).fixed(1),
      ]
    }
    let spread = losses.max()! - losses.min()!
    try cell.show(
      Table(
        [
          .number("seed"), .number("loss", unit: "nats per token"), .number("facts", unit: "%"),
          .number("grammatical", unit: "%"),
        ], rows, caption: "The losses lie within \(spread.fixed(3)) nats of each other."))
    let gain = try lossBefore() - losses[0]
    try cell.check("what chance changes is less than a hundredth of what training gains", spread, not: gain) {
      $0 < gain / 100
    }
  }

  /// The model of this chapter with another seed.
  private func trained(seed: UInt64) throws -> GPT {
    var settings = try settings()
    settings.seed = seed
    let run = Pretraining(settings, corpus: try source().corpus)
    try run.finish("pre-training, seed \(seed)", width: invocation.width)
    return run.model
  }
}
