// Is a gradient right? Nudge each number a little, see how much the result moves, and compare.
// Central differences at two step sizes, combined so that their first error cancels (Richardson 1911).

import Basics

/// The outcome of comparing `backward()` with nudges.
public struct GradientCheck: Sendable {
  /// The largest difference of the two gradients, as a share of the largest gradient of the same input.
  public let largestError: Double
  /// Which of the inputs it was found in, counted from 0.
  public let input: Int
  /// Which number of that input, as its place in `values`.
  public let element: Int
  /// The gradient there by `backward()`.
  public let computed: Double
  /// The gradient there by nudging.
  public let nudged: Double

  /// Compares the gradients of all inputs.
  ///
  /// The result of `function` may have any shape: a fixed random weighting turns it into one number, so that no
  /// error in one part can cancel one in another.
  ///
  /// - Parameters:
  ///   - inputs: where the gradients are checked; copied, so that they and their gradients stay as they are.
  ///   - step: the smaller nudge. Float32 carries seven digits, so a much smaller one would drown in rounding.
  ///   - function: computes a tensor from tensors like `inputs`; called again for each nudge.
  public init(_ inputs: [Tensor], step: Float = 0.01, seed: UInt64 = 1, function: ([Tensor]) -> Tensor) {
    let gradients = Self.computedGradients(inputs, seed: seed, function)
    var worst = (error: -1.0, input: 0, element: 0, computed: 0.0, nudged: 0.0)
    for (i, input) in inputs.enumerated() {
      let nudged = (0..<input.count).map { element in
        let narrow = Self.difference(inputs, i, element, step, seed, function)
        let wide = Self.difference(inputs, i, element, 2 * step, seed, function)
        return (4 * narrow - wide) / 3
      }
      let size = max(nudged.map(abs).max() ?? 0, 1e-3)
      for (element, gradient) in nudged.enumerated() {
        let computed = Double(gradients[i][element])
        let error = computed.isFinite && gradient.isFinite ? abs(computed - gradient) / size : .infinity
        if error > worst.error { worst = (error, i, element, computed, gradient) }
      }
    }
    largestError = worst.error
    input = worst.input
    element = worst.element
    computed = worst.computed
    nudged = worst.nudged
  }

  /// Gradients by `backward()`.
  private static func computedGradients(_ inputs: [Tensor], seed: UInt64, _ function: ([Tensor]) -> Tensor)
    -> [[Float]]
  {
    let parameters = inputs.map { $0.copy().asParameter() }
    let result = function(parameters)
    require(result.requiresGradient, "the function's result does not depend on its inputs")
    (result * Tensor(weighting(result.count, seed).map(Float.init), shape: result.shape)).sum().backward()
    return parameters.map { $0.gradient?.values ?? Array(repeating: 0, count: $0.count) }
  }

  /// (f(x + h) - f(x - h)) / 2h for one number.
  private static func difference(
    _ inputs: [Tensor], _ input: Int, _ element: Int, _ step: Float, _ seed: UInt64,
    _ function: ([Tensor]) -> Tensor
  ) -> Double {
    let value = inputs[input].values[element]
    func weighted(at nudged: Float) -> Double {
      let moved = inputs.map { $0.copy() }
      moved[input].withUnsafeMutableValues { $0[element] = nudged }
      let result = function(moved).values
      return zip(result, weighting(result.count, seed)).reduce(0) { $0 + Double($1.0) * $1.1 }
    }
    return (weighted(at: value + step) - weighted(at: value - step))
      / (Double(value + step) - Double(value - step))
  }

  private static func weighting(_ count: Int, _ seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed, stream: "gradient check")
    return (0..<count).map { _ in Double(Float(generator.uniform() * 2 - 1)) }
  }
}
