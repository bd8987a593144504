// The innermost loop of a matrix product: a tile of C that stays in the processor's registers.
// For each k it takes one row of the panel of B and, for each row of A, one number: each number loaded is used
// many times. Two shapes are written out, since a loop over an array of accumulators would put them in memory:
// machines with 32 wide registers (AVX-512) need 16 sums under way to keep their multiply-add units busy, the
// others have room for the smaller tile only. Both add in the same order, so both give the same bits.

import Basics

/// A tile: its size, and the function that computes it.
struct RegisterTile: Sendable {
  let rows: Int
  let columns: Int
  /// How deep a panel of B is at most, so that it stays in the first cache while the rows of A pass by. (With AVX-512
  /// the second cache is large and near enough.)
  let depth: Int
  let run: @Sendable (TileProduct) -> Void

  static let wide = RegisterTile(rows: 8, columns: 32, depth: 768, run: runWideTile)
  static let narrow = RegisterTile(
    rows: 6, columns: 16, depth: max(256, min(768, Platform.firstCache / 64)), run: runNarrowTile)

  /// The faster of the two on this machine.
  static let best = trial.tile

  /// Both are tried once, in a fifth of a millisecond: the faster one, and what one of its multiply-adds took.
  static let trial = [wide, narrow].map { (tile: $0, nanoseconds: $0.nanosecondsPerProduct()) }
    .min { $0.nanoseconds < $1.nanoseconds }!

  /// The best of a few measurements on a panel that is as deep as those of a training step.
  private func nanosecondsPerProduct() -> Double {
    let depth = 256
    let memory = Storage(repeating: 1, count: depth * (rows + columns) + rows * columns)
    let (a, panel) = (memory.start, memory.start + depth * rows)
    let c = panel + depth * columns
    let product = TileProduct(
      a: a, rowStride: depth, columnStride: 1, panel: panel, depth: depth, start: c, startStride: columns,
      c: c, stride: columns)
    let times = (0..<12).map { _ in
      let begin = ContinuousClock.now
      for _ in 0..<4 { run(product) }
      return (ContinuousClock.now - begin) / .nanoseconds(1)
    }
    return times.min()! / Double(4 * rows * columns * depth)
  }
}

/// 8 rows x 32 columns: 16 vectors of 16.
@inline(never)
private func runWideTile(_ product: TileProduct) {
  let (start, startStride) = (product.start, product.startStride)
  var (c0, d0) = (start.vector(at: 0 * startStride), start.vector(at: 0 * startStride + 16))
  var (c1, d1) = (start.vector(at: 1 * startStride), start.vector(at: 1 * startStride + 16))
  var (c2, d2) = (start.vector(at: 2 * startStride), start.vector(at: 2 * startStride + 16))
  var (c3, d3) = (start.vector(at: 3 * startStride), start.vector(at: 3 * startStride + 16))
  var (c4, d4) = (start.vector(at: 4 * startStride), start.vector(at: 4 * startStride + 16))
  var (c5, d5) = (start.vector(at: 5 * startStride), start.vector(at: 5 * startStride + 16))
  var (c6, d6) = (start.vector(at: 6 * startStride), start.vector(at: 6 * startStride + 16))
  var (c7, d7) = (start.vector(at: 7 * startStride), start.vector(at: 7 * startStride + 16))
  let rowStride = product.rowStride
  var (p, b) = (product.a, product.panel)
  for _ in 0..<product.depth {
    let (b0, b1) = (b.vector(), b.vector(at: 16))
    let a0 = Vector(repeating: p[0])
    c0 = c0.addingProduct(a0, b0)
    d0 = d0.addingProduct(a0, b1)
    let a1 = Vector(repeating: p[rowStride])
    c1 = c1.addingProduct(a1, b0)
    d1 = d1.addingProduct(a1, b1)
    let a2 = Vector(repeating: p[2 * rowStride])
    c2 = c2.addingProduct(a2, b0)
    d2 = d2.addingProduct(a2, b1)
    let a3 = Vector(repeating: p[3 * rowStride])
    c3 = c3.addingProduct(a3, b0)
    d3 = d3.addingProduct(a3, b1)
    let a4 = Vector(repeating: p[4 * rowStride])
    c4 = c4.addingProduct(a4, b0)
    d4 = d4.addingProduct(a4, b1)
    let a5 = Vector(repeating: p[5 * rowStride])
    c5 = c5.addingProduct(a5, b0)
    d5 = d5.addingProduct(a5, b1)
    let a6 = Vector(repeating: p[6 * rowStride])
    c6 = c6.addingProduct(a6, b0)
    d6 = d6.addingProduct(a6, b1)
    let a7 = Vector(repeating: p[7 * rowStride])
    c7 = c7.addingProduct(a7, b0)
    d7 = d7.addingProduct(a7, b1)
    p += product.columnStride
    b += 32
  }
  let (c, stride) = (product.c, product.stride)
  c.store(c0, at: 0 * stride)
  c.store(d0, at: 0 * stride + 16)
  c.store(c1, at: 1 * stride)
  c.store(d1, at: 1 * stride + 16)
  c.store(c2, at: 2 * stride)
  c.store(d2, at: 2 * stride + 16)
  c.store(c3, at: 3 * stride)
  c.store(d3, at: 3 * stride + 16)
  c.store(c4, at: 4 * stride)
  c.store(d4, at: 4 * stride + 16)
  c.store(c5, at: 5 * stride)
  c.store(d5, at: 5 * stride + 16)
  c.store(c6, at: 6 * stride)
  c.store(d6, at: 6 * stride + 16)
  c.store(c7, at: 7 * stride)
  c.store(d7, at: 7 * stride + 16)
}

/// 6 rows x 16 columns: 6 vectors of 16.
@inline(never)
private func runNarrowTile(_ product: TileProduct) {
  let (start, startStride) = (product.start, product.startStride)
  var c0 = start.vector(at: 0 * startStride)
  var c1 = start.vector(at: 1 * startStride)
  var c2 = start.vector(at: 2 * startStride)
  var c3 = start.vector(at: 3 * startStride)
  var c4 = start.vector(at: 4 * startStride)
  var c5 = start.vector(at: 5 * startStride)
  let rowStride = product.rowStride
  var (p, b) = (product.a, product.panel)
  for _ in 0..<product.depth {
    let b0 = b.vector()
    let a0 = Vector(repeating: p[0])
    c0 = c0.addingProduct(a0, b0)
    let a1 = Vector(repeating: p[rowStride])
    c1 = c1.addingProduct(a1, b0)
    let a2 = Vector(repeating: p[2 * rowStride])
    c2 = c2.addingProduct(a2, b0)
    let a3 = Vector(repeating: p[3 * rowStride])
    c3 = c3.addingProduct(a3, b0)
    let a4 = Vector(repeating: p[4 * rowStride])
    c4 = c4.addingProduct(a4, b0)
    let a5 = Vector(repeating: p[5 * rowStride])
    c5 = c5.addingProduct(a5, b0)
    p += product.columnStride
    b += 16
  }
  let (c, stride) = (product.c, product.stride)
  c.store(c0, at: 0 * stride)
  c.store(c1, at: 1 * stride)
  c.store(c2, at: 2 * stride)
  c.store(c3, at: 3 * stride)
  c.store(c4, at: 4 * stride)
  c.store(c5, at: 5 * stride)
}
