// Direct preference optimization: the loss by hand from four log-probabilities, and what a run of it does to the pairs.
// Follows Rafailov et al. 2023, "Direct Preference Optimization: Your Language Model is Secretly a Reward Model".

import Basics
import CourseKit
import Notebook
import Pictures
import TinyLM
import TinyTensor
import Training

/// The log-probabilities of one answer, in nats.
private struct AnswerLogs {
  let now: Double
  let reference: Double

  /// The same where the answer has become less probable.
  func less(by nats: Double) -> AnswerLogs { AnswerLogs(now: now - nats, reference: reference) }
}

/// How far learning from pairs has moved their answers, compared with the reference.
struct PairShift {
  /// The log-ratio of each chosen answer to the reference, in nats.
  let chosen: [Double]
  /// The same of the rejected answers.
  let rejected: [Double]

  /// Looks at some of the pairs that a model has learned from.
  init(of comparisons: [Comparison], by model: GPT, from start: GPT) {
    let gains = comparisons.gains(of: model, over: start)
    (chosen, rejected) = (gains.chosen.map { Double($0) }, gains.rejected.map { Double($0) })
  }

  /// By how many nats each chosen answer has gained on its rejected one.
  var margins: [Double] { zip(chosen, rejected).map { $0 - $1 } }
  /// The share of chosen answers that have become less probable.
  var chosenFell: Double { mean(chosen.map { $0 < 0 ? 1 : 0 }) }
}

// cell: dpo
/// The loss of one pair; what is constant for a request may be added.
private func directLoss(
  _ chosen: AnswerLogs, _ rejected: AnswerLogs,
  beta: Double, constants: (Double, Double) = (0, 0)
) -> Double {
  let good = beta * (chosen.now - chosen.reference) + constants.0
  let bad = beta * (rejected.now - rejected.reference) + constants.1
  return PortableMath.log(1 + PortableMath.exp(bad - good))
}
// cell: end

extension Lesson {
  func dpo(_ cell: Cell) throws {
    let beta = Double(DirectPreferenceOptimizationSettings().beta)
    let (chosen, rejected) = (AnswerLogs(now: -6, reference: -7), AnswerLogs(now: -9, reference: -8))
    try cell.say(
      """
      With the KL penalty the best policy was known exactly: the reference times e^(reward / beta). Solved for the \
      reward, that is beta times ln(policy / reference), plus a constant that depends on the request only. **DPO**, \
      direct preference optimization, puts this reward into the loss of chapter 6. Both answers have the same \
      request, so the constant vanishes from their difference. Four log-probabilities are enough.
      """
    )
    try cell.code()
    try cell.predict(
      "Suppose that training makes both answers 2 nats less probable. What does the loss say to that?")
    let loss = { (less: (Double, Double), constants: (Double, Double)) in
      directLoss(chosen.less(by: less.0), rejected.less(by: less.1), beta: beta, constants: constants)
    }
    let value = loss((0, 0), (0, 0))
    try cell.show(logsTable(chosen, rejected, beta))
    let slopes = librarySlopes(chosen, rejected, beta)
    try cell.show(
      ("the loss", value.fixed(3)),
      ("with the constant 5 for both answers", loss((0, 0), (5, 5)).fixed(3)),
      ("both answers 2 nats less probable", loss((2, 2), (0, 0)).fixed(3)),
      ("its slope at each log-probability", slopes.map { $0.fixed(3) }.joined(separator: ", ")))
    try cell.check(
      "the library's loss is the same (control: the rejected answer chosen)", value,
      not: directLoss(rejected, chosen, beta: beta)
    ) { abs($0 - libraryLoss(chosen, rejected, beta)) < 1e-6 }
    try cell.check(
      "the constant of the request vanishes (control: only one answer has it)", (5.0, 5.0), not: (5.0, 0)
    ) { abs(loss((0, 0), $0) - value) < 1e-9 }
    try cell.check(
      "it does not mind if both fall by 2 nats (control: only the chosen one falls)", (2.0, 2.0),
      not: (2.0, 0)
    ) { abs(loss($0, (0, 0)) - value) < 1e-9 }
  }

  private func logsTable(_ chosen: AnswerLogs, _ rejected: AnswerLogs, _ beta: Double) -> Table {
    Table(
      [
        .text("answer"), .number("ln p now"), .number("ln p reference"), .number("log-ratio"),
        .number("times beta, \(beta.fixed(1))"),
      ],
      [("chosen", chosen), ("rejected", rejected)].map { name, logs in
        let ratio = logs.now - logs.reference
        return [
          name, logs.now.fixed(1), logs.reference.fixed(1), ratio.fixed(1), (beta * ratio).fixed(2),
        ]
      },
      caption:
        "The last column holds the two rewards, all but the constant. The loss sees only their difference.")
  }

  /// The library's loss of one pair, with a slope at both log-probabilities.
  private func libraryPair(_ chosen: AnswerLogs, _ rejected: AnswerLogs, _ beta: Double) -> (
    loss: Tensor, now: [Tensor]
  ) {
    let now = [chosen, rejected].map { Tensor([Float($0.now)], requiresGradient: true) }
    let rewards = zip(now, [chosen, rejected]).map { now, logs in
      implicitRewards(
        logProbabilities: now, reference: Tensor([Float(logs.reference)]), lengths: [1], beta: Float(beta))
    }
    return (bradleyTerryLoss(chosen: rewards[0], rejected: rewards[1]), now)
  }

  private func libraryLoss(_ chosen: AnswerLogs, _ rejected: AnswerLogs, _ beta: Double) -> Double {
    Double(libraryPair(chosen, rejected, beta).loss.item)
  }

  private func librarySlopes(_ chosen: AnswerLogs, _ rejected: AnswerLogs, _ beta: Double) -> [Double] {
    let pair = libraryPair(chosen, rejected, beta)
    pair.loss.backward()
    return pair.now.map { Double($0.gradient?.values[0] ?? 0) }
  }

  /// A run of DPO, the pairs that it learned from, and the tokens that were written for them.
  typealias DirectRun = (
    trained: Trained<DirectPreferenceOptimization>, comparisons: [Comparison], tokens: Double
  )

  /// Learns from pairs of the start's answers, of which the judge chose one.
  func directRun(pairs: Int, seed: UInt64) throws -> DirectRun {
    let course = try course()
    let trained = try course.trained(course.directOptimization(pairs: pairs, seed: seed))
    let (comparisons, tokens) = try course.directPreferences(pairs, seed: seed)
    return (trained, comparisons, Double(tokens))
  }

  func dpoRun(_ cell: Cell) throws {
    try cell.say(
      """
      Now the model. It has written two answers to each request, the judge of chapter 6 has chosen one, and each step \
      learns from a batch of such pairs. Before each step we look at the pairs, which the model has not learned from \
      yet. How far has it moved each answer from the reference?
      """
    )
    try cell.code(
      "direct-preference-step", in: "Training/PolicyOptimization/DirectPreferenceOptimization.swift")
    try cell.predict("The chosen answers gain on the rejected ones. Must they become more probable for that?")
    let run = try direct()
    let reports = Array(run.trained.reports)
    let shift = try PairShift(
      of: Array(run.comparisons.prefix(256)), by: run.trained.model, from: assistant())
    let points = { (gain: (DirectPreferenceOptimization.Report) -> Double) in
      reports.map { (x: Double($0.step - 1), y: gain($0)) }
    }
    try cell.show(
      LineChart(
        x: Axis("steps done"), y: Axis("log-ratio", unit: "nats"),
        [Series("chosen answers", points(\.chosenGain)), Series("rejected answers", points(\.rejectedGain))],
        height: 8,
        caption:
          "Look at the gap between the two curves, the margin: only the gap is what the loss asks for. A step looks at other "
          + "pairs than the one before, so the curves are rough."))
    try cell.show(
      ("after the run, a chosen answer's log-ratio, mean", mean(shift.chosen).fixed(2) + " nats"),
      ("a rejected answer's log-ratio, mean", mean(shift.rejected).fixed(2) + " nats"),
      ("chosen answers that are less probable than before", percent(shift.chosenFell)))
    try cell.say(Self.words(on: shift))
    try checkRun(reports.map { $0.chosenGain - $0.rejectedGain }, shift, cell)
  }

  /// Whether the chosen answers became less probable, as it came out.
  private static func words(on shift: PairShift) -> String {
    let fell = mean(shift.chosen) < 0
    return """
      On average a chosen answer has become \(fell ? "less" : "more") probable than it was, and \
      \(percent(shift.chosenFell)) of them have become less probable. The loss does not mind, because it pays only for \
      the difference. The two answers to a request often share words, and what lowers the one lowers the other.
      """
  }

  private func checkRun(_ margins: [Double], _ shift: PairShift, _ cell: Cell) throws {
    let part = max(1, margins.count / 4)
    try cell.check(
      "the margin on pairs not learned from yet is larger in the last quarter than in the first (control: the run backwards)",
      margins, not: margins.reversed()
    ) { mean($0.suffix(part)) > mean($0.prefix(part)) }
    var coin = generator("coin tosses for pairs")
    let tossed = shift.margins.map { coin.uniform() < 0.5 ? $0 : -$0 }
    try cell.check(
      "the chosen answers have gained on the rejected ones by more than chance (control: chosen by coin tosses)",
      shift.margins, not: tossed
    ) { mean($0) > 4 * standardError($0) }
  }
}
