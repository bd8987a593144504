// Where queries, keys and values come from: one vector for each word, times three matrices.
// Follows Vaswani et al. 2017, section 3.2.2. The matrices are chosen by hand; a model learns them.

import Notebook
import Pictures
import TinyTensor

extension Lesson {
  func project(_ cell: Cell) throws {
    // cell: project
    // Each word: (someone, animal +1 or human -1, a deed).
    let x = Tensor([[0, 0, 0], [1, 1, 0], [0, 0, 1], [1, -1, 0]])

    // A row for each of these three numbers: what it adds.
    let wq = Tensor([[0, 2], [0, 0], [2, 0]])
    let wk = Tensor([[2, 0], [0, 0], [0, 2]])
    let wv = Tensor([[0, 0], [1, 0], [0, 1]])

    let made = Vectors(  // [4, 3] x [3, 2] = [4, 2]
      queries: x.matrixProduct(wq), keys: x.matrixProduct(wk),
      values: x.matrixProduct(wv))
    // cell: end
    try cell.say(
      "Where do the three vectors come from? A word has one vector, its row of the table. Times one matrix it "
        + "gives the query, times a second the key, times a third the value. A **matrix product** does this for "
        + "all words at once. In a model these three matrices are learned.")
    try cell.code()
    try cell.predict(
      "Each word has one matrix to ask with and one to be found by. If one matrix did both, whom would "
        + "\"bites\" look at?")
    try cell.show(projectionTable(x, wv, made))
    let shared = Vectors(queries: made.keys, keys: made.keys, values: made.values)
    try cell.check(
      "these are the vectors of the cell before (control: with Wk in place of Wq they are not)", made,
      not: shared
    ) { difference($0.all, Vectors(dogBitesMan).all) < 1e-6 }
    try cell.check(
      "with Wk in place of Wq \"bites\" looks most at itself (control: with Wq it does not)", shared,
      not: made
    ) {
      let shares = $0.weights().matrix[2]
      return shares[2] > max(shares[0], shares[1])
    }
  }

  private func projectionTable(_ x: Tensor, _ wv: Tensor, _ made: Vectors) -> Table {
    let rows = dogBitesMan.indices.map { word in
      [dogBitesMan[word].name] + [x, made.queries, made.keys, made.values].map { text($0.matrix[word]) }
    }
    let products = zip(x.matrix[1], wv.matrix).map { "\($0.fixed(0)) x \(text($1))" }
    return Table(
      [.text("word"), .text("vector x"), .text("query x Wq"), .text("key x Wk"), .text("value x Wv")], rows,
      caption:
        "Row \"dog\", last column: \(products.joined(separator: " + ")) = \(text(made.values.matrix[1])).")
  }
}
