// The weights that a training starts from: they must differ, or neurons stay alike. If they are too large, the network
// begins sure of nonsense; if too small, it learns slowly. The size that suits, 1 / sqrt(inputs), is that of LeCun et al. 1998.

import Basics
import Notebook
import Pictures
import TinyLM
import TinyTensor

extension Network {
  /// The same network with other weights.
  ///
  /// - Parameter change: gives the new weights of a layer; biases stay.
  func startingFrom(_ change: (Tensor) -> Tensor) -> Network {
    let changed = layers.map {
      Linear(weight: change($0.weight.detached()).copy().asParameter(), bias: $0.bias.copy().asParameter())
    }
    return Network(layers: changed, bends: bends)
  }

  // cell: start
  /// How many hidden neurons have weights that no other one has.
  var differentNeurons: Int {
    let (reads, writes) = (layers[0].weight.transposed(), layers[1].weight)
    return Set(zip(reads.matrix, writes.matrix).map { $0 + $1 }).count
  }

  /// The share of hidden outputs that are near the end of their bend.
  func saturation(on inputs: Tensor) -> Double {
    let outputs = layers[0](inputs).tanh().values
    return Double(outputs.count { abs($0) > 0.97 }) / Double(outputs.count)
  }
  // cell: end
}

/// What became of one way to start.
struct StartTrial {
  let name: String
  let firstLoss: Double
  let saturation: Double
  var early = 0.0
  let last: Double
  let differentNeurons: Int
  /// Whether any weight is another one after the training; biases do not count.
  let weightsMoved: Bool

  init(_ name: String, _ task: SpiralTask, _ plan: Plan, seed: UInt64, _ change: (Tensor) -> Tensor) throws {
    let network = task.untrained.startingFrom(change)
    let firstWeights = network.copy().weights
    self.name = name
    firstLoss = network.loss(on: task.training)
    saturation = network.saturation(on: task.training.inputs)
    var (random, early) = (SeededGenerator(seed: seed, stream: "spiral batches"), 0.0)
    try train(network, on: task.training, plan, using: &random) { step, _ in
      if step == max(1, plan.steps / 4) { early = network.accuracy(on: task.heldOut) }
    }
    self.early = early
    last = network.accuracy(on: task.heldOut)
    differentNeurons = network.differentNeurons
    weightsMoved = network.weights != firstWeights
  }
}

// MARK: - Cells

extension Lesson {
  func showStart(_ cell: Cell) throws {
    let hidden = spirals.untrained.layers[0].bias.count
    try cell.say(
      "Where do first weights come from? Choosing them is called **initialization**. Ours are random, and the "
        + "smaller the more inputs a neuron has. We train the same network on the same batches from four other "
        + "starts. A hidden output beyond 0.97 is **saturated**: it sits on the flat end of tanh.")
    try cell.code()
    try cell.predict("Times 10, the first guess is as blind, but very sure. Is its loss below ln 2 or above?")
    let trials = try startTrials()
    let (alike, ours, large) = (trials[1], trials[3], trials[4])
    let quarter = max(1, plan.steps / 4)
    try cell.show(
      Table(
        [
          .text("start"), .number("first loss"), .number("saturated"), .number("neurons that differ"),
          .number("right at step \(quarter)"), .number("at step \(plan.steps.grouped)"),
        ], trials.map(row),
        caption: "Times 10 it begins confidently wrong, with a loss of \(large.firstLoss.fixed(2)); knowing "
          + "nothing costs ln 2 = \(PortableMath.log(2.0).fixed(2)). All alike, \(hidden) neurons remain "
          + "\(alike.differentNeurons)."))
    try cell.check(
      "our first loss is within 0.2 of ln 2 (control: times 10 it is not)", ours.firstLoss,
      not: large.firstLoss
    ) { abs($0 - PortableMath.log(2.0)) < 0.2 }
    try cell.check("from 0 no weight ever moves (control: from 0.3 they do)", trials[0], not: alike) {
      !$0.weightsMoved
    }
    try cell.check(
      "from random weights all \(hidden) neurons differ at the end (control: from equal ones they do not)",
      ours, not: alike
    ) { $0.differentNeurons == hidden }
    try cell.check(
      "at step \(quarter) our start is right most often (control: times 10 is not)", ours, not: large,
      advice: trainLonger
    ) { trial in trials.allSatisfy { $0.early <= trial.early } }
  }

  /// Five ways to start.
  private func startTrials() throws -> [StartTrial] {
    let (task, plan, seed) = (spirals, plan, page.invocation.seed)
    return try [
      StartTrial("all 0", task, plan, seed: seed) { $0 * 0 },
      StartTrial("all 0.3", task, plan, seed: seed) { $0 * 0 + 0.3 },
      StartTrial("random x 0.1", task, plan, seed: seed) { $0 * 0.1 },
      StartTrial("ours, random", task, plan, seed: seed) { $0 },
      StartTrial("random x 10", task, plan, seed: seed) { $0 * 10 },
    ]
  }

  private func row(_ trial: StartTrial) -> [String] {
    [
      trial.name, trial.firstLoss.fixed(3), percent(trial.saturation), "\(trial.differentNeurons)",
      percent(trial.early, digits: 1), percent(trial.last, digits: 1),
    ]
  }
}
