// One head of attention over one sequence, a few queries at a time.
// Leaves out: dropout, and masks other than "no looking ahead".

/// Where a head's numbers stand: a row of queries every `stride` numbers, and so on.
struct AttentionKernel {
  let headSize: Int
  let stride: Int
  let outputStride: Int
  let keyStride: Int
  private let queriesAtOnce = 32

  init(headSize: Int, stride: Int, outputStride: Int, keyStride: Int? = nil) {
    self.headSize = headSize
    self.stride = stride
    self.outputStride = outputStride
    self.keyStride = keyStride ?? stride
  }

  private var scale: Float { 1 / Float(headSize).squareRoot() }

  /// o = softmax(scale q kᵀ) v, where query i sees the keys 0 to past + i.
  ///
  /// - Parameter normalizers: takes what `gradient` needs to find the weights again: for each query its largest score,
  ///   and 1 / the sum of its exponentials. (Taken together, as one logarithm, they lose the digits of the smaller.)
  func attend(
    queries: Int, past: Int, _ q: UnsafePointer<Float>, keys: UnsafePointer<Float>,
    values: UnsafePointer<Float>,
    into o: UnsafeMutablePointer<Float>, normalizers: UnsafeMutablePointer<Float>? = nil
  ) {
    let weights = Storage(uninitialized: min(queries, queriesAtOnce) * (past + queries))
    forEachBlock(queries) { block in
      let seen = past + block.upperBound
      lookBack(block, past: past, q, keys, into: weights.start, normalizers: normalizers)
      MatrixKernel.multiplyBlock(
        0..<block.count, 0..<headSize, depth: seen, MatrixView(weights.start, stride: seen),
        MatrixView(values, stride: keyStride), into: o + block.lowerBound * outputStride, stride: outputStride
      )
    }
  }

  /// softmax(scale q kᵀ) alone, as `attend` uses it.
  ///
  /// Each query gets a row of `past + queries` weights, 0 where it may not look.
  func weights(
    queries: Int, past: Int, _ q: UnsafePointer<Float>, keys: UnsafePointer<Float>,
    into weights: UnsafeMutablePointer<Float>
  ) {
    let columns = past + queries
    for i in 0..<queries {
      let row = weights + i * columns
      row.update(repeating: 0, count: columns)
      lookBack(i..<i + 1, past: past, q, keys, into: row)
    }
  }

  /// The weights of a block of queries, each over the keys up to its own; 0 behind that.
  private func lookBack(
    _ block: Range<Int>, past: Int, _ q: UnsafePointer<Float>, _ keys: UnsafePointer<Float>,
    into weights: UnsafeMutablePointer<Float>, normalizers: UnsafeMutablePointer<Float>? = nil
  ) {
    let seen = past + block.upperBound
    matchScores(block, seen, q, keys, into: weights)
    for i in block {
      let row = weights + (i - block.lowerBound) * seen
      let visible = past + i + 1
      let top = RowKernel.maximum(row, visible)
      let sum = RowKernel.exponentials(row, minus: top, scale: scale, into: row, visible)
      RowKernel.scale(row, by: 1 / sum, into: row, visible)
      (row + visible).update(repeating: 0, count: seen - visible)
      if let normalizers { (normalizers[2 * i], normalizers[2 * i + 1]) = (top, 1 / sum) }
    }
  }

  /// The gradients of queries, keys and values from that of the output; the weights are computed again.
  ///
  /// - Parameters:
  ///   - partStride: from the first query to the first key, and from there to the first value.
  ///   - doutput: the gradient of the output.
  func gradient(
    time: Int, qkv: UnsafePointer<Float>, partStride: Int, output: UnsafePointer<Float>,
    doutput: UnsafePointer<Float>, normalizers: UnsafePointer<Float>, into dqkv: UnsafeMutablePointer<Float>
  ) {
    let (q, keys, values) = (qkv, qkv + partStride, qkv + 2 * partStride)
    let (dq, dkeys, dvalues) = (dqkv, dqkv + partStride, dqkv + 2 * partStride)
    let weights = Storage(uninitialized: min(time, queriesAtOnce) * time)
    let dweights = Storage(uninitialized: min(time, queriesAtOnce) * time)
    forEachBlock(time) { block in
      let (seen, first) = (block.upperBound, block.lowerBound)
      let (p, dp) = (MatrixView(weights.start, stride: seen), MatrixView(dweights.start, stride: seen))
      let dy = MatrixView(doutput + first * outputStride, stride: outputStride)
      matchScores(block, seen, q, keys, into: weights.start)
      MatrixKernel.multiplyBlock(
        0..<block.count, 0..<seen, depth: headSize, dy,
        MatrixView(values, stride: keyStride, transposed: true), into: dweights.start, stride: seen)
      findWeightsAgain(
        block, weights: weights.start, dweights: dweights.start, output: output, doutput: doutput,
        normalizers: normalizers)
      MatrixKernel.multiplyBlock(
        0..<block.count, 0..<headSize, depth: seen, dp, MatrixView(keys, stride: keyStride),
        into: dq + first * stride, stride: stride)
      // The keys and values of this block are seen for the first time: their sums begin here.
      for i in block {
        (dkeys + i * stride).update(repeating: 0, count: headSize)
        (dvalues + i * stride).update(repeating: 0, count: headSize)
      }
      MatrixKernel.multiplyBlock(
        0..<seen, 0..<headSize, depth: block.count, dp.transposed,
        MatrixView(q + first * stride, stride: stride), into: dkeys, stride: stride, start: .current)
      MatrixKernel.multiplyBlock(
        0..<seen, 0..<headSize, depth: block.count, p.transposed, dy, into: dvalues, stride: stride,
        start: .current)
    }
  }

  /// Turns the scores of a block of queries into their weights again, and the weights' gradients into the scores'.
  private func findWeightsAgain(
    _ block: Range<Int>, weights: UnsafeMutablePointer<Float>, dweights: UnsafeMutablePointer<Float>,
    output: UnsafePointer<Float>, doutput: UnsafePointer<Float>, normalizers: UnsafePointer<Float>
  ) {
    let seen = block.upperBound
    for i in block {
      let (p, dp) = (weights + (i - block.lowerBound) * seen, dweights + (i - block.lowerBound) * seen)
      RowKernel.exponentials(
        p, minus: normalizers[2 * i], scale: scale, times: normalizers[2 * i + 1], into: p, i + 1)
      (p + i + 1).update(repeating: 0, count: seen - i - 1)
      let mean = RowKernel.dot(doutput + i * outputStride, output + i * outputStride, headSize)
      RowKernel.softmaxGradient(p, dp, mean: mean, scale: scale, into: dp, seen)
    }
  }

  /// q kᵀ for a block of queries and all keys that the last of them sees.
  private func matchScores(
    _ block: Range<Int>, _ seen: Int, _ q: UnsafePointer<Float>, _ keys: UnsafePointer<Float>,
    into scores: UnsafeMutablePointer<Float>
  ) {
    MatrixKernel.multiplyBlock(
      0..<block.count, 0..<seen, depth: headSize, MatrixView(q + block.lowerBound * stride, stride: stride),
      MatrixView(keys, stride: keyStride, transposed: true), into: scores, stride: seen)
  }

  private func forEachBlock(_ queries: Int, _ body: (Range<Int>) -> Void) {
    for first in Swift.stride(from: 0, to: queries, by: queriesAtOnce) {
      body(first..<min(queries, first + queriesAtOnce))
    }
  }
}
