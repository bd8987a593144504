// Training, the same for every network of this chapter and, in five moves, for every stage of the book.
// The optimizer is AdamW (Loshchilov and Hutter 2017): gradient descent in which each weight has a step size of its
// own. Leaves out a learning rate that falls; chapter 4 has one.

import Basics
import CommandLineKit
import Notebook
import Pictures
import TinyTensor

/// Inputs and the right answer to each.
struct Examples {
  let inputs: Tensor  // [examples, numbers]
  let answers: [Int]

  var count: Int { answers.count }

  /// Some of them, at random; all of them if there are no more than that.
  func batch(_ size: Int, using generator: inout SeededGenerator) -> Examples {
    guard size < count else { return self }
    let chosen = (0..<size).map { _ in generator.below(count) }
    return Examples(inputs: inputs.rows(at: chosen), answers: chosen.map { answers[$0] })
  }
}

/// How to train.
struct Plan {
  let steps: Int
  let batch = 64
  let learningRate: Float
}

// cell: training
/// Trains a network in place: five moves, again and again.
func train(
  _ network: Network, on data: Examples, _ plan: Plan,
  using generator: inout SeededGenerator,
  report: (_ step: Int, _ loss: Float) throws -> Void
) throws {
  let optimizer = AdamW(network.parameters)
  for step in 1...plan.steps {
    let batch = data.batch(plan.batch, using: &generator)
    let loss = network(batch.inputs).crossEntropy(batch.answers)
    loss.backward()
    optimizer.step(learningRate: plan.learningRate)
    optimizer.clearGradients()
    try report(step, finite(loss.item, step))
  }
}
// cell: end

/// A loss that is still a number.
///
/// - Throws: `Failure` with exit code 4 if it is not.
private func finite(_ loss: Float, _ step: Int) throws -> Float {
  guard loss.isFinite else {
    throw Failure(
      "the loss is no longer a finite number at step \(step)", hint: "Set learningRate lower",
      code: .badNumbers)
  }
  return loss
}

extension Network {
  /// The mean surprise at the right answers, in nats.
  func loss(on data: Examples) -> Double { Double(self(data.inputs).crossEntropy(data.answers).item) }

  /// The share of the examples whose right answer has the highest score.
  func accuracy(on data: Examples) -> Double {
    let right = zip(self(data.inputs).argmax(), data.answers).filter { $0 == $1 }
    return Double(right.count) / Double(data.count)
  }
}

/// What helps when a network has not learned enough.
let trainLonger = "Set learningRate to about 0.05, and steps higher"

// MARK: - Cells

extension Lesson {
  /// What the knobs ask for.
  var plan: Plan {
    Plan(steps: page.invocation.integer("steps"), learningRate: Float(page.invocation.real("learningRate")))
  }

  func showTraining(_ cell: Cell) throws {
    let network = studentNetwork()
    let before = network.copy()
    let data = Examples(
      inputs: Tensor(Student.all.map(\.inputs.floats)), answers: Student.all.map { Int($0.passed) })
    try cell.say(
      "Training adjusts all weights at once, to minimise the difference between predicted and actual "
        + "outputs. Five moves do it: take a batch of examples, compute the loss, go backward for the "
        + "slopes, step, report. The step is AdamW's, the optimizer that we built by hand.")
    try cell.code()
    var (random, losses) = (generator("student batches"), [Float]())
    try train(network, on: data, plan, using: &random) { losses.append($1) }
    let (start, end) = (before.loss(on: data), network.loss(on: data))
    try cell.show(
      LineChart(
        x: Axis("step"), y: Axis("loss", unit: "nats"), [Series("loss", losses, from: 1)], height: 8,
        caption: "On the eight students the loss falls from \(start.fixed(2)) to \(end.fixed(2)) nats."))
    try cell.show(moved(before, network))
    try cell.check("the loss is less than half of what it was", end, not: start, advice: trainLonger) {
      $0 < start / 2
    }
    try cell.check("every one of the \(network.parameterCount) parameters moved", network, not: before) {
      zip($0.parameters, before.parameters).allSatisfy { zip($0.values, $1.values).allSatisfy { $0 != $1 } }
    }
  }

  /// The weights of the first layer, before and after.
  private func moved(_ before: Network, _ after: Network) -> Table {
    let names = ["study to h1", "study to h2", "study to h3", "phone to h1", "phone to h2", "phone to h3"]
    let (old, new) = (before.layers[0].weight.values, after.layers[0].weight.values)
    let farthest = names.indices.max { abs(new[$0] - old[$0]) < abs(new[$1] - old[$1]) }!
    return Table(
      [.text("weight"), .number("before"), .number("after"), .number("moved by")],
      names.indices.map { [names[$0], old[$0].fixed(3), new[$0].fixed(3), (new[$0] - old[$0]).fixed(3)] },
      caption: "Of these six, the weight from \(names[farthest]) moved farthest.")
  }
}
