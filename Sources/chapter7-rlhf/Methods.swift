// Four ways to use a judge, from one start, at one price: the tokens that are written for them.
// Follows the comparison of Rafailov et al. 2023, section 6. Leaves out the cost of computing, which differs as well.

import Basics
import CourseKit
import Notebook
import Pictures
import TinyLM
import TinyTensor
import TinyWorld
import Training

/// What one way came to.
struct Way {
  let name: String
  /// As in the metrics.
  let id: String
  /// The points of each request; the mean, where there are several answers to it.
  let golds: [Double]
  let winRate: Double
  /// In nats an answer.
  let kl: Double
  /// Written in order to learn or to choose.
  let tokens: Double

  var gold: Double { mean(golds) }

  /// How much better it is than another way on the same requests, and what chance alone may make of it: two standard
  /// errors.
  func gain(over other: Way) -> (points: Double, chance: Double) {
    let differences = zip(golds, other.golds).map { $0 - $1 }
    return (mean(differences), 2 * standardError(differences))
  }
}

extension Lesson {
  /// How many answers the best of n chooses from.
  static let candidates = 8
  /// How often each model answers a request when the ways are compared, so that chance matters less.
  private static let answersToCompare = 4

  func methods(_ cell: Cell) throws {
    try cell.say(
      "Now all ways to use a judge side by side. All may write about equally many tokens, from the same start."
    )
    try cell.show(
      ("PPO", "learns by score; a value network says what was to be expected"),
      ("GRPO", "learns by score; the mean of all answers to the same request is what was to be expected"),
      ("DPO", "learns from pairs of the start's answers, of which the judge chose one"),
      (
        "best of \(Self.candidates)",
        "does not learn: shows the judge's favourite of \(Self.candidates) answers"
      ),
      ("any of \(Self.candidates)", "the control: shows one of them by chance"))
    try cell.predict("Which one is best, if all may write equally much? What does it cost later?")
    let ways = try comparison()
    let start = try comparedBefore()
    try cell.show(methodsTable(ways, start))
    try cell.say(
      """
      Best of \(Self.candidates) pays again at each answer, and the others have paid once. Its KL is a bound that is \
      known beforehand: ln n - (n - 1) / n.
      """
    )
    for way in ways {
      cell.record(Metric("methods.\(way.id).gold", way.gold, better: .higher))
      cell.record(Metric("methods.\(way.id).winRate", way.winRate, better: .higher))
      cell.record(Metric("methods.\(way.id).kl", way.kl))
    }
    try compareWithAny(ways, cell)
  }

  /// Which ways are better than any answer by more than chance, and whether one is worse.
  private func compareWithAny(_ ways: [Way], _ cell: Cell) throws {
    let random = ways.first { $0.id == "randomOfN" }!
    let gains = ways.map { (name: $0.name, gain: $0.gain(over: random)) }
    let better = gains.filter { $0.gain.points > $0.gain.chance }.map(\.name)
    try cell.say(
      """
      Clearly better than any answer: \(better.isEmpty ? "none" : better.joined(separator: ", ")). Of the others \
      this comparison cannot tell, since chance may make such a difference: \(invocation.integer("small")) \
      iterations are few. What more of them do was shown above.
      """
    )
    let best = ways.first { $0.id == "bestOfN" }!.gain(over: random)
    try cell.check(
      "the judge's favourite does better than any answer, by more than chance", best.points,
      not: random.gain(over: random).points
    ) { $0 > best.chance }
    try cell.check(
      "no way does worse than any answer, by more than chance",
      gains.map { $0.gain.points + $0.gain.chance }.min()!, not: -best.points
    ) { $0 >= 0 }
  }

  private func methodsTable(_ ways: [Way], _ start: Evaluation) -> Table {
    let (best, random) = (ways.max { $0.gold < $1.gold }!, ways.first { $0.id == "randomOfN" }!)
    return Table(
      [
        .text("way"), .number("gold", unit: "points"), .text("more than any"),
        .number("preferred", unit: "%"), .number("KL", unit: "nats"), .number("tokens written"),
      ],
      ways.map { way in
        let gain = way.gain(over: random)
        return [
          way.name, way.gold.fixed(2),
          way.id == random.id ? "-" : "\(gain.points.fixed(2)) +- \(gain.chance.fixed(2))",
          hundred(way.winRate), way.kl.fixed(2), Int(way.tokens).grouped,
        ]
      },
      caption:
        "On these requests the start has \(start.gold.fixed(2)) points; preferred means to its answers, ties counted "
        + "half; +- is what chance alone may make (two standard errors): a smaller difference is none. Best here: "
        + "\(best.name).")
  }

  /// How many answers each way may write.
  var budget: Int {
    let settings = smallSettings(klWeight: 0)
    return settings.iterations * settings.promptsPerIteration * settings.group
  }

  /// The requests on which all ways are compared: as many as the best of n can answer with the budget.
  private func comparedRequests() throws -> [Request] {
    Array(try requests().prefix(max(8, budget / Self.candidates)))
  }

  /// The answers of a model to them.
  private func compared(_ model: GPT) throws -> Evaluation {
    let requests = try comparedRequests()
    return try evaluateSampled(model, (0..<Self.answersToCompare).flatMap { _ in requests })
  }

  /// The points of each request: the mean over its answers, which stand a whole round of requests apart.
  private func golds(_ answers: Evaluation) throws -> [Double] {
    let count = try comparedRequests().count
    return (0..<count).map { first in
      mean(
        stride(from: first, to: answers.answers.count, by: count).map { answers.answers[$0].verdict.score })
    }
  }

  /// The answers of the start to them.
  private func comparedBefore() throws -> Evaluation { try compared(assistant()) }

  /// All ways, with the random numbers of one seed.
  func compare(seed: UInt64) throws -> [Way] {
    let small = smallSettings(klWeight: 0.05, seed: seed)
    let grpo = try sideRun(small)
    let ppo = try sideRun(
      .ppo(
        iterations: small.iterations, promptsPerIteration: small.promptsPerIteration * small.group,
        klWeight: small.klWeight,
        seed: seed))
    let dpo = try seed == invocation.seed ? direct() : directRun(pairs: budget / 2, seed: seed)
    let choosing = try bestOf(seed: seed)
    return [
      try way("PPO", "ppo", ppo.model, tokens: ppo.tokensWritten),
      try way("GRPO", "grpo", grpo.model, tokens: grpo.tokensWritten),
      try way("DPO", "dpo", dpo.trained.model, tokens: dpo.tokens),
    ] + choosing
  }

  private func way(_ name: String, _ id: String, _ model: GPT, tokens: Double) throws -> Way {
    let answers = try compared(model)
    return Way(
      name: name, id: id, golds: try golds(answers), winRate: answers.winRate(over: try comparedBefore()),
      kl: try kl(model, in: answers), tokens: tokens)
  }

  /// The judge's favourite of several answers of the start, and any of them.
  private func bestOf(seed: UInt64) throws -> [Way] {
    var generator = SeededGenerator(seed: seed, stream: "candidates")
    let format = try course().format()
    let some = Candidates(
      Self.candidates, by: try assistant(), to: try comparedRequests().map(format.prompt), end: format.end,
      using: &generator)
    let tokens = Double(some.answers.reduce(0) { $0 + $1.reduce(0) { $0 + $1.answer.count } })
    let rounds = 0..<Self.answersToCompare
    let best = some.best(by: try judge().reward)
    return [
      try way(
        "best of \(Self.candidates)", "bestOfN", rounds.flatMap { _ in best },
        kl: Candidates.kl(bestOf: Self.candidates), tokens),
      try way(
        "any of \(Self.candidates)", "randomOfN", rounds.flatMap { round in some.answers.map { $0[round] } },
        kl: 0, tokens),
    ]
  }

  private func way(_ name: String, _ id: String, _ answers: [Rollout], kl: Double, _ tokens: Double) throws
    -> Way
  {
    let course = try course()
    let requests = try comparedRequests()
    let found = Evaluation(
      of: answers, to: (0..<Self.answersToCompare).flatMap { _ in requests }, world: course.world,
      format: try course.format())
    return Way(
      name: name, id: id, golds: try golds(found), winRate: found.winRate(over: try comparedBefore()), kl: kl,
      tokens: tokens)
  }

  func seeds(_ cell: Cell) throws {
    try cell.say(
      "How much of the comparison is chance? The same start and the same judge, with other random numbers.")
    let all = try (0..<3).map { i in
      i == 0 ? try comparison() : try compare(seed: invocation.seed + UInt64(i))
    }
    let rows = all[0].indices.map { way in
      let golds = all.map { $0[way].gold }
      let wins = all.map { $0[way].winRate }
      return (
        name: all[0][way].name, mean: mean(golds), spread: golds.max()! - golds.min()!,
        golds: golds, wins: wins
      )
    }
    let widest = rows.max { $0.spread < $1.spread }!
    try cell.show(
      Table(
        [
          .text("way"), .number("gold, 3 seeds", unit: "points"), .number("mean"), .number("spread"),
          .number("preferred", unit: "%"),
        ],
        rows.map { row in
          [
            row.name, row.golds.map { $0.fixed(2) }.joined(separator: " "), row.mean.fixed(2),
            row.spread.fixed(2),
            row.wins.map(hundred).joined(separator: " "),
          ]
        }, caption: "Chance changes \(widest.name) most, by \(widest.spread.fixed(2)) points."))
    let random = rows.first { $0.name.hasPrefix("any") }!
    let worst = rows.filter { !$0.name.hasPrefix("any") }.map(\.mean).min()!
    try cell.check("over the seeds, each way does better than any answer", worst, not: random.mean) {
      $0 > random.mean
    }
  }
}
