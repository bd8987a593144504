// Which rows of the data each step learns from.

import TinyTensor

/// All rows once, in batches of about equal lengths so that little is filled up, in random order.
///
/// - Returns: the numbers of the rows of each batch; the last one may be smaller.
func batches(ofLengths lengths: [Int], size: Int, using generator: inout SeededGenerator) -> [[Int]] {
  let order = generator.shuffled(Array(lengths.indices))
  let groups = stride(from: 0, to: order.count, by: 16 * size).flatMap { start in
    let sorted = order[start..<min(order.count, start + 16 * size)].sorted {
      (lengths[$0], $0) < (lengths[$1], $1)
    }
    return stride(from: 0, to: sorted.count, by: size).map {
      Array(sorted[$0..<min(sorted.count, $0 + size)])
    }
  }
  return generator.shuffled(groups)
}
