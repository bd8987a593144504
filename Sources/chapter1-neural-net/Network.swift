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
  // and the probabilities are the same: all powers shrink alike.
  let largest = scores.max()!
  let powers = scores.map { PortableMath.exp($0 - largest) }
  let probabilities = powers.map { $0 / powers.reduce(0, +) }  // sum to 1
  return -PortableMath.log(probabilities[answer])
}
// cell: end

// MARK: - Cells

extension Lesson {
  func showLayer(_ cell: Cell) throws {
    let neurons = [
      Neuron.example, Neuron(weights: [0.1, 0.3], bias: 0.2), Neuron(weights: [-0.4, 0.7], bias: -1),
    ]
    let students = Array(Student.all.prefix(4))
    try cell.say(
      "Several neurons that read the same inputs are a layer. Their weights stand side by side in a matrix: a "
        + "row for each input, a column for each neuron. Several students at once are a **batch**, a second "
        + "matrix with a row for each student. One product of the two (each row of the batch times each column "
        + "of the weights, place by place, added up) gives every sum of every student."
    )
    // cell: layer
    let rows = Tensor(neurons.map(\.weights.floats))  // [3 neurons, 2 inputs]
    let matrix = rows.transposed()  // [2 inputs, 3 neurons]
    let biases = Tensor(neurons.map(\.bias).floats)  // [3]
    let batch = Tensor(students.map(\.inputs.floats))  // [4 students, 2]
    let sums = batch.linear(matrix, bias: biases)  // [4, 2] x [2, 3] = [4, 3]
    // cell: end
    try cell.code()
    try cell.show(
      Matrix(
        "weights", matrix.matrix, rows: ["study", "phone"], columns: ["neuron 1", "neuron 2", "neuron 3"],
        caption: "Each column is a neuron: neuron 1 is the one from above. The biases are "
          + "\(neurons.map { $0.bias.fixed(2) }.joined(separator: ", "))."))
    let byHand = students.map { student in neurons.map { $0.sum(student.inputs) } }
    try cell.show(self.sums(of: students, batch, matrix, sums))
    let turned = batch.linear(rows.reshaped([2, 3]), bias: biases)  // read the wrong way round
    try cell.check(
      "each sum is what that neuron gives for that student alone, to 0.000001 (control: with the matrix read the "
        + "wrong way round it is not)", sums, not: turned
    ) { zip($0.values, byHand.joined()).allSatisfy { abs(Double($0) - $1) < 1e-6 } }
  }

  /// The batch, and beside it what the layer makes of it.
  private func sums(of students: [Student], _ batch: Tensor, _ matrix: Tensor, _ sums: Tensor) -> Table {
    Table(
      [.number("study", unit: "h"), .number("phone", unit: "h")]
        + (1...sums.shape[1]).map { .number("neuron \($0)") },
      zip(students, sums.matrix).map { student, sums in
        student.inputs.map { $0.fixed(0) } + sums.map { $0.fixed(2) }
      },
      caption: "On the left the batch, on the right the sums, a row for each student: "
        + "\(shape(batch)) times \(shape(matrix)) is \(shape(sums)). The first sum, "
        + "\(sums[0, 0].fixed(2)), is the one from the first cell.")
  }

  /// Such as "[4, 2]".
  private func shape(_ tensor: Tensor) -> String { "\(tensor.shape)" }

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
        + "by their sum, are probabilities (**softmax**). The loss is the surprise at what really "
        + "happened: minus the logarithm of its probability, the **negative log-likelihood**. "
        + "Its unit is the nat. The mean over all examples is the **cross-entropy**."
    )
    try cell.code()
    let scores = [[2.0, 2], [1, 3], [3, 1], [-1, 5], [5, -1]]
    let rows = scores.map { ($0, surprise(scores: $0, answer: 1)) }
    try cell.show(
      Table(
        [
          .number("score fail"), .number("score pass"), .number("probability of pass"),
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
