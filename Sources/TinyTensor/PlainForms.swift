// Attention with many heads and layer norm once more, from the small operations: how they would be written if speed did
// not matter. Tests compare values and gradients with the fused forms in Operations/, which models use.
// Shapes: B sequences, T positions, H heads, S numbers in a head, C = H S.

import Basics

extension Tensor {
  // cell: plain-attention
  /// For each head softmax(q kᵀ / sqrt(S)) v, over the past.
  ///
  /// - Precondition: this is `[B, T, 3C]`: queries, keys, values.
  /// - Returns: `[B, T, C]`, as `attention(heads:)` does.
  public func plainAttention(heads: Int) -> Tensor {
    let (batch, time, width) = (shape[0], shape[1], shape[2] / 3)
    let size = width / heads
    let parts = reshaped([batch, time, 3, heads, size])
      .permuted([2, 0, 3, 1, 4])
    let (q, k, v) = (parts[0], parts[1], parts[2])  // [B, H, T, S] each

    let scores = q.matrixProduct(k, transposed: .second)
    let scaled = scores / Float(size).squareRoot()
    let weights = (scaled + .causalMask(time)).softmax()  // [B, H, T, T]
    let gathered = weights.matrixProduct(v)  // [B, H, T, S]

    return gathered.permuted([0, 2, 1, 3]).reshaped([batch, time, width])
  }
  // cell: end

  /// 0 where a position may look, at itself and at the past; minus infinity in the future.
  ///
  /// - Returns: `[T, T]`; the row looks, the column is looked at.
  public static func causalMask(_ time: Int) -> Tensor {
    Tensor((0..<time).map { row in (0..<time).map { $0 <= row ? 0 : -Float.infinity } })
  }

  // cell: plain-layer-norm
  /// What `layerNorm(weight:bias:)` gives, one step after another.
  public func plainLayerNorm(
    weight: Tensor, bias: Tensor, epsilon: Float = 1e-5
  ) -> Tensor {
    let axis = rank - 1
    let centred = self - mean(along: axis, keepingAxis: true)
    let variance = (centred * centred)
      .mean(along: axis, keepingAxis: true)
    let deviation = (variance + epsilon).squareRoot()
    return centred / deviation * weight + bias
  }
  // cell: end
}
