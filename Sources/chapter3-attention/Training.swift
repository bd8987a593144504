// A small GPT learns to find a partner: the task, the loop, what it looks at before and after, and the same model
// without anything to look at.

import Basics
import CommandLineKit
import Notebook
import Pictures
import TinyLM
import TinyTensor
import Training

/// How a small model is trained.
struct Budget {
  let steps: Int
  let learningRate: Double
  /// What the progress line says.
  let label: String
}

extension Lesson {
  // cell: training
  /// Trains with Muon; the rate rises, then falls to 0.
  ///
  /// - Returns: the loss of each step, in nats per answer.
  func train(
    _ model: GPT, _ budget: Budget,
    loss surprise: (TokenBatch) -> Tensor, nextBatch: () -> TokenBatch
  ) throws -> [Float] {
    let optimizer = ModelOptimizer(
      model, .muon, learningRate: budget.learningRate,
      steps: budget.steps)
    let progress = ProgressLine(budget.label, total: budget.steps)
    return try (0..<budget.steps).map { step in
      let batch = nextBatch()  // batch
      let loss = surprise(batch)  // loss
      loss.backward()  // backward
      try optimizer.step(loss)  // step
      progress.update(step + 1, "loss \(loss.item.fixed(2))")  // report
      return loss.item
    }
  }
  // cell: end

  /// The same with the model's own loss.
  func train(_ model: GPT, _ budget: Budget, nextBatch: () -> TokenBatch) throws -> [Float] {
    try train(model, budget, loss: { model.loss($0) }, nextBatch: nextBatch)
  }

  private var budget: Budget {
    Budget(
      steps: invocation.integer("steps"), learningRate: invocation.real("learningRate"),
      label: "finding partners")
  }

  /// The model of this run, trained.
  func trainOnPairs() throws -> (model: GPT, losses: [Float]) {
    let model = try untrained().trainableCopy()
    var rows = generator("rows")
    let losses = try train(model, budget) { pairs.batch(invocation.integer("batch"), using: &rows) }
    return (model, losses)
  }

  /// New rows; the pairs that are asked for have stood side by side in training, or never.
  func examination(withNewPair: Bool) -> [Prompt] {
    var random = generator("examination, new pairs: \(withNewPair)")
    return pairs.prompts(400, withNewPair: withNewPair, using: &random)
  }

  /// One drink of those a name can have in training.
  private var chance: Double { 1 / Double(PairTask.kinds - 1) }
}

extension Lesson {
  func task(_ cell: Cell) throws {
    try cell.say(
      "A row names people, each followed by a drink. At its end one of them "
        + "stands again, and the model must say the drink. The drinks change "
        + "from row to row, so nothing can be learned by heart: it must look back."
    )
    try cell.code(in: "chapter3-attention/Pairs.swift")
    let prompts = examination(withNewPair: false)
    for prompt in prompts.prefix(3) {
      let names = prompt.tokens.map { pairs.words[$0] }
      try cell.quote("\(names.joined(separator: " ")) -> \(pairs.words[prompt.answer])")
    }
    let before = try untrained().accuracy(prompts)
    try cell.show(
      ("right before training", percent(before)), ("right by guessing any drink", percent(1 / 8, digits: 1)))
    try cell.check("the answer stands in the row, just after its name", prompts, not: reversed(prompts)) {
      $0.allSatisfy {
        $0.tokens[$0.answerPlace] == $0.answer && $0.tokens[$0.answerPlace - 1] == $0.tokens.last
      }
    }
    var random = generator("rows")
    let training = pairs.batch(500, using: &random).inputs
    let newRows = examination(withNewPair: true).flatMap(\.tokens)
    try cell.check(
      "some pairs never stand side by side in training", meetings(training), not: meetings(newRows)
    ) { $0.allSatisfy { $0.name != $0.drink } }
  }

  /// The same rows read backwards.
  private func reversed(_ prompts: [Prompt]) -> [Prompt] {
    prompts.map { Prompt(tokens: $0.tokens.reversed(), answer: $0.answer, answerPlace: $0.answerPlace) }
  }

  /// The names and drinks that stand side by side.
  private func meetings(_ tokens: [Int]) -> [(name: Int, drink: Int)] {
    zip(tokens, tokens.dropFirst()).filter { $0 < PairTask.kinds && $1 >= PairTask.kinds }
      .map { ($0, $1 - PairTask.kinds) }
  }

  func training(_ cell: Cell) throws {
    try cell.say(
      "A transformer is made for sequences: it predicts what comes next from what came before. Ours has "
        + "\(try sizes().layers) blocks and learns from \(invocation.integer("batch")) new rows in each "
        + "step, with the five moves of chapter 1: batch, loss, backward, step, report.")
    try cell.code()
    let (model, losses) = try trainedModel()
    let old = model.accuracy(examination(withNewPair: false))
    let new = model.accuracy(examination(withNewPair: true))
    try cell.show(
      LineChart(
        x: Axis("step"), y: Axis("loss", unit: "nats per answer"), [Series("training", losses, from: 1)],
        references: [Reference("any drink", PortableMath.log(Double(PairTask.kinds)))],
        caption: "The loss falls from \(losses[0].fixed(2)) to \(mean(losses.suffix(50)).fixed(2))."))
    try cell.show(
      ("right on new rows", percent(old, digits: 1)),
      ("right on pairs that never met", percent(new, digits: 1)))
    let advice = "One block is not enough, and learned positions are the easiest here. Or train longer"
    try cell.normal("right on new rows, in %", 100 * old, in: 98...100, digits: 1, ifNot: advice)
    try cell.check("at least 95 % of new rows are right", model, not: try untrained(), advice: advice) {
      $0.accuracy(examination(withNewPair: false)) >= 0.95
    }
    try cell.check(
      "at least 80 % also where the two never met in training: it looks up", model, not: try untrained(),
      advice: advice
    ) { $0.accuracy(examination(withNewPair: true)) >= 0.8 }
    cell.record(Metric("accuracy", old, better: .higher))
    cell.record(Metric("accuracyOnNewPairs", new, better: .higher))
    cell.record(Metric("loss", mean(losses.suffix(50)), better: .lower))
  }

  private func mean(_ values: ArraySlice<Float>) -> Double {
    Double(values.reduce(0, +)) / Double(max(1, values.count))
  }

  func trained(_ cell: Cell) throws {
    let (model, prompts) = (try trainedModel().model, examination(withNewPair: false))
    let atAnswer = model.looks(prompts).max { $0.atAnswer < $1.atAnswer }!
    let atName = model.looks(prompts).max { $0.atName < $1.atName }!
    try cell.say(
      "Transformer blocks use attention to focus on relevant words in context. "
        + "Here is where each word of a row looks, before training and after. Only the answer to the question "
        + "counts in the loss: where the other rows look in the last block does not matter.")
    try cell.predict(
      "The question is a name. Where should it look: at the same name further up, or one place after?")
    let prompt = prompts[0]
    let (question, answer) = (prompt.tokens.count - 1, prompt.answerPlace)
    let toAnswer = Look(block: atAnswer.block, head: atAnswer.head, from: question, to: answer)
    let toName = Look(block: atName.block, head: atName.head, from: answer, to: answer - 1)
    try show(toAnswer, of: try untrained(), prompt, "before training", on: cell)
    try show(toAnswer, of: model, prompt, "after training", on: cell)
    try cell.say(
      "How does the question find a drink, when a drink does not say whose it is? In an earlier block each "
        + "drink has looked at the word before it: now it carries the name of its owner.")
    try show(toName, of: model, prompt, "after training", on: cell)
    let advice = "There may be another way to the answer. One block alone finds none"
    try cell.normal(
      "attention on the right drink", atAnswer.atAnswer, in: 0.95...1,
      ifNot: "train longer, with --set steps=2000"
    )
    try cell.check(
      "the question gives the right drink more than 0.9 of its "
        + "attention, on average over \(prompts.count) new rows",
      model, not: try untrained(), advice: advice
    ) { $0.looks(prompts).map(\.atAnswer).max()! > 0.9 }
    try cell.check(
      "and each drink gives its owner more than 0.9", model, not: try untrained(), advice: advice
    ) { $0.looks(prompts).map(\.atName).max()! > 0.9 }
    cell.record(Metric("weightOnAnswer", atAnswer.atAnswer, better: .higher))
    cell.record(Metric("weightOnName", atName.atName, better: .higher))
  }

  /// A head, and two places of a row: the one that looks and the one looked at.
  private struct Look {
    let block, head, from, to: Int
  }

  /// Draws a head's attention in a row.
  private func show(_ look: Look, of model: GPT, _ prompt: Prompt, _ title: String, on cell: Cell) throws {
    let time = prompt.tokens.count
    let shares = model.frozen().attentionWeights(prompt.tokens, sequences: 1)[look.block]
    let matrix = (0..<time).map { row in (0..<time).map { shares[0, look.head, row, $0] } }
    let words = prompt.tokens.map { pairs.words[$0] }
    try cell.show(
      HeatMap(
        "block \(look.block + 1), head \(look.head + 1), \(title)", matrix, rows: words, columns: words,
        range: 0...1, masked: { $1 > $0 },
        caption:
          "\"\(words[look.from])\" (row \(look.from + 1)) gives \(matrix[look.from][look.to].fixed(2)) of "
          + "its attention to \"\(words[look.to])\" (column \(look.to + 1))."))
  }

  func without(_ cell: Cell) throws {
    try cell.say(
      "Is it really the looking? We train the same model in the same way on the same rows, but its context is one "
        + "word: it sees the name that is asked for, and nothing before it. A third model looks back, but has no "
        + "bend in its feed-forward layers.")
    // cell: without
    var oneWord = try sizes()
    oneWord.context = 1
    var (weights, training) = (generator("weights"), generator("rows"))
    let blind = GPT(oneWord, using: &weights)
    _ = try train(blind, budget) {
      let batch = pairs.batch(invocation.integer("batch"), using: &training)
      let asked = batch.inputs.indices.filter { batch.weights![$0] > 0 }
      return TokenBatch(  // each name that is asked for stands alone
        inputs: asked.map { batch.inputs[$0] },
        targets: asked.map { batch.targets[$0] },
        sequences: asked.count)
    }
    // cell: end
    try cell.code()
    try cell.predict("Which of the two will fail: the one that cannot look back, or the one without a bend?")
    let (model, straight) = (try trainedModel().model, try trainedWithoutBend())
    let rows: [(name: String, model: GPT, bends: Bool)] = [
      ("looks back", model, true), ("looks back, has no bend", straight, false),
      ("sees one word", blind, true),
      ("looks back, untrained", try untrained(), true),
    ]
    try cell.show(ablationTable(rows))
    let prompts = examination(withNewPair: false)
    try cell.check(
      "without looking back it stays at chance, within 6 points (control: looking back, it does not)",
      rows[2], not: rows[0]
    ) { abs($0.model.accuracy(prompts, bends: $0.bends) - chance) < 0.06 }
    try cell.check(
      "without a bend it looks up at least 95 % (control: without looking back it does not)", rows[1],
      not: rows[2], advice: "One block is not enough, and learned positions are the easiest here"
    ) { $0.model.accuracy(prompts, bends: $0.bends) >= 0.95 }
    cell.record(Metric("accuracyWithoutAttention", blind.accuracy(prompts)))
    cell.record(Metric("accuracyWithoutBend", straight.accuracy(prompts, bends: false)))
  }

  private func ablationTable(_ rows: [(name: String, model: GPT, bends: Bool)]) -> Table {
    let examinations = [false, true].map { examination(withNewPair: $0) }
    return Table(
      [.text("model"), .number("right on new rows"), .number("right on pairs that never met")],
      rows.map { row in
        [row.name] + examinations.map { percent(row.model.accuracy($0, bends: row.bends), digits: 1) }
      },
      caption: "Guessing among the \(PairTask.kinds - 1) drinks that a name can have is right in "
        + "\(percent(chance, digits: 1)). A model that sees one word does that, and never guesses a pair it has not "
        + "met. To look something up is the work of attention: the bend is not needed for it.")
  }

  /// The same start, the same rows, and nothing between the two matrices of the feed-forward layers.
  private func trainedWithoutBend() throws -> GPT {
    let model = try untrained().trainableCopy()
    var rows = generator("rows")
    let loss = { (batch: TokenBatch) in
      logits(model, batch.inputs, sequences: batch.sequences, bends: false)
        .crossEntropy(batch.targets, weights: batch.weights)
    }
    _ = try train(model, budget, loss: loss) { pairs.batch(invocation.integer("batch"), using: &rows) }
    return model
  }
}
