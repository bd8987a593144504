// Who bites whom depends on the order of the words: what attention knows of it without positions and with them.
// Follows Vaswani et al. 2017, section 3.5 (sinusoidal), Radford et al. 2019 (learned), Su et al. 2021 (rotary).

import Basics
import Notebook
import Pictures
import TinyLM
import TinyTensor

extension Lesson {
  func bag(_ cell: Cell) throws {
    // cell: bag
    let who: [Float] = [2, 0]  // the question mark asks for someone
    func answer(_ names: [String], _ places: [[Float]]) -> [Float] {
      let words = names.map { name in
        dogBitesMan.first { $0.name == name }!
      }
      let keys = zip(words, places).map { word, place in
        zip(word.key, place).map { $0 + $1 }
      }
      let root = Float(2).squareRoot()
      let shares = softmax(keys.map { dot(who, $0) / root })
      return gathered(shares, words.map(\.value))
    }
    let noPlaces: [[Float]] = [[0, 0], [0, 0], [0, 0]]
    let places: [[Float]] = [[2, 0], [0, 0], [-2, 0]]
    // cell: end
    let sentences = [["dog", "bites", "man"], ["man", "bites", "dog"]]
    try cell.say(
      "A word's key says what the word is, not where it stands. A question mark after the sentence asks "
        + "\"who bites?\". Both sentences hold the same words, so it gathers the same. Adding a vector for "
        + "the place to each key tells the two apart.")
    try cell.code()
    try cell.predict("Which of the two sentences will make the question mark gather an animal?")
    let rows = sentences.map { names in
      (names: names, without: answer(names, noPlaces), with: answer(names, places))
    }
    try cell.show(gatheredTable(rows))
    try cell.check("without places both sentences give the same", noPlaces, not: places) {
      difference(answer(sentences[0], $0), answer(sentences[1], $0)) < 1e-6
    }
    try cell.check("with places the one who stands first is found", places, not: noPlaces) {
      answer(sentences[0], $0)[0] > 0.9 && answer(sentences[1], $0)[0] < -0.9
    }
  }

  /// What the question mark gathers from each sentence.
  private func gatheredTable(_ rows: [(names: [String], without: [Float], with: [Float])]) -> Table {
    Table(
      [.text("sentence"), .text("without places"), .text("with places")],
      rows.map { names, without, with in
        [names.joined(separator: " ") + " ?", text(without, digits: 2), text(with, digits: 2)]
      },
      caption: "The first number is +1 for an animal and -1 for a human. Only with places does it depend "
        + "on who stands first.")
  }

  func positions(_ cell: Cell) throws {
    try cell.say(
      "Positional encoding helps the model understand word order. Four small transformers of one block are the "
        + "same but for their positions. Each learns to answer \"dog bites man ?\" with the one who bites. The test "
        + "uses pairs that never met in training, and asks each pair both ways round.")
    try cell.code()
    try cell.predict(
      "The first model knows no positions, and \"dog bites man ?\" holds the same words as \"man bites dog ?\". "
        + "What is the highest share of right answers that it can reach?")
    let results = try PositionEncoding.allCases.map { try ($0, orderAccuracy($0)) }
    try cell.show(
      Table(
        [.text("positions"), .text("how the model knows the place"), .number("right on new pairs")],
        results.map { [$0.rawValue, $0.description, percent($1)] },
        caption:
          "Without positions a sentence and its reverse get the same answer, so at most one of two can "
          + "be right: \(percent(results[0].1))."))
    let byName = Dictionary(uniqueKeysWithValues: results)
    try cell.check(
      "with each of the three encodings at least 95 % of new pairs are right (control: without, they are not)",
      results.dropFirst().map(\.1), not: [byName[.none]!],
      advice: "Give them more steps: --set orderSteps=600"
    ) { $0.allSatisfy { $0 >= 0.95 } }
    try cell.check(
      "without positions at most half is right (control: with learned ones more is)", results[0].1,
      not: results[2].1
    ) { $0 <= 0.501 }
    for (encoding, accuracy) in results {
      cell.record(Metric("order.\(encoding.rawValue)", accuracy, better: .higher))
    }
  }

  private func orderAccuracy(_ positions: PositionEncoding) throws -> Double {
    let (task, steps) = (OrderTask(), invocation.integer("orderSteps"))
    var (weights, sentences) = (generator("order weights"), generator("order sentences"))
    let budget = Budget(steps: steps, learningRate: 0.01, label: "word order, \(positions.rawValue)")
    // cell: positions
    let model = GPT(
      GPTConfiguration(
        vocabularySize: OrderTask.words.count, context: 4, width: 32,
        layers: 1, heads: 2, positions: positions),
      using: &weights)
    _ = try train(model, budget) { task.batch(64, using: &sentences) }
    let asked = task.newSentences  // each of four words
    let answers = model.frozen()
      .logits(asked.flatMap { $0 }, sequences: asked.count).argmax()
    let right = asked.indices.count {
      answers[4 * $0 + 3] == asked[$0][0]  // the first being did it
    }
    // cell: end
    return Double(right) / Double(asked.count)
  }
}

extension PositionEncoding {
  /// Where the position enters the computation.
  fileprivate var description: String {
    switch self {
    case .none: "not at all"
    case .sinusoidal: "fixed waves added to the words"
    case .learned: "a learned vector added to each word"
    case .rotary: "queries and keys are rotated"
    }
  }
}

/// Who does it? The answer to "dog bites man ?" is "dog".
struct OrderTask {
  static let words =
    ["dog", "cat", "cow", "hen", "man", "fox", "bee", "rat"]
    + ["bites", "sees", "hears", "helps", "?"]
  static let (beings, deeds, question) = (0..<8, 8..<12, 12)

  /// Some pairs never meet in training; dog and man (0 + 4) are one.
  static func isNew(_ a: Int, _ b: Int) -> Bool { (a + b) % 4 == 0 }

  /// Sentences to learn from; only the question mark counts.
  func batch(
    _ count: Int, using random: inout SeededGenerator
  ) -> TokenBatch {
    let rows = (0..<count).map { _ in random.sentence() }
    return TokenBatch(
      inputs: rows.flatMap { $0 },
      targets: rows.flatMap { [0, 0, 0, $0[0]] },
      weights: rows.flatMap { _ in [0, 0, 0, 1] }, sequences: count)
  }
}

extension OrderTask {
  /// All sentences of pairs that never meet in training.
  var newSentences: [[Int]] {
    Self.beings.flatMap { a in
      Self.beings.filter { $0 != a && Self.isNew(a, $0) }.flatMap { b in
        Self.deeds.map { [a, $0, b, Self.question] }
      }
    }
  }
}

extension SeededGenerator {
  /// A sentence of a pair that may meet in training.
  fileprivate mutating func sentence() -> [Int] {
    while true {
      let (a, b) = (below(8), below(8))
      if a != b, !OrderTask.isNew(a, b) { return [a, 8 + below(4), b, OrderTask.question] }
    }
  }
}
