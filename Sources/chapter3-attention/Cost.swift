// What attention costs when texts grow. Leaves out the norms and the word table, which cost little.

import Basics
import Notebook
import Pictures
import TinyLM
import TinyTensor

// cell: cost
/// Multiplications in one block, counted word by word.
func multiplications(
  words: Int, width: Int
) -> (inMatrices: Int, looking: Int) {
  var (inMatrices, looking) = (0, 0)
  for word in 0..<words {
    inMatrices += 3 * width * width  // query, key, value
    inMatrices += width * width  // mixing the heads
    inMatrices += 8 * width * width  // feed-forward, up and down
    looking += (word + 1) * width  // a score for each word so far
    looking += (word + 1) * width  // a share of each value
  }
  return (inMatrices, looking)
}
// cell: end

/// The width of the smallest GPT-2.
let realWidth = 768

extension Lesson {
  func cost(_ cell: Cell) throws {
    try cell.say(
      "Every word looks at every word before it, so the scores grow with the "
        + "square of the length. The matrices work on each word once, so they grow "
        + "with the length. Counted for blocks as wide as in the smallest GPT-2."
    )
    try cell.code()
    let lengths = stride(from: 256, through: 16_384, by: 256).map { $0 }
    let counts = lengths.map { multiplications(words: $0, width: realWidth) }
    let crossing = zip(lengths, counts).first { $1.looking >= $1.inMatrices }?.0 ?? 0
    try cell.show(
      LineChart(
        x: Axis("words in the text"), y: Axis("multiplications in one block", unit: "billions"),
        [
          Series("matrices", zip(lengths, counts).map { (Double($0), Double($1.inMatrices) / 1e9) }),
          Series("looking", zip(lengths, counts).map { (Double($0), Double($1.looking) / 1e9) }),
        ],
        height: 7, caption: "At about \(crossing.grouped) words the looking overtakes all the rest."))
    let (short, long) = (1024, 2048)
    try cell.predict("A text becomes 10 times as long. How many times more looking is there?")
    try cell.check(
      "twice the text takes 4 times the looking, within 1 %", { $0.looking }, not: { $0.inMatrices }
    ) { (part: ((inMatrices: Int, looking: Int)) -> Int) in
      let before = part(multiplications(words: short, width: realWidth))
      let after = part(multiplications(words: long, width: realWidth))
      return abs(Double(after) / Double(before) - 4) < 0.04
    }
    var random = generator("counting shares")
    let vectors = Tensor(normal: [1, 64, 3 * 8], using: &random)
    let (queries, keys) = (vectors.slice(0..<8, along: 2), vectors.slice(8..<16, along: 2))
    try cell.check(
      "the library's attention over 64 words has 64 x 65 / 2 shares above 0",
      vectors.attentionWeights(heads: 1),
      not: attentionWeights(queries, keys, isMasked: false)
    ) { $0.values.count { $0 > 0 } == 64 * 65 / 2 }
  }
}
