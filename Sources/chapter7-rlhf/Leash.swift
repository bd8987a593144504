// The leash: what a nat of distance from the start costs. Small trainings that differ in nothing else.

import Basics
import CourseKit
import Notebook
import Pictures
import TinyTensor
import Training

/// What a training with one weight came to.
private struct LeashedRun {
  let weight: Double
  let answers: Evaluation
  /// In nats an answer.
  let kl: Double
  /// The judge's score, on average.
  let proxy: Double
}

extension Lesson {
  /// The weights that are tried.
  static let leashes = [0, 0.2, 1, 5]

  /// A small training with the judge of chapter 6.
  func leashed(_ weight: Double) throws -> Trained<PolicyOptimization> {
    try sideRun(smallSettings(klWeight: weight))
  }

  func leash(_ cell: Cell) throws {
    try cell.say(
      """
      The weight of the KL penalty is a knob. We turn it in short runs that are identical in all else: \
      \(invocation.integer("small")) iterations of GRPO, which needs no value network. \
      All short runs of this chapter are GRPO, unless the page says otherwise. There the KL stands in the loss.
      """
    )
    try cell.predict("With a very high weight, will the policy learn more, less, or nothing at all?")
    let runs = try leashedRuns()
    let start = try before().gold
    let best = runs.max { $0.answers.gold < $1.answers.gold }!
    try cell.show(
      Table(
        [
          .number("KL weight"), .number("KL", unit: "nats an answer"), .number("judge's score"),
          .number("gold", unit: "points"),
        ],
        runs.map {
          [
            $0.weight.brief, $0.kl.fixed(2), $0.proxy.fixed(2), $0.answers.gold.fixed(2),
          ]
        },
        caption:
          "Gold was \(start.fixed(2)) at the start. The best of these weights is \(best.weight.brief), with "
          + "\(best.answers.gold.fixed(2))."))
    try cell.show(
      ScatterPlot(
        x: Axis("KL", unit: "nats an answer"), y: Axis("gold"),
        [
          Series("a training each", runs.map { (x: $0.kl, y: $0.answers.gold) }),
          Series("the start", [(x: 0, y: start)]),
        ], height: 8,
        caption:
          "Each point is a run. The higher the weight, the shorter the leash, and the farther to the left it ends."
      ))
    try checkLeashes(runs, from: start, to: best.answers.gold, cell)
  }

  private func leashedRuns() throws -> [LeashedRun] {
    try Self.leashes.map { weight in
      let model = try leashed(weight).model
      let answers = try evaluateSampled(model, requests())
      return LeashedRun(
        weight: weight, answers: answers, kl: try kl(model, in: answers),
        proxy: try proxy(answers, by: judge()))
    }
  }

  /// What longer and shorter leashes do, where gold went from the start to its best.
  private func checkLeashes(_ runs: [LeashedRun], from start: Double, to best: Double, _ cell: Cell) throws {
    try cell.check(
      "the higher the cost, the nearer it stays to the start", runs.map(\.kl), not: runs.map(\.kl).reversed()
    ) {
      zip($0, $0.dropFirst()).allSatisfy { $0 > $1 }
    }
    let tight = runs[runs.count - 1].answers.gold
    try cell.check(
      "on the shortest leash it learns less than half of what the best one learns", tight, not: best
    ) {
      $0 - start < (best - start) / 2
    }
  }
}
