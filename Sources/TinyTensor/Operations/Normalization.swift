// Layer norm: each row is shifted and scaled to mean 0 and variance 1, then given a learned scale and shift.
// Source: Ba, Kiros and Hinton 2016, "Layer Normalization". The same from small operations: PlainForms.swift.

import Basics

extension Tensor {
  /// (x - mean) / sqrt(variance + epsilon) * weight + bias, row by row.
  ///
  /// - Parameters:
  ///   - weight: `[columns]`.
  ///   - bias: `[columns]`.
  ///   - epsilon: keeps the root away from 0.
  /// - Precondition: weight and bias have one number a column.
  public func layerNorm(weight: Tensor, bias: Tensor, epsilon: Float = 1e-5) -> Tensor {
    require(
      rank >= 1 && weight.shape == [columns] && bias.shape == [columns],
      "layer norm with weight \(weight.shape) and bias \(bias.shape) cannot take shape \(shape)")
    let (x, width) = (self, columns)
    let y = Tensor(uninitialized: shape)
    let (means, scales) = (Storage(uninitialized: rows), Storage(uninitialized: rows))
    Workers.slices(of: rows, cost: 8 * width) { slice in
      for row in slice {
        (means.start[row], scales.start[row]) = NormKernel.normalize(
          x.start + row * width, weight: weight.start, bias: bias.start, epsilon: epsilon,
          into: y.start + row * width, width)
      }
    }
    return Tensor(.layerNorm, y, from: [x, weight, bias]) { dy in
      x.addLayerNormGradients(dy, means, scales, weight: weight, bias: bias)
    }
  }

  /// The gradients of the rows, of weight and of bias.
  ///
  /// Each block of rows adds up its share of the gradients of weight and bias; the shares are added in order. The
  /// blocks do not depend on the threads, so neither do the digits.
  private func addLayerNormGradients(
    _ dy: Tensor, _ means: Storage, _ scales: Storage, weight: Tensor, bias: Tensor
  ) {
    let (x, width, rowsPerBlock) = (self, columns, 32)
    let dx = Tensor(uninitialized: shape)
    let blocks = (rows + rowsPerBlock - 1) / rowsPerBlock
    let shares = Tensor(repeating: 0, shape: [blocks, 2 * width])
    Workers.slices(of: blocks, cost: 16 * rowsPerBlock * width) { slice in
      for block in slice {
        let share = shares.start + block * 2 * width
        for row in block * rowsPerBlock..<min(x.rows, (block + 1) * rowsPerBlock) {
          NormKernel.gradient(
            x: x.start + row * width, dy: dy.start + row * width, weight: weight.start,
            mean: means.start[row], scale: scales.start[row], into: dx.start + row * width,
            addingTo: share, bias: share + width, width)
        }
      }
    }
    x.addGradient(dx)
    let sums = shares.sum(along: 0)
    weight.addGradient(sums.slice(0..<width))
    bias.addGradient(sums.slice(width..<2 * width))
  }
}

/// Layer norm of one row: value and gradient.
enum NormKernel {
  /// y = (x - mean) scale weight + bias, with scale = 1 / sqrt(variance + epsilon); returns mean and scale.
  static func normalize(
    _ x: UnsafePointer<Float>, weight: UnsafePointer<Float>, bias: UnsafePointer<Float>, epsilon: Float,
    into y: UnsafeMutablePointer<Float>, _ count: Int
  ) -> (mean: Float, scale: Float) {
    let mean = RowKernel.sum(x, count) / Float(count)
    let middle = Vector(repeating: mean)
    var squares = Vector(repeating: 0)
    forEachVector(count) { at, width in
      let centred = x[at, width, filler: mean] - middle
      squares = squares.addingProduct(centred, centred)
    }
    let scale = 1 / (squares.total / Float(count) + epsilon).squareRoot()
    forEachVector(count) { at, width in
      let normal = (x[at, width] - middle) * scale
      y[at, width] = bias[at, width].addingProduct(normal, weight[at, width])
    }
    return (mean, scale)
  }

  /// dx = scale (g - mean of g - n (mean of g n)) with n the normalized x and g = dy weight.
  ///
  /// Also dweight += dy n, dbias += dy.
  static func gradient(
    x: UnsafePointer<Float>, dy: UnsafePointer<Float>, weight: UnsafePointer<Float>, mean: Float,
    scale: Float, into dx: UnsafeMutablePointer<Float>, addingTo dweight: UnsafeMutablePointer<Float>,
    bias dbias: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    let middle = Vector(repeating: mean)
    var sum = Vector(repeating: 0)
    var products = Vector(repeating: 0)
    forEachVector(count) { at, width in
      let normal = (x[at, width] - middle) * scale
      let inner = dy[at, width] * weight[at, width]
      sum += inner
      products = products.addingProduct(inner, normal)
      dweight[at, width] = dweight[at, width].addingProduct(dy[at, width], normal)
      dbias[at, width] = dbias[at, width] + dy[at, width]
    }
    let (sumMean, productMean) = (sum.total / Float(count), products.total / Float(count))
    forEachVector(count) { at, width in
      let normal = (x[at, width] - middle) * scale
      let inner = dy[at, width] * weight[at, width]
      dx[at, width] = (inner - sumMean - normal * productMean) * scale
    }
  }
}
