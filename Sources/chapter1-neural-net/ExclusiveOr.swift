// The smallest task that needs two layers: are two switches different? One layer draws one straight border, and no
// straight border parts the answers (Minsky and Papert 1969). A second layer, with a bend in between, can.

import Notebook
import TinyTensor

/// The four cases, and networks that learn them.
struct ExclusiveOr {
  let data = Examples(inputs: Tensor([[0, 0], [1, 1], [0, 1], [1, 0]]), answers: [0, 0, 1, 1])
  let oneLayer: (network: Network, losses: [Float])
  let withoutBend: (network: Network, losses: [Float])
  let twoLayers: (network: Network, losses: [Float])

  init(_ plan: Plan, _ seed: UInt64) throws {
    let data = data
    func trained(_ sizes: [Int], bends: Bool = true) throws -> (Network, [Float]) {
      var generator = SeededGenerator(seed: seed, stream: "exclusive or")
      var network = Network(sizes, using: &generator)
      network.bends = bends
      var losses: [Float] = []
      try train(network, on: data, plan, using: &generator) { losses.append($1) }
      return (network, losses)
    }
    oneLayer = try trained([2, 2])
    withoutBend = try trained([2, 8, 2], bends: false)
    twoLayers = try trained([2, 8, 2])
  }

  /// What a network answers, all over the plane.
  func map(of network: Network, caption: String) -> DecisionMap {
    DecisionMap(
      x: Axis("switch 1"), y: Axis("switch 2"), network.field(-0.5...1.5), classes: ["same", "different"],
      points: data.series(["same", "different"]), height: 11, caption: caption)
  }
}

extension Network {
  /// The answer of the network at each place of a square.
  func field(_ range: ClosedRange<Double>, points: Int = 61) -> Field {
    let places = (0..<points).map {
      Float(range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / Double(points - 1))
    }
    let answers = self(Tensor(places.flatMap { y in places.map { [$0, y] } })).argmax().map(Double.init)
    let rows = stride(from: 0, to: answers.count, by: points).map { Array(answers[$0..<$0 + points]) }
    return Field(x: range, y: range, rows: rows)
  }
}

// MARK: - Cells

extension Lesson {
  func showOneLayer(_ cell: Cell) throws {
    let (task, half) = (try exclusiveOr.get(), PortableMath.log(2.0))
    let (network, losses) = task.oneLayer
    try cell.say(
      "Two switches, each 0 or 1: are they different? A single layer weighs both and adds. That draws one "
        + "straight border through the plane, and the two answers lie crosswise.")
    try cell.predict("Can you draw one straight line with both o on one side and both x on the other?")
    let right = Int(4 * network.accuracy(on: task.data))
    try cell.show(task.map(of: network, caption: "One layer, fully trained: \(right) of 4 right."))
    try cell.show(
      ("loss after training", Double(losses[losses.count - 1]).fixed(4) + " nats"),
      ("ln 2, as when tossing a coin", half.fixed(4) + " nats"))
    try cell.check(
      "one layer ends at the loss of tossing a coin, to 0.01", network.loss(on: task.data),
      not: task.twoLayers.network.loss(on: task.data), advice: "Set steps higher"
    ) { abs($0 - half) < 0.01 }
    try cell.check(
      "no more than 3 of 4 are right", network.accuracy(on: task.data),
      not: task.twoLayers.network.accuracy(on: task.data)
    ) { $0 <= 0.75 }
    cell.record(Metric("oneLayerLoss", network.loss(on: task.data), better: .lower))
  }

  func showTwoLayers(_ cell: Cell) throws {
    let task = try exclusiveOr.get()
    let network = task.twoLayers.network
    try cell.say(
      "Eight hidden neurons draw eight borders, and the second layer combines them. The bend between the layers "
        + "is what makes it work: without it, two layers are no more than one.")
    let right = Int(4 * network.accuracy(on: task.data))
    try cell.show(task.map(of: network, caption: "Two layers: \(right) of 4 right."))
    let (plain, bent) = (task.withoutBend.network.loss(on: task.data), network.loss(on: task.data))
    try cell.show(
      LineChart(
        x: Axis("step"), y: Axis("loss", unit: "nats"),
        [
          Series("one layer", task.oneLayer.losses, from: 1),
          Series("two layers without a bend", task.withoutBend.losses, from: 1),
          Series("two layers", task.twoLayers.losses, from: 1),
        ],
        caption:
          "With a bend the loss falls to \(bent.fixed(3)) nats; without, it stays at \(plain.fixed(3))."))
    try cell.check(
      "two layers with a bend get all 4 right", network, not: task.withoutBend.network,
      advice: "Set steps higher"
    ) { $0.accuracy(on: task.data) == 1 }
    cell.record(Metric("twoLayerLoss", bent, better: .lower))
  }
}
