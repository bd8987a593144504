// Several attentions side by side, each with a question of its own, and the library's form of the same.
// Follows Vaswani et al. 2017, section 3.2.2.

import Basics
import Notebook
import Pictures
import TinyTensor

// cell: heads
// A second head asks "what stood just before me?". Each word's
// key is its place as a direction: east, north, west, south.
// Its query is the direction of the place before its own.
let wordBefore = [
  Word(name: "the", query: [0, -3], key: [3, 0], value: [1, 0]),
  Word(name: "dog", query: [3, 0], key: [0, 3], value: [0, 1]),
  Word(name: "bites", query: [0, 3], key: [-3, 0], value: [-1, 0]),
  Word(name: "man", query: [-3, 0], key: [0, -3], value: [0, -1]),
]
// cell: end

// cell: library
/// The queries of all heads side by side, then the keys, then
/// the values: [1, T, 3 x width], as the library takes them.
func packed(_ heads: [Vectors]) -> Tensor {
  let parts =
    heads.map(\.queries) + heads.map(\.keys) + heads.map(\.values)
  let rows = Tensor.concatenate(parts, along: 1)
  return rows.reshaped([1] + rows.shape)
}
// cell: end

extension Lesson {
  /// The two heads of this chapter.
  private var bothHeads: [Vectors] { [Vectors(dogBitesMan), Vectors(wordBefore)] }

  func heads(_ cell: Cell) throws {
    try cell.say(
      "One attention can ask one kind of question. A transformer cuts its vectors into parts, and each part is a "
        + "**head** that looks on its own. What all heads gather is put side by side.")
    try cell.code()
    let names = dogBitesMan.map(\.name)
    let shares = bothHeads.map { $0.weights() }
    let captions = [
      "Head 1 asks about meaning: \"man\" looks at \"bites\" (\(shares[0][3, 2].fixed(2))), "
        + "and \"bites\" at \"dog\" (\(shares[0][2, 1].fixed(2))).",
      "Head 2 asks about place: after the first, each word looks at the word before it "
        + "(at least \(before(shares[1]).min()!.fixed(3))).",
    ]
    for (head, caption) in captions.enumerated() {
      try cell.show(
        HeatMap(
          "head \(head + 1)", shares[head].matrix, rows: names, columns: names, masked: { $1 > $0 },
          caption: caption))
    }
    try cell.check("in head 2 each word gives more than 0.9 to the word before it", shares[1], not: shares[0])
    {
      before($0).allSatisfy { $0 > 0.9 }
    }
  }

  /// How much each word but the first looks at the word before it.
  private func before(_ shares: Tensor) -> [Float] { (1..<shares.shape[0]).map { shares[$0, $0 - 1] } }

  func library(_ cell: Cell) throws {
    try cell.say(
      "From here on the library does this. Its attention takes queries, keys and values of all heads as one "
        + "table and computes the same, without ever keeping the square table of shares.")
    try cell.code()
    let byHand = Tensor.concatenate(bothHeads.map { $0.gathered() }, along: 1)
    let library = packed(bothHeads).attention(heads: 2)
    let names = dogBitesMan.map(\.name)
    try cell.show(
      Table(
        [.text("word"), .text("gathered by hand"), .text("gathered by the library")],
        names.indices.map {
          [names[$0], text(byHand.matrix[$0], digits: 3), text(library.matrix[$0], digits: 3)]
        },
        caption: "Two numbers from head 1, then two from head 2: both ways give the same."))
    try cell.check("the library's attention agrees to 1e-6", 2, not: 1) { heads in
      difference(packed(bothHeads).attention(heads: heads).values, byHand.values) < 1e-6
    }
    try cell.check("so do the shares it shows on request", bothHeads, not: bothHeads.reversed()) {
      let shares = packed(bothHeads).attentionWeights(heads: 2).values
      return difference(shares, $0.flatMap { $0.weights().values }) < 1e-6
    }
  }
}
