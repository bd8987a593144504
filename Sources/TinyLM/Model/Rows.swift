// Reading rows of tokens of different lengths at once.
// Leaves out: packing several rows into one sequence.

import Basics
import TinyTensor

extension GPT {
  /// The vectors of some places of each row, after the last block.
  ///
  /// Rows of about one length are read together, filled up at the right: attention looks back only, so what stands
  /// behind a place does not change its vector.
  ///
  /// - Parameters:
  ///   - rows: ids, each row at least one and at most the context.
  ///   - places: which positions of each row are wanted.
  /// - Returns: `[wanted positions of all rows, C]`, row by row.
  public func hiddenStates(of rows: [[Int]], at places: [Range<Int>]) -> Tensor {
    require(rows.count == places.count, "\(rows.count) rows, places of \(places.count)")
    // A row's length alone decides how far it is filled up: its digits do not depend on the other rows.
    let lengths = rows.map { min(($0.count + 3) / 4 * 4, configuration.context) }
    var parts: [Tensor] = []
    var starts = Array(repeating: 0, count: rows.count)
    var next = 0
    for length in Set(lengths).sorted() {
      let group = rows.indices.filter { lengths[$0] == length }
      let filled = group.flatMap { rows[$0] + Array(repeating: 0, count: length - rows[$0].count) }
      parts.append(
        hiddenStates(of: filled, sequences: group.count).reshaped([filled.count, configuration.width]))
      for row in group {
        starts[row] = next
        next += length
      }
    }
    return Tensor.concatenate(parts).rows(
      at: rows.indices.flatMap { row in places[row].map { starts[row] + $0 } })
  }
}
