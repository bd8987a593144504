// Arithmetic on whole tensors, number by number. Two tensors of different shape are first stretched to a common
// one (broadcasting): NumPy's rule, https://numpy.org/doc/stable/user/basics.broadcasting.html.
// In every rule below, dy is the gradient of the loss for the result.

import Basics

extension Tensor {
  /// The sum, number by number; shapes are stretched to a common one.
  public static func + (a: Tensor, b: Tensor) -> Tensor {
    let (a, b) = stretched(a, b)
    return Tensor(.add, each(.add, a, b), from: [a, b]) { dy in
      a.addGradient(dy)
      b.addGradient(dy)
    }
  }

  /// The difference, number by number; shapes are stretched to a common one.
  public static func - (a: Tensor, b: Tensor) -> Tensor {
    let (a, b) = stretched(a, b)
    return Tensor(.subtract, each(.subtract, a, b), from: [a, b]) { dy in
      a.addGradient(dy)
      b.addGradient(each(.multiply, dy, filled(-1, like: dy)))
    }
  }

  // cell: product
  /// The product, number by number; shapes are stretched to a common one.
  public static func * (a: Tensor, b: Tensor) -> Tensor {
    let (a, b) = stretched(a, b)
    return Tensor(.multiply, each(.multiply, a, b), from: [a, b]) { dy in
      a.addGradient(each(.multiply, dy, b))
      b.addGradient(each(.multiply, dy, a))
    }
  }
  // cell: end

  /// The quotient, number by number; shapes are stretched to a common one.
  public static func / (a: Tensor, b: Tensor) -> Tensor {
    let (a, b) = stretched(a, b)
    let y = each(.divide, a, b)
    return Tensor(.divide, y, from: [a, b]) { dy in
      let da = each(.divide, dy, b)
      a.addGradient(da)
      b.addGradient(each(.subtract, filled(0, like: dy), each(.multiply, da, y)))
    }
  }

  /// The smaller of two numbers, place by place; where they are equal, the gradient goes to the first.
  public static func minimum(_ a: Tensor, _ b: Tensor) -> Tensor { chosen(.minimum, a, b) }

  /// The larger of two numbers, place by place; where they are equal, the gradient goes to the first.
  public static func maximum(_ a: Tensor, _ b: Tensor) -> Tensor { chosen(.maximum, a, b) }

  /// `minimum` or `maximum`: the gradient goes to the number that was chosen.
  private static func chosen(_ operation: Operation, _ a: Tensor, _ b: Tensor) -> Tensor {
    let (a, b) = stretched(a, b)
    let y = each(operation, a, b)
    return Tensor(operation, y, from: [a, b]) { dy in
      let isFirst = equality(y, a)
      a.addGradient(each(.multiply, dy, isFirst))
      b.addGradient(each(.multiply, dy, each(.subtract, filled(1, like: dy), isFirst)))
    }
  }

  /// Copies this tensor along new axes and along axes of size 1; the gradients of all copies add up.
  ///
  /// - Precondition: every axis, counted from the last, has the size of `shape` there, or 1, or is absent.
  public func broadcast(to shape: [Int]) -> Tensor {
    if self.shape == shape { return self }
    let plan = Stretch(from: self.shape, to: shape)
    let (x, y) = (self, Storage(uninitialized: plan.count))
    plan.forEachRun { from, to, length, step in
      if step == 1 {
        (y.start + to).update(from: x.start + from, count: length)
      } else {
        (y.start + to).update(repeating: x.start[from], count: length)
      }
    }
    return Tensor(.broadcast, Tensor(storage: y, shape: shape), from: [x]) { dy in
      x.addToGradient { dx in
        plan.forEachRun { from, to, length, step in
          if step == 1 {
            RowKernel.add(dy.start + to, times: 1, to: dx + from, length)
          } else {
            dx[from] += RowKernel.sum(dy.start + to, length)
          }
        }
      }
    }
  }
}

// MARK: with a single number, and derived from the above

extension Tensor {
  /// Adds one number to every number of a tensor.
  public static func + (a: Tensor, b: Float) -> Tensor { a + Tensor(b) }
  /// Subtracts one number from every number of a tensor.
  public static func - (a: Tensor, b: Float) -> Tensor { a - Tensor(b) }
  /// Multiplies every number of a tensor by one number.
  public static func * (a: Tensor, b: Float) -> Tensor { a * Tensor(b) }
  /// Divides every number of a tensor by one number.
  public static func / (a: Tensor, b: Float) -> Tensor { a / Tensor(b) }
  /// Adds every number of a tensor to one number.
  public static func + (a: Float, b: Tensor) -> Tensor { Tensor(a) + b }
  /// Subtracts every number of a tensor from one number.
  public static func - (a: Float, b: Tensor) -> Tensor { Tensor(a) - b }
  /// Multiplies one number by every number of a tensor.
  public static func * (a: Float, b: Tensor) -> Tensor { Tensor(a) * b }
  /// Divides one number by every number of a tensor.
  public static func / (a: Float, b: Tensor) -> Tensor { Tensor(a) / b }
  /// Turns the sign of every number.
  public static prefix func - (a: Tensor) -> Tensor { a * -1 }

  /// Each number, or the nearest end of the range if it lies outside; there its gradient is 0.
  public func clamped(to range: ClosedRange<Float>) -> Tensor {
    .minimum(.maximum(self, Tensor(range.lowerBound)), Tensor(range.upperBound))
  }
}

// MARK: helpers without a record

extension Tensor {
  /// Applies an operation to each pair of numbers of two tensors of the same shape.
  private static func each(_ operation: Operation, _ a: Tensor, _ b: Tensor) -> Tensor {
    let y = Storage(uninitialized: a.count)
    Workers.slices(of: a.count, grain: 16, cost: 2) { slice in
      let at = slice.lowerBound
      apply(operation, a.start + at, b.start + at, into: y.start + at, slice.count)
    }
    return Tensor(storage: y, shape: a.shape)
  }

  private static func apply(
    _ operation: Operation, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    forEachVector(count) { at, width in
      let (left, right) = (a[at, width], b[at, width])
      y[at, width] =
        switch operation {
        case .add: left + right
        case .subtract: left - right
        case .multiply: left * right
        case .divide: left / right
        // NaN on either side is the result.
        case .minimum: left.replacing(with: right, where: right .< left .| (right .!= right))
        case .maximum: left.replacing(with: right, where: left .< right .| (right .!= right))
        default: stop("\(operation) is not a function of two numbers")
        }
    }
  }

  /// 1 where the numbers are equal, else 0.
  private static func equality(_ a: Tensor, _ b: Tensor) -> Tensor {
    let y = Storage(uninitialized: a.count)
    for i in 0..<a.count { y.start[i] = a.start[i] == b.start[i] ? 1 : 0 }
    return Tensor(storage: y, shape: a.shape)
  }

  private static func filled(_ value: Float, like other: Tensor) -> Tensor {
    Tensor(repeating: value, shape: other.shape)
  }

  private static func stretched(_ a: Tensor, _ b: Tensor) -> (Tensor, Tensor) {
    if a.shape == b.shape { return (a, b) }
    let shape = commonShape(a.shape, b.shape)
    return (a.broadcast(to: shape), b.broadcast(to: shape))
  }

  private static func commonShape(_ a: [Int], _ b: [Int]) -> [Int] {
    let rank = Swift.max(a.count, b.count)
    let (longA, longB) = (padded(a, to: rank), padded(b, to: rank))
    return zip(longA, longB).map { sizeA, sizeB in
      require(
        sizeA == sizeB || sizeA == 1 || sizeB == 1, "shapes \(a) and \(b) cannot be stretched to a common one"
      )
      return sizeA == 1 ? sizeB : sizeA
    }
  }
}

private func padded(_ shape: [Int], to rank: Int) -> [Int] {
  Array(repeating: 1, count: rank - shape.count) + shape
}

/// Which number goes where when a tensor is stretched: runs along the last axis.
private struct Stretch {
  let count: Int
  private let outer: [(size: Int, step: Int)]
  private let last: (size: Int, step: Int)

  init(from: [Int], to: [Int]) {
    require(
      from.count <= to.count && zip(padded(from, to: to.count), to).allSatisfy { $0 == $1 || $0 == 1 },
      "shape \(from) cannot be broadcast to \(to)")
    var step = 1
    var axes: [(size: Int, step: Int)] = []
    for (size, target) in zip(padded(from, to: to.count), to).reversed() {
      axes.insert((target, size == 1 ? 0 : step), at: 0)
      step *= size
    }
    count = to.reduce(1, *)
    last = axes.popLast() ?? (1, 1)
    outer = axes
  }

  /// Calls `body` with each run's place in the small tensor and in the large one, its length, and the step (0 or 1) in the
  /// small one.
  func forEachRun(_ body: (_ from: Int, _ to: Int, _ length: Int, _ step: Int) -> Void) {
    guard count > 0 else { return }
    for run in 0..<count / last.size {
      var rest = run
      var from = 0
      for axis in outer.reversed() {
        from += rest % axis.size * axis.step
        rest /= axis.size
      }
      body(from, run * last.size, last.size, last.step)
    }
  }
}
