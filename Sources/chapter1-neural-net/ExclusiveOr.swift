// The smallest task that needs two layers: are two switches different? One layer draws one straight border, and no
// straight border parts the answers (Minsky and Papert 1969). A second layer, with a bend in between, can.

import Basics
import Notebook
import Pictures
import TinyTensor

// cell: one-layer
/// A straight border through the plane: all that one layer can draw.
struct Border {
  let across, up, bias: Double

  func answer(_ x: Double, _ y: Double) -> Int {
    across * x + up * y + bias > 0 ? 1 : 0
  }
}
// cell: end

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

  /// How many of the four somebody gets right.
  func right(_ answer: (Double, Double) -> Int) -> Int {
    zip(data.inputs.matrix, data.answers).filter { answer(Double($0[0]), Double($0[1])) == $1 }.count
  }

  /// How many of the four the two layers get right.
  var rightOfTwoLayers: Int { Int(4 * twoLayers.network.accuracy(on: data)) }

  /// The best of many random borders.
  func bestBorder(of tries: Int, using generator: inout SeededGenerator) -> Border {
    let borders = (0..<tries).map { _ in
      let (across, up, bias) = (generator.normal(), generator.normal(), generator.normal())
      return Border(across: Double(across), up: Double(up), bias: Double(bias))
    }
    return borders.max { right($0.answer) < right($1.answer) }!
  }

  /// Answers all over the plane.
  func map(_ field: Field, caption: String) -> DecisionMap {
    DecisionMap(
      x: Axis("switch 1"), y: Axis("switch 2"), field, classes: ["same", "different"],
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
    let (task, half) = (try exclusiveOr(), PortableMath.log(2.0))
    let loss = task.oneLayer.network.loss(on: task.data)
    try cell.say(
      "Two switches, each 0 or 1: are they different? This is called exclusive or, XOR. One layer draws one "
        + "straight border through the plane, and the right answers lie crosswise.")
    try cell.code()
    try cell.predict("Can you draw one straight line with both o on one side and both x on the other?")
    var random = generator("borders")
    let best = task.bestBorder(of: 2000, using: &random)
    let field = Field(x: -0.5...1.5, y: -0.5...1.5) { Double(best.answer($0, $1)) }
    try cell.show(
      task.map(field, caption: "The best of 2,000 random borders: \(task.right(best.answer)) of 4 right."))
    let bent = { (x: Double, y: Double) in (x - 0.5) * (y - 0.5) < 0 ? 1 : 0 }
    try cell.check("no straight border gets all 4 right", task.right(best.answer), not: task.right(bent)) {
      $0 < 4
    }
    try cell.show(
      ("loss of one layer after training", loss.fixed(4) + " nats"),
      ("ln 2, the loss of tossing a coin", half.fixed(4) + " nats"))
    try cell.check(
      "trained, one layer does no better than tossing a coin: the losses differ by less than 0.01", loss,
      not: task.twoLayers.network.loss(on: task.data), advice: trainLonger
    ) { abs($0 - half) < 0.01 }
    cell.record(Metric("oneLayerLoss", loss, better: .lower))
  }

  func showTwoLayers(_ cell: Cell) throws {
    let task = try exclusiveOr()
    let network = task.twoLayers.network
    try cell.say(
      "Eight hidden neurons draw eight borders, and the second layer combines them. The bend between the "
        + "layers is what makes it work: without it, two layers are no more than one.")
    try cell.show(
      task.map(network.field(-0.5...1.5), caption: "Two layers: \(task.rightOfTwoLayers) of 4 right."))
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
      advice: trainLonger
    ) { $0.accuracy(on: task.data) == 1 }
    cell.record(Metric("twoLayerLoss", bent, better: .lower))
  }
}
