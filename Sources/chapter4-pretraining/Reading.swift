// What the model is given: text, cut into windows; and what is asked of it: the next token, everywhere.

import Basics
import Notebook
import Pictures
import TinyLM
import TinyTensor
import Training

extension Lesson {
  func text(_ cell: Cell) throws {
    let source = try source()
    try cell.say("\(source.description) Nobody tells the model what a word is, or which sentences are true.")
    let beginning = try text(ofFirst: isWorld ? 90 : 120)
    try cell.quote(isWorld ? beginning.replacingOccurrences(of: endOfText, with: "\n") : beginning)
    let heldOut = source.corpus.validation.count
    try cell.show(
      ("tokens to learn from", source.corpus.training.count.grouped),
      ("tokens kept to examine it", heldOut.grouped),
      ("different tokens", source.vocabulary.grouped))
    let text = try text(ofFirst: 500)
    let tokens = try source.encode(text)
    try cell.check(
      "tokens lose nothing: put together they are the text again, byte for byte", tokens,
      not: Array(tokens.dropFirst())
    ) { source.tokenizer.bytes(of: $0) == Array(text.utf8) }
  }

  /// The beginning of the training text, without a letter of which only some bytes are there.
  private func text(ofFirst count: Int) throws -> String {
    let source = try source()
    var decoder = StreamingDecoder(source.tokenizer)
    return source.corpus.training.prefix(count).map { decoder.append(Int($0)) }.joined()
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
    let rows = try (0..<8).map { i in
      ["\(i + 1)", try name(of: batch.inputs[0...i]), try name(of: batch.targets[i])]
    }
    try cell.show(
      Table(
        [.number("place"), .text("it sees"), .text("it must say")], rows,
        caption:
          "The first of \(batch.sequences) windows: \(rows.count) questions from \(rows.count + 1) tokens."))
    let others: [Int] = batch.targets.map { $0 + 1 }
    let next: [Int] = Array(batch.inputs.dropFirst())
    try cell.check(
      "the answer at each place is the input at the next place", batch.targets, not: others
    ) { (answers: [Int]) -> Bool in
      zip(answers, next).enumerated().allSatisfy { place, pair in place % 8 == 7 || pair.0 == pair.1 }
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
    try compareWithLibrary(loss, model, window, cell)
  }

  private func compareWithLibrary(_ loss: Double, _ model: GPT, _ window: TokenBatch, _ cell: Cell) throws {
    let others = try window.targets.map { try ($0 + 1) % source().vocabulary }
    try cell.check(
      "the library's cross-entropy gives the same mean to a hundred-thousandth", window.targets, not: others
    ) {
      let library = model.loss(TokenBatch(inputs: window.inputs, targets: $0, sequences: 1)).item
      return abs(Double(library) - loss) < 1e-5 * loss
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
    try record("lossBefore", loss, in: cell)
    if isWorld {
      let knowing = try source().references[1].loss
      try cell.check("the two differ by less than 2 %", loss, not: knowing) { abs($0 - even) < 0.02 * even }
    } else {  // A text with few different tokens depends on what little the model prefers.
      let text = try openBeginning
      let logits = try logits(after: text, by: untrained().model)
      try cell.check("its choice after \"\(text)\" is at least half as open as an even one", 1, not: 0.001) {
        Self.entropy(Sampling(temperature: $0).probabilities(logits)) > even / 2
      }
    }
  }
}
