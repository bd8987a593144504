// The loop on the model: one iteration taken apart, and all of them.

import Basics
import CourseKit
import Notebook
import Pictures
import TinyLM
import TinyTensor
import TinyWorld
import Training

extension Lesson {
  func iteration(_ cell: Cell) throws {
    try cell.say(
      """
      Now the model takes the place of the five numbers. In one **iteration** it answers some requests, the judge \
      scores the answers, each token gets its advantage, and a few updates follow. The **reward** of an answer is its \
      score on the scale of the first iteration: less the mean, divided by the standard deviation. An answer without \
      an end loses one point of that scale. In PPO each token also pays for its KL.
      """
    )
    try cell.show(
      Pipeline(
        [
          .step("policy", output: "answers"), .step("judge", output: "scores"),
          .step("value, KL", output: "advantages"), .step("clip, update", output: "a new policy"),
        ], direction: .across, caption: "What leaves the last box is the policy of the next iteration."))
    try cell.code("policy-optimization-step", in: "Training/PolicyOptimization/PolicyOptimization.swift")
    let stage = try course().policyOptimization(trySettings)
    let report = try stage.step()
    try cell.show(
      ("answers", "\(trySettings.promptsPerIteration)"),
      (
        "score of the judge: mean, standard deviation",
        "\(report.reward.fixed(2)), \(report.rewardDeviation.fixed(2))"
      ),
      ("tokens in an answer", report.length.fixed(1)),
      ("came to an end", percent(Double(report.ended))),
      ("ratio farthest from 1, at the first update", report.firstRatio.fixed(6)),
      ("ratios outside the clip, over all updates", percent(Double(report.clipFraction))))
    let (start, now) = (try assistant(), stage.model)
    try cell.check(
      "at the first update every ratio is 1, to a ten-thousandth (control: after it)", report.firstRatio,
      not: try farthestRatio(of: now, from: start)
    ) { abs($0 - 1) < 1e-4 }
    try cell.check("each of the \(matrices(now).count) weight matrices has moved", now, not: start) { model in
      zip(matrices(model), matrices(start)).allSatisfy { $0.values != $1.values }
    }
    try showControl(cell)
  }

  /// The settings of PPO for a few iterations.
  private var trySettings: PolicyOptimizationSettings {
    var settings = PolicyOptimizationSettings(invocation)
    settings.iterations = 3
    settings.promptsPerIteration = min(settings.promptsPerIteration, 64)
    return settings
  }

  private func matrices(_ model: GPT) -> [Tensor] { model.parameters.map(\.tensor).filter { $0.rank == 2 } }

  /// How far the probability of any token has gone from the start's, in answers that the start wrote.
  private func farthestRatio(of model: GPT, from start: GPT) throws -> Float {
    let rows = try conversations(before()).prefix(64)
    let logs = [model, start].map {
      $0.frozen().answerLogProbabilities(Array(rows), temperature: usual.temperature)
    }
    return (logs[0] - logs[1]).exp().values.max { abs($0 - 1) < abs($1 - 1) }!
  }

  /// A reward that is the same for all answers says nothing: the model must not move.
  private func showControl(_ cell: Cell) throws {
    try cell.say(
      "Is it really the score that moves it? Three iterations with the judge, and three with a judge that gives the same to all."
    )
    let course = try course()
    let (prompts, end) = (try course.trainingPrompts(512), try course.format().end)
    var settings = trySettings
    settings.unfinishedPenalty = 0
    func kl(with reward: Reward) throws -> Double {
      let stage = PolicyOptimization(
        try assistant(), settings, prompts: prompts, end: end, reward: reward, valuesFrom: try judge().trunk)
      try stage.finish()
      return try self.kl(stage.model, in: evaluateSampled(stage.model, Array(requests().prefix(150))))
    }
    let real = try kl(with: judge().reward)
    let constant = try kl(with: Reward(fingerprint: 0) { $0.map { _ in 1 } })
    try cell.show(
      ("KL after three iterations with the judge", "\(real.fixed(4)) nats an answer"),
      ("with the same score for all", "\(constant.fixed(4)) nats an answer"))
    try cell.check("the same score for all moves it less than a tenth as far", constant, not: real) {
      $0 < real / 10
    }
  }

  func training(_ cell: Cell) throws {
    let settings = PolicyOptimizationSettings(invocation)
    try cell.say(
      """
      \(settings.iterations) iterations of \(settings.promptsPerIteration) requests each. At every answer the judge's score \
      is written down. Now and then some answers are also shown to the world, for the true score, on requests \
      that the policy does not learn from.
      """
    )
    try cell.predict("Which will rise first: the judge's score, or the true one? Will they stay together?")
    let run = try run()
    let proxy = run.reports.map { (x: Double($0.step - 1), y: Double($0.reward)) }
    let gold = run.journal.map { (x: Double($0.step), y: $0.gold) }
    let (first, last) = (mean(proxy.prefix(3).map(\.y)), mean(proxy.suffix(3).map(\.y)))
    let (start, end) = (gold[0].y, gold[gold.count - 1].y)
    try cell.show(
      LineChart(
        x: Axis("iterations done"), y: Axis("mean score", unit: "points"),
        [Series("proxy: the judge, of what it learns from", proxy), Series("gold: the truth", gold)],
        caption:
          "The proxy goes from \(first.fixed(2)) to \(last.fixed(2)), gold from \(start.fixed(2)) to "
          + "\(end.fixed(2))."))
    try showChange(run, cell)
    cell.record(Metric("iterations", Double(run.stepsDone)))
    cell.record(Metric("proxyGain", last - first, better: .higher))
    cell.record(.timing("seconds", run.seconds))
    try cell.check("the judge likes the last answers better than the first", last, not: first) { $0 > first }
    if !invocation.isQuick {
      try cell.check(
        "the true score is higher at the end than at the start", end, not: start,
        advice: "Try --set klWeight=0.1"
      ) { $0 > start }
    }
  }

  /// How far the policy went from the start, and how long its answers became.
  private func showChange(_ run: Trained<PolicyOptimization>, _ cell: Cell) throws {
    try cell.say("And how far it goes from the start for that:")
    let kls = run.journal.map { (x: Double($0.step), y: $0.kl) }
    try cell.show(
      LineChart(
        x: Axis("iterations done"), y: Axis("KL", unit: "nats an answer"), [Series("KL", kls)],
        height: 6,
        caption: "At the end an answer is \(kls[kls.count - 1].y.fixed(2)) nats from the start."))
    let reports = run.reports
    try cell.show(
      Trend(
        "tokens in an answer", reports.map(\.length), digits: 1,
        caption: "From \(reports[0].length.fixed(1)) to \(reports[reports.count - 1].length.fixed(1)) tokens."
      ))
  }
}
