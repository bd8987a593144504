// Functions of one number, applied to every number of a tensor: each with its derivative beside it, sixteen numbers at a
// time. What they have in common is the chain rule, dx = dy f'(x). A new one needs an enum here, a function of `Tensor`,
// and a name in Operation.swift; GradientTests then asks for a case.

import Basics

/// A function of one number and its derivative, side by side.
protocol PointwiseFunction {
  /// f(x).
  static func value(_ x: Vector) -> Vector
  /// f'(x); y is f(x), since many derivatives are shorter in terms of it.
  static func derivative(_ x: Vector, _ y: Vector) -> Vector
}

/// max(x, 0).
enum ReLU: PointwiseFunction {
  @inline(__always) static func value(_ x: Vector) -> Vector { x.replacing(with: 0, where: x .< 0) }
  @inline(__always) static func derivative(_ x: Vector, _ y: Vector) -> Vector {
    Vector(repeating: 0).replacing(with: 1, where: x .> 0)
  }
}

/// tanh x.
enum Tanh: PointwiseFunction {
  @inline(__always) static func value(_ x: Vector) -> Vector { VectorMath.tanh(x) }
  @inline(__always) static func derivative(_ x: Vector, _ y: Vector) -> Vector { 1 - y * y }
}

/// 1 / (1 + e^-x).
enum Sigmoid: PointwiseFunction {
  @inline(__always) static func value(_ x: Vector) -> Vector { VectorMath.sigmoid(x) }
  @inline(__always) static func derivative(_ x: Vector, _ y: Vector) -> Vector { y * (1 - y) }
}

/// ln(1 / (1 + e^-x)), as min(x, 0) - ln(1 + e^-|x|): no power overflows, however far x is from 0.
///
/// The bits are those of `crossEntropy` for the two logits x and 0.
enum LogSigmoid: PointwiseFunction {
  @inline(__always) static func value(_ x: Vector) -> Vector {
    let (smaller, minusSize) = (x.replacing(with: 0, where: x .> 0), x.replacing(with: -x, where: x .> 0))
    return smaller - VectorMath.log(1 + VectorMath.exp(minusSize))
  }
  @inline(__always) static func derivative(_ x: Vector, _ y: Vector) -> Vector { VectorMath.sigmoid(-x) }
}

/// x/2 (1 + tanh u) with u = sqrt(2/pi) (x + 0.044715 x^3), which is x sigmoid(2u).
///
/// Source: Hendrycks and Gimpel 2016, section 2; the tanh form is GPT-2's.
enum GELU: PointwiseFunction {
  @inline(__always) private static func gate(_ x: Vector) -> Vector {
    let cubic = Vector(repeating: 1.5957691).addingProduct(x * x, Vector(repeating: 0.071354814))
    return VectorMath.sigmoid(x * cubic)  // 2u = x (2 sqrt(2/pi) + 2 sqrt(2/pi) 0.044715 x^2)
  }
  @inline(__always) static func value(_ x: Vector) -> Vector { x * gate(x) }
  @inline(__always) static func derivative(_ x: Vector, _ y: Vector) -> Vector {
    let g = gate(x)
    let inner = Vector(repeating: 1.5957691).addingProduct(x * x, Vector(repeating: 0.21406444))
    return g.addingProduct(x * inner, g * (1 - g))
  }
}

/// e^x.
enum Exp: PointwiseFunction {
  @inline(__always) static func value(_ x: Vector) -> Vector { VectorMath.exp(x) }
  @inline(__always) static func derivative(_ x: Vector, _ y: Vector) -> Vector { y }
}

/// ln x.
enum Log: PointwiseFunction {
  @inline(__always) static func value(_ x: Vector) -> Vector { VectorMath.log(x) }
  @inline(__always) static func derivative(_ x: Vector, _ y: Vector) -> Vector { 1 / x }
}

/// The square root of x.
enum SquareRoot: PointwiseFunction {
  @inline(__always) static func value(_ x: Vector) -> Vector { x.squareRoot() }
  @inline(__always) static func derivative(_ x: Vector, _ y: Vector) -> Vector { 0.5 / y }
}

extension PointwiseFunction {
  /// y = f(x), for a row.
  @inline(__always)
  static func apply(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, _ count: Int) {
    forEachVector(count) { at, width in y[at, width] = value(x[at, width]) }
  }

  /// dx = dy f'(x), for a row.
  @inline(__always)
  static func applyGradient(
    x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafePointer<Float>,
    into dx: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    forEachVector(count) { at, width in dx[at, width] = dy[at, width] * derivative(x[at, width], y[at, width])
    }
  }
}

extension Tensor {
  /// max(x, 0).
  public func relu() -> Tensor { pointwise(.relu, ReLU.self) }
  /// The hyperbolic tangent: squeezes any number between -1 and 1.
  public func tanh() -> Tensor { pointwise(.tanh, Tanh.self) }
  /// 1 / (1 + e^-x): squeezes any number between 0 and 1.
  public func sigmoid() -> Tensor { pointwise(.sigmoid, Sigmoid.self) }
  /// The logarithm of `sigmoid`, computed without leaving the logarithm: finite for every finite number.
  public func logSigmoid() -> Tensor { pointwise(.logSigmoid, LogSigmoid.self) }
  /// The activation function of GPT-2: x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))).
  public func gelu() -> Tensor { pointwise(.gelu, GELU.self) }
  /// e^x.
  public func exp() -> Tensor { pointwise(.exp, Exp.self) }
  /// The natural logarithm; of 0 it is minus infinity, of a negative number NaN.
  public func log() -> Tensor { pointwise(.log, Log.self) }
  /// The square root; of a negative number it is NaN.
  public func squareRoot() -> Tensor { pointwise(.squareRoot, SquareRoot.self) }

  private func pointwise<Function: PointwiseFunction>(
    _ operation: Operation, _: Function.Type
  ) -> Tensor {
    let (x, y) = (self, Tensor(uninitialized: shape))
    Workers.slices(of: count, grain: 16, cost: 16) { slice in
      let at = slice.lowerBound
      Function.apply(x.start + at, into: y.start + at, slice.count)
    }
    return Tensor(operation, y, from: [x]) { dy in
      let dx = Tensor(uninitialized: x.shape)
      Workers.slices(of: x.count, grain: 16, cost: 16) { slice in
        let at = slice.lowerBound
        Function.applyGradient(
          x: x.start + at, y: y.start + at, dy: dy.start + at, into: dx.start + at, slice.count)
      }
      x.addGradient(dx)
    }
  }
}
