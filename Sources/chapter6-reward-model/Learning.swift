// The reward model, and how it learns from choices.

import Basics
import CourseKit
import Notebook
import Pictures
import TinyLM
import TinyTensor
import TinyWorld
import Training

// cell: scalar-head
/// A score from the vector of the last token: `hidden` and `weights` are
/// `[C]`, and the result is one number.
///
/// Source: Ziegler et al. 2019, section 2.
func scalarHead(
  _ hidden: [Float], _ weights: [Float], _ bias: Float
) -> Float {
  zip(hidden, weights).reduce(bias) { $0 + $1.0 * $1.1 }
}
// cell: end

extension Lesson {
  func model(_ cell: Cell) throws {
    try cell.say(
      """
      Five scores are enough for five answers. To score any answer, we need a model. The **reward model** is a copy of the \
      model of chapter 5 (the trunk). In place of the scores for the next token it gets a **scalar head**: one vector \
      of weights, 0 at first. The vector of the last token times this vector is the score.
      """
    )
    let width = try course().assistant().configuration.width
    try cell.show(
      Pipeline(
        [
          .step("request and answer", output: "[T] tokens"),
          .step("trunk: a copy of the model of chapter 5", output: "[T, \(width)]"),
          .step("the vector of the last token", output: "[\(width)]"),
          .step("scalar head: times one vector, and summed", output: "score"),
        ],
        caption:
          "So most reward models are built: a trunk that reads, and \(width) weights that turn what it read into one number."
      ))
    try cell.code("scalar-head")
    try showAddition(cell)
    try showEvidence(cell)
  }

  private func showAddition(_ cell: Cell) throws {
    try cell.say(
      """
      Ours adds something, and that is not usual. The **evidence** says how probable the model of chapter 5, which stays \
      as it is, finds the answer: the mean log-probability of its tokens, the least one, and the first one. A model \
      that has read the facts finds a false answer improbable. So the head has three more vectors, and each gives the \
      weight of one of these numbers.
      """
    )
    let truth = try truthPair()
    let judge = try judge()
    let answers = [truth.first, truth.second]
    let parts = answers.map { scoreParts(of: $0.conversation, by: judge) }
    try cell.quote(truth.request.text, label: "request")
    try cell.show(
      Table(
        [
          .text("answer"), .number("scalar head"), .number("+ mean"), .number("+ least"),
          .number("+ first"), .number("= score"),
        ],
        zip(answers, parts).map { answer, parts -> [String] in
          [answer.text] + (parts + [parts.reduce(0, +)]).map { $0.fixed(2) }
        },
        caption:
          """
          The judge that the next cell trains, taken apart: what was read gives one number, and each kind of evidence, \
          times its weight, is added. The first answer is true, the second is not.
          """
      ))
    let scores = judge.rewards(of: answers.map(\.conversation)).map(Double.init)
    try cell.check(
      "the four parts add up to the library's score (the scalar head alone does not)",
      parts.map { $0.reduce(0, +) }, not: parts.map { $0[0] }
    ) { zip($0, scores).allSatisfy { abs($0 - $1) < 1e-4 } }
  }

  /// The scalar head's number, and each kind of evidence times its weight, by hand.
  private func scoreParts(of conversation: [MarkedToken], by judge: RewardModel) -> [Double] {
    let states = judge.trunk.frozen().hiddenStates(of: conversation.map(\.id), sequences: 1)  // [1, T, C]
    let last = Array(states.values.suffix(judge.trunk.configuration.width))
    let evidence = judge.evidence(of: [conversation])[0]
    let numbers = [1, evidence.mean, evidence.least, evidence.first]
    return numbers.indices.map { column in
      let weights = judge.head.weight.slice(column..<column + 1, along: 1).values
      let bias = judge.head.bias.values[column]
      return Double(scalarHead(last, weights, bias) * numbers[column])
    }
  }

  private func showEvidence(_ cell: Cell) throws {
    let pairs = try truthPairs()
    let judge = RewardModel(try course().assistant())
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
