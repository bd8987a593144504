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
        let (from, to) = (dy.start + row * width, dx.start + row * width)
        RowKernel.exponentials(y.start + row * width, minus: 0, into: to, width)
        RowKernel.scale(to, by: -RowKernel.sum(from, width), into: to, width)
        RowKernel.add(from, times: 1, to: to, width)
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
      losses.start[row] = x.loss(
        ofRow: row, target: targets[row], share: shares[row], gradient: dx.map { $0.start + row * width })
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

  /// The surprise at the target of one row, times the share of the row.
  ///
  /// - Parameter gradient: takes the gradient of this for the row's logits.
  private func loss(ofRow row: Int, target: Int, share: Float, gradient: UnsafeMutablePointer<Float>?)
    -> Float
  {
    let (logits, width) = (start + row * columns, columns)
    let shift = RowKernel.maximum(logits, width)
    let sum: Float
    if let gradient {
      sum = RowKernel.exponentials(logits, minus: shift, into: gradient, width)
      RowKernel.scale(gradient, by: share / sum, into: gradient, width)
      gradient[target] -= share
    } else {
      sum = RowKernel.sumOfExponentials(logits, minus: shift, width)
    }
    return share == 0 ? 0 : share * (RowKernel.log(sum) - (logits[target] - shift))
  }

  private func requireTargets(_ targets: [Int]) {
    require(
      rank >= 1 && targets.count == rows && targets.allSatisfy { (0..<columns).contains($0) },
      "\(targets.count) targets (\(targets.min() ?? 0) to \(targets.max() ?? 0)) for logits of shape \(shape)"
    )
  }

  /// Calls `body` for each row, shared by the threads.
  private func forEachRow(_ body: @escaping (Int) -> Void) {
    Workers.slices(of: rows, cost: 16 * columns) { $0.forEach(body) }
  }
}
