// The other half of a block: what has been gathered is worked on, each word alone.
// Follows Hendrycks and Gimpel 2016 (GELU) and Radford et al. 2019, section 2.3.

import Basics
import Notebook
import Pictures
import TinyLM
import TinyTensor

// cell: feed-forward
/// GELU, a bend: almost 0 below zero, almost x above.
func gelu(_ x: Float) -> Float {
  let root = (2 / Double.pi).squareRoot()
  let z = Double(x + 0.044715 * x * x * x)
  return x / Float(1 + PortableMath.exp(-2 * root * z))
}

/// Up to more numbers, bent, and down again: gelu(x W1 + b) W2.
func fedForward(
  _ x: [Float], _ w1: [[Float]], _ b: [Float], _ w2: [[Float]],
  bend: (Float) -> Float = gelu
) -> [Float] {
  let sums = zip(gathered(x, w1), b).map { $0 + $1 }  // x W1 + b
  return gathered(sums.map(bend), w2)
}
// cell: end

/// Two numbers (animal +1 or human -1, a deed), four inside, two out (danger, news).
private struct Layer {
  var w1: [[Float]] = [[2, -2, 2, -2], [4, 4, -4, -4]]
  var b: [Float] = [-4, -4, 0, 0]
  var w2: [[Float]] = [[0.5, 0], [0, 0.5], [0, 0], [0, 0]]

  func callAsFunction(_ x: [Float], bend: (Float) -> Float = gelu) -> [Float] {
    fedForward(x, w1, b, w2, bend: bend)
  }
}

extension Lesson {
  private var cases: [(name: String, x: [Float])] {
    [("animal bites", [1, 1]), ("human bites", [-1, 1]), ("animal", [1, 0]), ("human", [-1, 0])]
  }

  func feedForward(_ cell: Cell) throws {
    try cell.say(
      "After attention, \"bites\" knows who bites. A **feed-forward layer** works on that, each word alone: two "
        + "matrices, and between them a bend, the **activation function** GELU. Here are four inner numbers, one for "
        + "each combination. A model has four times as many as its width.")
    try cell.code()
    try cell.predict(
      "Without the bend, could other weights make \"danger\" 1 for an animal that bites and 0 for the other three?"
    )
    try cell.show(feedForwardTable(Layer()))
    try checkFeedForward(cell, Layer())
  }

  private func feedForwardTable(_ layer: Layer) -> Table {
    let rows = cases.map { name, x in
      let sums = zip(gathered(x, layer.w1), layer.b).map { $0 + $1 }
      return [
        name, text(x), text(sums), text(sums.map(gelu), digits: 1), text(layer(x), digits: 2),
      ]
    }
    return Table(
      [.text("gathered"), .text("x"), .text("x W1 + b"), .text("after GELU"), .text("(danger, news)")], rows,
      caption:
        "Read the column \"after GELU\": each case wakes one inner number, and the bend keeps the others near "
        + "0. Danger needs both, an animal and a deed."
    )
  }

  private func checkFeedForward(_ cell: Cell, _ layer: Layer) throws {
    let rows = Tensor(cases.map(\.x))
    let library = FeedForward(
      up: Linear(weight: Tensor(layer.w1), bias: Tensor(layer.b)),
      down: Linear(weight: Tensor(layer.w2), bias: Tensor([0, 0])))
    try cell.check(
      "the library's layer gives the same to 1e-5 (control: without its bend it does not)", library(rows),
      not: library.down(library.up(rows))
    ) { difference($0.values, cases.flatMap { layer($0.x) }) < 1e-5 }
    var random = generator("a layer without a bend")
    let layers = (0..<20).map { _ in
      Layer(
        w1: Tensor(normal: [2, 4], using: &random).matrix, b: Tensor(normal: [4], using: &random).values,
        w2: Tensor(normal: [4, 2], using: &random).matrix)
    }
    try cell.check(
      "no: without it the dangers of first and last add up to those of the other two (control: with it not)",
      { $0 }, not: gelu
    ) { (bend: @escaping (Float) -> Float) in
      layers.allSatisfy { layer in
        let danger = cases.map { layer($0.x, bend: bend)[0] }
        return abs(danger[0] + danger[3] - danger[1] - danger[2]) < 1e-4
      }
    }
  }
}
