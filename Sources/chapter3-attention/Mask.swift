// All words look at once, as one matrix; the mask that forbids looking ahead, and what happens without it.
// Follows Vaswani et al. 2017, section 3.2.3.

import Basics
import Notebook
import Pictures
import TinyTensor

// cell: causal-mask
/// How much each word (row) looks at each word (column).
func attentionWeights(
  _ queries: Tensor, _ keys: Tensor, isMasked: Bool = true
) -> Tensor {
  let size = Float(queries.shape.last!)
  let scores = queries.matrixProduct(keys, transposed: .second)
  let scaled = scores / size.squareRoot()  // [..., T, T]
  return (isMasked ? scaled + mask(scaled.shape.last!) : scaled)
    .softmax()
}

/// 0 where a word may look, minus infinity in the future:
/// e to minus infinity is 0.
func mask(_ time: Int) -> Tensor {
  Tensor(
    (0..<time).map { row in
      (0..<time).map { $0 <= row ? 0 : -Float.infinity }
    })
}
// cell: end

/// The vectors of some words as matrices with a row for each word.
struct Vectors {
  let queries, keys, values: Tensor

  /// All numbers, one matrix after the other.
  var all: [Float] { queries.values + keys.values + values.values }

  func weights(isMasked: Bool = true) -> Tensor {
    attentionWeights(queries, keys, isMasked: isMasked)
  }

  /// What each word gathers.
  func gathered(isMasked: Bool = true) -> Tensor { weights(isMasked: isMasked).matrixProduct(values) }
}

extension Vectors {
  init(_ words: [Word]) {
    self.init(
      queries: Tensor(words.map(\.query)), keys: Tensor(words.map(\.key)), values: Tensor(words.map(\.value)))
  }
}

extension Lesson {
  func causalMask(_ cell: Cell) throws {
    try cell.say(
      "All words look at the same time: the scores become a square table. A model that predicts the next word "
        + "must not see it. The **causal mask** sets every place right of the diagonal to minus infinity, and its "
        + "share is 0.")
    try cell.code()
    let vectors = Vectors(dogBitesMan)
    let shares = vectors.weights()
    let names = dogBitesMan.map(\.name)
    try cell.show(
      HeatMap(
        "how much the word in the row looks at the word in the column", shares.matrix, rows: names,
        columns: names, masked: { $1 > $0 },
        caption: "\"bites\" looks most at \"dog\" (\(shares[2, 1].fixed(2))): who did it. "
          + "\"man\" looks most at \"bites\" (\(shares[3, 2].fixed(2))): what happens to him."))
    try cell.predict("Another last word, \"cat\" for \"man\": which rows of what is gathered can change?")
    try cell.check(
      "every row sums to 1, and right of the diagonal all is 0 (control: not without the mask)", true,
      not: false
    ) { isMasked in
      let rows = vectors.weights(isMasked: isMasked).matrix
      return rows.enumerated().allSatisfy { row, shares in
        abs(shares.reduce(0, +) - 1) < 1e-6 && shares[(row + 1)...].allSatisfy { $0 == 0 }
      }
    }
    let cat = Word(name: "cat", query: [1, 1], key: [3, 1], value: [1, 1])
    let changed = Vectors(dogBitesMan.dropLast() + [cat])
    try cell.check(
      "changing \"man\" changes no row above it (control: without the mask it does)", true, not: false
    ) {
      let (before, after) = (vectors.gathered(isMasked: $0), changed.gathered(isMasked: $0))
      return before.slice(0..<3).values == after.slice(0..<3).values
    }
  }
}

// MARK: - The leak

// cell: leak
/// One attention over letters, with a mask or without.
struct LetterModel {
  let letters, places, query, key, value, output: Tensor
  let isMasked: Bool

  /// Scores for the letter that follows each position.
  func logits(_ row: [Int], sequences: Int) -> Tensor {
    let time = row.count / sequences
    let x = letters.rows(at: row, shape: [sequences, time])
    let placed = x + places.slice(0..<time)  // [B, T, C]
    let shares = attentionWeights(
      placed.matrixProduct(query), placed.matrixProduct(key),
      isMasked: isMasked)
    let mixed = shares.matrixProduct(placed.matrixProduct(value))
    return mixed.matrixProduct(output)  // [B, T, letters]
  }
}
// cell: end

extension LetterModel {
  static let letterCount = 8
  static let time = 8

  init(width: Int = 16, isMasked: Bool, using random: inout SeededGenerator) {
    func table(_ shape: Int...) -> Tensor {
      Tensor(normal: shape, deviation: 0.3, requiresGradient: true, using: &random)
    }
    (letters, places) = (table(Self.letterCount, width), table(Self.time, width))
    (query, key, value) = (table(width, width), table(width, width), table(width, width))
    output = table(width, Self.letterCount)
    self.isMasked = isMasked
  }

  /// Trains on rows of random letters; nobody can know the next one.
  ///
  /// - Returns: the mean loss of the last ten steps, in nats for each letter that has a next one.
  func train(steps: Int, using random: inout SeededGenerator) -> Double {
    let optimizer = AdamW([letters, places, query, key, value, output])
    var losses: [Double] = []
    for _ in 0..<steps {
      let rows = (0..<32 * Self.time).map { _ in random.below(Self.letterCount) }
      let loss = loss(rows)
      loss.backward()
      optimizer.step(learningRate: 0.02)
      optimizer.clearGradients()
      losses.append(Double(loss.item))
    }
    return losses.suffix(10).reduce(0, +) / Double(losses.suffix(10).count)
  }

  private func loss(_ rows: [Int]) -> Tensor {
    let hasNext = rows.indices.map { Float($0 % Self.time == Self.time - 1 ? 0 : 1) }
    return logits(rows, sequences: rows.count / Self.time)
      .crossEntropy(Array(rows.dropFirst()) + [0], weights: hasNext)
  }

  /// The share of right guesses for the letter at each place but the first.
  ///
  /// - Parameter atOnce: whether the model reads the whole row, as in training, or only what stands before the place.
  func accuracy(_ rows: [[Int]], atOnce: Bool) -> Double {
    var right = 0
    for next in 1..<Self.time {
      let length = atOnce ? Self.time : next
      let guesses = logits(rows.flatMap { $0.prefix(length) }, sequences: rows.count).argmax()
      right += rows.indices.count { guesses[$0 * length + next - 1] == rows[$0][next] }
    }
    return Double(right) / Double(rows.count * (Self.time - 1))
  }
}

extension Lesson {
  func leak(_ cell: Cell) throws {
    try cell.say(
      "Two small models learn to predict the next of eight letters that are drawn at random. There is "
        + "nothing to learn, so the best possible loss is ln 8. The second model has no mask.")
    try cell.code()
    try cell.predict("How can the loss of the second model fall to almost 0, and what is that worth?")
    let models = [true, false].map(measuredLetterModel)
    let chance = 1 / Double(LetterModel.letterCount)
    try cell.show(
      Table(
        [
          .text("model"), .number("loss", unit: "nats"), .number("right, whole row shown"),
          .number("right, letter by letter"),
        ],
        models.map {
          [
            $0.isMasked ? "with mask" : "without mask", $0.loss.fixed(2), percent($0.shown),
            percent($0.hidden),
          ]
        },
        caption: "Guessing is right in \(percent(chance, digits: 1)). Without a mask the model reads the "
          + "answer from the next place; when it must write, the next place is still empty."))
    let floor = PortableMath.log(Double(LetterModel.letterCount))
    try cell.check("with the mask the loss stays at ln 8 = \(floor.fixed(2))", models[0], not: models[1]) {
      abs($0.loss - floor) < 0.1
    }
    try cell.check("without it almost all is right while the row is shown", models[1], not: models[0]) {
      $0.shown > 0.95
    }
    try cell.check(
      "and no more than by chance when it writes", models[1].hidden, not: models[1].shown
    ) { abs($0 - chance) < 0.05 }
    cell.record(Metric("leakLoss", models[1].loss))
  }

  private func measuredLetterModel(
    isMasked: Bool
  ) -> (isMasked: Bool, loss: Double, shown: Double, hidden: Double) {
    var (weights, letters) = (generator("letter model"), generator("letters"))
    let model = LetterModel(isMasked: isMasked, using: &weights)
    let loss = model.train(steps: 200, using: &letters)
    let rows = (0..<400).map { _ in
      (0..<LetterModel.time).map { _ in letters.below(LetterModel.letterCount) }
    }
    return (isMasked, loss, model.accuracy(rows, atOnce: true), model.accuracy(rows, atOnce: false))
  }
}
