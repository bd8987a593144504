// Slopes: how the loss moves when a weight moves. First by trying, then by a rule, then by the library.
// The rule is the chain rule, applied from the end to the start (Rumelhart, Hinton and Williams 1986).
// Leaves out second slopes.

import Basics
import Notebook
import Pictures
import TinyTensor

// cell: nudge
/// How much a result moves for each unit that one number is nudged.
func slope(
  of result: (Double) -> Double, at x: Double, nudge: Double
) -> Double {
  (result(x + nudge) - result(x)) / nudge
}
// cell: end

// cell: chain-rule
/// The slopes of the loss for both weights and the bias.
///
/// From the end to the start; each line multiplies by one more slope.
func gradient(of neuron: Neuron, on student: Student) -> [Double] {
  let guess = neuron.guess(student.inputs)
  let byGuess = 2 * (guess - student.passed)  // loss = (guess - passed)^2
  let bySum = byGuess * guess * (1 - guess)  // guess = sigmoid(sum)
  return student.inputs.map { bySum * $0 }  // sum = w x1 + v x2 + b
    + [bySum]
}
// cell: end

// cell: backward
/// The same loss from tensors, which keep a record of each operation.
func recordedLoss(
  _ weights: Tensor, _ bias: Tensor, _ student: Student
) -> Tensor {
  let inputs = Tensor(student.inputs.floats)
  let guess = ((inputs * weights).sum() + bias).sigmoid()
  let error = guess - Float(student.passed)
  return error * error
}
// cell: end

// cell: gradient-check
/// The same loss with one factor kept out of the record: a common bug.
func lossWithABug(
  _ weights: Tensor, _ bias: Tensor, _ student: Student
) -> Tensor {
  let inputs = Tensor(student.inputs.floats)
  let guess = ((inputs * weights).sum() + bias).sigmoid()
  let error = guess - Float(student.passed)
  return error * error.detached()
}
// cell: end

extension Neuron {
  /// Both weights and the bias, in a row.
  var parameters: [Double] { weights + [bias] }

  /// The same neuron with another number at a place of `parameters`.
  func replacing(_ place: Int, by value: Double) -> Neuron {
    var numbers = parameters
    numbers[place] = value
    return Neuron(weights: numbers.dropLast(), bias: numbers[numbers.count - 1])
  }

  /// The loss on one student as a function of one of the parameters.
  func loss(on student: Student, as place: Int) -> (Double) -> Double {
    { meanLoss(replacing(place, by: $0), [student]) }
  }
}

// MARK: - Cells

extension Lesson {
  func showNudge(_ cell: Cell) throws {
    let (neuron, student) = (Neuron.example, Student.first)
    let weight = neuron.weights[0]
    let lossAt = neuron.loss(on: student, as: 0)
    try cell.say(
      "The first student passed, but the guess was only \(neuron.guess(student.inputs).fixed(2)). Should the "
        + "weight of study be larger or smaller? Nudge it and look at the loss. The movement of the loss, "
        + "divided by the nudge, is the **slope**. For ever smaller nudges it is called the **derivative**.")
    try cell.code()
    let slopes = [1, 0.1, 0.01, 0.001, 0.0001].map {
      ($0, slope(of: lossAt, at: weight, nudge: $0))
    }
    try cell.show(
      Table(
        [.number("nudge"), .number("loss before"), .number("loss after"), .number("slope")],
        slopes.map { nudge, slope in
          ["\(nudge)", lossAt(weight).fixed(6), lossAt(weight + nudge).fixed(6), slope.fixed(4)]
        },
        caption: "The smaller the nudge, the less the slope changes: it settles near \(slopes[4].1.fixed(3))."
      ))
    try cell.predict("The slope is negative. To lower the loss, should the weight go up or down?")
    try cell.check(
      "a small step against the slope lowers the loss", weight - 0.1 * slopes[4].1,
      not: weight + 0.1 * slopes[4].1
    ) { lossAt($0) < lossAt(weight) }
  }

  func showChainRule(_ cell: Cell) throws {
    let (neuron, student) = (Neuron.example, Student.first)
    try cell.say(
      "Nudging costs a calculation for every weight, and large models have billions of "
        + "weights. The chain rule gets all slopes, the **gradient**, in one pass backwards: start with the "
        + "loss, and at every step back multiply by how much that step moves. Here w is the "
        + "weight of study, v that of the phone, b the bias, f the bend. This student "
        + "studied \(student.inputs[0].fixed(0)) hours, so p = \(student.inputs[0].fixed(0))w.")
    try cell.code()
    try cell.show(graph(neuron, student))
    let ruled = gradient(of: neuron, on: student)
    let nudged = neuron.parameters.indices.map {
      slope(of: neuron.loss(on: student, as: $0), at: neuron.parameters[$0], nudge: 1e-6)
    }
    let guess = neuron.guess(student.inputs)
    let withoutBend = ruled.map { $0 / (guess * (1 - guess)) }
    try cell.check("all three slopes agree with a nudge, to 0.00001", ruled, not: withoutBend) {
      zip($0, nudged).allSatisfy { abs($0 - $1) < 1e-5 }
    }
  }

  /// The calculation of one loss, with values and slopes.
  private func graph(_ neuron: Neuron, _ student: Student) -> ComputationGraph {
    let (w, x) = (neuron.weights, student.inputs)
    let guess = neuron.guess(x)
    let slopes = gradient(of: neuron, on: student)
    let bySum = slopes[2]
    return ComputationGraph(
      [
        .input("w", value: w[0], slope: slopes[0]),
        .input("v", value: w[1], slope: slopes[1]),
        .input("b", value: neuron.bias, slope: slopes[2]),
        .operation("p", "\(x[0].fixed(0))w", of: ["w"], value: w[0] * x[0], slope: bySum),
        .operation("q", "\(x[1].fixed(0))v", of: ["v"], value: w[1] * x[1], slope: bySum),
        .operation("s", "p+q+b", of: ["p", "q", "b"], value: neuron.sum(x), slope: bySum),
        .operation("g", "f(s)", of: ["s"], value: guess, slope: 2 * (guess - student.passed)),
        .operation("L", "(g-1)^2", of: ["g"], value: meanLoss(neuron, [student]), slope: 1.0),
      ], digits: 3,
      caption:
        "Read the slopes from right to left: 1 at the loss L; 2(g-1) = \((2 * (guess - student.passed)).fixed(3)) "
        + "at the guess g; the bend moves by g(1-g) = \((guess * (1 - guess)).fixed(3)) for each unit of s, so "
        + "\((2 * (guess - student.passed)).fixed(3)) x \((guess * (1 - guess)).fixed(3)) = \(bySum.fixed(3)) at s; "
        + "\(x[0].fixed(0)) times that, \(slopes[0].fixed(3)), at w.")
  }

  func showBackward(_ cell: Cell) throws {
    let (neuron, student) = (Neuron.example, Student.first)
    let weights = Tensor(neuron.weights.floats, requiresGradient: true)
    let bias = Tensor(Float(neuron.bias), requiresGradient: true)
    let loss = recordedLoss(weights, bias, student)
    let record = operations(behind: loss)
    try cell.say(
      "The library does the same for any calculation. A tensor is a grid of "
        + "numbers that remembers how it was computed. Each operation brings "
        + "its own slope rule, and backward() walks the record from the end.")
    try cell.code()
    try cell.say(
      "The rule of the product, as it stands in the library. "
        + "There dy is the slope of the loss by the product:"
    )
    try cell.code("product", in: "TinyTensor/Operations/Arithmetic.swift")
    try cell.say("And the walk, from the loss back to the weights:")
    try cell.code("backward", in: "TinyTensor/Tensor.swift")
    loss.backward()
    let library = (weights.gradient!.values + bias.gradient!.values).map(Double.init)
    let byHand = gradient(of: neuron, on: student)
    try cell.show(
      Table(
        [.text("slope of the loss by"), .number("by hand"), .number("by backward()")],
        zip(["weight of study", "weight of phone", "bias"], zip(byHand, library)).map {
          [$0, $1.0.fixed(6), $1.1.fixed(6)]
        },
        caption: "Recorded, in order: \(record.joined(separator: ", "))."))
    try cell.check(
      "backward() gives the slopes that we found by hand, to 0.000001", byHand,
      not: gradient(of: neuron, on: .all[1])
    ) { zip($0, library).allSatisfy { abs($0 - $1) < 1e-6 } }
  }

  /// The names of the operations that made a tensor, first to last, along its first inputs.
  private func operations(behind tensor: Tensor) -> [String] {
    guard let operation = tensor.operation else { return [] }
    let source = tensor.inputs.first { $0.operation != nil }
    return (source.map(operations) ?? []) + [operation.rawValue]
  }

  func showGradientCheck(_ cell: Cell) throws {
    try cell.say(
      "A wrong slope does not stop a program. It only learns badly, and nobody "
        + "knows why. So whoever writes a slope rule checks it: the library "
        + "nudges every number and compares. Here is a bug that it catches."
    )
    try cell.code()
    let inputs = [Tensor(Neuron.example.weights.floats), Tensor(Float(Neuron.example.bias))]
    let right = GradientCheck(inputs) { recordedLoss($0[0], $0[1], .first) }
    let wrong = GradientCheck(inputs) { lossWithABug($0[0], $0[1], .first) }
    let nudged = slope(of: Neuron.example.loss(on: .first, as: 0), at: Neuron.example.weights[0], nudge: 1e-6)
    let rows = [("right", recordedLoss, right), ("with the bug", lossWithABug, wrong)]
      .map { name, loss, check -> [String] in
        let weights = inputs[0].asParameter()
        let result = loss(weights, inputs[1], .first)
        result.backward()
        return [
          name, result.item.fixed(4), weights.gradient![0].fixed(4), nudged.fixed(4),
          percent(check.largestError, digits: 1),
        ]
      }
    try cell.show(
      Table(
        [
          .text("rule"), .number("loss"), .number("slope by study"), .number("by nudging"),
          .number("largest error of all"),
        ], rows,
        caption:
          "Both losses are the same number, but with the bug "
          + "\(percent(wrong.largestError, digits: 1)) of the slope is missing."
      ))
    try cell.check("the gradient check finds less than 0.1 % error", right, not: wrong) {
      $0.largestError < 0.001
    }
  }
}
