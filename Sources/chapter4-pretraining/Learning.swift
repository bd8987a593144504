// How it learns: one step, thousands of steps, what the loss falls through, and what has moved.

import Basics
import Notebook
import Pictures
import TinyLM
import TinyTensor
import Training

extension Lesson {
  func step(_ cell: Cell) throws {
    try cell.say(
      """
      One step is five moves: take a batch, compute the loss, ask every weight for its slope, move each \
      weight a little downhill, report. This is the loop's body, in full:
      """
    )
    try cell.code("pretraining-step", in: "Training/Pretraining/Pretraining.swift")
    var quick = try settings()
    quick.steps = 20
    let run = Pretraining(quick, corpus: try source().corpus)
    var generator = generator("one batch")
    let batch = run.corpus.batch(sequences: quick.batch, context: quick.model.context, using: &generator)
    let before = run.model.loss(batch).item
    try run.finish()
    let after = run.model.loss(batch).item
    try cell.show(
      ("loss on one batch, before", "\(before.fixed(2)) nats per token"),
      ("after \(quick.steps) steps on other batches", "\(after.fixed(2)) nats per token"))
    try cell.check("a few steps make text less surprising that was not in them", after, not: before) {
      $0 < before
    }
  }

  func training(_ cell: Cell) throws {
    let (settings, model) = (try settings(), try untrained().model)
    try cell.say(
      """
      Now \(settings.steps.grouped) such steps, each on \(settings.batch) windows of \
      \(settings.model.context) tokens, for a model of \(model.parameterCount.grouped) weights. From time to \
      time it writes something, beginning with nothing.
      """
    )
    try cell.predict("What will it get right first: spelling, grammar, or facts?")
    watcher = cell
    let run = try run()
    let (before, after) = (try lossBefore(), try lossAfter())
    let tokens = settings.tokens
    try record("validationLoss", after, better: .lower, in: cell)
    let source = try source()
    cell.record(
      Metric("validationLossPerByte", after / source.bytesPerToken, better: .lower, basis: source.text))
    cell.record(Metric("parameters", Double(model.parameterCount)))
    cell.record(Metric("steps", Double(run.stepsDone)))
    cell.record(Metric("tokens", Double(tokens)))
    cell.record(.timing("tokensPerSecond", Double(tokens) / max(run.seconds, 1e-9)))
    cell.record(.timing("seconds", run.seconds))
    if isWorld {
      try cell.check("text that it has never seen surprises it less than before", after, not: before) {
        $0 < before
      }
    } else {
      try compareWithOtherText(cell)
    }
  }

  /// What a text of the learner's has taught; a short one is learned by heart, which no other text gains from.
  private func compareWithOtherText(_ cell: Cell) throws {
    let (before, after) = (try lossBefore(), try lossAfter())
    let losses = try run().reports.map { Double($0.loss) }
    let last = losses.suffix(min(20, (losses.count + 1) / 2))
    let learned = last.reduce(0, +) / Double(last.count)
    try cell.show(
      ("loss on the text that it reads, at first", "\(losses[0].fixed(2)) nats per token"),
      ("at the end", "\(learned.fixed(2)) nats per token"),
      ("loss on text that it has never seen, before", "\(before.fixed(2)) nats per token"),
      ("at the end", "\(after.fixed(2)) nats per token"),
      ("that is, whatever the tokens are", "\((after / (try source().bytesPerToken)).fixed(2)) nats per byte")
    )
    try cell.normal(
      "gain on text that it has never seen, in nats per token", before - after, in: 0...before,
      ifNot: "the model learns a short text by heart: a longer text, a smaller width, or fewer steps")
    try cell.check(
      "the text that it reads surprises it less at the end than at first", learned, not: losses[0]
    ) {
      $0 < losses[0]
    }
  }

  func floors(_ cell: Cell) throws {
    let references = try source().references
    let (one, two) = (references[1].loss, references[2].loss)
    try cell.say(
      isWorld
        ? """
        Knowing how often each token occurs is worth \((references[0].loss - one).fixed(2)) nats. Knowing \
        which token follows which is worth \((one - two).fixed(2)) more. What lies below that line can only be \
        known by looking further back.
        """
        : """
        If you know nothing about the text, your loss is \(references[0].loss.fixed(2)). If you have counted how \
        often each token occurs in what the model reads, it is \(one.fixed(2)), and if you have counted which \
        token follows which, \(two.fixed(2)).
        """
    )
    let loss = try lossAfter()
    let floor = references.first { $0.metric == "entropyFloor" }?.loss
    let share = floor.map { (two - loss) / (two - $0) }
    try cell.show(lossChart(learned: share))
    for reference in references { try record(reference.metric, reference.loss, in: cell) }
    if let floor {
      try compareWithFloor(floor, cell)
    } else {
      try cell.normal(
        "gain over counting pairs, in nats per token", two - loss, in: 0...two,
        ifNot:
          "the model learns a short text by heart (a longer text, a smaller width), or has just begun (more steps)"
      )
    }
  }

  /// The loss on the way, and what it can be compared with.
  private func lossChart(learned share: Double?) throws -> LineChart {
    let (run, loss, references) = (try run(), try lossAfter(), try source().references)
    let validation = run.journal.map { (x: Double($0.step), y: $0.loss) }
    return LineChart(
      x: Axis("step"), y: Axis("loss", unit: "nats per token"),
      [
        Series("training", run.reports.map { (x: Double($0.step), y: Double($0.loss)) }),
        Series("validation", validation),
      ],
      references: references.map { Reference($0.name, $0.loss) },
      caption: "The loss falls from \(try lossBefore().fixed(2)) to \(loss.fixed(2))"
        + (share.map {
          "; \(($0 * 100).fixed(0)) % of what can be learned beyond pairs of tokens is learned."
        } ?? "."))
  }

  /// How much of what can be learned is learned, where the text is known well enough to say it.
  private func compareWithFloor(_ floor: Double, _ cell: Cell) throws {
    let (two, loss) = (try source().references[2].loss, try lossAfter())
    try cell.say(
      """
      The floor is how surprising the text is to someone who knows everything about how it was made. What \
      is left there is chance: nobody can foresee who comes next in a story, or what a user asks next.
      """
    )
    try cell.say(gap(loss - floor))
    try cell.normal(
      "loss above the floor", loss - floor, in: 0...0.35,
      ifNot: "more steps, or another seed to see how it varies")
    let needed = invocation.isQuick ? 0.1 : 0.75
    try cell.check(
      "of what lies between counting pairs and the floor it has learned at least \((needed * 100).fixed(0)) %",
      loss, not: two
    ) {
      (needed...1).contains((two - $0) / (two - floor))
    }
  }

  /// What keeps a loss above the floor, in a few sentences.
  private func gap(_ gap: Double) throws -> String {
    let settings = try settings()
    return """
      The model ends \(gap.fixed(2)) nats above it. Its \(settings.steps.grouped) steps read the text about once, and \
      its weights are few for so many facts, wordings and ways of typing. More steps or more weights come nearer.
      """
  }

  func moved(_ cell: Cell) throws {
    try cell.say(
      """
      Training is nothing but a change of weights. How far has \
      each matrix gone, as a share of its own norm (the root of the sum of its squares) at the start?
      """
    )
    let (before, after) = (try untrained().model, try run().model)
    let moves = Self.moves(from: before, to: after)
    let least = moves.min { $0.share < $1.share }!
    let kinds = Self.meansByKind(moves)
    try cell.show(
      BarChart(
        "change as a share of the start, mean over the \(before.configuration.layers) blocks", kinds,
        caption:
          """
          All \(moves.count) matrices have moved, each by at least \(least.share.fixed(1)) times its norm at the start.
          """
      ))
    let (claim, needed) = isWorld ? (" by more than a tenth", 0.1) : ("", 0)
    try cell.check("each of the \(moves.count) matrices has moved" + claim, after, not: before) {
      Self.moves(from: before, to: $0).allSatisfy { $0.share > needed }
    }
  }

  /// For each matrix, the Frobenius norm of the change divided by the norm at the start.
  private static func moves(from before: GPT, to after: GPT) -> [(name: String, share: Double)] {
    zip(before.parameters, after.parameters).filter { $0.0.tensor.rank == 2 }.map { old, new in
      let change = new.tensor.detached() - old.tensor.detached()
      let share = norm(change) / norm(old.tensor.detached())
      return (String(old.name.dropFirst("transformer.".count).dropLast(".weight".count)), share)
    }
  }

  private static func norm(_ tensor: Tensor) -> Double { Double((tensor * tensor).sum().item).squareRoot() }

  private static func meansByKind(_ moves: [(name: String, share: Double)]) -> [(
    label: String, value: Double
  )] {
    let words = [
      "wte": "token table", "wpe": "position table", "attn.c_attn": "query, key, value",
      "attn.c_proj": "attention output",
      "mlp.c_fc": "feed-forward, up", "mlp.c_proj": "feed-forward, down",
    ]
    return ["wte", "wpe", "attn.c_attn", "attn.c_proj", "mlp.c_fc", "mlp.c_proj"].compactMap { kind in
      let shares = moves.filter { $0.name.hasSuffix(kind) }.map(\.share)
      return shares.isEmpty ? nil : (words[kind]!, shares.reduce(0, +) / Double(shares.count))
    }
  }
}
