// Reward hacking made to happen, and three repairs. The judge here has never seen an answer to another request; the true
// score stays what it was. Follows Gao et al. 2022, "Scaling Laws for Reward Model Overoptimization".

import Basics
import CourseKit
import Notebook
import Pictures
import TinyLM
import TinyTensor
import TinyWorld
import Training

extension Lesson {
  /// The judge that has learned from the same choices as that of chapter 6, without the misfits among them.
  func makePoorJudge() throws -> (model: RewardModel, key: String) {
    let course = try course()
    var choosing = Course.Choosing(course.recipe.choices)
    choosing.withoutMisfits = true
    let plan = try course.rewardModeling(from: choosing)
    return (try RewardModel(assistant(), course.trained(plan).checkpoint), plan.key)
  }

  /// A small training that follows the poor judge as far as it leads.
  func hackingRun(klWeight: Double) throws -> Trained<PolicyOptimization> {
    try sideRun(smallSettings(klWeight: klWeight), by: poorJudge(), looks: 10)
  }

  func hack(_ cell: Cell) throws {
    try cell.say(
      """
      Another judge: the one of chapter 6 that learned from the same choices without the misfits. It has never seen a good \
      answer to the wrong request. Now the policy may follow it anywhere, without a cost for distance. When a score goes \
      up because its weakness was found, that is **reward hacking**.
      """
    )
    try cell.predict("What will the answers look like?")
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
    let places = [Request.Kind.fact, .unknown, .harmful, .harmless, .smallTalk].compactMap { kind in
      after.answers.firstIndex { $0.request.kind == kind }
    }
    let common = commonest(after)
    try cell.show(
      Table(
        [.text("asked"), .text("before"), .text("after")],
        places.map { [after.answers[$0].request.text, before.answers[$0].text, after.answers[$0].text] },
        caption:
          "To \(percent(common.share)) of the \(after.answers.count) requests it now gives one and the same answer: "
          + "\"\(common.text)\""))
    try cell.show(
      ("", "before -> after"),
      ("proxy: this judge", "\(proxyBefore.fixed(2)) -> \(proxyAfter.fixed(2))"),
      ("gold: the truth", "\(before.gold.fixed(2)) -> \(after.gold.fixed(2))"),
      ("the commonest answer", "\(percent(commonest(before).share)) -> \(percent(common.share))"),
      ("questions answered right", "\(percent(before.right)) -> \(percent(after.right))"))
    cell.record(Metric("hackedProxyGain", proxyAfter - proxyBefore))
    cell.record(Metric("hackedGoldChange", after.gold - before.gold))
    cell.record(Metric("hackedCommonest", common.share))
    let advice = "Give it more time: --set small=40"
    try cell.check("the judge that is fooled gives a higher score", proxyAfter, not: proxyBefore) {
      $0 > proxyBefore + 0.1
    }
    try cell.check(
      "the true score has fallen by at least one point", after.gold, not: before.gold, advice: advice
    ) {
      $0 <= before.gold - 1
    }
    try cell.check(
      "more than half of the requests get one and the same answer", after, not: before, advice: advice
    ) { commonest($0).share > 0.5 }
  }

  /// The answer that is given most often, and to which share of the requests.
  private func commonest(_ evaluation: Evaluation) -> (text: String, share: Double) {
    let texts = evaluation.answers.map(\.text)
    let counts = Dictionary(texts.map { ($0, 1) }, uniquingKeysWith: +)
    // Searched in the order of the requests, so that it is the same in each run.
    let first = texts.max { counts[$0]! < counts[$1]! } ?? ""
    return (first, Double(counts[first] ?? 0) / Double(texts.count))
  }

  func repairs(_ cell: Cell) throws {
    let weight = 0.5
    try cell.say(
      """
      We try three repairs, each alone. A leash: the same judge, but distance costs \(weight.brief) a nat. A better judge: \
      that of chapter 6, which has seen misfits. An early stop: the same training, ended where people who look at some \
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
    for repair in repaired {
      try cell.check("\(repair.name): at least half of the loss is won back", repair.gold, not: control) {
        $0 >= (start + control) / 2
      }
    }
    let best = repaired.map(\.gold).max()!
    try cell.check("the best repair ends above the start", best, not: control) { $0 > start }
    try cell.say(
      """
      The leash is the cheapest: it needs no new choices, and nobody has to look. But it holds back the good as well as the \
      bad. If you can, use all three.
      """
    )
  }

  /// The true score of a model, on the requests for measuring.
  private func gold(of model: GPT) throws -> Double { try evaluateSampled(model, requests()).gold }

  /// The training that went wrong, ended after the look at which gold was highest, the start not counted.
  private func stoppedEarly() throws -> (iterations: Int, model: GPT) {
    let best = try hacked().journal.dropFirst().max { $0.gold < $1.gold }!
    let again = try course().policyOptimization(smallSettings(klWeight: 0), by: poorJudge().model)
    while again.stepsDone < best.step { try again.step() }
    return (best.step, again.model)
  }
}
