// The reward model, and how it learns from choices.

import Basics
import CourseKit
import Notebook
import Pictures
import TinyTensor
import TinyWorld
import Training

extension Lesson {
  func model(_ cell: Cell) throws {
    let width = try course().assistant().configuration.width
    try cell.say(
      """
      Not five scores, but a score for any answer: that needs a model. The **reward model** is a copy of the model of \
      chapter 5 (the trunk). On top, in place of the scores for the next token, it gets a small layer (the head), which \
      is 0 at first.
      """
    )
    try cell.show(
      Pipeline(
        [
          .step("request and answer", output: "[T] tokens"),
          .step("trunk: a copy of the model of chapter 5", output: "[T, \(width)]"),
          .step("the vector of the last token", output: "[\(width)]"),
          .step("head", output: "[4]"),
          .step("times 1, mean, least, first", output: "[4]"),
          .step("sum", output: "score"),
        ],
        caption:
          "Four numbers leave the head: a score for what was read, and how much each kind of evidence counts."
      ))
    try cell.code("reward-model", in: "Training/RewardModeling/RewardModel.swift")
    try showEvidence(cell)
  }

  private func showEvidence(_ cell: Cell) throws {
    try cell.say(
      """
      The **evidence** is ours, and not usual. It says how likely the model of chapter 5, which stays as it is, finds the \
      answer: the mean log-probability of its tokens, the least one, and the first one. A model that \
      has read the facts finds a false answer improbable.
      """
    )
    let truth = try truthPair()
    let judge = RewardModel(try course().assistant())
    let evidence = judge.evidence(of: [truth.first.conversation, truth.second.conversation])
    try cell.quote(truth.request.text, label: "request")
    try cell.show(
      Table(
        [.text("answer"), .number("mean", unit: "nats"), .number("least"), .number("first")],
        zip([truth.first, truth.second], evidence).map {
          [$0.text, $1.mean.fixed(2), $1.least.fixed(2), $1.first.fixed(2)]
        },
        caption: "The first answer is true, the second is not."))
    let pairs = try truthPairs()
    let surer = try evidenceForTruth(pairs, judge)
    try cell.show(("true answers that have the higher mean, of \(pairs.count) pairs", percent(surer)))
    cell.record(Metric("evidenceRanksTruth", surer, better: .higher))
    try cell.check(
      "the untrained judge scores every answer 0", judge.rewards(of: pairs.map(\.first.conversation)),
      not: try self.judge().rewards(of: pairs.map(\.first.conversation))
    ) { $0.allSatisfy { $0 == 0 } }
    let needed = invocation.isQuick ? 0.5 : 0.75
    try cell.check(
      "of two answers the true one has the higher mean in at least \(percent(needed)) of the pairs", surer,
      not: 1 - surer
    ) { $0 >= needed && $0 > 0.5 }
  }

  /// The share of pairs in which the true answer has the higher mean log-probability.
  private func evidenceForTruth(_ pairs: [AnswerPair], _ judge: RewardModel) throws -> Double {
    let evidence = judge.evidence(of: pairs.flatMap { [$0.first.conversation, $0.second.conversation] })
    return mean(pairs.indices.map { evidence[2 * $0].mean > evidence[2 * $0 + 1].mean ? 1 : 0 })
  }

  /// Made pairs that differ in truth alone, the true answer first.
  func truthPairs() throws -> [AnswerPair] {
    try madePairs(.truth, count: invocation.isQuick ? 60 : 200)
  }

  func training(_ cell: Cell) throws {
    let choices = try choices()
    let settings = RewardModelingSettings(invocation)
    let made = try pairs().compactMap(\.contrast)
    try cell.show(
      ("pairs to choose from, no two answers equal", choices.count.grouped),
      ("written by the model of chapter 5", (choices.count - made.count).grouped),
      ("made to differ in one thing", made.count.grouped),
      ("misfits among these", made.count { $0 == .misfit }.grouped))
    try cell.say(
      """
      \(choices.count.grouped) choices, \(settings.epochs == 1 ? "each once" : "\(settings.epochs) times each"), \
      \(settings.batch) in a step. The step has the five moves that you know; all weights of the trunk learn too.
      """
    )
    try cell.code("reward-modeling-step", in: "Training/RewardModeling/RewardModeling.swift")
    let run = try run()
    try showLearning(run.reports, cell)
    cell.record(Metric("choiceCount", Double(choices.count)))
    cell.record(Metric("steps", Double(run.stepsDone)))
    cell.record(.timing("seconds", run.seconds))
    let accuracies = run.reports.map(\.accuracy)
    try cell.check(
      "in the last third of the steps it predicts at least 55 % of the choices, which it has not seen before",
      mean(accuracies.suffix(max(1, accuracies.count / 3))), not: accuracies[0]
    ) { $0 >= 0.55 }
  }

  private func showLearning(_ reports: Reports<RewardModeling.Report>, _ cell: Cell) throws {
    let floor = try entropyOfChoices()
    let losses = reports.map { Double($0.loss) }
    let part = max(1, reports.count / 10)
    let last = mean(losses.suffix(part))
    try cell.show(
      LineChart(
        x: Axis("step"), y: Axis("loss", unit: "nats per choice"),
        [Series("loss", reports.map { (x: Double($0.step), y: Double($0.loss)) })],
        references: [Reference("knows nothing", PortableMath.log(2)), Reference("floor", floor)],
        caption:
          """
          The loss falls from \(losses[0].fixed(2)), the logarithm of 2, to \(last.fixed(2)). The floor, \
          \(floor.fixed(2)), is the surprise that is left if you know how people choose.
          """
      ))
    let accuracies = reports.map(\.accuracy)
    try cell.show(
      Trend(
        "right on choices", accuracies.map { 100 * $0 }, unit: "%", digits: 0,
        caption:
          "In the last tenth of the steps it predicts \(percent(mean(accuracies.suffix(part)))) before it learns from them."
      ))
    cell.record(Metric("loss", last, better: .lower))
  }

  /// The mean surprise at the choices if their chances are known, in nats.
  private func entropyOfChoices() throws -> Double {
    let course = try course()
    return mean(
      try pairs().prefix(1000).map { pair in
        let chance = course.probabilityOfFirst(pair, by: people)
        return [chance, 1 - chance].reduce(0) { $0 - ($1 > 0 ? $1 * PortableMath.log($1) : 0) }
      })
  }

  /// A judge of a training on the side; asked for by the same name again, it is not trained again.
  ///
  /// - Parameter start: what it begins with; one that has learned nothing if left out.
  func sideJudge(
    _ name: String, from start: RewardModel? = nil, on choices: some Collection<Comparison>,
    _ settings: RewardModelingSettings
  ) throws -> RewardModel {
    if let judge = sideJudges[name] { return judge }
    let stage = RewardModeling(
      try start ?? RewardModel(course().assistant()), settings, comparisons: Array(choices))
    try stage.finish(name, width: invocation.width)
    sideJudges[name] = stage.judge
    return stage.judge
  }

  /// How many choices a training on the side takes.
  var few: Int { min(invocation.integer("small"), invocation.integer("choices")) }

  /// The settings of such a training: smaller steps, since there are fewer choices.
  var smallSettings: RewardModelingSettings {
    var settings = RewardModelingSettings(invocation)
    settings.batch = max(1, settings.batch / 2)
    settings.learningRate /= 5  // few choices bear smaller steps only
    return settings
  }
}
