// Functions of one number, applied to every number of a tensor. The values and slopes themselves stand side by
// side in Kernels/VectorMath.swift; here is what they have in common: dx = dy f'(x).

extension Tensor {
  /// max(x, 0).
  public func relu() -> Tensor { pointwise(.relu) }
  /// The hyperbolic tangent: squeezes any number between -1 and 1.
  public func tanh() -> Tensor { pointwise(.tanh) }
  /// 1 / (1 + e^-x): squeezes any number between 0 and 1.
  public func sigmoid() -> Tensor { pointwise(.sigmoid) }
  /// The bend of GPT-2: x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))).
  public func gelu() -> Tensor { pointwise(.gelu) }
  /// e^x.
  public func exp() -> Tensor { pointwise(.exp) }
  /// The natural logarithm; of 0 it is minus infinity, of a negative number not a number.
  public func log() -> Tensor { pointwise(.log) }
  /// The square root; of a negative number it is not a number.
  public func squareRoot() -> Tensor { pointwise(.squareRoot) }

  private func pointwise(_ function: Operation) -> Tensor {
    let (x, y) = (self, Tensor(uninitialized: shape))
    Workers.slices(of: count, grain: 16, cost: 16) { slice in
      let at = slice.lowerBound
      PointwiseKernel.apply(function, x.start + at, into: y.start + at, count: slice.count)
    }
    return Tensor(function, y, from: [x]) { dy in
      let dx = Tensor(uninitialized: x.shape)
      Workers.slices(of: x.count, grain: 16, cost: 16) { slice in
        let at = slice.lowerBound
        PointwiseKernel.applyGradient(
          function, x.start + at, y.start + at, dy.start + at, into: dx.start + at, count: slice.count)
      }
      x.addGradient(dx)
    }
  }
}
