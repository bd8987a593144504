// The cell on the size of the vocabulary.

import Basics
import Notebook
import Pictures
import TinyLM

extension Lesson {
  func compression(_ cell: Cell) throws {
    try cell.say(
      """
      How many tokens should there be? With more of them rows get shorter, and a shorter row is less work. \
      But each token costs the model a row of weights, and a rare token is hard to learn.
      """
    )
    try cell.predict(
      "Each size here is about 1.4 times the last. Does each step save as much as the one before?")
    // cell: compression
    let bytes = Double(heldOutText.utf8.count)
    let curve = Self.sizes.map { size in
      let tokens = tokenizer(ofSize: size).encode(heldOutText)
      return (x: Double(size), y: bytes / Double(tokens.count))
    }
    // cell: end
    try cell.code()
    let mine = bytes / Double(tokenizer.encode(heldOutText).count)
    try cell.show(compressionChart(curve, mine))
    try checkSizes(cell, curve)
    cell.record(Metric("bytesPerToken", mine, better: .higher))
    if page.invocation.integer("vocabulary") == 1024 {
      try cell.normal(
        "bytes per token", mine, in: 2.5...2.9,
        ifNot: "the tables of the world were changed; more words need more tokens")
    }
  }

  private func compressionChart(_ curve: [(x: Double, y: Double)], _ mine: Double) -> LineChart {
    let (first, last) = (curve.first!, curve.last!)
    let size = tokenizer.vocabularySize
    return LineChart(
      x: Axis("tokens in all", scale: .logarithmic), y: Axis("bytes per token"),
      [Series("new text of the world", curve)], references: [Reference("yours", mine)],
      caption:
        "From \(first.x.brief) to \(last.x.brief) tokens, one token grows from \(first.y.fixed(2)) to "
        + "\(last.y.fixed(2)) bytes; your \(size.grouped) give \(mine.fixed(2)).")
  }

  /// What a larger vocabulary saves, and that a smaller one is its beginning.
  private func checkSizes(_ cell: Cell, _ curve: [(x: Double, y: Double)]) throws {
    try cell.check(
      "a larger vocabulary never makes the row longer", curve.map(\.y), not: curve.map(\.y).reversed()
    ) {
      zip($0, $0.dropFirst()).allSatisfy { $0 <= $1 }
    }
    let gains = [(512, 1024), (1448, 2896)].map { small, large in
      curve.first { $0.x == Double(large) }!.y / curve.first { $0.x == Double(small) }!.y
    }
    try cell.check("a doubling from 512 saves more than one from 1,448", gains, not: gains.reversed()) {
      $0[0] > $0[1]
    }
    let small = { (text: String) in BytePairTokenizer.learned(from: text.utf8, vocabularySize: 512).merges }
    try cell.check(
      "a small vocabulary is the beginning of a large one, if both are learned from one text", learningText,
      not: heldOutText
    ) { small($0) == tokenizer(ofSize: 512).merges }
  }
}
