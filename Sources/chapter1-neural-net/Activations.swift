// Activation functions side by side: what each makes of a sum, and how steep it is there. A flat place passes no slope
// back, so a neuron that sits on one hardly learns. GELU (Hendrycks and Gimpel 2016) is that of GPT-2, and of the
// models from chapter 3 on.

import Basics
import Notebook
import Pictures
import TinyTensor

/// A function of one number that bends a neuron's sum.
struct Activation {
  let name: String
  let bend: (Tensor) -> Tensor

  static var all: [Activation] {
    [
      Activation(name: "sigmoid") { $0.sigmoid() }, Activation(name: "tanh") { $0.tanh() },
      Activation(name: "ReLU") { $0.relu() }, Activation(name: "GELU") { $0.gelu() },
    ]
  }

  /// The curve over some sums.
  func curve(_ sums: [Double]) -> Series {
    Series(name, Array(zip(sums, bend(Tensor(sums.floats)).values.map(Double.init))))
  }

  /// How steep the curve is at a sum.
  func slope(at sum: Double) -> Double {
    let input = Tensor(Float(sum), requiresGradient: true)
    bend(input).backward()
    return Double(input.gradient!.item)
  }
}

// MARK: - Cells

extension Lesson {
  func showBend(_ cell: Cell) throws {
    try cell.say(
      "The sum can be any number, but a probability lies between 0 and 1. So the neuron bends the sum by a "
        + "curve, its **activation function**. Ours is the **sigmoid**, 1 / (1 + e^-sum). Three others are in "
        + "use: **tanh**, the same shape from -1 to 1; **ReLU**, which turns what is below 0 into 0; and "
        + "**GELU**, nearly ReLU but without a kink. Our small networks take tanh, the language models GELU.")
    let sums = (0..<61).map { Double($0) / 10 - 3 }
    let (low, middle, high) = (sigmoid(-3), sigmoid(0), sigmoid(3))
    try cell.show(
      LineChart(
        x: Axis("sum"), y: Axis("bent"), Activation.all.map { $0.curve(sums) }, height: 10,
        caption: "Look at the ends: two curves turn flat, two go on rising. The sigmoid makes "
          + "\(low.fixed(2)) of -3, \(middle.fixed(2)) of 0, and \(high.fixed(2)) of 3."))
    let squeezed = sums.map(sigmoid)
    try cell.check(
      "sigmoid: always between 0 and 1, always rising (control: the sums are not)", squeezed, not: sums
    ) { (numbers: [Double]) -> Bool in
      let isRising = zip(numbers, numbers.dropFirst()).allSatisfy(<)
      return isRising && numbers.allSatisfy { $0 > 0 && $0 < 1 }
    }
    try showSteepness(cell)
  }

  /// How steep each function is at three sums.
  private func showSteepness(_ cell: Cell) throws {
    try cell.predict("A neuron's sum is 3. With which of the four does a nudge of it still change much?")
    let rows = Activation.all.map { function in (function.name, [-3, 0, 3].map(function.slope)) }
    try cell.show(
      Table(
        [.text("how steep it is"), .number("at -3"), .number("at 0"), .number("at 3")],
        rows.map { name, slopes in [name] + slopes.map { $0.fixed(3) } },
        caption: "At 3, tanh moves by \(rows[1].1[2].fixed(3)) for each unit of the sum, ReLU by "
          + "\(rows[2].1[2].fixed(3)). Where a curve is flat, a neuron can hardly learn."))
    let atThree = rows.map { $0.1[2] }
    cell.record(Metric("tanhSlopeAtThree", atThree[1]))
    cell.record(Metric("reluSlopeAtThree", atThree[2]))
    try cell.check(
      "at 3, ReLU and GELU are steeper than 0.9 (control: sigmoid and tanh)", atThree[2...],
      not: atThree[..<2]
    ) { $0.allSatisfy { $0 > 0.9 } }
  }
}
