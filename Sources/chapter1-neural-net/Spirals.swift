// Two spirals, one wound into the other: a task whose border nobody would write down by hand, so it shows what
// learning from examples is for. Follows Lang and Witbrock 1988, who made it to be hard for small networks.

import Basics
import CommandLineKit
import Notebook
import Pictures
import TinyTensor

// cell: spirals
/// Points on two spirals, half of them on each, with some noise.
func spirals(
  _ points: Int, noise: Double, using generator: inout SeededGenerator
) -> Examples {
  let answers = (0..<points).map { $0 % 2 }
  let inputs = answers.map { spiral -> [Float] in
    let way = generator.uniform().squareRoot()  // 0 at the middle
    let angle = 2.5 * .pi * way + .pi * Double(spiral)
    let (x, y) = (PortableMath.cos(angle), PortableMath.sin(angle))
    return [x, y].map {
      Float(3 * way * $0) + Float(noise) * generator.normal()
    }
  }
  return Examples(inputs: Tensor(inputs), answers: answers)
}
// cell: end

/// The points, and the network before its training.
struct SpiralTask {
  let training: Examples
  let heldOut: Examples
  let untrained: Network

  /// - Parameters:
  ///   - hidden: neurons; as many as the knob says if left out.
  ///   - seed: of points and weights; that of the command line if left out.
  init(_ invocation: Invocation, hidden: Int? = nil, seed: UInt64? = nil) {
    let seed = seed ?? invocation.seed
    func points(_ count: Int, for purpose: String) -> Examples {
      var generator = SeededGenerator(seed: seed, stream: purpose)
      return spirals(count, noise: invocation.real("noise"), using: &generator)
    }
    training = points(invocation.integer("points"), for: "spirals")
    heldOut = points(1000, for: "held-out spirals")
    var weights = SeededGenerator(seed: seed, stream: "spiral network")
    untrained = Network([2, hidden ?? invocation.integer("hidden"), 2], using: &weights)
  }

  /// What a network answers, all over the plane, and the training points.
  func map(of network: Network, caption: String) -> DecisionMap {
    DecisionMap(
      x: Axis("x"), y: Axis("y"), network.field(-3.5...3.5), classes: ["A", "B"],
      points: training.series(["spiral A", "spiral B"]), height: 17, caption: caption)
  }
}

/// The training of a network on spirals.
struct SpiralTraining {
  let network: Network
  /// The network as it was after an eighth of the steps.
  let during: Network
  let losses: [Float]

  init(
    _ task: SpiralTask, _ plan: Plan, seed: UInt64, report: (_ step: Int, _ loss: Float) -> Void = { _, _ in }
  ) throws {
    let network = task.untrained.copy()
    var (during, losses) = (network, [Float]())
    var batches = SeededGenerator(seed: seed, stream: "spiral batches")
    try train(network, on: task.training, plan, using: &batches) { step, loss in
      losses.append(loss)
      if step == max(1, plan.steps / 8) { during = network.copy() }
      report(step, loss)
    }
    (self.network, self.during, self.losses) = (network, during, losses)
  }
}

// MARK: - Cells

extension Lesson {
  func showSpirals(_ cell: Cell) throws {
    let task = spirals
    let accuracy = task.untrained.accuracy(on: task.heldOut)
    try cell.say(
      "Two spirals, one wound into the other: nobody would write down the border "
        + "between them as a formula. \(task.training.count) points are there to learn "
        + "from; 1,000 more are held out, and training never sees them. The weights of "
        + "the \(task.untrained.layers[0].bias.count) hidden neurons are still random. So it may even be wrong more often than right."
    )
    try cell.code()
    try cell.show(
      task.map(
        of: task.untrained,
        caption:
          "Before training, \(percent(accuracy, digits: 1)) of 1,000 held-out points are answered rightly."))
    try cell.check("before training it is far from knowing", accuracy, not: 1) { $0 < 0.75 }
    cell.record(Metric("accuracyBefore", accuracy))
  }

  func showSpiralTraining(_ cell: Cell) throws {
    let (task, training) = (spirals, try spiralTraining())
    let steps = training.losses.count
    let accuracy = training.during.accuracy(on: task.heldOut)
    try cell.say(
      "The same five moves, now with batches of \(plan.batch) points taken at random. After an eighth of the "
        + "steps the border begins to bend.")
    try cell.show(
      task.map(
        of: training.during,
        caption:
          "After \(max(1, steps / 8)) steps, \(percent(accuracy, digits: 1)) of the held-out points are right."
      ))
    try cell.show(
      LineChart(
        x: Axis("step"), y: Axis("loss", unit: "nats"), [Series("loss", training.losses, from: 1)],
        references: [Reference("coin", PortableMath.log(2))], height: 8,
        caption: "The loss falls from \(Double(training.losses[0]).fixed(2)) to "
          + "\(training.network.loss(on: task.training).fixed(3)) nats in \(steps.grouped) steps."))
    try cell.check(
      "the loss on the training points falls to less than a fifth", training.network, not: task.untrained,
      advice: trainLonger + ", or hidden higher"
    ) { $0.loss(on: task.training) < task.untrained.loss(on: task.training) / 5 }
    cell.record(Metric("spiralLoss", training.network.loss(on: task.training), better: .lower))
  }

  func showSpiralsAfter(_ cell: Cell) throws {
    let (task, training) = (spirals, try spiralTraining())
    let accuracy = training.network.accuracy(on: task.heldOut)
    try cell.predict("Did it learn the points by heart, or the spirals? How could one find out?")
    try cell.say(
      "To find out, ask about the held-out points. Being right on what was not in the training is called "
        + "generalising, and it is what a network is for. (Several sizes and seeds: --full.)")
    try cell.show(
      task.map(
        of: training.network,
        caption: "After training, \(percent(accuracy, digits: 1)) of the held-out points are right."
      ))
    try cell.check(
      "at least 95 % of the held-out points are right", training.network, not: task.untrained,
      advice: trainLonger + "; or points or hidden higher, or noise lower"
    ) { $0.accuracy(on: task.heldOut) >= 0.95 }
    try cell.normal(
      "held-out points right", accuracy, in: 0.97...1, digits: 3,
      ifNot: "too few steps or points, or more noise")
    cell.record(Metric("heldOutAccuracy", accuracy, better: .higher))
    if cell.invocation.isFull { try cell.show(sizesAndSeeds()) }
  }

  /// The held-out accuracy of networks of several sizes, each trained from several seeds.
  private func sizesAndSeeds() throws -> Table {
    let accuracies = try [1, 2, 4, 8, 16, 32].map { hidden in
      let shares = try (1...5).map { (seed: UInt64) in
        let task = SpiralTask(page.invocation, hidden: hidden, seed: seed)
        return try SpiralTraining(task, plan, seed: seed).network.accuracy(on: task.heldOut)
      }
      return (hidden: hidden, shares: shares.sorted())
    }
    let rows = accuracies.map { hidden, shares in
      [
        "\(hidden)", percent(shares[0], digits: 1), percent(shares[2], digits: 1),
        percent(shares[4], digits: 1),
      ]
    }
    return Table(
      [.number("hidden neurons"), .number("lowest"), .number("middle"), .number("highest")], rows,
      caption: "Over five seeds, the middle accuracy rises from \(rows[0][2]) with one hidden neuron to "
        + "\(rows[rows.count - 1][2]) with 32.")
  }
}

extension Examples {
  /// The points of each answer, for a picture.
  func series(_ names: [String]) -> [Series] {
    let points = zip(inputs.matrix, answers)
    return names.enumerated().map { answer, name in
      Series(name, points.filter { $1 == answer }.map { (Double($0.0[0]), Double($0.0[1])) })
    }
  }
}
