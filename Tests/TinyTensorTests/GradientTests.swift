// Every operation's gradient against nudges. The table of cases is walked together with the table of operations:
// an operation without a case fails the test.

import Basics
import Testing
import TinyTensor

/// Inputs and a function of them that uses the operation.
private struct Case {
  let inputs: [Tensor]
  let function: ([Tensor]) -> Tensor
}

@Suite struct GradientTests {
  @Test(arguments: Operation.allCases) func gradientAgreesWithNudges(_ operation: Operation) throws {
    let cases = Self.cases(for: operation)
    try #require(!cases.isEmpty, "\(operation) has no case in this test")
    for (i, example) in cases.enumerated() {
      let used = example.function(example.inputs.map { $0.copy().asParameter() })
      #expect(Self.uses(operation, used), "case \(i) of \(operation) does not use it")
      let check = GradientCheck(example.inputs, function: example.function)
      #expect(check.largestError < 2e-3, "case \(i) of \(operation): \(check)")
    }
  }

  @Test func aWrongGradientIsCaught() {
    // x x has the slope 2 x. With one factor held fixed, the computed slope is x: half of it.
    var generator = SeededGenerator(seed: 1)
    let x = Tensor(normal: [3, 2], using: &generator)
    #expect(GradientCheck([x]) { $0[0] * $0[0] }.largestError < 2e-3)
    let wrong = GradientCheck([x]) { $0[0] * $0[0].detached() }
    #expect(wrong.largestError > 0.4)
  }

  @Test func sharedInputsAddTheirGradients() {
    let x = Tensor([3], requiresGradient: true)
    (x * x + x + x).sum().backward()
    #expect(x.gradient?.values == [8])
    (x * 2).sum().backward()
    #expect(x.gradient?.values == [10], "gradients add up over calls")
  }

  private static func uses(_ operation: Operation, _ tensor: Tensor) -> Bool {
    tensor.operation == operation || tensor.inputs.contains { uses(operation, $0) }
  }

  private static func cases(for operation: Operation) -> [Case] {
    var generator = SeededGenerator(seed: 7, stream: operation.rawValue)
    func normal(_ shape: Int...) -> Tensor { Tensor(normal: shape, using: &generator) }
    func positive(_ shape: Int...) -> Tensor { normal(shape: shape).exp() + 0.5 }
    func normal(shape: [Int]) -> Tensor { Tensor(normal: shape, using: &generator) }
    /// Numbers that keep away from 0, where an activation function may have no slope.
    func awayFromZero(_ shape: Int...) -> Tensor {
      Tensor(normal(shape: shape).values.map { $0 < 0 ? $0 - 0.1 : $0 + 0.1 }, shape: shape)
    }

    switch operation {
    case .add:
      return [
        Case(inputs: [normal(2, 3), normal(2, 3)]) { $0[0] + $0[1] },
        Case(inputs: [normal(2, 3), normal(3)]) { $0[0] + $0[1] * $0[0] },
        Case(inputs: [normal(4, 1), normal(1, 17)]) { $0[0] + $0[1] },
      ]
    case .subtract: return [Case(inputs: [normal(2, 3), normal(2, 1)]) { $0[0] - $0[1] }]
    case .multiply:
      return [
        Case(inputs: [normal(5), normal(5)]) { $0[0] * $0[1] },
        Case(inputs: [normal(2, 19)]) { $0[0] * $0[0] },
      ]
    case .divide: return [Case(inputs: [normal(3, 4), positive(4)]) { $0[0] / $0[1] }]
    case .minimum: return [Case(inputs: [awayFromZero(20), normal(1) * 0]) { Tensor.minimum($0[0], $0[1]) }]
    case .maximum: return [Case(inputs: [awayFromZero(20), normal(1) * 0]) { Tensor.maximum($0[0], $0[1]) }]
    case .broadcast:
      return [
        Case(inputs: [normal(3, 1, 2)]) { $0[0].broadcast(to: [2, 3, 4, 2]) },
        Case(inputs: [normal(3, 1)]) { $0[0].broadcast(to: [3, 18]) },
      ]
    case .relu: return [Case(inputs: [awayFromZero(19)]) { $0[0].relu() }]
    case .tanh:
      return [Case(inputs: [normal(35)]) { $0[0].tanh() }, Case(inputs: [normal(17) * 0.1]) { $0[0].tanh() }]
    case .sigmoid: return [Case(inputs: [normal(19) * 2]) { $0[0].sigmoid() }]
    case .logSigmoid:
      return [Case(inputs: [normal(19) * 3]) { $0[0].logSigmoid() }]
    case .gelu: return [Case(inputs: [normal(19) * 2]) { $0[0].gelu() }]
    case .exp: return [Case(inputs: [normal(2, 9)]) { $0[0].exp() }]
    case .log: return [Case(inputs: [positive(18)]) { $0[0].log() }]
    case .squareRoot: return [Case(inputs: [positive(18)]) { $0[0].squareRoot() }]
    case .matrixProduct:
      return [
        Case(inputs: [normal(3, 4), normal(4, 5)]) { $0[0].matrixProduct($0[1]) },
        Case(inputs: [normal(3, 4), normal(5, 4)]) { $0[0].matrixProduct($0[1], transposed: .second) },
        Case(inputs: [normal(4, 3), normal(4, 5)]) { $0[0].matrixProduct($0[1], transposed: .first) },
        Case(inputs: [normal(2, 3, 4), normal(2, 4, 5)]) { $0[0].matrixProduct($0[1]) },
        Case(inputs: [normal(2, 2, 3, 4), normal(2, 2, 5, 4)]) {
          $0[0].matrixProduct($0[1], transposed: .second)
        },
        Case(inputs: [normal(2, 4, 3), normal(2, 4, 5)]) { $0[0].matrixProduct($0[1], transposed: .first) },
        Case(inputs: [normal(2, 3, 4), normal(4, 5)]) { $0[0].matrixProduct($0[1]) },
        Case(inputs: [normal(3, 3)]) { $0[0].matrixProduct($0[0]) },
        Case(inputs: [normal(9, 33), normal(33, 34)]) { $0[0].matrixProduct($0[1]) },
      ]
    case .linear:
      return [
        Case(inputs: [normal(2, 3, 4), normal(4, 5), normal(5)]) { $0[0].linear($0[1], bias: $0[2]) },
        Case(inputs: [normal(11, 18), normal(18, 35), normal(35)]) { $0[0].linear($0[1], bias: $0[2]) },
      ]
    case .sum:
      return (0..<3).map { axis in Case(inputs: [normal(2, 3, 4)]) { $0[0].sum(along: axis) } } + [
        Case(inputs: [normal(2, 3)]) { $0[0].sum() },
        Case(inputs: [normal(2, 3)]) { $0[0].sum(along: 1, keepingAxis: true) * $0[0] },
        Case(inputs: [normal(2, 3)]) { $0[0].mean(along: 0) },
      ]
    case .max:
      return (0..<3).map { axis in Case(inputs: [spread(2, 3, 4)]) { $0[0].max(along: axis) } }
    case .rows: return [Case(inputs: [normal(5, 3)]) { $0[0].rows(at: [4, 0, 4, 2], shape: [2, 2]) }]
    case .gather: return [Case(inputs: [normal(2, 2, 3)]) { $0[0].gather([2, 0, 1, 1]) }]
    case .slice:
      return (0..<3).map { axis in Case(inputs: [normal(3, 4, 5)]) { $0[0].slice(1..<3, along: axis) } } + [
        Case(inputs: [normal(3, 4)]) { $0[0][1] * $0[0][1] },
        Case(inputs: [normal(3, 2, 2)]) { $0[0][0...1] * $0[0][1...] },
        Case(inputs: [normal(3)]) { $0[0][2] * $0[0][0] },
      ]
    case .concatenate:
      return [
        Case(inputs: [normal(2, 3), normal(1, 3), normal(2, 3)]) { .concatenate($0) },
        Case(inputs: [normal(2, 3, 2), normal(2, 1, 2)]) { .concatenate($0 + [$0[0]], along: 1) },
      ]
    case .reshape: return [Case(inputs: [normal(2, 3)]) { $0[0].reshaped([3, 2]) + $0[0].reshaped([3, 2]) }]
    case .permute:
      return [
        Case(inputs: [normal(2, 3, 4)]) { $0[0].permuted([2, 0, 1]) },
        Case(inputs: [normal(2, 3, 4)]) { $0[0].transposed() },
      ]
    case .softmax:
      return [
        Case(inputs: [normal(3, 5)]) { $0[0].softmax() }, Case(inputs: [normal(2, 19)]) { $0[0].softmax() },
      ]
    case .logSoftmax:
      return [
        Case(inputs: [normal(3, 5)]) { $0[0].logSoftmax() },
        Case(inputs: [normal(2, 19)]) { $0[0].logSoftmax() },
      ]
    case .crossEntropy:
      return [
        Case(inputs: [normal(3, 5)]) { $0[0].crossEntropy([4, 0, 2]) },
        Case(inputs: [normal(2, 2, 18)]) { $0[0].crossEntropy([17, 0, 2, 2], weights: [1, 0, 0.5, 2]) * 3 },
      ]
    case .layerNorm:
      return [
        Case(inputs: [normal(2, 3, 5), normal(5), normal(5)]) { $0[0].layerNorm(weight: $0[1], bias: $0[2]) },
        Case(inputs: [normal(70, 4), normal(4), normal(4)]) { $0[0].layerNorm(weight: $0[1], bias: $0[2]) },
      ]
    case .attention:
      return [
        Case(inputs: [normal(2, 5, 12)]) { $0[0].attention(heads: 2) },
        Case(inputs: [normal(1, 37, 6)]) { $0[0].attention(heads: 1) },
      ]
    case .rotate:
      return [
        Case(inputs: [normal(2, 3, 12)]) {
          $0[0].rotated(headSize: 4, columns: 8, positions: [0, 1, 2, 5, 6, 7])
        }
      ]
    }

    /// Numbers that are far enough apart for a nudge not to change their order.
    func spread(_ shape: Int...) -> Tensor {
      Tensor(generator.shuffled(Array(0..<shape.reduce(1, *))).map { Float($0) / 4 }, shape: shape)
    }
  }
}
