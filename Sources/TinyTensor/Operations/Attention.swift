// Causal attention with many heads: each position mixes the values of the positions up to itself, weighted by how
// well its query matches their keys. Source: Vaswani et al. 2017, section 3.2.
// The weights of a few queries at a time are computed, used and dropped, and computed again for the gradient
// (Dao et al. 2022, "FlashAttention"): the memory grows with the context, not with its square.

import Basics

extension Tensor {
  /// Lets every position gather from itself and the positions before it.
  ///
  /// This tensor holds, side by side for each position, its query, its key and its value, each cut into heads:
  /// `[batch, time, 3 x width]`.
  ///
  /// - Parameter heads: how many attentions work side by side, each on its own part of the width.
  /// - Returns: `[batch, time, width]`: for each head, softmax(q kᵀ / sqrt(head size)) v over the past.
  /// - Precondition: the last axis can be cut into 3 x `heads` equal parts.
  public func attention(heads: Int) -> Tensor {
    requireHeads(heads)
    let (qkv, batch, time, width) = (self, shape[0], shape[1], columns / 3)
    let y = Tensor(uninitialized: [batch, time, width])
    let normalizers = Storage(uninitialized: 2 * batch * heads * time)
    let head = AttentionKernel(headSize: width / heads, stride: 3 * width, outputStride: width)
    Workers.run(batch * heads) { task in
      let (from, to) = Tensor.places(of: task, heads, time, width)
      head.attend(
        queries: time, past: 0, qkv.start + from, keys: qkv.start + from + width,
        values: qkv.start + from + 2 * width,
        into: y.start + to, normalizers: normalizers.start + task * 2 * time)
    }
    return Tensor(.attention, y, from: [qkv]) { dy in
      let dqkv = Tensor(uninitialized: qkv.shape)
      Workers.run(batch * heads) { task in
        let (from, to) = Tensor.places(of: task, heads, time, width)
        head.gradient(
          time: time, qkv: qkv.start + from, partStride: width, output: y.start + to, doutput: dy.start + to,
          normalizers: normalizers.start + task * 2 * time, into: dqkv.start + from)
      }
      qkv.addGradient(dqkv)
    }
  }

  /// How much every position looks at every position, for each head.
  ///
  /// These are the weights that `attention(heads:)` uses and drops, computed for those who want to see them; no
  /// record is kept for gradients.
  ///
  /// - Parameter heads: as for `attention(heads:)`.
  /// - Returns: `[batch, heads, time, time]`. Row: the position that looks; column: the position looked at. Every
  ///   row sums to 1; right of the diagonal, exactly 0.
  /// - Precondition: as for `attention(heads:)`.
  public func attentionWeights(heads: Int) -> Tensor {
    requireHeads(heads)
    let (qkv, batch, time, width) = (self, shape[0], shape[1], columns / 3)
    let weights = Tensor(uninitialized: [batch, heads, time, time])
    let head = AttentionKernel(headSize: width / heads, stride: 3 * width, outputStride: width)
    Workers.run(batch * heads) { task in
      let (from, _) = Tensor.places(of: task, heads, time, width)
      head.weights(
        queries: time, past: 0, qkv.start + from, keys: qkv.start + from + width,
        into: weights.start + task * time * time)
    }
    return weights
  }

  private func requireHeads(_ heads: Int) {
    require(
      rank == 3 && heads > 0 && columns % (3 * heads) == 0,
      "attention with \(heads) heads needs [batch, time, 3 x heads x size], got shape \(shape)")
  }

  /// Where a head of a sequence begins in `[batch, time, 3 x width]` and in `[batch, time, width]`.
  private static func places(of task: Int, _ heads: Int, _ time: Int, _ width: Int) -> (Int, Int) {
    let (sequence, head) = (task / heads, task % heads)
    let offset = head * (width / heads)
    return (sequence * time * 3 * width + offset, sequence * time * width + offset)
  }
}

/// The keys and values of the positions seen so far: a new token costs one step and not the whole text.
///
/// Inference alone: keeps no record for gradients.
public final class KeyValueCache {
  /// How many positions each sequence has.
  public private(set) var lengths: [Int]
  /// How many positions fit.
  public let capacity: Int
  private let keys: Tensor  // [sequences, capacity, width]
  private let values: Tensor

  /// An empty cache.
  public init(sequences: Int, capacity: Int, width: Int) {
    lengths = Array(repeating: 0, count: sequences)
    self.capacity = capacity
    keys = Tensor(uninitialized: [sequences, capacity, width])
    values = Tensor(uninitialized: [sequences, capacity, width])
  }

  /// Forgets a sequence.
  public func clear(_ sequence: Int) { lengths[sequence] = 0 }

  /// Appends new positions to some sequences and returns what they gather.
  ///
  /// The numbers are those of `attention(heads:)` over the whole text.
  ///
  /// - Parameters:
  ///   - qkv: `[sequences.count, new positions, 3 x width]`.
  ///   - sequences: to which sequence of the cache each belongs.
  /// - Returns: `[sequences.count, new positions, width]`.
  /// - Precondition: the new positions fit.
  public func attend(_ qkv: Tensor, sequences: [Int], heads: Int) -> Tensor {
    let (new, width) = (qkv.shape[1], qkv.columns / 3)
    require(
      qkv.rank == 3 && qkv.shape[0] == sequences.count && width == keys.columns,
      "a cache of width \(keys.columns) cannot take shape \(qkv.shape) for \(sequences.count) sequences")
    for (i, sequence) in sequences.enumerated() { append(qkv.start + i * new * 3 * width, new, to: sequence) }
    let y = Tensor(uninitialized: [sequences.count, new, width])
    let head = AttentionKernel(
      headSize: width / heads, stride: 3 * width, outputStride: width, keyStride: width)
    let cost = 4 * width / heads * new * (lengths.max() ?? 0)
    Workers.slices(of: sequences.count * heads, cost: cost) { [self] slice in
      for task in slice {
        let (i, offset) = (task / heads, task % heads * (width / heads))
        let past = sequences[i] * capacity * width + offset
        head.attend(
          queries: new, past: lengths[sequences[i]] - new, qkv.start + i * new * 3 * width + offset,
          keys: keys.start + past, values: values.start + past, into: y.start + i * new * width + offset)
      }
    }
    return y
  }

  private func append(_ qkv: UnsafeMutablePointer<Float>, _ new: Int, to sequence: Int) {
    let width = keys.columns
    require(
      lengths[sequence] + new <= capacity, "\(lengths[sequence]) + \(new) positions in a cache of \(capacity)"
    )
    for position in 0..<new {
      let from = qkv + position * 3 * width
      let to = (sequence * capacity + lengths[sequence] + position) * width
      (keys.start + to).update(from: from + width, count: width)
      (values.start + to).update(from: from + 2 * width, count: width)
    }
    lengths[sequence] += new
  }
}
