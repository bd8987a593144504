// The same numbers in another arrangement.

import Basics

extension Tensor {
  /// The same numbers, row by row, under another shape; both tensors share the memory.
  ///
  /// - Precondition: both shapes hold equally many numbers.
  public func reshaped(_ shape: [Int]) -> Tensor {
    let x = self
    require(shape.reduce(1, *) == count, "shape \(self.shape) cannot be read as \(shape)")
    return Tensor(.reshape, Tensor(storage: storage, shape: shape), from: [x]) { dy in
      x.addGradient(Tensor(storage: dy.storage, shape: x.shape))
    }
  }

  /// The axes in another order.
  ///
  /// - Parameter axes: axis i of the result is axis `axes[i]` of this tensor.
  /// - Precondition: each axis is named once.
  public func permuted(_ axes: [Int]) -> Tensor {
    require(axes.sorted() == Array(0..<rank), "\(axes) is not an order of the axes of shape \(shape)")
    let (x, y) = (self, rearranged(axes))
    return Tensor(.permute, y, from: [x]) { dy in
      x.addGradient(dy.rearranged(axes.indices.map { axes.firstIndex(of: $0)! }))
    }
  }

  /// The last two axes exchanged: rows become columns.
  public func transposed() -> Tensor {
    require(rank >= 2, "transposed() needs at least two axes, got shape \(shape)")
    return permuted(Array(0..<rank - 2) + [rank - 1, rank - 2])
  }

  private func rearranged(_ axes: [Int]) -> Tensor {
    let result = Tensor(uninitialized: axes.map { shape[$0] })
    let steps = axes.map { axis in shape[(axis + 1)...].reduce(1, *) }
    var index = [Int](repeating: 0, count: rank)
    var from = 0
    for to in 0..<count {
      result.start[to] = start[from]
      for axis in index.indices.reversed() {
        index[axis] += 1
        from += steps[axis]
        guard index[axis] == result.shape[axis] else { break }
        index[axis] = 0
        from -= steps[axis] * result.shape[axis]
      }
    }
    return result
  }
}
