// The step that most weights of this course's models take: Muon, on a matrix that can be drawn.
// Follows Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/

import Basics
import Notebook
import Pictures
import TinyTensor

// cell: muon
/// The direction of a step of Muon; the mean m begins at 0.
func muon(_ g: Tensor, _ m: inout Tensor, rounds: Int = 5) -> Tensor {
  m = 0.9 * m + 0.1 * g  // momentum: the mean of the gradients
  var x = 0.9 * m + 0.1 * g
  x = x / (x * x).sum().squareRoot()
  for _ in 0..<rounds {  // Newton-Schulz
    let s = x.matrixProduct(x, transposed: .second)  // X Xt
    let sx = s.matrixProduct(x)
    x = 3.4445 * x - 4.775 * sx + 2.0315 * s.matrixProduct(sx)
  }
  return x
}
// cell: end

extension Lesson {
  func muon(_ cell: Cell) throws {
    try cell.say(
      "How do such matrices learn? Chapter 1 moved each number against its own slope. But the gradient of a matrix "
        + "is loud in a few directions and faint in the others. **Muon** gives all directions about the same step. "
        + "A matrix makes an ellipse of a circle of arrows. Half its longest and half its shortest axis are the "
        + "**singular values**; five rounds bring both near 1.")
    try cell.code()
    let axes = (0...5).map { singularValues(rounded($0)) }
    try cell.show(
      ScatterPlot(
        x: Axis("first number"), y: Axis("second number"),
        [Series("gradient", ellipse(rounded(0))), Series("after five rounds", ellipse(rounded(5)))],
        height: 9,
        caption:
          "The ellipse was flat, and it is nearly round. Its half axes are \(axes[0].long.fixed(2)) and "
          + "\(axes[0].short.fixed(2)) before; round by round the short one becomes "
          + axes.dropFirst().map { $0.short.fixed(2) }.joined(separator: ", ")
          + ". The long one ends at \(axes[5].long.fixed(2))."))
    try checkMuon(cell)
  }

  /// A gradient with one loud and one faint direction.
  private var lopsided: Tensor { Tensor([[2, 1.9], [1, 1]]) }

  /// What some rounds make of it.
  private func rounded(_ rounds: Int) -> Tensor {
    var mean = Tensor(repeating: 0, shape: [2, 2])
    return chapter3_attention.muon(lopsided, &mean, rounds: rounds)
  }

  /// Where a matrix sends the arrows of a circle.
  private func ellipse(_ matrix: Tensor) -> [(x: Double, y: Double)] {
    (0..<48).map { part in
      let angle = 2 * Double.pi * Double(part) / 48
      let arrow = [Float(PortableMath.cos(angle)), Float(PortableMath.sin(angle))]
      let sent = gathered(arrow, matrix.matrix)
      return (Double(sent[0]), Double(sent[1]))
    }
  }

  /// Half of the longest and of the shortest axis of that ellipse.
  private func singularValues(_ matrix: Tensor) -> (long: Float, short: Float) {
    let m = matrix.values
    let p = dot([m[0] + m[3], m[1] - m[2]], [m[0] + m[3], m[1] - m[2]]).squareRoot()
    let q = dot([m[0] - m[3], m[1] + m[2]], [m[0] - m[3], m[1] + m[2]]).squareRoot()
    return ((p + q) / 2, abs(p - q) / 2)
  }

  private func checkMuon(_ cell: Cell) throws {
    try cell.check(
      "five rounds bring both to 0.6 to 1.3 (control: before, one is outside)",
      rounded(5),
      not: rounded(0)
    ) {
      let values = singularValues($0)
      return values.short > 0.6 && values.long < 1.3
    }
    var random = generator("gradients")
    let gradients = (0..<3).map { _ in Tensor(normal: [2, 2], using: &random) }
    let library = libraryWeights(after: gradients)
    try cell.check(
      "three steps equal the library's to 1e-5 (control: with four rounds not)", 5,
      not: 4
    ) { rounds in
      var (weights, mean) = (lopsided, Tensor(repeating: 0, shape: [2, 2]))
      for gradient in gradients {
        weights = weights - 0.1 * chapter3_attention.muon(gradient, &mean, rounds: rounds)
      }
      return difference(weights.values, library.values) < 1e-5
    }
  }

  /// The matrix from above after the library's steps along some gradients.
  private func libraryWeights(after gradients: [Tensor]) -> Tensor {
    let weights = lopsided.asParameter()
    let optimizer = Muon([weights], momentum: 0.9)
    for gradient in gradients {
      weights.gradient = gradient
      optimizer.step(learningRate: 0.1)
    }
    return weights
  }
}
