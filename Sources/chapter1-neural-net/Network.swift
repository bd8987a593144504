// Neurons side by side are a layer, layers one after another are a network. Its answer is a choice, and the loss of a
// choice is the surprise at the right answer: the same loss that trains a language model.
// Leaves out everything that is not a plain layer.

import Basics
import Notebook
import Pictures
import TinyLM
import TinyTensor

// cell: network
/// Layers, one after another, with a bend in between.
struct Network {
  let layers: [Linear]  // each: inputs x weights + bias
  var bends = true

  func callAsFunction(_ x: Tensor) -> Tensor {
    layers.dropFirst().reduce(layers[0](x)) { x, layer in
      layer(bends ? x.tanh() : x)
    }
  }
}
// cell: end

extension Network {
  /// Random weights, the smaller the more inputs a neuron has; no biases.
  init(_ sizes: [Int], using generator: inout SeededGenerator) {
    layers = zip(sizes, sizes.dropFirst()).map { inputs, outputs in
      Linear(inputs: inputs, outputs: outputs, using: &generator)
    }
  }

  /// All that is tuned.
  var parameters: [Tensor] { layers.flatMap { [$0.weight, $0.bias] } }
  /// How many numbers that is.
  var parameterCount: Int { parameters.map(\.count).reduce(0, +) }
  /// The weights between the layers, as `[here][next]`.
  var weights: [[[Float]]] { layers.map { $0.weight.matrix } }

  /// The same network in memory of its own.
  func copy() -> Network {
    Network(layers: layers.map { $0.trainableCopy() }, bends: bends)
  }
}

extension Tensor {
  /// The rows of a matrix.
  var matrix: [[Float]] {
    let (columns, values) = (shape[1], values)  // each reading of `values` is a copy of all
    return stride(from: 0, to: count, by: columns).map { Array(values[$0..<$0 + columns]) }
  }
}

// cell: surprise
/// How surprising an answer is, in nats.
///
/// 0 if it was held for certain, without limit if it was held impossible.
func surprise(scores: [Double], answer: Int) -> Double {
  // Less the largest, no power is too large for a computer,
  // and the chances are the same: all powers shrink alike.
  let largest = scores.max()!
  let powers = scores.map { PortableMath.exp($0 - largest) }
  let chances = powers.map { $0 / powers.reduce(0, +) }  // sum to 1
  return -PortableMath.log(chances[answer])
}
// cell: end

// MARK: - Cells

extension Lesson {
  func showLayer(_ cell: Cell) throws {
    let neurons = [
      Neuron.example, Neuron(weights: [0.1, 0.3], bias: 0.2), Neuron(weights: [-0.4, 0.7], bias: -1),
    ]
    let student = Student.first
    try cell.say(
      "Several neurons that read the same inputs are a layer. Their weights "
        + "stand side by side in a matrix: a row for each input, a column for "
        + "each neuron. One product of matrices (each row of the first times each "
        + "column of the second, place by place, added up) gives all sums at once."
    )
    // cell: layer
    let rows = Tensor(neurons.map(\.weights.floats))  // [3 neurons, 2 inputs]
    let matrix = rows.transposed()  // [2 inputs, 3 neurons]
    let biases = Tensor(neurons.map(\.bias).floats)  // [3]
    let inputs = Tensor([student.inputs.floats])  // [1, 2]
    let sums = inputs.linear(matrix, bias: biases)  // [1, 3]
    // cell: end
    try cell.code()
    try cell.show(
      Matrix(
        "weights", matrix.matrix, rows: ["study", "phone"], columns: ["neuron 1", "neuron 2", "neuron 3"],
        caption: "Each column is a neuron: neuron 1 is the one from above. The biases are "
          + "\(neurons.map { $0.bias.fixed(2) }.joined(separator: ", "))."))
    let byHand = neurons.map { $0.sum(student.inputs) }
    try cell.show(
      Table(
        [.text("sum of"), .number("by hand"), .number("as a layer")],
        byHand.indices.map { ["neuron \($0 + 1)", byHand[$0].fixed(4), sums.values[$0].fixed(4)] },
        caption: "The same student, three sums."))
    let turned = inputs.linear(rows.reshaped([2, 3]), bias: biases)  // read the wrong way round
    try cell.check("the layer gives what its neurons give one by one, to 0.000001", sums, not: turned) {
      zip($0.values, byHand).allSatisfy { abs(Double($0) - $1) < 1e-6 }
    }
  }

  func showNetwork(_ cell: Cell) throws {
    let network = studentNetwork()
    try cell.say(
      "In a network the second layer reads what the first one found. A neural network is layers of connected "
        + "neurons; it learns patterns and makes predictions by adjusting its internal parameters. The "
        + "parameters are its weights and biases. At first they are random.")
    try cell.code()
    try cell.show(
      NetworkDiagram(
        [
          .init("input", ["study", "phone"]), .init("hidden", ["h1", "h2", "h3"]),
          .init("score", ["fail", "pass"]),
        ], weights: network.weights,
        caption: "Two layers, with \(network.parameterCount) parameters: "
          + "\(network.weights.joined().joined().count) weights and a bias for each of 5 neurons."))
    let inputs = Tensor(Student.all.map(\.inputs.floats))
    let (first, second) = (network.layers[0], network.layers[1])
    try cell.check(
      "it is the first layer, a bend, and the second layer", second(first(inputs).tanh()),
      not: second(first(inputs))
    ) { $0.values == network(inputs).values }
  }

  /// The network of the cells about students, before training.
  func studentNetwork() -> Network {
    var generator = generator("student network")
    return Network([2, 3, 2], using: &generator)
  }

  func showSurprise(_ cell: Cell) throws {
    try cell.say(
      "From now on there is one score for each answer, since later there will be thousands of answers. The "
        + "powers e^score (e is 2.718...; any power of it is above 0), divided "
        + "by their sum, are chances. The loss is the surprise at what really "
        + "happened: minus the logarithm of its chance. Its unit is the nat."
    )
    try cell.code()
    let scores = [[2.0, 2], [1, 3], [3, 1], [-1, 5], [5, -1]]
    let rows = scores.map { ($0, surprise(scores: $0, answer: 1)) }
    try cell.show(
      Table(
        [
          .number("score fail"), .number("score pass"), .number("chance of pass"),
          .number("surprise at a pass", unit: "nats"),
        ],
        rows.map { scores, surprise in
          scores.map { $0.fixed(0) } + [PortableMath.exp(-surprise).fixed(4), surprise.fixed(4)]
        },
        caption:
          "Undecided costs \(rows[0].1.fixed(2)) nats; sure and right costs \(rows[3].1.fixed(4)), sure "
          + "and wrong \(rows[4].1.fixed(2))."))
    let library = Tensor(scores.map(\.floats)).crossEntropy([1, 1, 1, 1, 1]).item
    let mean = rows.map(\.1).reduce(0, +) / 5
    let probabilities = rows.map { PortableMath.exp(-$0.1) }.reduce(0, +) / 5
    try cell.check(
      "the library's crossEntropy is the mean of these surprises, to 0.00001", mean, not: 1 - probabilities
    ) { abs($0 - Double(library)) < 1e-5 }
  }
}
