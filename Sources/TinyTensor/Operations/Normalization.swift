// Layer norm: each row is shifted and scaled to mean 0 and variance 1, then given a learned scale and shift.
// Source: Ba, Kiros and Hinton 2016, "Layer Normalization".

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
          x.start + row * width, weight.start, bias.start, epsilon, into: y.start + row * width, width)
      }
    }
    return Tensor(.layerNorm, y, from: [x, weight, bias]) { dy in
      let dx = Tensor(uninitialized: x.shape)
      // Each block of rows adds up its share of the gradients of weight and bias; the shares are added in order.
      // The blocks do not depend on the threads, so neither do the digits.
      let rowsPerBlock = 32
      let blocks = (x.rows + rowsPerBlock - 1) / rowsPerBlock
      let shares = Tensor(repeating: 0, shape: [blocks, 2 * width])
      Workers.slices(of: blocks, cost: 16 * rowsPerBlock * width) { slice in
        for block in slice {
          let share = shares.start + block * 2 * width
          for row in block * rowsPerBlock..<min(x.rows, (block + 1) * rowsPerBlock) {
            NormKernel.gradient(
              x.start + row * width, dy.start + row * width, weight.start, mean: means.start[row],
              scale: scales.start[row], into: dx.start + row * width, addingTo: share, share + width, width)
          }
        }
      }
      x.addGradient(dx)
      let sums = shares.sum(along: 0)
      weight.addGradient(sums.slice(0..<width))
      bias.addGradient(sums.slice(width..<2 * width))
    }
  }
}
