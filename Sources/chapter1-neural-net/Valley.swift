// Walking down: one weight, the loss as a valley over it, and steps against the slope. Gradient descent (Cauchy 1847).
// Leaves out momentum; the networks further down use AdamW, which gives every weight a step size of its own.

import Basics
import Notebook
import Pictures
import TinyTensor

// cell: valley
/// The weights that one visits on the way down.
///
/// Each step is the learning rate times the slope, against it.
func walk(
  from start: Double, learningRate: Double, steps: Int,
  slope: (Double) -> Double
) -> [Double] {
  var path = [start]
  for _ in 0..<steps {
    let weight = path[path.count - 1]
    path.append(weight - learningRate * slope(weight))
  }
  return path
}
// cell: end

/// The mean loss of the example neuron on all students, as a function of its weight for study.
struct Valley {
  let start = -0.2

  func loss(_ weight: Double) -> Double { meanLoss(neuron(weight), Student.all) }

  func slope(_ weight: Double) -> Double {
    Student.all.map { gradient(of: neuron(weight), on: $0)[0] }.reduce(0, +) / Double(Student.all.count)
  }

  /// Where the valley is lowest, by looking everywhere.
  var lowest: Double { stride(from: -0.6, through: 2, by: 0.001).min { loss($0) < loss($1) }! }

  private func neuron(_ weight: Double) -> Neuron { Neuron.example.replacing(0, by: weight) }

  /// The curve, with the visited places left free for what is drawn there.
  func curve(without path: [Double]) -> [(x: Double, y: Double)] {
    let all = (0..<54).map { -0.6 + Double($0) * 2.6 / 53 }
    let free = all.filter { x in path.allSatisfy { abs($0 - x) > 1.3 / 53 } }
    return free.map { ($0, loss($0)) }
  }

  /// The visited places that are far enough apart to be seen.
  func steps(of path: [Double]) -> [(x: Double, y: Double)] {
    let seen = path.enumerated().filter { i, x in path[..<i].allSatisfy { abs($0 - x) > 0.05 } }
    return seen.map { ($1, loss($1)) }
  }
}

// MARK: - Cells

extension Lesson {
  func showValley(_ cell: Cell) throws {
    let (valley, rate) = (Valley(), page.invocation.real("valleyRate"))
    let path = walk(from: valley.start, learningRate: rate, steps: 12, slope: valley.slope)
    try cell.say(
      "Now let the weight of study walk. It starts at \(valley.start.fixed(1)), "
        + "believing that study harms. At every place the slope says which way "
        + "is down. How far to go is the learning rate: here \(rate.brief)."
    )
    try cell.code()
    try cell.show(
      LineChart(
        x: Axis("weight of study"), y: Axis("loss"),
        [
          Series("the valley", valley.curve(without: path)),
          Series("the steps", valley.steps(of: path)),
        ],
        height: 12,
        caption: "From weight \(path[0].fixed(2)) to \(path[12].fixed(2)) in 12 steps; the loss falls from "
          + "\(valley.loss(path[0]).fixed(3)) to \(valley.loss(path[12]).fixed(3))."))
    try cell.show(
      Table(
        [.number("step"), .number("weight"), .number("loss"), .number("slope"), .number("rate x slope")],
        path.prefix(6).enumerated().map { step, weight in
          let slope = valley.slope(weight)
          return [
            "\(step)", weight.fixed(3), valley.loss(weight).fixed(3), slope.fixed(3), (rate * slope).fixed(3),
          ]
        },
        caption: "The steps are long where the valley is steep and short where it is flat."))
    try cell.check(
      "the walk ends within 0.02 of the lowest point", path[12], not: path[0],
      advice: "Set valleyRate to about 0.5"
    ) { abs($0 - valley.lowest) < 0.02 }
    cell.record(Metric("valleyLoss", valley.loss(path[12]), better: .lower))
  }

  func showLearningRates(_ cell: Cell) throws {
    let (valley, right) = (Valley(), page.invocation.real("valleyRate"))
    let rates = [right / 25, right, right * 16]
    try cell.say("The same walk with three learning rates: one too small, one about right, one too large.")
    try cell.predict("What will the loss of the largest rate look like?")
    let losses = rates.map { rate in
      walk(from: valley.start, learningRate: rate, steps: 30, slope: valley.slope).map(valley.loss)
    }
    let ends = losses.map { $0.suffix(10).reduce(0, +) / 10 }
    try cell.show(
      LineChart(
        x: Axis("step"), y: Axis("loss"),
        zip(["too small", "right", "too large"], zip(rates, losses)).map {
          Series("\($0) (\($1.0.brief))", $1.1)
        },
        height: 12,
        caption: "Over the last ten steps the loss is \(ends[0].fixed(3)), \(ends[1].fixed(3)) and "
          + "\(ends[2].fixed(3)): one creeps, one arrives, one leaps over the valley again and again."))
    try cell.check(
      "the middle rate ends lowest", ends, not: [ends[1], ends[0], ends[2]],
      advice: "Set valleyRate to about 0.5"
    ) { (ends: [Double]) -> Bool in ends[1] < min(ends[0], ends[2]) }
  }
}
