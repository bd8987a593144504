// Cells on embeddings: an id picks a row of a table, and training gives the rows a meaning.
// Follows: Bengio et al. 2003, section 2 (a table of word vectors, learned by predicting the next word).
// Leaves out: positions and all layers between the table and the prediction; chapter 3 has them.

import Notebook
import TinyLM
import TinyTensor

// cell: embedding
/// One row for each id: zeros, and a single one in the column of the id.
func oneHot(_ ids: [Int], size: Int) -> Tensor {
  Tensor(ids.map { id in (0..<size).map { $0 == id ? 1 : 0 } })  // [ids, size]
}
// cell: end

extension Lesson {
  func embedding(_ cell: Cell) throws {
    try cell.say(
      "An id is only a name: 300 is not twice 150. So the model keeps a table with one row of numbers for each token, and an id picks its row. The row is called the embedding of the token.")
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
      "Picking is the same as a matrix product. Write each id as a row of zeros with a single one (\"one-hot\"), and multiply it by the table: all rows times zero vanish, and one is left. So the table is a layer of weights like any other, and learns like one.")
    try cell.code()
    let product = { (ids: [Int]) in oneHot(ids, size: table.shape[0]).matrixProduct(table).values }
    try cell.check("the one-hot product gives exactly the picked rows", ids, not: ids.map { $0 - 1 }) {
      product($0) == picked.values
    }
  }

  func closeness(_ cell: Cell) throws {
    try cell.say(
      "At first the rows are random: a cow is no nearer to a horse than to Peru. Then each row has to predict the token that comes next, in text of the world, and the gradient moves it. Chapter 1 has the loop.")
    try cell.code()
    let tokenizer = tokenizer(ofSize: max(1024, page.invocation.integer("vocabulary")))
    let ids = tokenizer.encode(documents(2000, stream: "text for vectors"))
    var generator = SeededGenerator(seed: page.invocation.seed, stream: "vectors")
    let width = page.invocation.integer("width")
    let table = Tensor(
      normal: [tokenizer.vocabularySize, width], requiresGradient: true, using: &generator)
    let groups = likeTokens(tokenizer)
    let before = cosines(groups, in: table)
    train(table, toPredict: ids, steps: page.invocation.integer("steps"), &generator)
    let after = cosines(groups, in: table)
    let names = groups.joined().map { visible(tokenizer.bytes(of: $0)) }
    try cell.show(
      HeatMap(
        "closeness of rows after training (cosine; 1: same direction)", after, rows: names, columns: names,
        digits: 1, caption: "Rows of one kind point the same way."))
    try cell.say(
      "Nobody said what an animal is. Tokens that are followed by the same tokens were moved the same way.")
    let (start, end) = (advantage(before, groups), advantage(after, groups))
    try cell.show(
      ("same kind minus other kinds, before", start.fixed(2)),
      ("same kind minus other kinds, after", end.fixed(2)))
    try cell.check(
      "after training, tokens of one kind are closer than others by 0.2 or more (before, they are not)", after,
      not: before
    ) { advantage($0, groups) >= 0.2 }
    cell.record(Metric("closenessBefore", start))
    cell.record(Metric("closenessAfter", end, better: .higher))
  }

  /// Four things of each of three kinds that are one token each.
  private func likeTokens(_ tokenizer: BytePairTokenizer) -> [[Int]] {
    ["animal", "country", "food"].map { kind in
      let ids = world.things(of: kind).map { tokenizer.encode(" " + $0) }.filter { $0.count == 1 }
      return ids.prefix(4).map { $0[0] }
    }
  }
}

// cell: closeness
/// Moves the rows of a table until each predicts the token that follows.
func train(
  _ table: Tensor, toPredict ids: [Int], steps: Int, _ generator: inout SeededGenerator
) {
  let output = Tensor(
    repeating: 0, shape: table.shape.reversed(), requiresGradient: true)
  let optimizer = AdamW([table, output])
  for _ in 0..<steps {
    let places = (0..<512).map { _ in generator.below(ids.count - 1) }
    let loss = table.rows(at: places.map { ids[$0] })  // [512, width]
      .matrixProduct(output)  // [512, V]
      .crossEntropy(places.map { ids[$0 + 1] })
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
      if kinds[i] == kinds[j] { like.append(Double(closeness[i][j])) } else { unlike.append(Double(closeness[i][j])) }
    }
  }
  return mean(like) - mean(unlike)
}

private func mean(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(numbers.count) }
