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

/// For comparison: the same wave, added.
func shifted(_ pair: [Float], at place: Int) -> [Float] {
  let (cosine, sine) = wave(at: place)
  return [pair[0] + cosine, pair[1] + sine]
}

func wave(at place: Int) -> (cosine: Float, sine: Float) {
  let angle = Double(place)
  return (Float(PortableMath.cos(angle)), Float(PortableMath.sin(angle)))
}
// cell: end

/// What a pair of numbers becomes at a place.
private typealias Placing = (_ pair: [Float], _ place: Int) -> [Float]

extension Lesson {
  func rotary(_ cell: Cell) throws {
    try cell.say(
      "From chapter 4 on, our model knows the order of its tokens in the last of these ways, so let us look at it closely. "
        + "Take two numbers of a query as an arrow on paper, and two numbers of a key as another one. **Rotary** "
        + "positions rotate both, each by an angle that grows with its place. The score is large if the two arrows "
        + "point the same way.")
    try cell.code()
    try cell.predict("A query and a key both move on by five places. What happens to their score?")
    let places = 0..<6
    try cell.show(scoreMap(places))
    try cell.say(
      "A head has more than two numbers, so it has many such arrows. The first rotates fast and tells neighbours apart; "
        + "each of the others rotates more slowly than the one before it, like the hands of a clock. No number is "
        + "added and none is learned, so the words keep all the room in their vectors.")
    try checkRotation(cell, places)
  }

  private func scoreMap(_ places: Range<Int>) -> HeatMap {
    let distances = places.map { score(rotated, queryAt: $0, keyAt: 0) }
    return HeatMap(
      "score of the query of \"bites\" (row: its place) with the key of \"dog\" (column: its place)",
      places.map { row in
        places.map { score(rotated, queryAt: row, keyAt: $0) }
      }, rows: places.map { "place \($0)" }, columns: places.map { "\($0)" }, masked: { $1 > $0 },
      caption:
        "Read along the diagonals: \(distances[1].fixed(2)) at distance 1, \(distances[2].fixed(2)) at distance 2, "
        + "wherever the two words stand.")
  }

  private func checkRotation(_ cell: Cell, _ places: Range<Int>) throws {
    try cell.check(
      "the score stays the same if both words move on by up to 20 places (control: with waves added it does not)",
      rotated, not: shifted
    ) { placing in
      (1...20).allSatisfy { step in
        let (before, after) = (
          score(placing, queryAt: 3, keyAt: 1), score(placing, queryAt: 3 + step, keyAt: 1 + step)
        )
        return abs(before - after) < 1e-4
      }
    }
    try cell.check(
      "six distances give six scores (control: without positions they give one)", rotated,
      not: { pair, _ in pair }
    ) { placing in
      Set(places.map { score(placing, queryAt: $0, keyAt: 0).fixed(3) }).count == places.count
    }
    let arrow = dogBitesMan[2].query
    try cell.check(
      "the library rotates by the same angles, to 1e-5 (control: from place 1 on, it does not)",
      Array(places), not: places.map { $0 + 1 }
    ) { positions in
      let library = Tensor(places.map { _ in arrow })
        .rotated(headSize: 2, columns: 2, positions: positions).matrix
      return zip(places, library).allSatisfy { difference(rotated(arrow, at: $0), $1) < 1e-5 }
    }
  }

  /// How well the query of "bites" fits the key of "dog".
  private func score(_ placing: Placing, queryAt: Int, keyAt: Int) -> Float {
    dot(placing(dogBitesMan[2].query, queryAt), placing(dogBitesMan[1].key, keyAt))
  }
}
