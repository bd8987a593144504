// One neuron by hand, on numbers that a pencil can check: its sum, its bend, and how wrong its guess is.
// Follows Rosenblatt 1958 in the weighted sum, with a smooth bend so that small changes have small effects.
// Leaves out everything that makes it fast: that is the library's work.

import Basics
import Notebook
import Pictures
import TinyTensor

/// A student of an invented class, and how the exam went.
struct Student {
  /// Hours of study and hours on the phone, the day before.
  let inputs: [Double]
  /// 1 if the exam was passed, 0 if not.
  let passed: Double

  static let first = Student(inputs: [4, 3], passed: 1)
  static let all: [Student] =
    [first]
    + [([6, 2], 1), ([1, 5], 0), ([3, 1], 0), ([2, 6], 0), ([5, 4], 1), ([2, 1], 1), ([7, 5], 0)]
    .map { Student(inputs: $0.0, passed: $0.1) }
}

// cell: neuron
/// One neuron: a weight for each input, a bias, and a bend.
struct Neuron {
  var weights: [Double]
  var bias: Double

  /// Each input times its weight, all added up, and the bias.
  func sum(_ inputs: [Double]) -> Double {
    zip(inputs, weights).map(*).reduce(bias, +)
  }

  /// The sum, bent: the probability that the student passes.
  func guess(_ inputs: [Double]) -> Double { sigmoid(sum(inputs)) }
}

/// A bend: any number becomes one between 0 and 1.
func sigmoid(_ x: Double) -> Double { 1 / (1 + PortableMath.exp(-x)) }
// cell: end

extension Neuron {
  /// A first idea: study helps, the phone harms.
  static let example = Neuron(weights: [0.6, -0.5], bias: -0.4)

  /// The same neuron believing the opposite of everything.
  var opposite: Neuron { Neuron(weights: weights.map(-), bias: -bias) }
}

// cell: loss
/// How wrong a guess is: the square of what is missing.
func squaredError(guess: Double, actual: Double) -> Double {
  (guess - actual) * (guess - actual)
}

/// How wrong a neuron is on average.
func meanLoss(_ neuron: Neuron, _ students: [Student]) -> Double {
  let losses = students.map {
    squaredError(guess: neuron.guess($0.inputs), actual: $0.passed)
  }
  return losses.reduce(0, +) / Double(losses.count)
}
// cell: end

// MARK: - Cells

extension Lesson {
  func showNeuron(_ cell: Cell) throws {
    let (neuron, student) = (Neuron.example, Student.first)
    try cell.say(
      "A neuron turns a few numbers into one. Here it guesses whether a student passes an exam, from the "
        + "hours of study and the hours on the phone. Each input has a weight: how much it counts, and in "
        + "which direction. The guess is the chance of passing, a **probability**.")
    try cell.code()
    try cell.show(products(of: neuron, student))
    let library = Tensor(student.inputs.floats).reshaped([1, 2])
      .linear(Tensor(neuron.weights.floats, shape: [2, 1]), bias: Tensor([Float(neuron.bias)])).sigmoid()
    try cell.check(
      "the library's neuron gives the same number, to 0.000001", neuron.guess(student.inputs),
      not: neuron.sum(student.inputs)
    ) { abs($0 - Double(library.item)) < 1e-6 }
    try cell.predict("What happens to the guess if this student spends 6 hours on the phone?")
    try cell.show(("guess with 6 hours", neuron.guess([student.inputs[0], 6]).fixed(3)))
    try cell.say(
      "Each check of this book was also tried on something that is wrong on purpose, its **control**, and had to "
        + "fail there.")
  }

  /// Every product of one neuron, one below the other.
  private func products(of neuron: Neuron, _ student: Student) -> Table {
    let names = ["hours of study", "hours on the phone", "bias"]
    let inputs = student.inputs + [1]  // the bias is a weight whose input is always 1
    let products = zip(inputs, neuron.parameters).map(*)
    return Table(
      [.text("what"), .number("input"), .number("weight"), .number("input x weight")],
      names.indices.map {
        [names[$0], inputs[$0].fixed(2), neuron.parameters[$0].fixed(2), products[$0].fixed(2)]
      },
      caption: "Added up: \(neuron.sum(student.inputs).fixed(2)). Bent: a probability of "
        + "\(neuron.guess(student.inputs).fixed(3)) to pass.")
  }

  func showLoss(_ cell: Cell) throws {
    let (neuron, students) = (Neuron.example, Student.all)
    try cell.say(
      "To get better, a neuron needs to know how wrong it is. Take the difference "
        + "between its guess and what really happened, square it, and average over "
        + "the eight students of an invented class. That one number is the loss."
    )
    try cell.code()
    let rows = students.map { student -> [String] in
      let guess = neuron.guess(student.inputs)
      return student.inputs.map { $0.fixed(0) } + [guess.fixed(2), student.passed.fixed(0)]
        + [squaredError(guess: guess, actual: student.passed).fixed(3)]
    }
    let mean = meanLoss(neuron, students)
    try cell.show(
      Table(
        [
          .number("study", unit: "h"), .number("phone", unit: "h"), .number("guess"), .number("passed"),
          .number("loss"),
        ],
        rows, caption: "The mean loss is \(mean.fixed(3)): 0 would be right every time, 1 wrong every time."))
    try cell.check(
      "the neuron is less wrong than one that always says 0.5", mean, not: meanLoss(neuron.opposite, students)
    ) { $0 < squaredError(guess: 0.5, actual: 1) }
    cell.record(Metric("neuronLoss", mean, better: .lower))
  }
}

extension [Double] {
  /// The numbers as the library takes them.
  var floats: [Float] { map { Float($0) } }
}
