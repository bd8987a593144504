// The innermost loop of a matrix product: a tile of C that stays in the processor's registers.
// For each k it takes one row of the panel of B and, for each row of A, one number: each number loaded is used
// many times. Two shapes are written out, since a loop over an array of accumulators would put them in memory:
// machines with 32 wide registers (AVX-512) need 16 sums under way to keep their multiply-add units busy, the
// others have room for the smaller tile only. Both add in the same order, so both give the same bits.

/// A tile: its size, and the function that computes it.
struct RegisterTile: Sendable {
  let rows: Int
  let columns: Int

  /// `run(a, rowStride, columnStride, panel, depth, start, startStride, c, stride)`: C = start + A B.
  let run:
    @Sendable (
      UnsafePointer<Float>, Int, Int, UnsafePointer<Float>, Int, UnsafePointer<Float>, Int,
      UnsafeMutablePointer<Float>, Int
    ) -> Void

  static let wide = RegisterTile(rows: 8, columns: 32, run: runWideTile)
  static let narrow = RegisterTile(rows: 6, columns: 16, run: runNarrowTile)

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
    let times = (0..<12).map { _ in
      let begin = ContinuousClock.now
      for _ in 0..<4 { run(a, depth, 1, panel, depth, c, columns, c, columns) }
      return (ContinuousClock.now - begin) / .nanoseconds(1)
    }
    return times.min()! / Double(4 * rows * columns * depth)
  }
}

@inline(__always)
private func load(_ from: UnsafePointer<Float>) -> Vector {
  UnsafeRawPointer(from).loadUnaligned(as: Vector.self)
}

@inline(__always)
private func store(_ vector: Vector, _ to: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(to).storeBytes(of: vector, as: Vector.self)
}

/// 8 rows x 32 columns: 16 vectors of 16.
@inline(never)
private func runWideTile(
  _ a: UnsafePointer<Float>, _ rowStride: Int, _ columnStride: Int, _ panel: UnsafePointer<Float>,
  _ depth: Int,
  _ start: UnsafePointer<Float>, _ startStride: Int, _ c: UnsafeMutablePointer<Float>, _ stride: Int
) {
  var (c0, d0) = (load(start + 0 * startStride), load(start + 0 * startStride + 16))
  var (c1, d1) = (load(start + 1 * startStride), load(start + 1 * startStride + 16))
  var (c2, d2) = (load(start + 2 * startStride), load(start + 2 * startStride + 16))
  var (c3, d3) = (load(start + 3 * startStride), load(start + 3 * startStride + 16))
  var (c4, d4) = (load(start + 4 * startStride), load(start + 4 * startStride + 16))
  var (c5, d5) = (load(start + 5 * startStride), load(start + 5 * startStride + 16))
  var (c6, d6) = (load(start + 6 * startStride), load(start + 6 * startStride + 16))
  var (c7, d7) = (load(start + 7 * startStride), load(start + 7 * startStride + 16))
  var (p, b) = (a, panel)
  for _ in 0..<depth {
    let (b0, b1) = (load(b), load(b + 16))
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
    p += columnStride
    b += 32
  }
  store(c0, c + 0 * stride)
  store(d0, c + 0 * stride + 16)
  store(c1, c + 1 * stride)
  store(d1, c + 1 * stride + 16)
  store(c2, c + 2 * stride)
  store(d2, c + 2 * stride + 16)
  store(c3, c + 3 * stride)
  store(d3, c + 3 * stride + 16)
  store(c4, c + 4 * stride)
  store(d4, c + 4 * stride + 16)
  store(c5, c + 5 * stride)
  store(d5, c + 5 * stride + 16)
  store(c6, c + 6 * stride)
  store(d6, c + 6 * stride + 16)
  store(c7, c + 7 * stride)
  store(d7, c + 7 * stride + 16)
}

/// 6 rows x 16 columns: 6 vectors of 16.
@inline(never)
private func runNarrowTile(
  _ a: UnsafePointer<Float>, _ rowStride: Int, _ columnStride: Int, _ panel: UnsafePointer<Float>,
  _ depth: Int,
  _ start: UnsafePointer<Float>, _ startStride: Int, _ c: UnsafeMutablePointer<Float>, _ stride: Int
) {
  var c0 = load(start + 0 * startStride)
  var c1 = load(start + 1 * startStride)
  var c2 = load(start + 2 * startStride)
  var c3 = load(start + 3 * startStride)
  var c4 = load(start + 4 * startStride)
  var c5 = load(start + 5 * startStride)
  var (p, b) = (a, panel)
  for _ in 0..<depth {
    let b0 = load(b)
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
    p += columnStride
    b += 16
  }
  store(c0, c + 0 * stride)
  store(c1, c + 1 * stride)
  store(c2, c + 2 * stride)
  store(c3, c + 3 * stride)
  store(c4, c + 4 * stride)
  store(c5, c + 5 * stride)
}
