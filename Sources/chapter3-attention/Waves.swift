// Positions as waves: a vector for every place, however long the text, without learning one.
// Follows Vaswani et al. 2017, section 3.5.

import Basics
import Notebook
import Pictures
import TinyLM
import TinyTensor

// cell: waves
/// The vector of a place: pairs of sine and cosine, each pair
/// slower than the one before, like the hands of a clock.
func waves(at place: Int, width: Int) -> [Float] {
  (0..<width).map { i in
    let way = Double(i / 2 * 2) / Double(width)  // 0 to almost 1
    let slowness = PortableMath.exp(way * PortableMath.log(10_000))
    let angle = Double(place) / slowness  // in radians
    return Float(
      i % 2 == 0 ? PortableMath.sin(angle) : PortableMath.cos(angle))
  }
}
// cell: end

extension Lesson {
  func waves(_ cell: Cell) throws {
    try cell.say(
      "We made these places by hand. A model needs a vector for every place: a **positional encoding**. It may "
        + "learn a table with a row for each (**learned** positions, as in GPT-2). Or it computes them: "
        + "**sinusoidal** positions are waves, fast ones and slow ones.")
    try cell.code()
    let (places, width) = (0..<64, 8)
    let vectors = places.map { chapter3_attention.waves(at: $0, width: width) }
    try cell.show(
      HeatMap(
        "the \(width) numbers (rows) that are added to a word at places 0 to \(places.count - 1) (columns)",
        (0..<width).map { row in vectors.map { $0[row] } }, rows: (1...width).map { "\($0)" },
        columns: places.map { "\($0)" }, range: -1...1, form: .shades,
        caption:
          "Look at one column: it is the vector of one place. The first rows change from place to place, "
          + "the last ones hardly at all."))
    try checkWaves(cell, width: width)
  }

  private func checkWaves(_ cell: Cell, width: Int) throws {
    typealias Encoding = (Int) -> [Float]
    let waves: Encoding = { chapter3_attention.waves(at: $0, width: width) }
    try cell.check(
      "no place up to 1,000 has nearly the vector of place 0 (control: with rows 1 and 2 alone, one has)",
      waves,
      not: { Array(waves($0)[..<2]) }
    ) { (encoding: Encoding) in
      (1...1000).allSatisfy { self.distance(encoding($0), encoding(0)) > 0.1 }
    }
    var random = generator("a table before training")
    let table = Tensor(normal: [106, width], using: &random).matrix
    try cell.check(
      "the waves at 5 and 2 fit like those at 105 and 102 (control: in a random table they do not)", waves,
      not: { table[$0] }
    ) { (encoding: Encoding) in abs(dot(encoding(5), encoding(2)) - dot(encoding(105), encoding(102))) < 1e-4
    }
    let sizes = GPTConfiguration(
      vocabularySize: 1, context: 64, width: width, layers: 1, heads: 1, positions: .sinusoidal)
    let library = GPT(sizes, using: &random).positionEmbedding!.matrix
    try cell.check(
      "the library adds the same waves, times a factor (control: not one place on)", 0, not: 1
    ) { shift in
      let factor = library[0][1]  // cos 0 = 1
      return library.indices.allSatisfy { place in
        difference(library[place].map { $0 / factor }, waves(place + shift)) < 1e-5
      }
    }
  }

  private func distance(_ a: [Float], _ b: [Float]) -> Float {
    zip(a, b).map { ($0 - $1) * ($0 - $1) }.reduce(0, +).squareRoot()
  }
}
