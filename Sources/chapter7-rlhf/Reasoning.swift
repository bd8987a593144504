// A model that reasons: it writes the steps down before it answers, and votes among several answers. Follows Wei et al.
// 2022, "Chain-of-Thought Prompting", and Wang et al. 2022, "Self-Consistency". Leaves out thoughts that nobody reads.

import Basics
import Notebook
import Pictures
import TinyLM
import TinyWorld

extension Lesson {
  /// The models that solve word problems.
  func makeWordProblemModels() throws -> WordProblemModels {
    try WordProblemModels(seed: invocation.seed, isQuick: invocation.isQuick, width: invocation.width)
  }

  /// The model that was shown the steps.
  func makeStepper() throws -> GPT { try wordProblems().tuned("answers with steps", [(.steps, 100)]) }

  /// The same model after demonstrations by people who work in different ways.
  func makeUndecided() throws -> GPT {
    try wordProblems().tuned(
      "mixed demonstrations", [(.steps, 30), (.atOnce, 30), (.slip, 15), (.refusal, 25)], from: stepper(),
      epochs: 2)
  }

  func steps(_ cell: Cell) throws {
    let models = try wordProblems()
    try cell.say(
      """
      Can a model work something out? We train a small model of its own. It reads single sums, such as 8 + 5 = 13. \
      Then two copies learn from demonstrations of the same problems. One is shown only the answers. The other is \
      shown the steps first, which is called a **chain of thought**. Every combination of numbers that we ask about \
      here was kept out of both trainings.
      """)
    try cell.predict("Both have seen the same right answers. Does it help to write the steps down?")
    let atOnce = try models.solutions(of: models.tuned("answers at once", [(.atOnce, 100)]))
    let steps = try models.solutions(of: stepper())
    let count = models.heldOut.count
    try cell.quote([
      (label: "asked", text: models.heldOut[0].question), (label: "at once", text: atOnce.texts[0][0]),
      (label: "with steps", text: steps.texts[0][0]),
    ])
    try cell.show(
      Table(
        [.text("shown"), .number("right", unit: "%"), .text("95 % interval")],
        [("the answer alone", atOnce.right), ("the steps, then the answer", steps.right)].map {
          [$0.0, hundred($0.1), rangeInWords($0.1, of: count)]
        },
        caption: "\(count) problems with combinations of numbers that are new to both models."))
    cell.record(Metric("rightAtOnce", atOnce.right))
    cell.record(Metric("rightWithSteps", steps.right, better: .higher))
    try cell.check(
      "with its steps written down it is right at least 40 points more often", steps.right, not: atOnce.right
    ) { $0 >= atOnce.right + 0.4 }
    try cell.say(
      """
      A pass through the layers has a fixed number of additions. Each token that it writes gives it another pass, \
      and attention can read the totals so far. This is no law about what a network can do: with more demonstrations a \
      model can also learn to answer at once.
      """)
  }

  /// Where a share may truly lie, in whole percent.
  func rangeInWords(_ share: Double, of count: Int) -> String {
    let range = interval(ofShare: share, in: count)
    return "\(hundred(range.lowerBound)) to \(hundred(range.upperBound))"
  }

  func votes(_ cell: Cell) throws {
    let models = try wordProblems()
    try cell.say(
      """
      People do not all work alike. The model that was shown the steps now learns on from all of them: some write \
      their steps, some slip in one, some answer at once, some say that they do not know. So its answers differ. We let it answer \
      several times and take the number that comes most often: **self-consistency**.
      """)
    try cell.code("vote", in: "chapter7-rlhf/WordProblemModels.swift")
    try cell.predict(
      "Wrong answers differ from each other, right ones do not. How much does a vote of 9 gain?")
    let greedy = try models.solutions(of: undecided())
    let many = try undecidedAnswers()
    let votes = [1, 3, 9, 27].map { (count: $0, right: many.right(voting: $0)) }
    let count = models.heldOut.count
    try cell.show(
      Table(
        [.text("answer"), .number("right", unit: "%"), .text("95 % interval")],
        (votes.map { ($0.count == 1 ? "one sample" : "vote of \($0.count)", $0.right) }
          + [("greedy: the most probable token each time", greedy.right)]).map {
            [$0.0, hundred($0.1), rangeInWords($0.1, of: count)]
          },
        caption:
          "Of the samples, \(percent(many.withSteps)) have steps; of the greedy answers, "
          + "\(percent(greedy.withSteps)). \(comparison(of: votes[3].right, with: greedy.right, count))"))
    cell.record(Metric("rightOneSample", votes[0].right))
    cell.record(Metric("rightVoteOf9", votes[2].right, better: .higher))
    cell.record(Metric("rightGreedy", greedy.right))
    try cell.check(
      "a vote of 9 is right at least 10 points more often than one sample", votes[2].right,
      not: votes[0].right
    ) { $0 >= votes[0].right + 0.1 }
  }

  /// Whether votes beat the greedy answers here.
  private func comparison(of votes: Double, with greedy: Double, _ count: Int) -> String {
    let range = interval(ofShare: greedy, in: count)
    if votes > range.upperBound { return "The vote of 27 beats greedy here." }
    return votes < range.lowerBound
      ? "Greedy beats the vote of 27 here." : "Neither clearly beats the other here."
  }
}
