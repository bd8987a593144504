// The vector kernels beside the system's mathematics library, at every length of a row, and what they do with numbers
// that are none.

import Foundation
import Testing

@testable import TinyTensor

@Suite struct VectorMathTests {
  /// Lengths around the vectors of 16.
  static let lengths = [1, 2, 15, 16, 17, 31, 32, 33, 100]

  private func row(_ count: Int, _ seed: UInt64 = 1) -> [Float] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in generator.normal() * 3 }
  }

  /// A place for results, with a guard behind it that nothing may write to.
  private func result(_ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) -> [Float] {
    var values = [Float](repeating: -99, count: count + 32)
    values.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
    #expect(values[count...].allSatisfy { $0 == -99 }, "it wrote behind the row")
    return Array(values[..<count])
  }

  private func expectClose(
    _ found: [Float], _ expected: [Double], _ error: Double, at place: SourceLocation = #_sourceLocation
  ) {
    #expect(
      found.count == expected.count
        && zip(found, expected).allSatisfy { abs(Double($0) - $1) <= error * max(1, abs($1)) },
      "\(found) instead of \(expected)", sourceLocation: place)
  }

  @Test(arguments: lengths) func rowsBesideTheSystems(_ count: Int) {
    let (x, y) = (row(count), row(count, 2))
    let (dx, dy) = (x.map(Double.init), y.map(Double.init))
    #expect(RowKernel.maximum(x, count) == x.max())
    expectClose([RowKernel.sum(x, count)], [dx.reduce(0, +)], 1e-5)
    expectClose([RowKernel.dot(x, y, count)], [zip(dx, dy).reduce(0) { $0 + $1.0 * $1.1 }], 2e-5)
    var sum: Float = 0
    let powers = result(count) {
      sum = RowKernel.exponentials(x, minus: 1, scale: 0.5, times: 3, into: $0, count)
    }
    expectClose(powers, dx.map { 3 * exp(($0 - 1) / 2) }, 1e-6)
    expectClose(
      [sum, RowKernel.sumOfExponentials(x, minus: 2, count)],
      [
        dx.reduce(0) { $0 + 3 * exp(($1 - 1) / 2) }, dx.reduce(0) { $0 + exp($1 - 2) },
      ], 2e-6)
    let logSum = log(dx.reduce(0) { $0 + exp($1) })
    expectClose(result(count) { RowKernel.logSoftmax(x, into: $0, count) }, dx.map { $0 - logSum }, 1e-6)
    expectClose(result(count) { RowKernel.scale(x, by: -0.3, into: $0, count) }, dx.map { -0.3 * $0 }, 1e-6)
    let added = result(count) { target in
      target.update(from: y, count: count)
      RowKernel.add(x, times: 0.3, to: target, count)
    }
    expectClose(added, zip(dx, dy).map { $1 + 0.3 * $0 }, 1e-6)
    let slopes = result(count) { RowKernel.softmaxGradient(x, y, mean: 0.7, scale: 2, into: $0, count) }
    expectClose(slopes, zip(dx, dy).map { $0 * 2 * ($1 - 0.7) }, 1e-6)
  }

  @Test(arguments: lengths) func columnSums(_ columns: Int) {
    let x = row(7 * columns)
    let sums = result(columns) { target in
      target.update(repeating: 1, count: columns)
      RowKernel.addColumnSums(x, rows: 7, columns: columns, to: target)
    }
    expectClose(sums, (0..<columns).map { j in (0..<7).reduce(1) { $0 + Double(x[$1 * columns + j]) } }, 1e-5)
  }

  @Test(arguments: lengths) func functionsAtEveryLength(_ count: Int) {
    let x = row(count).map { abs($0) + 0.01 }
    func gelu(_ x: Double) -> Double {
      let u = (2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)
      return x / 2 * (1 + tanh(u))
    }
    func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    func relu(_ x: Double) -> Double { max(0, x) }
    func logSigmoid(_ x: Double) -> Double { -log1p(exp(-x)) }
    let system: [(any PointwiseFunction.Type, (Double) -> Double)] = [
      (Exp.self, exp), (Log.self, log), (Tanh.self, tanh), (SquareRoot.self, sqrt), (ReLU.self, relu),
      (Sigmoid.self, sigmoid), (LogSigmoid.self, logSigmoid), (GELU.self, gelu),
    ]
    for (function, expected) in system {
      let found = result(count) { function.apply(x, into: $0, count) }
      expectClose(found, x.map { expected(Double($0)) }, 1e-6)
      // A number's result does not depend on where in a row it stands.
      let alone = x.map { number in result(1) { function.apply([number], into: $0, 1) }[0] }
      #expect(found == alone, "\(function)")
    }
  }

  @Test func everyExponentOfTheLogarithm() {
    // All sizes from the smallest to the largest, and the numbers around 1, where a logarithm loses its digits first.
    let sizes = (-149...127).map { Float(sign: .plus, exponent: $0, significand: 1) }
    let near = (-2000...2000).map { 1 + Float($0) * 0x1p-20 }
    for x in sizes + sizes.dropFirst(30).map({ $0 * 1.37 }) + near {
      let (found, expected) = (Double(Tensor(x).log().item), log(Double(x)))
      #expect(
        abs(found - expected) <= 4e-7 * abs(expected) + 1e-7, "log \(x) = \(found), expected \(expected)")
    }
  }

  @Test func normalizedRows() {
    for count in Self.lengths.dropFirst() {
      let (x, weight, bias) = (row(count), row(count, 2), row(count, 3))
      let y = result(count) {
        _ = NormKernel.normalize(x, weight: weight, bias: bias, epsilon: 1e-5, into: $0, count)
      }
      let values = x.map(Double.init)
      let mean = values.reduce(0, +) / Double(count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
      let expected = values.indices.map {
        (values[$0] - mean) / (variance + 1e-5).squareRoot() * Double(weight[$0]) + Double(bias[$0])
      }
      expectClose(y, expected, 2e-5)
    }
  }

  // MARK: numbers that are none

  /// NaN with and without a message in its bits, of both signs.
  static let nans = [
    Float.nan, -.nan, Float(nan: 1, signaling: false), Float(bitPattern: 0xFFC0_0001),
    Float(bitPattern: 0x7FFF_FFFF),
  ]

  @Test(arguments: nans) func whatIsNoNumberStaysNone(_ nan: Float) {
    for place in [0, 3, 15, 16, 19] {
      var values = row(20).map { abs($0) + 0.1 }
      values[place] = nan
      let x = Tensor(values)
      let functions: [(String, (Tensor) -> Tensor)] = [
        ("exp", { $0.exp() }), ("log", { $0.log() }), ("tanh", { $0.tanh() }), ("sigmoid", { $0.sigmoid() }),
        ("log sigmoid", { $0.logSigmoid() }),
        ("gelu", { $0.gelu() }), ("relu", { $0.relu() }), ("root", { $0.squareRoot() }),
        ("clamped", { $0.clamped(to: 0...1) }),
        ("minimum", { .minimum($0, Tensor(1)) }), ("minimum, second", { .minimum(Tensor(1), $0) }),
        ("maximum", { .maximum($0, Tensor(1)) }), ("maximum, second", { .maximum(Tensor(1), $0) }),
      ]
      for (name, function) in functions {
        let y = function(x).values
        #expect(y.indices.filter { y[$0].isNaN } == [place], "\(name) at \(place): \(y)")
      }
    }
  }

  @Test(arguments: nans) func whatIsNoNumberSpoilsWhatIsMadeOfIt(_ nan: Float) {
    for place in [0, 3, 15, 16, 19] {
      var values = row(20)
      values[place] = nan
      let x = Tensor(values, shape: [1, 20])
      let ones = Tensor(repeating: 1, shape: [20])
      #expect(x.sum().item.isNaN)
      #expect(x.softmax().values.allSatisfy { $0.isNaN })
      #expect(x.logSoftmax().values.allSatisfy { $0.isNaN })
      #expect(x.crossEntropy([5]).item.isNaN)
      #expect(x.layerNorm(weight: ones, bias: ones).values.allSatisfy { $0.isNaN })
      #expect(x.matrixProduct(Tensor(repeating: 1, shape: [20, 3])).values.allSatisfy { $0.isNaN })
      #expect(x.firstNonFinite == place)
    }
    #expect(Tensor([1, .infinity, nan]).firstNonFinite == 1)
    #expect(Tensor([1, 2]).firstNonFinite == nil)
  }

  @Test func aMaskedPlaceIsNotASpoiledOne() {
    #expect(Tensor([0, -Float.infinity, 0]).softmax().values == [0.5, 0, 0.5])
    #expect(Tensor([[0, -Float.infinity, 0]]).crossEntropy([0]).item.isFinite)
    #expect(
      Tensor([[0, -Float.infinity, 0]]).crossEntropy([1]).item == .infinity,
      "what cannot be is infinitely surprising")
  }
}
