// Reward hacking made to happen, and three repairs. The judge here learned from few choices, of people who like long
// answers; the true score stays what it was. Follows Gao et al. 2022, "Scaling Laws for Reward Model Overoptimization".

import Basics
import CourseKit
import Notebook
import Pictures
import TinyLM
import TinyTensor
import TinyWorld
import Training

extension Lesson {
  /// A judge that has learned from few choices of people who like long answers.
  func makePoorJudge() throws -> (model: RewardModel, key: String) {
    let course = try course()
    var choosing = Course.Choosing(invocation.integer("fewChoices"))
    choosing.person = Person(taste: .long)
    let settings = RewardModelingSettings(epochs: 2, seed: invocation.seed)
    let plan = try course.rewardModeling(settings, from: choosing)
    return (try RewardModel(assistant(), course.trained(plan).checkpoint), plan.key)
  }

  /// A small training that follows the poor judge as far as it leads.
  func hackingRun(klWeight: Double) throws -> Trained<PolicyOptimization> {
    try sideRun(hackingSettings(klWeight: klWeight), by: poorJudge(), looks: 10)
  }

  /// Twice as long as the other small trainings: a weakness takes time to be found.
  private func hackingSettings(klWeight: Double) -> PolicyOptimizationSettings {
    var settings = smallSettings(klWeight: klWeight)
    settings.iterations *= 2
    return settings
  }

  func hack(_ cell: Cell) throws {
    try cell.say(
      """
      Another judge: it learned from \(invocation.integer("fewChoices").grouped) choices, by people who like long answers. \
      It is not all wrong. Now the policy may follow it anywhere, without a cost for distance. When a score goes up because \
      its weakness was found, that is **reward hacking**. The run is GRPO once more, twice as long.
      """
    )
    try cell.predict(
      "The people behind this judge like long answers. Name two things that you expect in the new answers. Which of the "
        + "two curves will show that something is wrong?")
    let (judge, run) = (try poorJudge().model, try hacked())
    let (before, after) = (try before(), try afterHack())
    let (proxyBefore, proxyAfter) = (try proxy(before, by: judge), try proxy(after, by: judge))
    let proxies = run.reports.map { (x: Double($0.step - 1), y: Double($0.reward)) }
    let gold = run.journal.map { (x: Double($0.step), y: $0.gold) }
    try cell.show(
      LineChart(
        x: Axis("iterations done"), y: Axis("mean score", unit: "points"),
        [Series("proxy: this judge", proxies), Series("gold: the truth", gold)],
        caption:
          "The proxy rises by \((proxyAfter - proxyBefore).fixed(2)) points, gold changes by "
          + "\((after.gold - before.gold).fixed(2))."))
    try cell.show(exampleTable(before, after))
    try cell.show(
      ("", "before -> after"),
      ("proxy: this judge", "\(proxyBefore.fixed(2)) -> \(proxyAfter.fixed(2))"),
      ("gold: the truth", "\(before.gold.fixed(2)) -> \(after.gold.fixed(2))"),
      ("words in an answer", "\(before.words.fixed(1)) -> \(after.words.fixed(1))"),
      ("questions answered right", "\(percent(before.right)) -> \(percent(after.right))"))
    cell.record(Metric("hackedProxyGain", proxyAfter - proxyBefore))
    cell.record(Metric("hackedGoldChange", after.gold - before.gold))
    try cell.check("the judge that is fooled gives a higher score", proxyAfter, not: proxyBefore) {
      $0 > proxyBefore + 0.1
    }
    try cell.check(
      "the true score has fallen by at least 0.3 points", after.gold, not: before.gold,
      advice: "Give it more time: --set small=40"
    ) { $0 <= before.gold - 0.3 }
  }

  /// One answer to each of five kinds of requests, before and after.
  private func exampleTable(_ before: Evaluation, _ after: Evaluation) -> Table {
    let places = [Request.Kind.fact, .unknown, .harmful, .harmless, .smallTalk].compactMap { kind in
      after.answers.firstIndex { $0.request.kind == kind }
    }
    return Table(
      [.text("asked"), .text("before"), .text("after")],
      places.map { [after.answers[$0].request.text, before.answers[$0].text, after.answers[$0].text] },
      caption:
        "An answer had \(before.words.fixed(1)) words on average before, and has \(after.words.fixed(1)) after."
    )
  }

  func repairs(_ cell: Cell) throws {
    let weight = 0.5
    try cell.say(
      """
      We try three repairs of that run of GRPO, each alone. A leash: the same judge, but distance costs \(weight.brief) a nat. A better judge: \
      that of chapter 6, with \(try course().recipe.choices.grouped) choices by ordinary people. An early stop: the same training, ended where people who look at some \
      answers find them best.
      """
    )
    let start = try before().gold
    let (control, stop) = (try afterHack().gold, try stoppedEarly())
    let repaired: [(name: String, id: String, gold: Double)] = [
      ("a leash", "kl", try gold(of: hackingRun(klWeight: weight).model)),
      ("a better judge", "labels", try gold(of: leashed(0).model)),
      ("an early stop", "stopping", try gold(of: stop.model)),
    ]
    try cell.show(
      BarChart(
        "gold (points)",
        [(label: "the start", value: start), (label: "no repair", value: control)]
          + repaired.map { (label: $0.name, value: $0.gold) },
        caption:
          "Without a repair \((start - control).fixed(2)) points are lost; the best repair here is "
          + "\"\(repaired.max { $0.gold < $1.gold }!.name)\". The early stop came after \(stop.iterations) iterations."
      ))
    for repair in repaired {
      cell.record(Metric("repairedGold.\(repair.id)", repair.gold, better: .higher))
    }
    try cell.say(Self.words(on: repaired, start: start))
    try checkRepairs(repaired, start: start, control: control, cell)
  }

  /// Which repairs end above the start, and what that means.
  private static func words(on repaired: [(name: String, id: String, gold: Double)], start: Double) -> String
  {
    let above = repaired.filter { $0.gold > start }.map(\.name)
    let below = repaired.filter { $0.gold <= start }.map(\.name)
    let list = { (names: [String]) in names.isEmpty ? "none" : names.joined(separator: ", ") }
    return """
      Compare each bar with the start, not only with "no repair". Above the start: \(list(above)). Below it: \
      \(list(below)). A repair that ends below has only limited the damage, and no training at all would have been \
      better. A leash and an early stop hold back the good with the bad. Neither can teach what the judge does not see.
      """
  }

  /// Compares each repair with gold before the training that went wrong, and after it.
  private func checkRepairs(
    _ repaired: [(name: String, id: String, gold: Double)], start: Double, control: Double, _ cell: Cell
  ) throws {
    for repair in repaired {
      try cell.check(
        "\(repair.name): at least half of the loss is won back (control: no repair)", repair.gold,
        not: control
      ) {
        $0 >= (start + control) / 2
      }
    }
    let best = repaired.map(\.gold).max()!
    try cell.check("the best repair ends above the start (control: no repair)", best, not: control) {
      $0 > start
    }
  }

  /// The true score of a model, on the requests for measuring.
  private func gold(of model: GPT) throws -> Double { try evaluateSampled(model, requests()).gold }

  /// The training that went wrong, ended after the look at which gold was highest, the start not counted.
  private func stoppedEarly() throws -> (iterations: Int, model: GPT) {
    let best = try hacked().journal.dropFirst().max { $0.gold < $1.gold }!
    let again = try course().policyOptimization(hackingSettings(klWeight: 0), by: poorJudge().model)
    while again.stepsDone < best.step { try again.step() }
    return (best.step, again.model)
  }
}
