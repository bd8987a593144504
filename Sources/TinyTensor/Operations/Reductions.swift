// Many numbers become one: sums, means, and the largest.

import Basics

extension Tensor {
  /// The sum of all numbers.
  public func sum() -> Tensor { reshaped([count]).sum(along: 0) }

  /// The sum along an axis, which disappears (or stays with size 1).
  ///
  /// - Precondition: `axis` is one of this tensor's axes.
  public func sum(along axis: Int, keepingAxis: Bool = false) -> Tensor {
    let (x, axes) = (self, AxisView(shape, axis))
    let y = Tensor(repeating: 0, shape: axes.reduced(keepingAxis: keepingAxis))
    axes.forEachSlice { outer, first in
      let target = y.start + outer * axes.inner
      if axes.inner == 1 {
        target[0] = RowKernel.sum(x.start + first, axes.size)
      } else {
        RowKernel.addColumnSums(x.start + first, rows: axes.size, columns: axes.inner, to: target)
      }
    }
    return Tensor(.sum, y, from: [x]) { dy in
      x.addGradient(dy.reshaped(axes.reduced(keepingAxis: true)).broadcast(to: x.shape))
    }
  }

  /// The largest number along an axis, which disappears (or stays with size 1).
  ///
  /// A NaN counts as larger than any number. The first of equals gets the gradient.
  ///
  /// - Precondition: `axis` is one of this tensor's axes, and not of size 0.
  public func max(along axis: Int, keepingAxis: Bool = false) -> Tensor {
    let (x, axes) = (self, AxisView(shape, axis))
    require(axes.size > 0, "axis \(axis) of shape \(shape) holds nothing to choose from")
    let winners = x.indicesOfLargest(axes)
    let y = Tensor(winners.map { x.start[$0] }, shape: axes.reduced(keepingAxis: keepingAxis))
    return Tensor(.max, y, from: [x]) { dy in
      x.addToGradient { dx in
        for (i, winner) in winners.enumerated() { dx[winner] += dy.start[i] }
      }
    }
  }

  /// The mean of all numbers.
  public func mean() -> Tensor { sum() * (1 / Float(count)) }

  /// The mean along an axis, which disappears (or stays with size 1).
  public func mean(along axis: Int, keepingAxis: Bool = false) -> Tensor {
    sum(along: axis, keepingAxis: keepingAxis) * (1 / Float(shape[axis]))
  }

  /// For each row, the place of its largest number; the first of equals.
  ///
  /// A NaN counts as larger than any number.
  ///
  /// - Returns: one index for each row, all axes but the last taken together.
  /// - Precondition: a row has at least one number, if there are rows.
  public func argmax() -> [Int] {
    require(rows == 0 || columns > 0, "rows without numbers have no largest one, got shape \(shape)")
    return indicesOfLargest(AxisView(shape, rank - 1)).enumerated().map { $1 - $0 * columns }
  }

  private func indicesOfLargest(_ axes: AxisView) -> [Int] {
    var winners: [Int] = []
    axes.forEachSlice { _, first in
      for inner in 0..<axes.inner {
        var best = first + inner
        for i in 1..<Swift.max(1, axes.size) {
          let place = first + inner + i * axes.inner
          if start[place] > start[best] || start[place].isNaN && !start[best].isNaN { best = place }
        }
        winners.append(best)
      }
    }
    return winners
  }
}

/// A shape seen from one axis: what comes before it, its size, and what comes after.
struct AxisView {
  let shape: [Int]
  let axis: Int
  let size: Int
  /// How many numbers stand together for one place along the axis.
  let inner: Int
  /// How many times the axis is repeated.
  let outer: Int

  init(_ shape: [Int], _ axis: Int) {
    require(shape.indices.contains(axis), "shape \(shape) has no axis \(axis)")
    self.shape = shape
    self.axis = axis
    size = shape[axis]
    inner = shape[(axis + 1)...].reduce(1, *)
    outer = shape[..<axis].reduce(1, *)
  }

  func reduced(keepingAxis: Bool) -> [Int] {
    var reduced = shape
    if keepingAxis { reduced[axis] = 1 } else { reduced.remove(at: axis) }
    return reduced
  }

  /// Calls `body` with the number of a repetition and the place where it begins.
  func forEachSlice(_ body: (_ outer: Int, _ first: Int) -> Void) {
    for i in 0..<outer { body(i, i * size * inner) }
  }
}
