// What is made large, in three parts, each on numbers that can be checked by hand: the advantage of a token, the clip
// on how far its chance may move, and the distance from the start.

import Basics
import Notebook
import Pictures
import TinyTensor
import Training

extension Lesson {
  func advantage(_ cell: Cell) throws {
    try cell.say(
      """
      The judge gives one number to a whole answer. Which token earned it? A second network guesses, before each \
      token, what the answer will bring: the **value**. When the guess jumps, something happened. The \
      **advantage** of a token is that surprise, and all later ones, each step away counting a little less.
      """
    )
    try cell.predict("\"The capital is Rome\", and Rome is right. Which token gets the most praise?")
    let tokens = ["The", "capital", "is", "Rome", "<end>"]
    let rewards: [Float] = [0, 0, 0, 0, 1]
    let values: [Float] = [0.2, 0.2, 0.2, 0.1, 0.9]  // Rome, of all words, was not expected
    let discounts: [Float] = [1, 0.95, 0.95 * 0.95, 0.95 * 0.95 * 0.95, 0.95 * 0.95 * 0.95 * 0.95]
    // cell: advantage
    let guessesAfter = Array(values.dropFirst()) + [0]
    let surprises = tokens.indices.map { t in
      rewards[t] + guessesAfter[t] - values[t]
    }
    let byHand = tokens.indices.map { t in
      zip(surprises[t...], discounts).reduce(Float(0)) { sum, later in
        sum + later.0 * later.1
      }
    }
    let library = generalizedAdvantages(
      rewards: rewards, values: values, lambda: 0.95)
    // cell: end
    try cell.code()
    try cell.show(advantageTable(tokens, [rewards, values], surprises: surprises, advantages: byHand))
    try cell.show(advantageChart(tokens, byHand))
    try cell.check(
      "the library gives the same advantages to a millionth", library,
      not: generalizedAdvantages(rewards: rewards, values: values, lambda: 0)
    ) { zip($0, byHand).allSatisfy { abs($0 - $1) < 1e-6 } }
    try cell.check("the largest advantage is where the largest surprise is", byHand, not: rewards) {
      place(ofLargest: $0) == place(ofLargest: surprises)
    }
  }

  /// What is given, each token's reward and the guess before it, and what follows from that.
  private func advantageTable(
    _ tokens: [String], _ given: [[Float]], surprises: [Float], advantages: [Float]
  ) -> Table {
    let columns = given + [surprises, advantages]
    return Table(
      [
        .text("token"), .number("it brings"), .number("guess before"), .number("surprise"),
        .number("advantage"),
      ],
      tokens.indices.map { t in [tokens[t]] + columns.map { $0[t].fixed(2) } },
      caption:
        "The whole reward comes at the end, but by then it was expected: a surprise of "
        + "\(surprises[4].fixed(2)) is left.")
  }

  private func advantageChart(_ tokens: [String], _ advantages: [Float]) -> BarChart {
    let best = place(ofLargest: advantages)
    return BarChart(
      "advantage", zip(tokens, advantages).map { (label: $0, value: $1) },
      caption:
        "The most praise goes to \"\(tokens[best])\"; the tokens that led there get a little less, those after it almost none."
    )
  }

  func clip(_ cell: Cell) throws {
    let clip = Float(invocation.real("clip"))
    let (low, high) = ((1 - clip).fixed(2), (1 + clip).fixed(2))
    try cell.say(
      """
      The **ratio** of a token is its chance now, divided by its chance when it was written. What is made large is \
      ratio times advantage. But the advantage was measured on the old model, so it must not be believed for \
      long: outside \(low) to \(high) there is nothing more to gain. This **clip** keeps the new policy near \
      the old one; hence **PPO**, proximal policy optimization.
      """
    )
    let ratios = (0...80).map { Float($0) / 80 * 1.2 + 0.4 }
    // cell: clip
    func byHand(_ ratio: Float, _ advantage: Float) -> Float {
      let clipped = max(1 - clip, min(1 + clip, ratio))
      return min(ratio * advantage, clipped * advantage)
    }
    func library(_ advantage: Float) -> [Float] {
      let same = Tensor(repeating: advantage, shape: [ratios.count])
      return clippedObjective(
        ratio: Tensor(ratios), advantage: same, clip: clip
      ).values
    }
    // cell: end
    try cell.code()
    let (good, bad) = (ratios.map { byHand($0, 1) }, ratios.map { byHand($0, -1) })
    try cell.show(clipChart(ratios, good: good, bad: bad, flat: (low, high)))
    try cell.check(
      "the library draws the same two curves", library(1) + library(-1), not: library(1) + library(1)
    ) { zip($0, good + bad).allSatisfy { abs($0 - $1) < 1e-6 } }
    try cell.check("a good token that is likely enough has no slope left", 1 + 2 * clip, not: 1) {
      slope(ofRatio: $0, clip: clip) == 0
    }
  }

  /// The curves of a good and a bad token, and the ratios at which they become flat.
  private func clipChart(
    _ ratios: [Float], good: [Float], bad: [Float], flat: (low: String, high: String)
  ) -> LineChart {
    let points = { (objective: [Float]) in zip(ratios, objective).map { (x: Double($0), y: Double($1)) } }
    return LineChart(
      x: Axis("ratio"), y: Axis("objective"),
      [
        Series("a good token (advantage 1)", points(good)),
        Series("a bad token (advantage -1)", points(bad)),
      ],
      caption:
        "The good one's curve is flat beyond \(flat.high), the bad one's below \(flat.low): "
        + "there nothing pulls any more."
    )
  }

  /// How much the objective of a good token still rises with its ratio.
  private func slope(ofRatio ratio: Float, clip: Float) -> Float {
    let now = Tensor([ratio], requiresGradient: true)
    clippedObjective(ratio: now, advantage: Tensor([Float(1)]), clip: clip).sum().backward()
    return now.gradient?.values[0] ?? 0
  }

  func kl(_ cell: Cell) throws {
    try cell.say(
      """
      How far has the model gone from where it began, the **reference**? Take the logarithm of how much likelier \
      each word is now, and its mean over what the model says now: the **Kullback-Leibler divergence**, KL for \
      short. Nobody can add up all possible answers, so it is estimated from those that are written.
      """
    )
    let reference: [Double] = [0.30, 0.30, 0.20, 0.15, 0.05]
    let now: [Double] = [0.60, 0.15, 0.10, 0.10, 0.05]
    // cell: kl
    func divergence(_ now: [Double], _ reference: [Double]) -> Double {
      zip(now, reference).reduce(0) { sum, chances in
        sum + chances.0 * PortableMath.log(chances.0 / chances.1)
      }
    }
    func estimate(_ now: [Double], _ then: [Double], said: [Int]) -> Float {
      let logs = { (chances: [Double]) in
        Tensor(said.map { Float(PortableMath.log(chances[$0])) })
      }
      let each = klEstimate(
        logProbabilities: logs(now), reference: logs(then))
      return each.mean().item
    }
    // cell: end
    try cell.code()
    let exact = divergence(now, reference)
    try cell.show(klTable(now, reference, exact))
    let said = samples(of: now, count: 4000)
    let estimated = Double(estimate(now, reference, said: said))
    let logs = said.map { PortableMath.log(now[$0] / reference[$0]) }
    try cell.show(distances(exact, logs, estimated, ofItself: divergence(now, now)))
    let others = Double(estimate(now, reference, said: samples(of: reference, count: 4000)))
    try cell.check("the estimate from its own words is right to a tenth", estimated, not: others) {
      abs($0 / exact - 1) < 0.1
    }
    try cell.check(
      "a model has no distance from itself, exactly", Double(estimate(now, now, said: said)), not: exact
    ) { $0 == 0 }
  }

  private func klTable(_ now: [Double], _ reference: [Double], _ sum: Double) -> Table {
    let words = ["Paris", "Rome", "grass", "sorry", "talk"]
    return Table(
      [
        .text("next word"), .number("reference"), .number("now"), .number("log of the ratio", unit: "nats"),
        .number("times its chance"),
      ],
      words.indices.map { i in
        let log = PortableMath.log(now[i] / reference[i])
        return [words[i], reference[i].fixed(2), now[i].fixed(2), log.fixed(2), (now[i] * log).fixed(3)]
      }, caption: "The last column adds up to \(sum.fixed(3)) nats: the KL.")
  }

  /// The distance, exactly and as estimated from the words that the model said.
  private func distances(
    _ exact: Double, _ logs: [Double], _ estimated: Double, ofItself: Double
  ) -> [(name: String, value: String)] {
    [
      ("exactly, over all five words", "\(exact.fixed(3)) nats"),
      (
        "the mean of the logarithms of \(logs.count.grouped) words that it said",
        "\(mean(logs).fixed(3)) nats"
      ),
      ("the library's estimate from them, never below 0", "\(estimated.fixed(3)) nats"),
      ("of the model from itself", "\(ofItself.fixed(3)) nats"),
    ]
  }

  /// Words drawn with given chances.
  private func samples(of chances: [Double], count: Int) -> [Int] {
    var generator = generator("words")
    return (0..<count).map { _ in draw(from: chances, using: &generator) }
  }
}

/// A place, drawn with given chances.
func draw(from chances: [Double], using generator: inout SeededGenerator) -> Int {
  var left = generator.uniform()
  for (place, chance) in chances.enumerated() {
    if left < chance { return place }
    left -= chance
  }
  return chances.count - 1
}

/// Where the largest number stands; the first of equals.
func place(ofLargest numbers: [some Comparable]) -> Int { numbers.firstIndex(of: numbers.max()!)! }
