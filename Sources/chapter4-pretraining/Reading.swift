// What the model is given: text, cut into windows; and what is asked of it: the next token, everywhere.

import Basics
import Notebook
import TinyLM
import TinyTensor
import Training

extension Lesson {
  func text(_ cell: Cell) throws {
    let source = try source()
    try cell.say("\(source.description) Nobody tells the model what a word is, or which sentences are true.")
    let length = min(source.corpus.training.count, isWorld ? 90 : 120)
    try cell.quote(
      source.tokenizer.decode(source.corpus.training.prefix(length).map(Int.init))
        .replacingOccurrences(of: endOfText, with: "\n"))
    let heldOut = source.corpus.validation.count
    try cell.show(
      ("tokens to learn from", source.corpus.training.count.grouped),
      ("tokens kept to examine it", heldOut.grouped),
      ("different tokens", source.vocabulary.grouped))
    let start = Array(source.corpus.training.prefix(500).map(Int.init))
    let text = source.tokenizer.decode(start)
    try cell.check(
      "tokens lose nothing: put together they are the text again, byte for byte", start, not: start.reversed()
    ) { source.tokenizer.decode($0) == text && (try? source.encode(text)) == start }
  }

  func batch(_ cell: Cell) throws {
    try cell.say(
      """
      A window of text is many questions at once. At every place the model sees the tokens up to there and \
      must name the one that comes next.
      """
    )
    var generator = generator("a batch to look at")
    // cell: batch
    let corpus = try source().corpus
    let batch = corpus.batch(sequences: 2, context: 8, using: &generator)
    // cell: end
    try cell.code()
    let (inputs, targets) = (try batch.inputs.map(name), try batch.targets.map(name))
    let rows = (0..<8).map { i in ["\(i + 1)", inputs[0...i].joined(), targets[i]] }
    try cell.show(
      Table(
        [.number("place"), .text("it sees"), .text("it must say")], rows,
        caption:
          "The first of \(batch.sequences) windows: \(rows.count) questions from \(rows.count + 1) tokens."))
    let shifted = batch.targets.dropFirst() + [0]
    try cell.check(
      "the answer at each place is the input at the next place", batch.targets, not: Array(shifted)
    ) { answers in
      (0..<16).allSatisfy { $0 % 8 == 7 || answers[$0] == batch.inputs[$0 + 1] }
    }
  }

  func surprise(_ cell: Cell) throws {
    try cell.say(
      """
      The model answers with a chance for every token. Its **surprise** is minus \
      the logarithm of the chance that it gave to the token that really came: 0 if \
      it was sure, more the less it expected it. The loss is the mean surprise.
      """
    )
    let corpus = try source().corpus
    let window = corpus.validationBatches(sequences: 1, context: 8, limit: 1)[0]
    let model = try untrained().model.frozen()
    // cell: surprise
    let logits = model.logits(window.inputs, sequences: 1)  // [1, T, V]
    let chances = logits.softmax()
    let surprises = window.targets.enumerated().map { place, target in
      -PortableMath.log(Double(chances[0, place, target]))
    }
    let loss = surprises.reduce(0, +) / Double(surprises.count)
    // cell: end
    try cell.code()
    let rows = try window.targets.indices.map { i in
      [
        try name(of: window.inputs[i]), try name(of: window.targets[i]),
        Double(chances[0, i, window.targets[i]]).fixed(5), surprises[i].fixed(2),
      ]
    }
    try cell.show(
      Table(
        [.text("after"), .text("came"), .number("its chance"), .number("surprise", unit: "nats")], rows,
        caption:
          """
          The untrained model gives each token about one chance in \(try source().vocabulary.grouped): mean \
          surprise \(loss.fixed(2)) nats.
          """
      ))
    let library = Double(model.loss(window).item)
    let wrong = Double(
      model.loss(TokenBatch(inputs: window.inputs, targets: window.inputs, sequences: 1)).item)
    try cell.check(
      "the library's cross-entropy gives the same mean to a hundred-thousandth", library, not: wrong
    ) {
      abs($0 - loss) < 1e-5 * loss
    }
  }

  func uniform(_ cell: Cell) throws {
    let vocabulary = try source().vocabulary
    try cell.say(
      """
      A model that knows nothing spreads its bet evenly over all \(vocabulary.grouped) tokens. Its loss is \
      then the logarithm of \(vocabulary.grouped): the number to beat.
      """
    )
    let (loss, even) = (try lossBefore(), PortableMath.log(Double(vocabulary)))
    try cell.show(
      ("loss of the untrained model", "\(loss.fixed(2)) nats per token"),
      ("logarithm of \(vocabulary.grouped)", even.fixed(2)))
    cell.record(Metric("lossBefore", loss))
    let knowing = try source().references[1].loss
    try cell.check("the two differ by less than 2 %", loss, not: knowing) { abs($0 - even) < 0.02 * even }
  }
}
