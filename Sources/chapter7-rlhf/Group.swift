// GRPO's advantages by hand: answers to one request are compared with each other, and no value network is needed.
// Follows Shao et al. 2024, section 4.1.2; RLOO is that of Ahmadian et al. 2024.

import Basics
import Notebook
import Pictures
import Training

// cell: group
/// Distances from the mean of the group, in its standard deviations.
func groupRelative(_ rewards: [Float]) -> [Float] {
  let count = Float(rewards.count)
  let mean = rewards.reduce(0, +) / count
  let squares = rewards.map { ($0 - mean) * ($0 - mean) }
  let deviation = (squares.reduce(0, +) / count).squareRoot()
  return rewards.map { ($0 - mean) / max(deviation, 1e-6) }
}
/// Distances from the mean of the others.
func leaveOneOut(_ rewards: [Float]) -> [Float] {
  rewards.map { own in
    own - (rewards.reduce(0, +) - own) / Float(rewards.count - 1)
  }
}
// cell: end

extension Lesson {
  func group(_ cell: Cell) throws {
    let toy = try toy().policy
    let places = [1, 0, 3, 4]  // the rambling answer is left out
    let rewards = places.map { Float(toy.rewards[$0]) }
    try cell.say(
      """
      The baseline may be anything that does not depend on the drawn answer. **GRPO**, group relative policy \
      optimization, draws several answers to the same request and compares them with each other. It subtracts the \
      mean of the whole group and divides by the group's standard deviation. That mean contains the answer itself, \
      which only shrinks all distances by the same factor. **RLOO**, leave one out, takes the mean of the others, and \
      does not divide.
      """
    )
    try cell.code()
    try cell.predict(
      "In a second group all answers are right and bring the same points. How much does each of them push the policy?"
    )
    let equal = rewards.map { _ in rewards[0] }
    let (byHand, others) = (groupRelative(rewards), leaveOneOut(rewards))
    try cell.show(groupTable(places.map { toy.labels[$0] }, rewards, [byHand, others, groupRelative(equal)]))
    try cell.check(
      "GRPO by hand equals the library's `groupAdvantages` (control: leave one out)", byHand, not: others
    ) { close($0, groupAdvantages(rewards: rewards, group: rewards.count)) }
    let centred = rewards.map { $0 - rewards.reduce(0, +) / Float(rewards.count) }
    let factor = Float(rewards.count) / Float(rewards.count - 1)
    try cell.check(
      "leave one out is the distance from the whole group's mean, times \(factor.fixed(2)) (control: GRPO)",
      others,
      not: byHand
    ) { close($0, centred.map { factor * $0 }) }
    try cell.check(
      "a group of equal rewards teaches nothing (control: the mixed group)", equal, not: rewards
    ) { groupRelative($0).allSatisfy { $0 == 0 } && leaveOneOut($0).allSatisfy { abs($0) < 1e-6 } }
  }

  private func close(_ some: [Float], _ others: [Float]) -> Bool {
    zip(some, others).allSatisfy { abs($0 - $1) < 1e-5 }
  }

  private func groupTable(_ answers: [String], _ rewards: [Float], _ columns: [[Float]]) -> Table {
    let mean = rewards.reduce(0, +) / Float(rewards.count)
    return Table(
      [
        .text("answer"), .number("points"), .number("GRPO"), .number("RLOO"), .number("GRPO, all equal"),
      ],
      answers.indices.map { i in [answers[i]] + ([rewards] + columns).map { $0[i].fixed(2) } },
      caption:
        "The mean of the group is \(mean.fixed(2)). Answers above it are pushed up, those below it down. If all bring "
        + "the same, each is the mean, and nothing moves: a request teaches only where its answers differ.")
  }
}
