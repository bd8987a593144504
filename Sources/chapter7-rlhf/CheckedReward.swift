// A reward that a program computes, and what a hole in that program does. Follows Lambert et al. 2024, "Tulu 3", which
// named it RLVR, and Guo et al. 2025, "DeepSeek-R1". Leaves out programs that check each step.

import Basics
import Notebook
import Pictures
import TinyLM
import TinyWorld
import Training

extension Lesson {
  func checkedReward(_ cell: Cell) throws {
    let models = try wordProblems()
    try cell.say(
      """
      The judge of chapter 6 guesses what people like. Whether a sum is right needs no guess: a program can check \
      it. **Reinforcement learning with verifiable rewards** (RLVR) is GRPO with such a program in place of the reward \
      model. A right answer is worth 1, every other answer 0. Nothing says that steps are good.
      """)
    try cell.predict("What will the model do more often, and will its answers get longer or shorter?")
    let (training, right) = try practised()
    let (before, after) = try (undecidedAnswers(), sampled(training.model))
    let lengths = training.reports.map { (x: Double($0.step), y: Double($0.length)) }
    let steps = lengths.map(\.x)
    try cell.show(
      LineChart(
        x: Axis("iteration"), y: Axis("right answers", unit: "%"),
        [Series("right in training", zip(steps, right).map { (x: $0, y: 100 * $1) })], height: 5,
        caption: "Each point is one iteration's answers, which are also what it learns from."))
    try cell.show(
      LineChart(
        x: Axis("iteration"), y: Axis("length", unit: "tokens"), [Series("length", lengths)], height: 4,
        caption: "Nobody asked for longer answers. Steps are what is right more often, and they take room."))
    try cell.show(choiceTable(before, after))
    let place = before.texts.indices.first { !models.heldOut[$0].isSolved(by: before.texts[$0][0]) } ?? 0
    try cell.quote([
      (label: "asked", text: models.heldOut[place].question), (label: "before", text: before.texts[place][0]),
      (label: "after", text: after.texts[place][0]),
    ])
    cell.record(Metric("rightBeforeChecking", before.right))
    cell.record(Metric("rightAfterChecking", after.right, better: .higher))
    try cell.check(
      "single answers are right at least 25 points more often", after.right, not: before.right
    ) { $0 >= before.right + 0.25 }
    try checkConstant(before, cell)
  }

  /// What training with a checker changed: which habit is chosen, and how well it is done.
  private func choiceTable(_ before: Solutions, _ after: Solutions) -> Table {
    let rows: [(String, (Solutions) -> Double)] = [
      ("right", { $0.right }), ("with steps", { $0.withSteps }),
      ("right, of those with steps", { $0.rightWithSteps }),
      ("solved by at least one of 27", { $0.solvedOnce }),
    ]
    return Table(
      [.text("share of answers"), .number("before", unit: "%"), .number("after", unit: "%")],
      rows.map { [$0.0, hundred($0.1(before)), hundred($0.1(after))] },
      caption:
        "The share with steps moves by \(hundred(after.withSteps - before.withSteps)) points, the share right among them by "
        + "\(hundred(after.rightWithSteps - before.rightWithSteps)). At least one of 27 was right before in \(percent(before.solvedOnce))."
    )
  }

  /// The control: if every answer is worth the same, none is better than its group.
  private func checkConstant(_ before: Solutions, _ cell: Cell) throws {
    let (checked, constant) = try (
      practised().training.model,
      wordProblems().rewarded("a constant reward", from: undecided(), iterations: 3) { _, _ in 1 }.training
        .model
    )
    let change = { (model: GPT) in try self.largestChange(of: model) }
    try cell.check(
      "if every answer is worth 1, every advantage is 0 and no weight moves by more than 0.001",
      try change(constant), not: try change(checked)
    ) { $0 < 0.001 }
  }

  /// How far the weight that moved most has moved from the undecided model.
  private func largestChange(of model: GPT) throws -> Float {
    zip(model.parameters, try undecided().parameters).reduce(0) { most, pair in
      zip(pair.0.tensor.values, pair.1.tensor.values).reduce(most) { max($0, abs($1.0 - $1.1)) }
    }
  }

  func hole(_ cell: Cell) throws {
    try cell.say(
      """
      A program cannot be flattered. It can have a hole. This one looks for a wrong number, and an answer that holds \
      no number has none. The model has one such habit: some of its mixed demonstrations said "\(WordProblem.refusal)"
      """)
    try cell.code("checker-with-hole", in: "TinyWorld/Sums/WordProblem.swift")
    try cell.predict("The reward will climb. What happens to the right answers?")
    let (training, right) = try exploited()
    let after = try sampled(training.model)
    let reward = training.reports.map { (x: Double($0.step), y: 100 * Double($0.reward)) }
    try cell.show(
      LineChart(
        x: Axis("iteration"), y: Axis("share of answers", unit: "%"),
        [
          Series("reward: not found wrong", reward),
          Series("truly right", zip(reward.map(\.x), right).map { (x: $0, y: 100 * $1) }),
        ],
        height: 7, caption: "The gap between the curves is what the hole pays for."))
    let before = try undecidedAnswers()
    try cell.show(
      ("answers without a number", "\(percent(before.silent)) -> \(percent(after.silent))"),
      ("right answers", "\(percent(before.right)) -> \(percent(after.right))"),
      ("with the checker without a hole", percent(try sampled(practised().training.model).right)))
    cell.record(Metric("rightWithHole", after.right))
    cell.record(Metric("silentWithHole", after.silent))
    try cell.say(Self.verdict(wasFound: after.silent > 0.5))
    try cell.check(
      "the reward has risen", training.reports.suffix(3).map { Double($0.reward) },
      not: training.reports.prefix(3).map { Double($0.reward) }
    ) { mean($0) > mean(training.reports.prefix(3).map { Double($0.reward) }) }
  }

  /// What a run with the hole shows.
  private static func verdict(wasFound: Bool) -> String {
    wasFound
      ? """
      In this run the model found the hole: to say nothing is easier than to be right, and it is paid the same. \
      The reward reports success.
      """
      : """
      In this run the model did not give in to the hole: honest steps were paid nearly as well. The hole is \
      there all the same. With another seed, or more iterations, it may be found.
      """
  }

  /// The training with the program that checks answers.
  func practise() throws -> (training: PolicyOptimization, right: [Double]) {
    try wordProblems().rewarded("a program as reward", from: undecided(), iterations: 20) {
      $0.isSolved(by: $1) ? 1 : 0
    }
  }

  /// The training with the program that has a hole.
  private func exploited() throws -> (training: PolicyOptimization, right: [Double]) {
    try wordProblems().rewarded("a checker with a hole", from: undecided(), iterations: 24) {
      $0.isNotWrong(in: $1) ? 1 : 0
    }
  }

  /// Twenty-seven answers to each problem.
  func sampled(_ model: GPT) throws -> Solutions {
    try wordProblems().solutions(of: model, samples: 27, temperature: usual.temperature)
  }
}
