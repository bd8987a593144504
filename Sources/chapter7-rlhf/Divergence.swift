// The distance from the start: exactly, by three estimates, and as a part of a loss.
// Follows Schulman 2020, "Approximating KL Divergence".

import Basics
import Notebook
import Pictures
import TinyTensor
import Training

/// Five words with their probabilities under the reference and now.
private enum Words {
  static let names = ["Paris", "Rome", "grass", "sorry", "talk"]
  static let reference: [Double] = [0.30, 0.30, 0.20, 0.15, 0.05]
  static let now: [Double] = [0.60, 0.15, 0.10, 0.10, 0.05]
}

/// The Kullback-Leibler divergence of some probabilities from others, in nats.
private func divergence(_ now: [Double], _ reference: [Double]) -> Double {
  zip(now, reference).reduce(0) { sum, p in sum + p.0 * PortableMath.log(p.0 / p.1) }
}

extension Lesson {
  func kl(_ cell: Cell) throws {
    let count = 4000
    try cell.say(
      """
      The clip limits a single update. A thousand small updates can still lead far away. So we also measure the whole \
      distance from where the model began, the **reference**. The **Kullback-Leibler divergence**, KL for short, is \
      the mean of ln(now / reference) over what the model says now. Nobody can add up all possible answers, so we \
      estimate it from those that are written. Three estimates are in use.
      """
    )
    // cell: kl
    let estimates: [(name: String, of: (Double) -> Double)] = [
      ("k1: l", { l in l }),  // l = ln(now / reference) of a word
      ("k2: l^2 / 2", { l in l * l / 2 }),
      ("k3: e^-l - 1 + l", { l in PortableMath.exp(-l) - 1 + l }),
    ]
    // cell: end
    try cell.code()
    try cell.predict("k1 is the plain definition. Why would anybody want k3 instead?")
    let (now, reference) = (Words.now, Words.reference)
    let exact = divergence(now, reference)
    let said = samples(of: now, count: count)
    let columns = estimates.map { estimate in
      said.map { estimate.of(PortableMath.log(now[$0] / reference[$0])) }
    }
    try cell.show(estimateTable(zip(estimates, columns).map { ($0.name, $1) }, exact))
    try cell.say(
      """
      The course uses two of them. PPO's reward takes k1 at each token. GRPO's loss takes k3. Each KL that this chapter \
      and the next one print is k3, added up over the tokens of an answer.
      """
    )
    try checkEstimates(columns, exact, cell)
    try cell.check(
      "the library's `klEstimate` is k3 (control: k1)", columns[2], not: columns[0]
    ) { zip($0, libraryEstimates(said)).allSatisfy { abs($0 - Double($1)) < 1e-6 } }
  }

  /// How near the estimates come, and how much they scatter.
  private func checkEstimates(_ columns: [[Double]], _ exact: Double, _ cell: Cell) throws {
    func isRight(_ column: [Double]) -> Bool { abs(mean(column) - exact) < 4 * standardError(column) }
    let others = samples(of: Words.reference, count: columns[0].count).map {
      PortableMath.log(Words.now[$0] / Words.reference[$0])
    }
    try cell.check(
      "k1 and k3 are right within 4 standard errors (control: words that the reference said)", columns[0],
      not: others
    ) { isRight($0) && isRight(columns[2]) }
    try cell.check("k3 is never below 0 (control: k1)", columns[2], not: columns[0]) { $0.min()! >= 0 }
    try cell.check(
      "k3 scatters less than half as much as k1 (control: k1 itself)", columns[2], not: columns[0]
    ) { standardError($0) < standardError(columns[0]) / 2 }
  }

  /// The library's estimate for each word that was said.
  private func libraryEstimates(_ said: [Int]) -> [Float] {
    let logs = { (p: [Double]) in Tensor(said.map { Float(PortableMath.log(p[$0])) }) }
    return klEstimate(logProbabilities: logs(Words.now), reference: logs(Words.reference)).values
  }

  private func estimateTable(_ rows: [(name: String, values: [Double])], _ exact: Double) -> Table {
    let root = Double(rows[0].values.count).squareRoot()
    let half = zip(Words.now, Words.reference).reduce(0) { sum, p in
      let ratio = PortableMath.log(p.0 / p.1)
      return sum + p.0 * ratio * ratio / 2
    }
    return Table(
      [.text("estimate"), .number("mean", unit: "nats"), .number("standard deviation"), .number("lowest")],
      rows.map {
        [
          $0.name, mean($0.values).fixed(3), (standardError($0.values) * root).fixed(3),
          $0.values.min()!.fixed(3),
        ]
      },
      caption:
        "Exactly, over all five words, the KL is \(exact.fixed(3)) nats. These are estimates from "
        + "\(rows[0].values.count.grouped) words that the model said. k1 and k3 have the KL as their true mean, but k1 is "
        + "often below 0 and scatters more. The true mean of k2 is \(half.fixed(3)) nats, which is near, and not the KL."
    )
  }

  /// Words drawn with given probabilities.
  private func samples(of probabilities: [Double], count: Int) -> [Int] {
    var generator = generator("words")
    return (0..<count).map { _ in draw(from: probabilities, using: &generator) }
  }

  func groupLoss(_ cell: Cell) throws {
    try cell.say(
      """
      PPO and GRPO both hold the policy back, but at different places. PPO takes the KL off the reward. GRPO has it in \
      the loss, as k3. Does that pull in the same direction? We work out both pulls for the five \
      words of the KL cell, exactly, as a mean over all that the model may say.
      """
    )
    try cell.code("grpo-loss", in: "Training/PolicyOptimization/Experience.swift")
    try cell.predict("An estimate can be right on average. Must its slope be right on average, too?")
    let (now, reference) = (Words.now, Words.reference)
    let ratios = zip(now, reference).map { PortableMath.log($0 / $1) }
    let inReward = exactSlopes(now, ratios)
    let k1 = lossSlopes { logs, reference in logs - reference }
    let k3 = lossSlopes { klEstimate(logProbabilities: $0, reference: $1) }
    try cell.show(pullTable([inReward, k1, k3]))
    try cell.check(
      "in the reward, k1 has the slope of the KL (control: k3 in the loss)", inReward, not: k3
    ) { close($0, numericSlopes { divergence($0, reference) }) }
    try cell.check(
      "in the loss, k3 has the slope of the KL the other way round (control: k1 in the reward)", k3,
      not: inReward
    ) { close($0, numericSlopes { divergence(reference, $0) }) }
    try cell.check("in the loss, k1 would pull at nothing (control: k3)", k1, not: k3) {
      close($0, now.map { _ in 0 })
    }
  }

  private func close(_ some: [Double], _ others: [Double]) -> Bool {
    zip(some, others).allSatisfy { abs($0 - $1) < 1e-5 }
  }

  /// The mean slope at each logit of an estimate that stands in the loss: over all words, by their probabilities.
  private func lossSlopes(_ estimate: (Tensor, Tensor) -> Tensor) -> [Double] {
    let logits = Tensor(Words.now.map { Float(PortableMath.log($0)) }, requiresGradient: true)
    let reference = Tensor(Words.reference.map { Float(PortableMath.log($0)) })
    (estimate(logits.logSoftmax(), reference) * Tensor(Words.now.map { Float($0) })).sum().backward()
    return (logits.gradient?.values ?? []).map { Double($0) }
  }

  /// The slope of a function of the probabilities at each logit, from two points close to each other.
  private func numericSlopes(_ function: ([Double]) -> Double) -> [Double] {
    let (logits, step) = (Words.now.map { PortableMath.log($0) }, 1e-4)
    return logits.indices.map { i in
      var (lower, upper) = (logits, logits)
      lower[i] -= step
      upper[i] += step
      return (function(softmax(upper)) - function(softmax(lower))) / (2 * step)
    }
  }

  private func pullTable(_ columns: [[Double]]) -> Table {
    Table(
      [
        .text("word"), .number("reference"), .number("now"), .number("k1 in the reward"),
        .number("k1 in the loss"), .number("k3 in the loss"),
      ],
      Words.names.indices.map { i in
        [Words.names[i], Words.reference[i].fixed(2), Words.now[i].fixed(2)] + columns.map { $0[i].fixed(3) }
      },
      caption:
        "The slope of the penalty at each logit. Where it is above 0, training lowers the logit. k1 in the reward pulls "
        + "as the KL does. k3 in the loss pulls by now minus reference: its gradient is biased. It is that of the KL the other way "
        + "round, of the reference from the policy. Both vanish only where nothing has changed.")
  }
}
