// Attention on numbers that fit on a napkin: one word asks, matches, shares and gathers.
// Follows Vaswani et al. 2017, section 3.2.1. The vectors are chosen by hand; a trained model finds its own.

import Basics
import Notebook
import Pictures
import TinyTensor

/// A word and its three vectors.
struct Word {
  let name: String
  /// What it asks for.
  let query: [Float]
  /// What it can be found by.
  let key: [Float]
  /// What it gives to those who look at it.
  let value: [Float]
}

// cell: match
// Keys and queries: how much (someone, a deed).
// Values: (animal +1 or human -1, a deed).
let dogBitesMan = [
  Word(name: "the", query: [0, 0], key: [0, 0], value: [0, 0]),
  Word(name: "dog", query: [0, 2], key: [2, 0], value: [1, 0]),
  Word(name: "bites", query: [2, 0], key: [0, 2], value: [0, 1]),
  Word(name: "man", query: [0, 2], key: [2, 0], value: [-1, 0]),
]

/// How well a query fits a key: large if both are large in
/// the same places.
func dot(_ query: [Float], _ key: [Float]) -> Float {
  zip(query, key).map { $0 * $1 }.reduce(0, +)
}
// cell: end

// cell: shares
/// Shares in proportion to e^score: all above 0, together 1.
///
/// Less the largest score, the shares are the same, and no
/// power is too large for a computer, as e^1000 is.
func softmax(_ scores: [Float]) -> [Float] {
  let largest = scores.max()!
  return naiveSoftmax(scores.map { $0 - largest })
}

/// The same as the formula is written.
func naiveSoftmax(_ scores: [Float]) -> [Float] {
  let powers = scores.map { PortableMath.exp(Double($0)) }
  let sum = powers.reduce(0, +)
  return powers.map { Float($0 / sum) }
}
// cell: end

// cell: gather
/// Each value counts as much as its share.
func gathered(_ shares: [Float], _ values: [[Float]]) -> [Float] {
  values[0].indices.map { i in
    zip(shares, values).map { share, value in share * value[i] }
      .reduce(0, +)
  }
}
// cell: end

extension Lesson {
  func alone(_ cell: Cell) throws {
    _ = try sizes()  // Knobs that fit no model are refused at once.
    // cell: alone
    let table: [String: [Float]] = [  // (animal, tool)
      "hungry": [1, 0], "wooden": [0, 1], "bat": [0.5, 0.5],
    ]
    func alone(_ phrase: [String]) -> [Float] { table[phrase[1]]! }
    func looking(_ phrase: [String]) -> [Float] {
      gathered([0.5, 0.5], phrase.map { table[$0]! })
    }
    // cell: end
    try cell.say(
      "A table of vectors gives each word (in a model each **token**) one vector, whatever stands beside it. But a "
        + "bat can be an animal or a thing to hit a ball with. If the word takes in half of its neighbour, the "
        + "two bats differ.")
    try cell.code()
    let phrases = [["hungry", "bat"], ["wooden", "bat"]]
    let rows = phrases.map { phrase in
      [phrase.joined(separator: " "), text(alone(phrase), digits: 2), text(looking(phrase), digits: 2)]
    }
    try cell.show(
      Table(
        [.text("phrase"), .text("\"bat\" alone"), .text("\"bat\" after looking")], rows,
        caption: "Each pair is (animal, tool). Looking moves \"bat\" by "
          + "\((looking(phrases[0])[0] - alone(phrases[0])[0]).fixed(2)) towards what its neighbour is."))
    try cell.check("a word alone has the same vector in both phrases", alone, not: looking) {
      $0(phrases[0]) == $0(phrases[1])
    }
    try cell.predict(
      "Half of the neighbour was our choice. Who should choose how much a word looks at which?")
  }

  func match(_ cell: Cell) throws {
    try cell.say(
      "In **attention** each word has three small vectors. Its **query** says what it looks for, its **key** "
        + "what it can be found by, its **value** what it gives. An **attention score** tells how well a query "
        + "fits a key: multiply the numbers place by place and add up (the **dot product**).")
    try cell.code()
    let asking = dogBitesMan[2]
    let scores = dogBitesMan.map { dot(asking.query, $0.key) }
    let rows = zip(dogBitesMan, scores).map { word, score in
      let products = zip(asking.query, word.key).map { "\($0.fixed(0)) x \($1.fixed(0))" }
      return [word.name, text(word.key), products.joined(separator: " + "), score.fixed(0)]
    }
    try cell.show(
      Table(
        [.text("word"), .text("key"), .text("query \(text(asking.query)) times key"), .number("score")], rows,
        caption: "\"bites\" asks \"who?\"; "
          + "the best score, \(scores.max()!.fixed(0)), goes to \"\(best(scores, of: dogBitesMan))\"."))
    try cell.check(
      "both who could bite fit better than \"the\" and \"bites\"", scores, not: scores.map { -$0 }
    ) {
      min($0[1], $0[3]) > max($0[0], $0[2])
    }
  }

  /// The names of the words with the highest score.
  private func best(_ scores: [Float], of words: [Word]) -> String {
    zip(words, scores).filter { $0.1 == scores.max() }.map(\.0.name).joined(separator: "\" and \"")
  }

  /// The scores of "bites" for the words up to itself.
  private var scoresOfBites: [Float] { dogBitesMan[...2].map { dot(dogBitesMan[2].query, $0.key) } }

  func shares(_ cell: Cell) throws {
    try cell.say(
      "Scores can be any numbers. **Softmax** turns them into shares, the **attention weights**: raise e to "
        + "each score and divide by the sum. \"bites\" looks at the words up to itself; a later cell says why."
    )
    try cell.code()
    let (scores, shares) = (scoresOfBites, softmax(scoresOfBites))
    try cell.show(
      BarChart(
        "share of the attention of \"bites\"",
        zip(dogBitesMan, zip(scores, shares)).map { ("\($0.name) (score \($1.0.fixed(0)))", $1.1) },
        caption: "A score that is \((scores[1] - scores[0]).fixed(0)) higher makes a share "
          + "\((shares[1] / shares[0]).fixed(1)) times as large."))
    let large: [Float] = [1000, 1001]
    try cell.show(
      ("scores 1000 and 1001, by the formula", text(naiveSoftmax(large), digits: 2)),
      ("less the largest first", text(softmax(large), digits: 2)))
    try cell.check("no share is negative, and they add up to 1", shares, not: scores) {
      $0.allSatisfy { $0 >= 0 } && abs($0.reduce(0, +) - 1) < 1e-6
    }
    try cell.check(
      "1000 and 1001 get the shares of 0 and 1 (control: by the formula they get no number)", softmax,
      not: naiveSoftmax
    ) { (softmax: ([Float]) -> [Float]) in difference(softmax(large), naiveSoftmax([0, 1])) < 1e-6 }
  }

  func gather(_ cell: Cell) throws {
    let shares = softmax(scoresOfBites)
    let words = Array(dogBitesMan[...2])
    try cell.say(
      "Now \"bites\" takes from each word its value, in proportion to the share. The result, a **weighted "
        + "sum**, is a new vector for \"bites\", which now knows who does the biting.")
    try cell.code()
    let result = gathered(shares, words.map(\.value))
    try cell.show(
      Table(
        [.text("word"), .number("share"), .text("value"), .text("share times value")],
        zip(words, shares).map { word, share in
          [word.name, share.fixed(2), text(word.value), text(word.value.map { share * $0 }, digits: 2)]
        } + [["sum", shares.reduce(0, +).fixed(2), "", text(result, digits: 2)]],
        caption: "\"bites\" has gathered \(result[0].fixed(2)) of an animal: mostly what \"dog\" had to give."
      ))
    let even = gathered([Float](repeating: 1 / 3, count: 3), words.map(\.value))
    try cell.check("the result lies closest to the value of \"dog\"", result, not: even) { result in
      let distances = words.map { word in zip(result, word.value).map { ($0 - $1) * ($0 - $1) }.reduce(0, +) }
      return distances[1] < distances[0] && distances[1] < distances[2] && distances[1] < 0.1
    }
  }

  func scale(_ cell: Cell) throws {
    try cell.say(
      "Real vectors have more than two numbers. A score adds up one product for each, so its spread (standard "
        + "deviation) grows with the square root of the size, and softmax gives almost everything to one word by "
        + "accident. Dividing each score by that root keeps the spread at 1; from here on we do.")
    try cell.code()
    let sizes = [4, 16, 64, 256]
    let rows = sizes.map { size in (size, spread(ofSize: size, divisor: 1), scaledSpread(size)) }
    try cell.show(
      Table(
        [
          .number("size"), .number("spread"), .number("largest share"), .number("spread, divided"),
          .number("largest share, divided"),
        ],
        rows.map { size, raw, scaled in
          [
            "\(size)", raw.spread.fixed(2), raw.largest.fixed(2), scaled.spread.fixed(2),
            scaled.largest.fixed(2),
          ]
        },
        caption:
          "Among eight random words of size 256 one gets \(percent(Double(rows[3].1.largest))) of the "
          + "attention for no reason; with the scores divided, \(percent(Double(rows[3].2.largest)))."))
    try cell.check(
      "divided by the root, the spread is 1 within a tenth at every size", rows.map(\.2.spread),
      not: rows.map(\.1.spread)
    ) { $0.allSatisfy { abs($0 - 1) < 0.1 } }
  }

  private func scaledSpread(_ size: Int) -> (spread: Float, largest: Float) {
    spread(ofSize: size, divisor: Float(size).squareRoot())
  }

  // cell: scale
  /// The spread (standard deviation) of the scores of random
  /// vectors, and the mean of the largest of eight shares.
  func spread(
    ofSize size: Int, divisor: Float
  ) -> (spread: Float, largest: Float) {
    var random = generator("scores of size \(size)")
    let queries = Tensor(normal: [4096, size], using: &random)
    let keys = Tensor(normal: [4096, size], using: &random)
    let scores = (queries * keys).sum(along: 1) / divisor
    let shares = scores.reshaped([512, 8]).softmax()
    return (
      (scores * scores).mean().item.squareRoot(),
      shares.max(along: 1).mean().item
    )
  }
  // cell: end
}
