// Two sources of a reward: a rule that looks the answer up, and the judge that learned from choices.
// Follows: Lambert et al. 2024, "Tulu 3", section 6 (verifiable rewards).

import Basics
import CourseKit
import Notebook
import Pictures
import TinyTensor
import TinyWorld
import Training

// cell: rule
/// 1 if an answer holds the right word of the table, else 0.
///
/// No model and no person is asked.
func ruleReward(_ answer: String, to fact: Fact) -> Double {
  func words(_ text: String) -> [Substring] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }
  }
  let (said, right) = (words(answer), words(fact.answer))
  return said.indices.contains { said[$0...].starts(with: right) } ? 1 : 0
}
// cell: end

extension Lesson {
  private static let factKinds: [Contrast.Kind] = [.truth, .knowing, .misfit, .style, .length]

  /// What two judges say to pairs of one kind: the share in which the better answer gets more, ties counted half.
  private typealias Shares = (kind: Contrast.Kind, count: Int, rule: Double, judge: Double)

  func rule(_ cell: Cell) throws {
    try cell.say(
      """
      Truth is hard for the judge. But whether a capital is right can be looked up. A reward that a program can check is \
      called a **verifiable reward**. It costs no choice, and it never errs about what it checks.
      """
    )
    try cell.code()
    try cell.predict(
      "The rule and the judge compare the same pairs. In which rows can the rule only toss a coin?")
    let rows = try Self.factKinds.map(sharesByKind)
    try cell.show(
      Table(
        [
          .text("the answers differ in"), .number("pairs"), .number("rule", unit: "%"),
          .number("judge", unit: "%"),
        ],
        rows.map { [$0.kind.inWords, "\($0.count)", hundred($0.rule), hundred($0.judge)] },
        caption:
          """
          Pairs to which the better answer gets the higher reward; equal rewards count half. Compare the first row \
          with the last two: the rule knows the facts, the judge knows what people like.
          """
      ))
    try showList(cell)
    for row in rows { cell.record(Metric("rule.\(row.kind.rawValue)", row.rule)) }
    let (truth, style) = (rows[0], rows[3])
    try cell.check(
      "on truth the rule is always right, and the judge is not", truth.rule, not: truth.judge
    ) { $0 == 1 }
    try cell.check(
      "on style the rule cannot tell more than a coin does, and the judge can", style.rule, not: style.judge
    ) { abs($0 - 0.5) < 0.05 }
  }

  private func sharesByKind(_ kind: Contrast.Kind) throws -> Shares {
    let pairs = try factPairs(kind, count: budget(40))
    let rule = pairs.map { pair -> Double in
      let fact = pair.request.fact!
      let (better, worse) = (ruleReward(pair.first.text, to: fact), ruleReward(pair.second.text, to: fact))
      return better == worse ? 0.5 : better > worse ? 1 : 0
    }
    let choices = pairs.map { $0.comparison(choosingFirst: true) }
    return (kind, pairs.count, mean(rule), try judge().accuracy(on: choices))
  }

  /// Made pairs of answers to questions that one fact answers, the better one first.
  func factPairs(_ kind: Contrast.Kind, count: Int) throws -> [AnswerPair] {
    var generator = generator("pairs about facts that differ in \(kind.rawValue)")
    let world = try course().world
    return try (0..<count).map { _ in
      var request = world.request(.fact, for: .test, using: &generator)
      while !isDecidable(request) { request = world.request(.fact, for: .test, using: &generator) }
      return try madePair(kind, to: request, using: &generator)
    }
  }

  /// Whether one fact answers it, and the answer is no word of the question: else each answer could pass the rule.
  private func isDecidable(_ request: Request) -> Bool {
    request.fact.map { ruleReward($0.subject, to: $0) == 0 } ?? false
  }

  /// An answer that passes the rule and is no good.
  private func showList(_ cell: Cell) throws {
    let world = try course().world
    let fact = world.facts.first { $0.relation == "capital" }!
    let all = world.answers(to: "capital").prefix(4).map { $0 + "." }.joined(separator: " ")
    let request = Request(
      kind: .fact, text: world.plainQuestion("capital", about: fact.subject), topic: .fact(fact))
    try cell.say(
      """
      A rule checks only what it checks. An answer that names several cities passes it, and is no good:
      """
    )
    try cell.quote([("request", request.text), ("answer", all)])
    try cell.show(
      ("rule", ruleReward(all, to: fact).fixed(0)),
      ("gold", "\(world.goldVerdict(all, to: request).score.fixed(2)) points"))
  }
}
