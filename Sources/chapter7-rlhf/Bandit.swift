// The whole loop on a toy: one request, five answers, and a score for each. No network, only five numbers that learn.
// Follows Williams 1992, "Simple Statistical Gradient-Following Algorithms" (REINFORCE, with the mean as baseline).

import Basics
import CourseKit
import Notebook
import Pictures
import TinyTensor
import TinyWorld
import Training

/// A policy of five answers.
private struct Toy {
  /// What each answer brings, in points.
  let rewards: [Double]
  /// The chances at the beginning.
  let reference: [Double]

  // cell: bandit
  /// The chances, iteration by iteration.
  func trained(
    _ iterations: Int, klWeight: Double, using dice: inout SeededGenerator
  ) -> [[Double]] {
    var logits = reference.map { PortableMath.log($0) }  // for softmax
    var history = [reference]
    for _ in 0..<iterations {
      let now = softmax(logits)
      let answers = (0..<64).map { _ in draw(from: now, using: &dice) }
      let gains = answers.map { answer in
        let logRatio = PortableMath.log(now[answer] / reference[answer])
        return rewards[answer] - klWeight * logRatio
      }
      let mean = gains.reduce(0, +) / Double(gains.count)
      for (answer, gain) in zip(answers, gains) {
        for i in logits.indices {
          let gradient = (i == answer ? 1 : 0) - now[i]  // of log chance
          logits[i] += 0.002 * (gain - mean) * gradient
        }
      }
      history.append(softmax(logits))
    }
    return history
  }
  // cell: end

  /// What is best if distance costs: no chances have a higher mean of reward minus weight times KL.
  ///
  /// Source: Rafailov et al. 2023, equation 4.
  func optimum(klWeight: Double) -> [Double] {
    softmax(zip(rewards, reference).map { PortableMath.log($1) + $0 / klWeight })
  }

  private func softmax(_ logits: [Double]) -> [Double] {
    let largest = logits.max()!  // subtracted, it changes no chance, and no power is too large
    let powers = logits.map { PortableMath.exp($0 - largest) }
    return powers.map { $0 / powers.reduce(0, +) }
  }
}

extension Lesson {
  func bandit(_ cell: Cell) throws {
    let world = try course().world
    let fact = world.facts.first { $0.relation == "meal" } ?? world.facts[0]
    let request = Request(
      kind: .fact, text: world.plainQuestion(fact.relation, about: fact.subject),
      topic: .fact(fact))
    let answers = toyAnswers(to: request)
    let toy = Toy(
      rewards: answers.map { world.goldVerdict($0, to: request).score },
      reference: [0.35, 0.1, 0.25, 0.1, 0.2])
    try cell.say(
      """
      One request: "\(request.text)" Five possible answers, and the points that each is worth. The policy is \
      five numbers, which softmax turns into chances. It draws answers, and whatever did better than the mean \
      becomes likelier. This is **reinforcement learning**: nobody shows the right answer, there is only a score.
      """
    )
    try cell.code()
    try cell.predict("Distance from the start now costs 1 point a nat. Which answers survive?")
    let weight = 1.0
    var (first, second) = (generator("toy"), generator("toy"))
    let free = toy.trained(400, klWeight: 0, using: &first)
    let held = toy.trained(400, klWeight: weight, using: &second)
    let best = toy.optimum(klWeight: weight)
    try cell.show(toyTable(answers, toy, [free[free.count - 1], held[held.count - 1], best]))
    let favourite = place(ofLargest: toy.rewards)
    try cell.show(
      toyChart(free.map { $0[favourite] }, held: held.map { $0[favourite] }, exact: best[favourite]))
    try cell.check(
      "without KL the best answer takes nearly all", free[free.count - 1], not: toy.reference
    ) { $0[favourite] > 0.9 }
    try cell.check(
      "with KL no chance is farther than 0.05 from the exact optimum", held[held.count - 1],
      not: free[free.count - 1]
    ) { zip($0, best).allSatisfy { abs($0 - $1) < 0.05 } }
  }

  /// The points, and the chances at the start and in the end: without a cost for distance, with it, and the best ones.
  private func toyTable(_ answers: [String], _ toy: Toy, _ ends: [[Double]]) -> Table {
    let columns = [toy.rewards, toy.reference] + ends
    return Table(
      [
        .text("answer"), .number("points"), .number("start"), .number("no KL"), .number("KL"),
        .number("KL, exact"),
      ], answers.indices.map { i in [answers[i]] + columns.map { $0[i].fixed(2) } },
      caption:
        """
        Without a cost for distance only one answer is left. With it, the chances come close to the best that \
        is possible: the start, times e to the power of points divided by the weight.
        """
    )
  }

  /// How the chance of the best answer went.
  private func toyChart(_ free: [Double], held: [Double], exact: Double) -> LineChart {
    LineChart(
      x: Axis("iteration"), y: Axis("chance of the best answer"),
      [Series("no KL", free), Series("with KL", held)],
      references: [Reference("exact optimum with KL", exact)], height: 8,
      caption:
        "The best answer goes from \(free[0].fixed(2)) to "
        + "\(free[free.count - 1].fixed(2)), with KL to \(held[held.count - 1].fixed(2))."
    )
  }

  /// Curt, full, rambling, ignorant and wrong.
  private func toyAnswers(to request: Request) -> [String] {
    var generator = generator("toy answers")
    let ways: [(Verdict.Outcome, AnswerStyle)] = [
      (.right, .curt), (.right, .full), (.right, .rambling), (.doesNotKnow, .curt), (.wrong, .curt),
    ]
    return ways.map { outcome, style in
      (try? course().world.answer(to: request, outcome: outcome, style: style, using: &generator)) ?? ""
    }
  }
}
