// Why the toy's rule works: it climbs the slope of the mean reward, estimated from drawn answers. And what PPO has to do
// with it. Follows Williams 1992 (REINFORCE) and Schulman et al. 2017, section 2.

import Basics
import Notebook
import Pictures
import TinyTensor
import Training

// cell: policy-gradient
/// The slope of the mean reward at each logit, from all answers.
func exactSlopes(_ p: [Double], _ rewards: [Double]) -> [Double] {
  let mean = zip(p, rewards).reduce(0) { $0 + $1.0 * $1.1 }
  return zip(p, rewards).map { $0 * ($1 - mean) }
}
/// The same from one drawn answer: (reward - baseline) d ln p.
func drawnSlopes(
  _ p: [Double], answer: Int, reward: Double, baseline: Double
) -> [Double] {
  p.indices.map { i in
    (reward - baseline) * ((i == answer ? 1 : 0) - p[i])
  }
}
// cell: end

/// What many draws say about each slope.
private struct Estimate {
  /// The mean of the draws, one number an answer.
  let means: [Double]
  /// How far each mean lies from the true one, as a rule.
  let errors: [Double]

  /// The mean standard error.
  var noise: Double { mean(errors) }

  /// How many standard errors the mean of an answer lies from a value, at most.
  func distance(from slopes: [Double]) -> Double {
    means.indices.map { abs(means[$0] - slopes[$0]) / errors[$0] }.max()!
  }
}

extension Lesson {
  func policyGradient(_ cell: Cell) throws {
    let toy = try toy().policy
    let (p, raised, count) = (toy.reference, 5.0, 4096)
    try cell.say(
      """
      Why does the rule of the toy work? To raise the mean reward we need its slope at each logit. Over all answers \
      that is a short sum, but a language model has too many answers to add up. The **policy gradient** is the same \
      slope as a mean over drawn answers: reward times slope of ln p. Learning from it is **REINFORCE** (Williams 1992). \
      The **baseline** is a number that we subtract from all rewards. To see its use, we add \(raised.brief) points to \
      each answer.
      """
    )
    try cell.code()
    try cell.predict(
      "Which of these will the \(raised.brief) points change: the exact slopes, the mean of the draws, their noise?"
    )
    let rewards = toy.rewards.map { $0 + raised }
    let exact = exactSlopes(p, rewards)
    let expected = zip(p, rewards).reduce(0) { $0 + $1.0 * $1.1 }
    let plain = slopes(p, rewards, baseline: 0, draws: count)
    let based = slopes(p, rewards, baseline: expected, draws: count)
    try cell.show(slopeTable(toy, exact, [plain, based], count))
    try cell.check(
      "both means lie within 4 standard errors of the exact slopes (control: rewards of other answers)",
      exact,
      not: exactSlopes(p, rewards.reversed())
    ) { plain.distance(from: $0) < 4 && based.distance(from: $0) < 4 }
    try cell.check(
      "the baseline makes the noise less than half as large (control: no baseline)", based, not: plain
    ) { $0.noise < plain.noise / 2 }
    try cell.check(
      "the \(raised.brief) points change no exact slope (control: only the best answer gets them)",
      toy.rewards,
      not: toy.rewards.map { $0 == toy.rewards.max() ? $0 + raised : $0 }
    ) { zip(exactSlopes(p, $0), exact).allSatisfy { abs($0 - $1) < 1e-9 } }
    try cell.check(
      "equal rewards have no slope (control: the rewards of the table)", rewards.map { _ in raised },
      not: rewards
    ) { exactSlopes(p, $0).allSatisfy { abs($0) < 1e-9 } }
  }

  /// The slopes as many draws give them; the same draws for every baseline.
  private func slopes(_ p: [Double], _ rewards: [Double], baseline: Double, draws: Int) -> Estimate {
    var dice = generator("slopes")
    let drawn = (0..<draws).map { _ in
      let answer = draw(from: p, using: &dice)
      return drawnSlopes(p, answer: answer, reward: rewards[answer], baseline: baseline)
    }
    let columns = p.indices.map { i in drawn.map { $0[i] } }
    return Estimate(means: columns.map { mean($0) }, errors: columns.map { standardError($0) })
  }

  private func slopeTable(_ toy: Toy, _ exact: [Double], _ estimates: [Estimate], _ count: Int) -> Table {
    Table(
      [
        .text("answer"), .number("exact slope"), .number("drawn, no baseline"),
        .number("baseline: mean"),
      ],
      toy.answers.indices.map { i in
        [toy.labels[i], exact[i].fixed(3)]
          + estimates.map { "\($0.means[i].fixed(3)) +- \($0.errors[i].fixed(3))" }
      },
      caption:
        "All columns say the same. What the added points change is the noise: compare what stands after +-, the "
        + "standard error of \(count.grouped) draws. Without a baseline every drawn answer is pushed up, a good one only "
        + "more. With it a bad answer is pushed down at once."
    )
  }

  func update(_ cell: Cell) throws {
    let toy = try toy().policy
    try cell.say(
      """
      How does the library climb that slope? Here are its **update** and the loss of PPO. No ln p is in sight. But at \
      the first update every ratio is 1, and there the slope of the ratio is the slope of ln p. We check it on the \
      five answers, with \(Self.drawnForUpdate) draws.
      """
    )
    try cell.code("policy-update", in: "Training/PolicyOptimization/PolicyOptimization.swift")
    try cell.code("ppo-loss", in: "Training/PolicyOptimization/Experience.swift")
    var dice = generator("update")
    let drawn = (0..<Self.drawnForUpdate).map { _ in draw(from: toy.reference, using: &dice) }
    let gains = drawn.map { toy.rewards[$0] }
    let advantages = gains.map { $0 - mean(gains) }
    let byHand = toy.reference.indices.map { i in
      mean(zip(drawn, advantages).map { $1 * ((i == $0 ? 1 : 0) - toy.reference[i]) })
    }
    let first = objectiveSlopes(toy.reference, drawn, advantages, from: toy.reference)
    var moved = toy.reference.map { PortableMath.log($0) }
    moved[place(ofLargest: toy.rewards)] += 1
    let later = objectiveSlopes(softmax(moved), drawn, advantages, from: toy.reference)
    try cell.show(updateTable(toy, [byHand, first, later]))
    try cell.check(
      "at the first update PPO climbs the policy gradient (control: after a far move)", first, not: later
    ) { zip($0, byHand).allSatisfy { abs($0 - $1) < 1e-5 } }
  }

  /// How many answers the toy draws for one update.
  private static let drawnForUpdate = 64

  /// The slope of PPO's objective at each logit, where the answers were drawn from other probabilities.
  private func objectiveSlopes(
    _ now: [Double], _ drawn: [Int], _ advantages: [Double], from then: [Double]
  ) -> [Double] {
    let logits = Tensor(now.map { Float(PortableMath.log($0)) }, requiresGradient: true)
    let rows = logits.logSoftmax().reshaped([1, now.count]).broadcast(to: [drawn.count, now.count])
    let before = Tensor(drawn.map { Float(PortableMath.log(then[$0])) })
    let ratio = (rows.gather(drawn) - before).exp()
    clippedObjective(ratio: ratio, advantage: Tensor(advantages.map { Float($0) }), clip: usual.clip).mean()
      .backward()
    return (logits.gradient?.values ?? []).map { Double($0) }
  }

  private func updateTable(_ toy: Toy, _ columns: [[Double]]) -> Table {
    Table(
      [
        .text("answer"), .number("policy gradient"), .number("PPO, first update"), .number("PPO, far move"),
      ],
      toy.answers.indices.map { i in [toy.labels[i]] + columns.map { $0[i].fixed(3) } },
      caption:
        "The first two columns agree. For the last one we first add 1 to the best answer's logit. Its ratio then lies "
        + "beyond the clip, it pulls no more, and the slopes are no longer those of the policy gradient.")
  }
}
