// AdamW in ten lines, for one weight. Two ideas: go by the running mean of the slope, and divide it by the usual size of
// the slope. Source: Kingma and Ba 2014, algorithm 1. Leaves out the W, weights that shrink (Loshchilov and Hutter
// 2017): the chapter does not use it; an exercise does.

import Basics
import Notebook
import Pictures
import TinyTensor

// cell: adamw
/// AdamW for one weight: running means of its slope and of the square.
struct AdamWByHand {
  var keep = (mean: 0.9, square: 0.98)
  var mean = 0.0, square = 0.0
  var start = (mean: 1.0, square: 1.0)  // how much is still the first 0

  mutating func move(slope: Double, rate: Double) -> Double {
    mean = keep.mean * mean + (1 - keep.mean) * slope
    square = keep.square * square + (1 - keep.square) * slope * slope
    start = (start.mean * keep.mean, start.square * keep.square)
    let size = (square / (1 - start.square)).squareRoot()
    return -rate * mean / (1 - start.mean) / (size + 1e-8)
  }
}
// cell: end

/// Two weights, one on steep ground and one on flat.
struct TwoWeights {
  let slopes = [1.0, 0.01]
  let rate: Double

  /// Where AdamW by hand takes both weights, from 0.
  ///
  /// - Parameter factors: what the slopes are multiplied with, step by step.
  func byHand(_ factors: [Double], _ optimizer: AdamWByHand = AdamWByHand()) -> [Double] {
    slopes.map { slope in
      var optimizer = optimizer
      return factors.map { optimizer.move(slope: slope * $0, rate: rate) }.reduce(0, +)
    }
  }

  /// Where an optimizer of the library takes them.
  func byLibrary(_ factors: [Double], _ make: ([Tensor]) -> any Optimizer) -> [Double] {
    let weights = Tensor(repeating: 0, shape: [slopes.count], requiresGradient: true)
    let optimizer = make([weights])
    for factor in factors {
      weights.gradient = Tensor(slopes.map { $0 * factor }.floats)
      optimizer.step(learningRate: Float(rate))
    }
    return weights.values.map(Double.init)
  }
}

// MARK: - Cells

extension Lesson {
  func showAdamW(_ cell: Cell) throws {
    let weights = TwoWeights(rate: Double(plan.learningRate))
    try cell.say(
      "One weight had one learning rate. Now take two weights, with the slopes 1 and 0.01. A rate that suits "
        + "the first hardly moves the second. **AdamW**, with which most language models are trained, takes the "
        + "running mean of a slope and divides it by the usual size of that slope.")
    try cell.code()
    try cell.predict("Both slopes stay as they are for 100 steps. Which weight will AdamW move farther?")
    try showMoves(cell, weights)
    var random = generator("slopes that change")
    let factors = (0..<100).map { _ in Double(random.normal()) }
    let library = weights.byLibrary(factors) { AdamW($0) }
    try cell.check(
      "the library's AdamW agrees on 100 random slopes, to 0.00001 (control: with 0.9 for 0.98 it does not)",
      weights.byHand(factors), not: weights.byHand(factors, AdamWByHand(keep: (mean: 0.9, square: 0.9)))
    ) { zip($0, library).allSatisfy { abs($0 - $1) < 1e-5 } }
    try cell.check(
      "AdamW's first step moves each of four weights against its slope (control: Muon, the optimizer that chapter "
        + "3 adds, moves one along it)", firstStep { AdamW($0) }, not: firstStep { Muon($0) }
    ) { $0.allSatisfy { $0 < 0 } }
  }

  /// How far both weights are after some steps.
  private func showMoves(_ cell: Cell, _ weights: TwoWeights) throws {
    let moves = [1, 10, 100].map { steps in
      let factors = Array(repeating: 1.0, count: steps)
      return (steps, weights.byLibrary(factors) { SGD($0) } + weights.byHand(factors))
    }
    let end = moves[2].1
    try cell.show(
      Table(
        [
          .number("steps"), .number("plain: steep"), .number("plain: flat"), .number("AdamW: steep"),
          .number("AdamW: flat"),
        ],
        moves.map { steps, ends in ["\(steps)"] + ends.map { $0.fixed(4) } },
        caption:
          "Plain descent moves the steep weight \((end[0] / end[1]).fixed(0)) times as far as the flat "
          + "one, AdamW \((end[2] / end[3]).fixed(2)) times: divided by itself, the size of a slope is gone.")
    )
    try cell.check(
      "AdamW moves both equally far, within 1 % (control: plain descent does not)", end[2...], not: end[..<2]
    ) { abs($0.first! / $0.last! - 1) < 0.01 }
  }

  /// What the first step adds to each of four weights, all of whose slopes are above 0.
  private func firstStep(_ make: ([Tensor]) -> any Optimizer) -> [Float] {
    let matrix = Tensor(repeating: 0, shape: [2, 2], requiresGradient: true)
    matrix.gradient = Tensor([[1, 0.9], [0.9, 0.7]])
    make([matrix]).step(learningRate: 0.1)
    return matrix.values
  }
}
