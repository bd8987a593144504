// The kind of positions that the book's model has: the arrows of queries and keys are rotated, and nothing is added.
// Follows Su et al. 2021, section 3.2.1.

import Basics
import Notebook
import Pictures
import TinyTensor

// cell: rotary
/// Two numbers as an arrow, rotated by an angle that grows with
/// the place: one radian (57 degrees) from one to the next.
func rotated(_ pair: [Float], at place: Int) -> [Float] {
  let (x, y) = (pair[0], pair[1])
  let (cosine, sine) = wave(at: place)
  return [x * cosine - y * sine, x * sine + y * cosine]
}
// cell: end

/// For comparison: the same wave, added.
func shifted(_ pair: [Float], at place: Int) -> [Float] {
  let (cosine, sine) = wave(at: place)
  return [pair[0] + cosine, pair[1] + sine]
}

func wave(at place: Int) -> (cosine: Float, sine: Float) {
  let angle = Double(place)
  return (Float(PortableMath.cos(angle)), Float(PortableMath.sin(angle)))
}

/// What a pair of numbers becomes at a place.
private typealias Placing = (_ pair: [Float], _ place: Int) -> [Float]

extension Lesson {
  func rotary(_ cell: Cell) throws {
    try cell.say(
      "From chapter 4 on, our model adds nothing. **Rotary** positions (RoPE) take two numbers of a query as an "
        + "arrow on paper, and two of a key as another one, and rotate each by an angle that grows with its "
        + "place. The score is large if the arrows then point the same way.")
    try cell.code()
    try cell.predict(
      "The query of \"bites\" at place 5 and the key of \"dog\" at 2 have a score. Both move on by a hundred "
        + "places. What happens to the score?")
    try cell.show(rotationTable([(5, 2), (105, 102), (5, 3)]))
    try cell.say(
      "A head has many such arrows. The first rotates fast and tells neighbours apart; each of the others "
        + "rotates more slowly than the one before it, as the waves did. Nothing is learned, and the words keep "
        + "all the room in their vectors.")
    try checkRotation(cell)
  }

  private func rotationTable(_ places: [(query: Int, key: Int)]) -> Table {
    let (query, key) = (dogBitesMan[2].query, dogBitesMan[1].key)
    let rows = places.map { place in
      [
        "\(place.query)", "\(place.key)", text(rotated(query, at: place.query), digits: 2),
        text(rotated(key, at: place.key), digits: 2), score(rotated, place).fixed(3),
        score(shifted, place).fixed(3),
      ]
    }
    return Table(
      [
        .number("query at"), .number("key at"), .text("query rotated"), .text("key rotated"),
        .number("score"),
        .number("waves added"),
      ], rows,
      caption: "Without a place the score is \(dot(query, key).fixed(0)). Rotated, it is "
        + "\(score(rotated, places[0]).fixed(3)) at a distance of \(places[0].query - places[0].key), wherever the "
        + "two stand.")
  }

  private func checkRotation(_ cell: Cell) throws {
    try cell.check(
      "the scores at 5 and 2 and at 105 and 102 are equal to 1e-5 (control: with waves added they are not)",
      rotated, not: shifted
    ) { abs(score($0, (5, 2)) - score($0, (105, 102))) < 1e-5 }
    try cell.check(
      "six distances give six scores (control: without positions they give one)", rotated,
      not: { pair, _ in pair }
    ) { placing in Set((0..<6).map { score(placing, ($0, 0)).fixed(3) }).count == 6 }
    let arrows = [dogBitesMan[2].query, dogBitesMan[3].query]  // one to the right, one upwards
    try cell.check(
      "the library rotates by the same angles, to 1e-5 (control: from place 1 on, it does not)",
      Array(0..<6), not: Array(1...6)
    ) { positions in
      arrows.allSatisfy { arrow in
        let library = Tensor(positions.map { _ in arrow })
          .rotated(headSize: 2, columns: 2, positions: positions).matrix
        return library.indices.allSatisfy { difference(rotated(arrow, at: $0), library[$0]) < 1e-5 }
      }
    }
  }

  /// How well the query of "bites" fits the key of "dog", each at its place.
  private func score(_ placing: Placing, _ place: (query: Int, key: Int)) -> Float {
    dot(placing(dogBitesMan[2].query, place.query), placing(dogBitesMan[1].key, place.key))
  }
}
