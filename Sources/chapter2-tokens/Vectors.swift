// Cells on embeddings: an id picks a row of a table, and training gives the rows a meaning.
// Follows: Bengio et al. 2003, section 2 (a table of word vectors, learned by predicting the next word).
// Leaves out: positions and all layers between the table and the prediction; chapter 3 has them.

import Basics
import Notebook
import Pictures
import TinyLM
import TinyTensor

// cell: embedding
/// One row for each id: zeros, and a single one in the column of the id.
///
/// - Returns: `[ids.count, size]`.
func oneHot(_ ids: [Int], size: Int) -> Tensor {
  Tensor(ids.map { id in (0..<size).map { $0 == id ? 1 : 0 } })
}
// cell: end

extension Lesson {
  func embedding(_ cell: Cell) throws {
    try cell.say(
      """
      An id is only a name: 300 is not twice 150. So the model keeps a table with one row of numbers for \
      each token, and an id picks its row. The row is called the embedding of the token.
      """
    )
    let ids = tokenizer.encode("cows eat grass")
    var generator = SeededGenerator(seed: page.invocation.seed, stream: "a small table")
    let table = Tensor(normal: [tokenizer.vocabularySize, 4], using: &generator)  // [V, 4]
    let picked = table.rows(at: ids)  // [ids, 4]
    try cell.show(
      Matrix(
        "rows picked from a table of \(table.shape[0]) x \(table.shape[1]) random numbers",
        ids.indices.map { row in (0..<4).map { picked[row, $0] } },
        rows: ids.map { "\($0) \(visible(tokenizer.bytes(of: $0)))" },
        caption: "\(ids.count) ids have become \(ids.count) rows of 4 numbers."))
    try cell.say(
      """
      Picking is the same as a matrix product. Write each id as a row of zeros with a single one \
      ("one-hot"), and multiply it by the table: all rows times zero vanish, and one is left. So the table \
      is a layer of weights like any other, and learns like one.
      """
    )
    try cell.code()
    let product = { (ids: [Int]) in oneHot(ids, size: table.shape[0]).matrixProduct(table).values }
    try cell.check("the one-hot product gives exactly the picked rows", ids, not: ids.map { $0 - 1 }) {
      product($0) == picked.values
    }
  }

  func closeness(_ cell: Cell) throws {
    try cell.say(
      """
      At first the rows are random: a cow is no nearer to a horse than to Peru. \
      Now train them. Each token has to predict a token near it in the text, from \
      its row alone, and the gradient moves the row. Chapter 1 has the loop.
      """
    )
    try cell.code()
    let tokenizer = tokenizer(ofSize: max(2048, page.invocation.integer("vocabulary")))
    let kinds = ["animal", "country", "food"].map { kind in
      world.things(of: kind).map { tokenizer.encode(" " + $0.asRead) }.filter { $0.count == 1 }.map { $0[0] }
    }
    let (table, before, after) = trainedTable(kinds, tokenizer)
    let some = kinds.map { Array($0.prefix(2)) }
    let names = some.joined().map { visible(tokenizer.bytes(of: $0)) }
    let (start, end) = (advantage(before, kinds), advantage(after, kinds))
    try cell.show(
      HeatMap(
        "closeness after training (cosine: 1 same direction, 0 right angle)", cosines(some, in: table),
        rows: names, columns: names, digits: 1,
        caption:
          "Of all \(after.count) animals, countries and foods that are one "
          + "token, two of a kind are closer than two of different kinds by "
          + "\(end.fixed(2)) on average; before training, by \(start.fixed(2))."
      ))
    try cell.check(
      "tokens of one kind are closer than others by 0.2 or more (before training they are not)", after,
      not: before,
      advice: "Take the usual number of steps: --set steps=100"
    ) { advantage($0, kinds) >= 0.2 }
    try cell.say(
      "Nobody told the table what an animal is. Tokens with like neighbours were pushed the same way.")
    cell.record(Metric("closenessBefore", start))
    cell.record(Metric("closenessAfter", end, better: .higher))
  }

  /// A table of vectors after training, and how close the tokens of some kinds were before and after.
  private func trainedTable(
    _ kinds: [[Int]], _ tokenizer: BytePairTokenizer
  ) -> (table: Tensor, before: [[Float]], after: [[Float]]) {
    var generator = SeededGenerator(seed: page.invocation.seed, stream: "vectors")
    let width = page.invocation.integer("width")
    let table = Tensor(
      normal: [tokenizer.vocabularySize, width], deviation: 0.1, requiresGradient: true,
      using: &generator)
    let before = cosines(kinds, in: table)
    let text = tokenizer.encode(documents(3000, stream: "text for vectors"))
    let named = Set(kinds.joined())
    let places = (2..<text.count - 2).filter { named.contains(text[$0]) }
    train(table, toPredict: text, around: places, steps: page.invocation.integer("steps"), &generator)
    return (table, before, cosines(kinds, in: table))
  }
}

// cell: closeness
/// Moves rows of a table until each predicts the tokens around it.
///
/// - Parameter places: where in the text the tokens stand that learn.
func train(
  _ table: Tensor, toPredict text: [Int], around places: [Int],
  steps: Int, _ generator: inout SeededGenerator
) {
  let (size, width) = (table.shape[0], table.shape[1])
  let output = Tensor(
    repeating: 0, shape: [width, size], requiresGradient: true)
  let bias = Tensor(repeating: 0, shape: [size], requiresGradient: true)
  let optimizer = AdamW([table, output, bias])
  for _ in 0..<steps {
    let some = (0..<512).map { _ in
      places[generator.below(places.count)]
    }
    let near = some.map { $0 + [-2, -1, 1, 2][generator.below(4)] }
    let loss = table.rows(at: some.map { text[$0] })  // [512, width]
      .linear(output, bias: bias)  // [512, V]
      .crossEntropy(near.map { text[$0] })
    loss.backward()
    optimizer.step(learningRate: 0.05)
    optimizer.clearGradients()
  }
}
// cell: end

/// The cosine of the angle between the rows of each two tokens.
private func cosines(_ groups: [[Int]], in table: Tensor) -> [[Float]] {
  let rows = table.detached().rows(at: Array(groups.joined()))  // [n, width]
  let lengths = (rows * rows).sum(along: 1, keepingAxis: true).values.map { $0.squareRoot() }
  let products = rows.matrixProduct(rows, transposed: .second)  // [n, n]
  return lengths.indices.map { i in
    lengths.indices.map { j in products[i, j] / (lengths[i] * lengths[j]) }
  }
}

/// How much closer tokens of one kind are than tokens of different kinds, on average.
private func advantage(_ closeness: [[Float]], _ groups: [[Int]]) -> Double {
  let kinds = groups.enumerated().flatMap { kind, ids in ids.map { _ in kind } }
  var (like, unlike): ([Double], [Double]) = ([], [])
  for i in kinds.indices {
    for j in kinds.indices where i != j {
      if kinds[i] == kinds[j] {
        like.append(Double(closeness[i][j]))
      } else {
        unlike.append(Double(closeness[i][j]))
      }
    }
  }
  return mean(like) - mean(unlike)
}
