// A number that is used twice gets a slope from each use, and they add up. The smallest recorder that shows it, after
// micrograd (Karpathy 2020). Leaves out speed: it walks every path, and the library each number once.

import Basics
import Notebook
import Pictures
import TinyTensor

// cell: shared
/// A number that remembers what it was computed from.
final class Recorded {
  let value: Double
  /// The numbers it was computed from, and its own slope by each.
  let inputs: [(number: Recorded, slope: Double)]
  var slope = 0.0  // of the result, by this number

  init(_ value: Double, from inputs: [(Recorded, Double)] = []) {
    (self.value, self.inputs) = (value, inputs)
  }

  /// Takes the slope that comes from one use, and passes it on.
  func pass(_ more: Double, adding: Bool) {
    slope = adding ? slope + more : more
    for (number, own) in inputs {
      number.pass(more * own, adding: adding)
    }
  }
}
// cell: end

func + (a: Recorded, b: Recorded) -> Recorded { Recorded(a.value + b.value, from: [(a, 1), (b, 1)]) }

func * (a: Recorded, b: Recorded) -> Recorded {
  Recorded(a.value * b.value, from: [(a, b.value), (b, a.value)])
}

/// A calculation that uses its input twice, in plain numbers, in numbers that remember, and in tensors.
struct TwoUses {
  let name: String
  let plain: (Double) -> Double
  let recorded: (Recorded) -> Recorded
  let library: (Tensor) -> Tensor

  static let b = 2.0
  static var all: [TwoUses] {
    [
      TwoUses(name: "y = a + a", plain: { $0 + $0 }, recorded: { $0 + $0 }, library: { $0 + $0 }),
      TwoUses(
        name: "y = a x b + a", plain: { $0 * b + $0 }, recorded: { $0 * Recorded(b) + $0 },
        library: { $0 * Float(b) + $0 }),
    ]
  }

  /// The slope by the input, from the recorder.
  func slope(at value: Double, adding: Bool) -> Double {
    let input = Recorded(value)
    recorded(input).pass(1, adding: adding)
    return input.slope
  }

  /// The slope by the input, from `backward()`.
  func librarySlope(at value: Double) -> Double {
    let input = Tensor(Float(value), requiresGradient: true)
    library(input).backward()
    return Double(input.gradient!.item)
  }
}

// MARK: - Cells

extension Lesson {
  func showShared(_ cell: Cell) throws {
    try cell.say(
      "The rule of the product calls addGradient. Why add? A number can be used more than once: a weight, "
        + "for example, once for each student. Here is a recorder as small as can be. It can add what comes "
        + "back from each use, or keep only the last, which is a common bug.")
    try cell.code()
    try cell.predict("y = a + a. If a grows by 1, by how much does y grow?")
    let (a, b, uses) = (3.0, TwoUses.b, TwoUses.all)
    let nudged = uses.map { slope(of: $0.plain, at: a, nudge: 1e-6) }
    let adding = uses.map { $0.slope(at: a, adding: true) }
    let overwriting = uses.map { $0.slope(at: a, adding: false) }
    let library = uses.map { $0.librarySlope(at: a) }
    try cell.show(
      Table(
        [
          .text("a = \(a.brief), b = \(b.brief)"), .number("slope by nudging"), .number("keeping the last"),
          .number("adding"), .number("the library"),
        ],
        uses.indices.map { i in
          [uses[i].name] + [nudged, overwriting, adding, library].map { $0[i].fixed(3) }
        },
        caption:
          "In y = a x b + a the product sends back \((adding[1] - overwriting[1]).fixed(0)) and the sum "
          + "\(overwriting[1].fixed(0)). Only their sum is the slope."))
    try cell.check(
      "adding gives the slope that nudging finds, to 0.00001 (control: keeping the last does not)", adding,
      not: overwriting
    ) { zip($0, nudged).allSatisfy { abs($0 - $1) < 1e-5 } }
    try cell.check(
      "the library's backward() gives what adding gives (control: not what keeping the last gives)", adding,
      not: overwriting
    ) {
      $0 == library
    }
  }
}
