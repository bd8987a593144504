// From logits to probabilities, and from probabilities to the loss that trains a language model.
// Each works on rows: the last axis; all other axes are taken together.

import Basics

extension Tensor {
  /// Probabilities in proportion to e^x, row by row.
  ///
  /// - Returns: this shape. Every row sums to 1; minus infinity becomes 0.
  public func softmax() -> Tensor {
    let (x, y) = (self, Tensor(uninitialized: shape))
    let width = columns
    forEachRow { row in
      let (from, to) = (x.start + row * width, y.start + row * width)
      let sum = RowKernel.exponentials(from, minus: RowKernel.maximum(from, width), into: to, width)
      RowKernel.scale(to, by: 1 / sum, into: to, width)
    }
    return Tensor(.softmax, y, from: [x]) { dy in
      let dx = Tensor(uninitialized: x.shape)
      x.forEachRow { row in  // dx = y (dy - sum of y dy)
        let (p, dp) = (y.start + row * width, dy.start + row * width)
        RowKernel.softmaxGradient(
          p, dp, mean: RowKernel.dot(p, dp, width), scale: 1, into: dx.start + row * width, width)
      }
      x.addGradient(dx)
    }
  }

  /// The logarithm of `softmax`, computed without leaving the logarithm.
  public func logSoftmax() -> Tensor {
    let (x, y) = (self, Tensor(uninitialized: shape))
    let width = columns
    forEachRow { row in
      RowKernel.logSoftmax(x.start + row * width, into: y.start + row * width, width)
    }
    return Tensor(.logSoftmax, y, from: [x]) { dy in
      let dx = Tensor(uninitialized: x.shape)
      x.forEachRow { row in  // dx = dy - e^y (sum of dy)
        let (slope, target) = (dy.start + row * width, dx.start + row * width)
        RowKernel.exponentials(y.start + row * width, minus: 0, into: target, width)
        RowKernel.scale(target, by: -RowKernel.sum(slope, width), into: target, width)
        RowKernel.add(slope, times: 1, to: target, width)
      }
      x.addGradient(dx)
    }
  }

  /// The cross-entropy: the mean surprise at the right answers, in nats, minus the log-probability that these logits give
  /// them.
  ///
  /// - Parameters:
  ///   - targets: the right column for each row of logits, all axes but the last taken together.
  ///   - weights: how much each row counts; 0 leaves it out. All count the same if left out.
  /// - Returns: the sum of weight times surprise, divided by the sum of the weights; 0 if that is 0.
  /// - Precondition: one target, in range, for each row.
  public func crossEntropy(_ targets: [Int], weights: [Float]? = nil) -> Tensor {
    requireTargets(targets)
    let (x, width) = (self, columns)
    let weights = weights ?? Array(repeating: 1, count: targets.count)
    require(weights.count == targets.count, "\(weights.count) weights for \(targets.count) targets")
    let total = weights.reduce(0, +)
    let shares = weights.map { total == 0 ? 0 : $0 / total }
    let losses = Tensor(uninitialized: [rows])
    // The exponentials of the value are the better half of the gradient, (softmax - one at the target) times the
    // share: computed once, here.
    let dx = requiresGradient ? Tensor(storage: Storage(uninitialized: count), shape: shape) : nil
    forEachRow { row in
      let from = x.start + row * width
      let shift = RowKernel.maximum(from, width)
      let sum: Float
      if let slope = dx.map({ $0.start + row * width }) {
        sum = RowKernel.exponentials(from, minus: shift, into: slope, width)
        RowKernel.scale(slope, by: shares[row] / sum, into: slope, width)
        slope[targets[row]] -= shares[row]
      } else {
        sum = RowKernel.sumOfExponentials(from, minus: shift, width)
      }
      losses.start[row] =
        shares[row] == 0 ? 0 : shares[row] * (RowKernel.log(sum) - (from[targets[row]] - shift))
    }
    return Tensor(.crossEntropy, Tensor(RowKernel.sum(losses.start, rows)), from: [x]) { dy in
      guard let dx else { return }
      let scale = dy.item
      if scale != 1 {
        x.forEachRow { row in
          RowKernel.scale(dx.start + row * width, by: scale, into: dx.start + row * width, width)
        }
      }
      x.addGradient(dx)
    }
  }

  private func requireTargets(_ targets: [Int]) {
    require(
      rank >= 1 && targets.count == rows && targets.allSatisfy { (0..<columns).contains($0) },
      "\(targets.count) targets (\(targets.min() ?? 0) to \(targets.max() ?? 0)) for scores of shape \(shape)"
    )
  }

  /// Calls `body` for each row, shared by the threads.
  private func forEachRow(_ body: @escaping (Int) -> Void) {
    Workers.slices(of: rows, cost: 16 * columns) { $0.forEach(body) }
  }
}
