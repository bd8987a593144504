// Choosing parts of a tensor. The gradient of a copy goes back to where the copy came from.

import Basics

extension Tensor {
  /// The number at a place.
  ///
  /// Inlined, so that optimised code makes no array of the indices.
  ///
  /// - Precondition: one index for each axis, each in range.
  @inlinable
  public subscript(_ indices: Int...) -> Float {
    get { start[offset(of: indices)] }
    set {
      willChange()
      start[offset(of: indices)] = newValue
    }
  }

  @inlinable
  func offset(of indices: [Int]) -> Int {
    var offset = 0
    var isInside = indices.count == shape.count
    for axis in 0..<min(indices.count, shape.count) {
      isInside = isInside && 0 <= indices[axis] && indices[axis] < shape[axis]
      offset = offset &* shape[axis] &+ indices[axis]
    }
    require(isInside, "index \(indices) is outside shape \(shape)")
    return offset
  }

  /// One entry of the first axis, which disappears: a row of a matrix, a single number of a row.
  ///
  /// A copy, through which the gradient goes back to where it came from.
  ///
  /// - Precondition: there is a first axis, and `row` lies within it.
  public subscript(row: Int) -> Tensor {
    require(
      rank > 0 && (0..<shape[0]).contains(row), "index \(row) is outside the first axis of shape \(shape)")
    return slice(row..<row + 1).reshaped(Array(shape.dropFirst()))
  }

  /// Some entries of the first axis, such as `rows[0..<3]` or `rows[2...]`.
  ///
  /// A copy, through which the gradient goes back to where it came from.
  ///
  /// - Precondition: there is a first axis, and the range lies within it.
  public subscript(rows: some RangeExpression<Int>) -> Tensor {
    require(rank > 0, "a tensor of a single number has no rows")
    return slice(rows.relative(to: 0..<shape[0]))
  }

  /// Looks up rows of a table: how an id becomes a vector.
  ///
  /// - Parameters:
  ///   - indices: which rows, each as often as wanted; the gradients of all copies add up.
  ///   - shape: the axes in front of the row's own; `[indices.count]` if left out.
  /// - Returns: `[shape..., columns]`.
  /// - Precondition: this tensor is a matrix, and all indices are rows of it.
  public func rows(at indices: [Int], shape leading: [Int]? = nil) -> Tensor {
    let leading = leading ?? [indices.count]
    require(rank == 2, "rows(at:) needs a matrix, got shape \(shape)")
    require(leading.reduce(1, *) == indices.count, "\(indices.count) indices do not fill shape \(leading)")
    if let wrong = indices.first(where: { !(0..<shape[0]).contains($0) }) {
      stop("row \(wrong) of a table with \(shape[0]) rows")
    }
    let (table, width) = (self, columns)
    let y = Tensor(uninitialized: leading + [width])
    for (i, index) in indices.enumerated() {
      (y.start + i * width).update(from: table.start + index * width, count: width)
    }
    return Tensor(.rows, y, from: [table]) { dy in
      table.addToGradient { dtable in
        for (i, index) in indices.enumerated() {
          RowKernel.add(dy.start + i * width, times: 1, to: dtable + index * width, width)
        }
      }
    }
  }

  /// Takes one number from each row.
  ///
  /// - Parameter indices: the column for each row, all axes but the last taken together.
  /// - Returns: this shape without its last axis.
  public func gather(_ indices: [Int]) -> Tensor {
    require(
      rank >= 1 && indices.count == rows, "\(indices.count) indices for the \(rows) rows of shape \(shape)")
    if let wrong = indices.first(where: { !(0..<columns).contains($0) }) {
      stop("column \(wrong) of rows with \(columns) columns")
    }
    let (x, width) = (self, columns)
    let y = Tensor(indices.enumerated().map { x.start[$0 * width + $1] }, shape: shape.dropLast())
    return Tensor(.gather, y, from: [x]) { dy in
      x.addToGradient { dx in
        for (i, index) in indices.enumerated() { dx[i * width + index] += dy.start[i] }
      }
    }
  }

  /// The part of this tensor between two places of an axis.
  ///
  /// - Precondition: `axis` is one of this tensor's axes, and `range` lies within it.
  public func slice(_ range: Range<Int>, along axis: Int = 0) -> Tensor {
    let (x, axes) = (self, AxisView(shape, axis))
    require(
      0 <= range.lowerBound && range.upperBound <= axes.size, "\(range) of axis \(axis) of shape \(shape)")
    let length = range.count * axes.inner
    var part = shape
    part[axis] = range.count
    let y = Tensor(uninitialized: part)
    axes.forEachSlice { outer, first in
      (y.start + outer * length).update(from: x.start + first + range.lowerBound * axes.inner, count: length)
    }
    return Tensor(.slice, y, from: [x]) { dy in
      x.addToGradient { dx in
        axes.forEachSlice { outer, first in
          RowKernel.add(
            dy.start + outer * length, times: 1, to: dx + first + range.lowerBound * axes.inner, length)
        }
      }
    }
  }

  /// Puts tensors one behind the other along an axis.
  ///
  /// - Precondition: there is at least one, and all shapes are equal except along that axis.
  public static func concatenate(_ parts: [Tensor], along axis: Int = 0) -> Tensor {
    require(!parts.isEmpty, "concatenate needs at least one tensor")
    let views = parts.map { AxisView($0.shape, axis) }
    require(
      views.allSatisfy { $0.reduced(keepingAxis: true) == views[0].reduced(keepingAxis: true) },
      "shapes \(parts.map(\.shape)) do not fit together along axis \(axis)")
    var whole = parts[0].shape
    whole[axis] = views.reduce(0) { $0 + $1.size }
    let y = Tensor(uninitialized: whole)
    let stride = whole[axis] * views[0].inner
    var next = 0  // where the next part begins in each stride of the result
    let places = zip(parts, views).map { part, axes in
      defer { next += axes.size * axes.inner }
      return (part: part, axes: axes, place: next)
    }
    for (part, axes, place) in places {
      axes.forEachSlice { outer, first in
        (y.start + outer * stride + place).update(from: part.start + first, count: axes.size * axes.inner)
      }
    }
    return Tensor(.concatenate, y, from: parts) { dy in
      for (part, axes, place) in places {
        part.addToGradient { dx in
          axes.forEachSlice { outer, first in
            RowKernel.add(dy.start + outer * stride + place, times: 1, to: dx + first, axes.size * axes.inner)
          }
        }
      }
    }
  }
}
