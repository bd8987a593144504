// A habit that finds many bugs early: before a long training, let the network learn one small batch by heart. A right
// program does it in a few steps. What the habit cannot find is shown as well.

import Basics
import Notebook
import Pictures
import TinyTensor

// cell: one-batch
/// The steps until a network knows a batch by heart; nil after 1,000.
func stepsByHeart(
  _ network: Network, _ batch: Examples, _ optimizer: any Optimizer,
  learningRate: Float, slopesTimes factor: Float = 1
) -> Int? {
  for step in 0..<1000 {
    let loss = network(batch.inputs).crossEntropy(batch.answers)
    if loss.item < 0.01 { return step }
    loss.backward()
    optimizer.step(learningRate: learningRate, gradientScale: factor)
    optimizer.clearGradients()
  }
  return nil
}
// cell: end

extension Examples {
  /// The first of them.
  func first(_ count: Int) -> Examples {
    let rows = Array(0..<min(count, self.count))
    return Examples(inputs: inputs.rows(at: rows), answers: rows.map { answers[$0] })
  }
}

/// A program that trains the spirals' network, right or with a bug.
struct OneBatchTrial {
  let name: String
  var forgets = false
  var factor: Float = 1

  /// The parameters that the optimizer is given.
  func given(_ network: Network) -> [Tensor] {
    forgets ? Array(network.parameters.prefix(2)) : network.parameters
  }

  /// Steps with AdamW and with plain descent.
  func steps(_ task: SpiralTask, learningRate: Float) -> [Int?] {
    let batch = task.training.first(8)
    let (first, second) = (task.untrained.copy(), task.untrained.copy())
    return [
      stepsByHeart(first, batch, AdamW(given(first)), learningRate: learningRate, slopesTimes: factor),
      stepsByHeart(second, batch, SGD(given(second)), learningRate: 10 * learningRate, slopesTimes: factor),
    ]
  }
}

// MARK: - Cells

extension Lesson {
  func showOneBatch(_ cell: Cell) throws {
    try cell.say(
      "A long training of a wrong program is time lost. So first let the network learn one small batch by "
        + "heart, here 8 points, until its loss is below 0.01. A right program needs few steps. We try it "
        + "as it is, with the second layer kept from the optimizer, and with half of each slope lost, the "
        + "bug that nudging found.")
    try cell.code()
    try cell.predict("AdamW divides each slope by its usual size. Which of the two bugs will be seen?")
    let trials = [
      OneBatchTrial(name: "right"), OneBatchTrial(name: "second layer left out", forgets: true),
      OneBatchTrial(name: "half of each slope lost", factor: 0.5),
    ]
    let steps = trials.map { $0.steps(spirals, learningRate: plan.learningRate) }
    let words = steps.map { $0.map { $0.map { "\($0)" } ?? "never" } }
    try cell.show(
      Table(
        [.text("program"), .number("steps with AdamW"), .number("with plain descent")],
        trials.indices.map { [trials[$0].name] + words[$0] },
        caption: "\"never\" is more than 1,000 steps. With half of each slope, plain descent goes from "
          + "\(words[0][1]) steps to \(words[2][1]), and AdamW from \(words[0][0]) to \(words[2][0]). With "
          + "AdamW only nudging finds that bug."))
    try cell.check(
      "without the second layer AdamW needs more than 3 times the steps (control: with half slopes it does not)",
      (steps[0][0], steps[1][0]), not: (steps[0][0], steps[2][0]), advice: "Set learningRate to about 0.05"
    ) { right, wrong in right.map { wrong ?? 1000 > 3 * $0 } ?? false }
    try cell.check(
      "with half of each slope, plain descent needs 1.5 times as many steps or more (control: AdamW does not)",
      steps.map { $0[1] }, not: steps.map { $0[0] }, advice: "Set learningRate to about 0.05"
    ) { steps in
      guard let right = steps[0], let wrong = steps[2] else { return false }
      return 2 * wrong >= 3 * right
    }
  }
}
