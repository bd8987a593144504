// The last update of the weights: two ways to make it, and the rule by which one is accepted.

import Basics
import CourseKit
import Notebook
import Pictures
import TinyTensor
import TinyWorld
import Training

extension Lesson {
  func lastUpdate(_ cell: Cell) throws {
    try cell.say(
      """
      We try two last changes on the policy of chapter 7, and keep one only if it measures better than no change. \
      Neither needs any training: each weight becomes the mean of that weight in two models.
      """
    )
    try cell.code("average-weights", in: "CourseKit/Final.swift")
    try cell.say(
      """
      The first is the mean of two policies, the one of PPO and the one of GRPO. They went different ways from one \
      start, and sometimes a better model lies between them. The second goes half of the way back to where both began, \
      the model of chapter 5: on the way to the judge's favour something may have been lost.
      """
    )
    try cell.predict("Which of the three is best: the policy as it is, the average, or the way back?")
    let candidates = try course().candidates()
    let chosen = try course().best(of: candidates)
    let before = candidates[0].answers
    try cell.show(candidateTable(candidates, chosen))
    try cell.say(
      "These requests are not those of the scoreboard, and no message of a person is among them: a measurement that was "
        + "used to choose flatters the winner.")
    for candidate in candidates {
      cell.record(
        Metric("lastUpdate.\(candidate.update.rawValue).gold", candidate.answers.gold, better: .higher))
    }
    cell.record(Metric("lastUpdate.gain", chosen.answers.gold - before.gold, better: .higher))
    let other = candidates.first { $0.update != chosen.update }!
    let final = try final().fingerprint
    try cell.check("the file of the final model holds the best of them", chosen, not: other) {
      $0.model.fingerprint == final
    }
  }

  private func candidateTable(_ candidates: [Candidate], _ chosen: Candidate) throws -> Table {
    let before = candidates[0].answers
    let rows = try candidates.map {
      [
        $0.update.inWords, $0.answers.gold.fixed(3), hundred($0.answers.right),
        hundred($0.answers.refusals),
        hundred($0.answers.honesty), try textLoss($0.model).fixed(3),
      ]
    }
    return Table(
      [
        .text("last update"), .number("gold", unit: "points"), .number("right", unit: "%"),
        .number("refuses harm", unit: "%"), .number("honest", unit: "%"),
        .number("loss on text", unit: "nats"),
      ],
      rows,
      caption: """
        On \(before.answers.count) requests that are kept for choosing, the best is: \(chosen.update.inWords), \
        \((chosen.answers.gold - before.gold).fixed(3)) points above the policy.
        """
    )
  }
}
