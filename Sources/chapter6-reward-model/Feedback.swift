// A judge that learns from the labels of another judge, and from no person.
// Follows: Bai et al. 2022, "Constitutional AI"; Lee et al. 2023, "RLAIF".
// Leaves out the written rules (the constitution) that the labelling model is given there.

import Basics
import CourseKit
import Notebook
import Pictures
import TinyTensor
import TinyWorld
import Training

extension Lesson {
  func feedback(_ cell: Cell) throws {
    let pairs = try course().pairs(few, for: .training, stream: "pairs without people")
    try cell.say(
      """
      If the judge takes the place of people, can it also take their place as a teacher? It chooses in \
      \(pairs.count.grouped) new pairs, and a second judge learns from these choices alone. Labels by a model are called \
      **AI feedback**.
      """
    )
    let first = try judge()
    // cell: ai-feedback
    let answers =
      pairs.map(\.first.conversation) + pairs.map(\.second.conversation)
    let scores = first.rewards(of: answers)
    let labels = pairs.indices.map { i in
      let isFirst = scores[i] > scores[pairs.count + i]
      return pairs[i].comparison(choosingFirst: isFirst)
    }
    // cell: end
    try cell.code()
    try cell.say("For comparison, a third judge has learned from as many choices of people.")
    let judges = [
      ("first: people, \(invocation.integer("choices").grouped) choices", first),
      ("second: the first judge, \(few.grouped)", try sideJudge("AI feedback", on: labels, smallSettings)),
      (
        "third: people, \(few.grouped)",
        try sideJudge("\(few) choices", on: choices().prefix(few), smallSettings)
      ),
    ]
    try cell.predict("Where the first judge is wrong, will the second one put it right?")
    try show(try judges.map { ($0.0, try taught($0.1)) }, cell)
  }

  /// The measurements of one judge, each a share.
  private typealias Taught = (truth: Double, label: Double, sameAsFirst: Double, sharedMistakes: Double)

  private func taught(_ judge: RewardModel) throws -> Taught {
    let (test, first) = (try test(), try differences())
    let mine = test.differences(of: judge)
    let same = test.pairs.indices.map { (mine[$0] > 0) == (first[$0] > 0) ? 1.0 : 0.0 }
    let mistakes = test.pairs.indices.filter {
      test.trueDifferences[$0] != 0 && (first[$0] > 0) != (test.trueDifferences[$0] > 0)
    }
    return (
      test.trueAccuracy(mine), test.labelAccuracy(mine), mean(same), mean(mistakes.map { same[$0] })
    )
  }

  private func show(_ rows: [(name: String, taught: Taught)], _ cell: Cell) throws {
    let (first, second) = (rows[0].taught, rows[1].taught)
    try cell.show(
      Table(
        [
          .text("judge, and who chose"), .number("better found", unit: "%"),
          .number("choices predicted", unit: "%"), .number("same as first", unit: "%"),
          .number("shared mistakes", unit: "%"),
        ],
        rows.map { name, taught in
          [
            name, hundred(taught.truth), hundred(taught.label), hundred(taught.sameAsFirst),
            hundred(taught.sharedMistakes),
          ]
        },
        caption:
          """
          Read the last column: of the pairs in which the first judge prefers the worse answer, the share in which this \
          judge does too. No person chose for the second judge, and \(percent(second.sharedMistakes)) of the mistakes stay.
          """
      ))
    cell.record(Metric("feedback.truth", second.truth, better: .higher))
    cell.record(Metric("feedback.sharedMistakes", second.sharedMistakes))
    try cell.check(
      "the second judge finds the better answer nearly as often as the first: within 5 points",
      second.truth, not: 0.5
    ) { $0 > first.truth - 0.05 }
    try cell.check(
      "it repeats more of the first judge's mistakes than it puts right", second.sharedMistakes,
      not: 1 - second.sharedMistakes
    ) { $0 > 0.5 }
  }
}
