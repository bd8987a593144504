// How good the judge is: how often it predicts choices, whether it is as sure as it should be, and how many choices
// that takes.

import Basics
import CourseKit
import Notebook
import Pictures
import TinyTensor
import TinyWorld
import Training

extension Lesson {
  func agreement(_ cell: Cell) throws {
    let test = try test()
    try cell.say(
      """
      The test: \(test.pairs.count) new pairs, about things that no demonstration and no choice was about, and what people chose. Two \
      figures: how often the judge predicts the choice, noise and all; and how often it scores the \
      truly better answer higher.
      """
    )
    try cell.say(
      """
      The control: two judges that learned from choices made by tossing a coin. They have opinions too, by \
      chance, but weak ones. So let each judge choose likewise, as people do, by its own chances: how often does it take \
      the better answer?
      """
    )
    let (known, shuffled) = (try differences(), try shuffledDifferences())
    let shares = Shares(test, known, shuffled)
    try cell.show(
      BarChart(
        "right on new pairs (%)",
        [
          ("choices predicted", 100 * shares.label), ("noise ceiling", 100 * shares.ceiling),
          ("truly better answer found", 100 * shares.truth),
          ("judge, choosing likewise", 100 * shares.byChance),
          ("coin-toss judge, likewise", 100 * shares.control),
        ], digits: 0,
        caption:
          """
          It predicts \(percent(shares.label)) of the choices; \(percent(shares.ceiling)) is the most that \
          anybody could. It finds the truly better answer in \(percent(shares.truth)) of the pairs.
          """
      ))
    cell.record(Metric("trueAccuracy", shares.truth, better: .higher))
    cell.record(Metric("labelAccuracy", shares.label, better: .higher))
    cell.record(Metric("noiseCeiling", shares.ceiling))
    cell.record(Metric("shuffledAccuracy", shares.control))
    try check(shares, cell)
  }

  private func check(_ shares: Shares, _ cell: Cell) throws {
    try cell.normal(
      "truly better answer found (%)", 100 * shares.truth, in: 86...97, digits: 0,
      ifNot: "more choices, or a model of chapter 5 that knows more")
    let advice = "It needs enough choices (choices) of careful people (careless) without a taste (taste)."
    let needed = invocation.isQuick ? (truth: 0.6, label: 0.75) : (truth: 0.8, label: 0.88)
    try cell.check(
      "it finds the truly better answer in at least \(percent(needed.truth)) of the pairs", shares.truth,
      not: shares.control
    ) { $0 >= needed.truth }
    try cell.check(
      "its agreement with people reaches at least \(percent(needed.label)) of the noise ceiling",
      shares.label, not: shares.shuffledLabel, advice: advice
    ) { $0 >= needed.label * shares.ceiling }
    let half = 0.45...0.55
    try cell.check(
      "judges trained on coin tosses take the better answer in \(percent(half.lowerBound)) to "
        + percent(half.upperBound), shares.control, not: shares.byChance
    ) { half.contains($0) }
  }

  /// What judges say that learned from choices made by tossing a coin.
  private func shuffledDifferences() throws -> [[Double]] {
    try (0..<2).map { number in
      let some = Array(try pairs().dropFirst(number * few).prefix(few))
      var tossing = choosing
      tossing.careless = 1
      let coins = try course().choices(some, tossing)
      return try test().differences(
        of: sideJudge("shuffled choices, \(number + 1) of 2", on: coins, RewardModelingSettings(invocation)))
    }
  }

  func calibration(_ cell: Cell) throws {
    try cell.say(
      """
      The difference of two scores predicts a chance, not only a winner. Is the judge as sure as it should be? Sort the \
      new pairs by the chance that it gave to the first answer, and count how often that answer was chosen.
      """
    )
    let (test, differences) = (try test(), try differences())
    let bins = calibrationBins(differences, test.choseFirst)
    let error = calibrationError(differences, test.choseFirst)
    try cell.show(
      LineChart(
        x: Axis("forecast", unit: "%"), y: Axis("chosen", unit: "%"),
        [
          Series("counted", bins.map { (100 * $0.predicted, 100 * $0.chosen) }),
          Series("as it should be", bins.map { (100 * $0.predicted, 100 * $0.predicted) }),
        ],
        caption:
          """
          On average over all pairs, what it predicts and what is counted differ by \(hundred(error)) points.
          """
      ))
    cell.record(Metric("calibrationError", error, better: .lower))
    guard !invocation.isQuick else { return }  // too few pairs to tell
    try cell.check(
      "predicted and counted differ by less than 8 % on average", differences,
      not: differences.map { 5 * $0 }
    ) { calibrationError($0, test.choseFirst) < 0.08 }
  }

  func howMany(_ cell: Cell) throws {
    try cell.say(
      """
      Choices are expensive: people must read two answers for each. How many does it take? The same judge, trained on the \
      first few of them only.
      """
    )
    let (test, choices) = (try test(), try choices())
    let counts = [few / 16, few / 4, few].map { max(4, $0) }
    var curve = try counts.map { count in
      let judge = try sideJudge("\(count) choices", on: choices.prefix(count), smallSettings)
      return (x: Double(count), y: 100 * test.trueAccuracy(test.differences(of: judge)))
    }
    curve.append((Double(choices.count), 100 * test.trueAccuracy(try differences())))
    try cell.show(
      LineChart(
        x: Axis("choices", scale: .logarithmic), y: Axis("truly better answer found", unit: "%"),
        [Series("judge", curve)], references: [Reference("coin", 50.0)],
        caption:
          """
          With \(counts[0]) choices it is right in \(curve[0].y.fixed(0)) % of the pairs, with \(counts[2].grouped) in \
          \(curve[2].y.fixed(0)) %, with \(choices.count.grouped) in \(curve[3].y.fixed(0)) %.
          """
      ))
    try cell.check("all choices together teach more than the first few", curve[3].y, not: curve[0].y) {
      $0 > curve[0].y
    }
  }
}

/// How often the judge is right on the test, and how often judges are that learned from tossing a coin.
private struct Shares {
  let label: Double
  let truth: Double
  let ceiling: Double
  let byChance: Double
  /// What judges of coin tosses reach when they choose by their own chances.
  let control: Double
  /// How often these predict the choice.
  let shuffledLabel: Double

  init(_ test: TestPairs, _ known: [Double], _ shuffled: [[Double]]) {
    (label, truth, ceiling) = (test.labelAccuracy(known), test.trueAccuracy(known), test.ceiling)
    (byChance, control) = (test.byItsChances(known), mean(shuffled.map(test.byItsChances)))
    shuffledLabel = mean(shuffled.map { test.labelAccuracy($0) })
  }
}

/// Pairs about equally sure: the mean chance predicted, and the share that came so.
private func calibrationBins(_ differences: [Double], _ choseFirst: [Bool]) -> [(
  predicted: Double, chosen: Double, count: Int
)] {
  let chances = differences.map { chance($0, over: 0) }
  return (0..<10).compactMap { bin in
    let inside = chances.indices.filter { min(9, Int(10 * chances[$0])) == bin }
    guard !inside.isEmpty else { return nil }
    return (mean(inside.map { chances[$0] }), mean(inside.map { choseFirst[$0] ? 1 : 0 }), inside.count)
  }
}

/// How far predicted and counted shares lie apart, on average over all pairs (expected calibration error).
private func calibrationError(_ differences: [Double], _ choseFirst: [Bool]) -> Double {
  calibrationBins(differences, choseFirst).reduce(0) { sum, bin in
    sum + abs(bin.predicted - bin.chosen) * Double(bin.count) / Double(differences.count)
  }
}
