// C = start + A B, the one product under every layer, for A and B in any orientation.
// The plan is the classic one (Goto and van de Geijn 2008, "Anatomy of High-Performance Matrix Multiplication"):
// copy a narrow panel of B to where the fast cache holds it, then sweep a small tile of C, kept in registers,
// down the rows. Every number of C is the sum over k in increasing order, one fused multiply-add a term, so its
// bits depend neither on the tile, nor on the size of a block, nor on the threads, nor on the other rows.
// Leaves out everything but float32.

import Basics

/// A matrix somewhere in memory: element (i, j) stands at `start[i * rowStride + j * columnStride]`.
struct MatrixView {
  let start: UnsafePointer<Float>
  let rowStride: Int
  let columnStride: Int

  /// The same numbers with rows and columns exchanged.
  var transposed: MatrixView {
    MatrixView(start: start, rowStride: columnStride, columnStride: rowStride)
  }

  func at(_ row: Int, _ column: Int) -> UnsafePointer<Float> {
    start + row * rowStride + column * columnStride
  }
}

extension MatrixView {
  init(_ start: UnsafePointer<Float>, stride: Int, transposed: Bool = false) {
    self.init(start: start, rowStride: transposed ? 1 : stride, columnStride: transposed ? stride : 1)
  }
}

/// The number with which the sum for an element of C begins.
enum MatrixStart {
  case zero
  /// The number that C already holds: the product is added.
  case current
  /// One number a column, the same for every row.
  case row(UnsafePointer<Float>)
}

enum MatrixKernel {

  /// C = start + A B, shared by all threads.
  ///
  /// - Parameters:
  ///   - rows: rows of A and C.
  ///   - columns: columns of B and C.
  ///   - depth: columns of A, rows of B.
  ///   - c: `[rows, columns]`, a row every `stride` numbers.
  static func multiply(
    rows: Int, columns: Int, depth: Int, _ a: MatrixView, _ b: MatrixView,
    into c: UnsafeMutablePointer<Float>, stride: Int, start: MatrixStart = .zero
  ) {
    let tile = RegisterTile.best
    let cost = 2 * depth
    if rows >= columns {
      Workers.slices(of: rows, grain: tile.rows, cost: cost * columns) { slice in
        multiplyBlock(slice, 0..<columns, depth: depth, a, b, into: c, stride: stride, start: start)
      }
    } else {
      Workers.slices(of: columns, grain: tile.columns, cost: cost * rows) { slice in
        multiplyBlock(0..<rows, slice, depth: depth, a, b, into: c, stride: stride, start: start)
      }
    }
  }

  /// The part of C in `rows` x `columns`, on this thread.
  ///
  /// Any tile gives the same bits.
  static func multiplyBlock(
    _ rows: Range<Int>, _ columns: Range<Int>, depth: Int, _ a: MatrixView, _ b: MatrixView,
    into c: UnsafeMutablePointer<Float>, stride: Int, start: MatrixStart = .zero, tile: RegisterTile = .best
  ) {
    if rows.count == 1 {
      return multiplyRow(rows.lowerBound, columns, depth: depth, a, b, into: c, stride: stride, start: start)
    }
    let step = rowsAtOnce(of: max(1, rows.count), depth: depth, tile)
    for first in Swift.stride(from: rows.lowerBound, to: rows.upperBound, by: step) {
      let block = first..<min(rows.upperBound, first + step)
      RowBlock(rows: block, depth: depth, a: a, c: c, stride: stride, start: start, tile: tile)
        .multiply(columns, b)
    }
  }

  /// As many rows of A as stay in the second cache while the panels of B pass by, in blocks of about equal size.
  private static func rowsAtOnce(of rows: Int, depth: Int, _ tile: RegisterTile) -> Int {
    let most = max(8 * tile.rows, Platform.secondCache * 3 / 16 / max(1, min(depth, tile.depth)))
    let blocks = (rows + most - 1) / most
    return (rows + blocks * tile.rows - 1) / (blocks * tile.rows) * tile.rows
  }

  /// y = start + x B for one row x: B is read once, in the order in which it lies in memory.
  private static func multiplyRow(
    _ row: Int, _ columns: Range<Int>, depth: Int, _ a: MatrixView, _ b: MatrixView,
    into c: UnsafeMutablePointer<Float>, stride: Int, start: MatrixStart
  ) {
    let y = c + row * stride + columns.lowerBound
    switch start {
    case .zero: y.update(repeating: 0, count: columns.count)
    case .current: break
    case .row(let bias): y.update(from: bias + columns.lowerBound, count: columns.count)
    }
    let x = a.at(row, 0)
    if b.columnStride != 1 {
      return addTransposed(
        x, a.columnStride, depth, b.at(0, columns.lowerBound), b.columnStride, b.rowStride, to: y,
        columns.count)
    }
    var k = 0
    while k + 4 <= depth {
      let step = a.columnStride
      let scale = SIMD4(x[k * step], x[(k + 1) * step], x[(k + 2) * step], x[(k + 3) * step])
      addFourRows(scale, b.at(k, columns.lowerBound), b.rowStride, to: y, columns.count)
      k += 4
    }
    while k < depth {
      let (scale, source) = (x[k * a.columnStride], b.at(k, columns.lowerBound))
      for j in 0..<columns.count { y[j] = y[j].addingProduct(scale, source[j]) }
      k += 1
    }
  }

  /// y += x B where the columns of B lie in memory one after another, as in a product with Bᵀ.
  ///
  /// Squares of 8 x 8 are transposed in registers, so that each sum still runs over k in order.
  private static func addTransposed(
    _ x: UnsafePointer<Float>, _ step: Int, _ depth: Int, _ source: UnsafePointer<Float>, _ stride: Int,
    _ unit: Int,
    to y: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    var j = 0
    if unit == 1, step == 1 {
      while j + 16 <= count {
        addSixteenColumns(x, depth, source + j * stride, stride, to: y + j)
        j += 16
      }
    }
    while j < count {
      var sum = y[j]
      for k in 0..<depth { sum = sum.addingProduct(x[k * step], source[j * stride + k * unit]) }
      y[j] = sum
      j += 1
    }
  }

  private static func addSixteenColumns(
    _ x: UnsafePointer<Float>, _ depth: Int, _ source: UnsafePointer<Float>, _ stride: Int,
    to y: UnsafeMutablePointer<Float>
  ) {
    let sums = UnsafeMutableRawPointer(y)
    var low = sums.loadUnaligned(as: SIMD8<Float>.self)
    var high = sums.loadUnaligned(fromByteOffset: 32, as: SIMD8<Float>.self)
    var k = 0
    while k + 8 <= depth {
      let (a, b) = (columns8x8(source + k, stride), columns8x8(source + 8 * stride + k, stride))
      low = low.addingProduct(SIMD8(repeating: x[k + 0]), a.0)
      high = high.addingProduct(SIMD8(repeating: x[k + 0]), b.0)
      low = low.addingProduct(SIMD8(repeating: x[k + 1]), a.1)
      high = high.addingProduct(SIMD8(repeating: x[k + 1]), b.1)
      low = low.addingProduct(SIMD8(repeating: x[k + 2]), a.2)
      high = high.addingProduct(SIMD8(repeating: x[k + 2]), b.2)
      low = low.addingProduct(SIMD8(repeating: x[k + 3]), a.3)
      high = high.addingProduct(SIMD8(repeating: x[k + 3]), b.3)
      low = low.addingProduct(SIMD8(repeating: x[k + 4]), a.4)
      high = high.addingProduct(SIMD8(repeating: x[k + 4]), b.4)
      low = low.addingProduct(SIMD8(repeating: x[k + 5]), a.5)
      high = high.addingProduct(SIMD8(repeating: x[k + 5]), b.5)
      low = low.addingProduct(SIMD8(repeating: x[k + 6]), a.6)
      high = high.addingProduct(SIMD8(repeating: x[k + 6]), b.6)
      low = low.addingProduct(SIMD8(repeating: x[k + 7]), a.7)
      high = high.addingProduct(SIMD8(repeating: x[k + 7]), b.7)
      k += 8
    }
    sums.storeBytes(of: low, as: SIMD8<Float>.self)
    sums.storeBytes(of: high, toByteOffset: 32, as: SIMD8<Float>.self)
    while k < depth {
      for j in 0..<16 { y[j] = y[j].addingProduct(x[k], source[j * stride + k]) }
      k += 1
    }
  }

  private static func addFourRows(
    _ scale: SIMD4<Float>, _ source: UnsafePointer<Float>, _ stride: Int, to y: UnsafeMutablePointer<Float>,
    _ count: Int
  ) {
    let (s0, s1, s2, s3) = (
      Vector(repeating: scale[0]), Vector(repeating: scale[1]), Vector(repeating: scale[2]),
      Vector(repeating: scale[3])
    )
    var j = 0
    while j + 16 <= count {
      let from = source + j
      var sum = y.vector(at: j)
      sum = sum.addingProduct(s0, from.vector())
      sum = sum.addingProduct(s1, from.vector(at: stride))
      sum = sum.addingProduct(s2, from.vector(at: 2 * stride))
      sum = sum.addingProduct(s3, from.vector(at: 3 * stride))
      y.store(sum, at: j)
      j += 16
    }
    while j < count {
      for k in 0..<4 { y[j] = y[j].addingProduct(scale[k], source[k * stride + j]) }
      j += 1
    }
  }
}

/// One tile of a product, somewhere in memory: C = start + A B.
struct TileProduct {
  /// A: its first number, and how far it is to the next row and to the next column.
  let a: UnsafePointer<Float>
  let rowStride: Int
  let columnStride: Int
  /// The panel of B: `depth` rows as wide as the tile, one after another.
  let panel: UnsafePointer<Float>
  let depth: Int
  /// The numbers with which the sums begin, a row every `startStride` numbers.
  let start: UnsafePointer<Float>
  let startStride: Int
  /// Where they are stored, a row every `stride` numbers.
  let c: UnsafeMutablePointer<Float>
  let stride: Int
}

/// A block of rows of a product, on one thread.
private struct RowBlock {
  let rows: Range<Int>
  let depth: Int
  let a: MatrixView
  let c: UnsafeMutablePointer<Float>
  let stride: Int
  let start: MatrixStart
  let tile: RegisterTile

  /// How many columns of B are packed at once: a single panel would take 64 bytes here and there of a wide matrix.
  private static let columnsAtOnce = 64

  /// The rows of A that are packed before the tile reads them: if A is turned, all, since each number would come from
  /// another cache line (in a small product the lines are still there, and packing costs more than it gives); else the
  /// last ones, if they do not fill a tile.
  private func packedRows(_ columns: Range<Int>) -> Range<Int> {
    let needsAll = a.columnStride != 1 && columns.count * depth >= 1 << 15
    return (needsAll ? rows.lowerBound : rows.upperBound - rows.count % tile.rows)..<rows.upperBound
  }

  /// As deep as the first cache allows, and all blocks about equally deep: each writes C once more.
  private var depthOfBlocks: Int {
    let blocks = max(1, (depth + tile.depth - 1) / tile.depth)
    return (depth + 8 * blocks - 1) / (8 * blocks) * 8
  }

  /// The part of C in these columns.
  func multiply(_ columns: Range<Int>, _ b: MatrixView) {
    let packed = packedRows(columns)
    let width = min(Self.columnsAtOnce, (columns.count + tile.columns - 1) / tile.columns * tile.columns)
    let step = depthOfBlocks
    let scratch = Scratch(tile, depth: step, rows: packed.count, columns: width)
    defer { scratch.free() }
    var k = 0
    repeat {
      let block = k..<min(depth, k + step)
      packRows(packed, block, scratch)
      for first in Swift.stride(from: columns.lowerBound, to: columns.upperBound, by: width) {
        let group = first..<min(columns.upperBound, first + width)
        packPanels(b, block, group, to: scratch.panels)
        for column in Swift.stride(from: first, to: group.upperBound, by: tile.columns) {
          sweep(
            column..<min(group.upperBound, column + tile.columns), block, packed,
            panel: scratch.panels + (column - first) * block.count, scratch)
        }
      }
      k = block.upperBound
    } while k < depth
  }

  /// Runs the tile down the rows, beside one panel of B.
  private func sweep(
    _ columns: Range<Int>, _ block: Range<Int>, _ packed: Range<Int>, panel: UnsafePointer<Float>,
    _ scratch: Scratch
  ) {
    for row in Swift.stride(from: rows.lowerBound, to: rows.upperBound, by: tile.rows) {
      let here = c + row * stride + columns.lowerBound
      let (begin, beginStride) =
        block.lowerBound > 0
        ? (UnsafePointer(here), stride) : self.begin(here, columns.lowerBound, scratch.zeros)
      let isPacked = row >= packed.lowerBound
      let product = TileProduct(
        a: isPacked
          ? UnsafePointer(scratch.tile((row - packed.lowerBound) / tile.rows, block.count))
          : a.at(row, block.lowerBound),
        rowStride: isPacked ? 1 : a.rowStride, columnStride: isPacked ? tile.rows : a.columnStride,
        panel: panel, depth: block.count, start: begin, startStride: beginStride, c: here, stride: stride)
      let height = min(tile.rows, rows.upperBound - row)
      if height == tile.rows, columns.count == tile.columns {
        tile.run(product)
      } else {
        runCorner(product, height: height, width: columns.count, scratch.corner)
      }
    }
  }

  /// Where the sums of a tile begin, and how far it is from one row of them to the next.
  private func begin(_ here: UnsafeMutablePointer<Float>, _ column: Int, _ zeros: UnsafeMutablePointer<Float>)
    -> (UnsafePointer<Float>, Int)
  {
    switch start {
    case .zero: (UnsafePointer(zeros), 0)
    case .current: (UnsafePointer(here), stride)
    case .row(let bias): (bias + column, 0)
    }
  }

  /// A tile that hangs over the edge of C: computed whole in scratch memory, and only what exists is stored.
  private func runCorner(
    _ product: TileProduct, height: Int, width: Int, _ corner: UnsafeMutablePointer<Float>
  ) {
    let columns = tile.columns
    for i in 0..<height {
      for j in 0..<width { corner[i * columns + j] = product.start[i * product.startStride + j] }
    }
    tile.run(
      TileProduct(
        a: product.a, rowStride: product.rowStride, columnStride: product.columnStride, panel: product.panel,
        depth: product.depth, start: corner, startStride: columns, c: corner, stride: columns))
    for i in 0..<height {
      (product.c + i * product.stride).update(from: corner + i * columns, count: width)
    }
  }

  /// Copies rows of A so that a tile finds its numbers one after another: those of all its rows for one k, then the next.
  private func packRows(_ packed: Range<Int>, _ block: Range<Int>, _ scratch: Scratch) {
    guard !packed.isEmpty else { return }
    let last = (packed.count - 1) / tile.rows * tile.rows
    for (place, k) in block.enumerated() {
      let from = a.at(packed.lowerBound, k)
      var to = scratch.tile(0, block.count) + place * tile.rows
      // Eight at a time. If that is too much, the next k writes over it, and what remains lies in the gap.
      for row in Swift.stride(from: 0, to: last, by: tile.rows) {
        let eight = UnsafeRawPointer(from + row).loadUnaligned(as: SIMD8<Float>.self)
        UnsafeMutableRawPointer(to).storeBytes(of: eight, as: SIMD8<Float>.self)
        to += scratch.distance(block.count)
      }
      for i in last..<packed.count { to[i - last] = from[i * a.rowStride] }
    }
  }

  /// Copies columns of B into panels as wide as the tile, in which rows stand one after another.
  private func packPanels(
    _ b: MatrixView, _ block: Range<Int>, _ columns: Range<Int>, to panels: UnsafeMutablePointer<Float>
  ) {
    let source = b.at(block.lowerBound, columns.lowerBound)
    if b.columnStride == 1, columns.count % tile.columns == 0 {
      return packLines(source, b.rowStride, block.count, columns.count, to: panels)
    }
    for first in Swift.stride(from: 0, to: columns.count, by: tile.columns) {
      let (from, panel) = (source + first * b.columnStride, panels + first * block.count)
      let width = min(tile.columns, columns.count - first)
      if b.rowStride == 1, width % 8 == 0 {
        packTurnedLines(from, b.columnStride, block.count, width, to: panel)
      } else {
        for i in 0..<block.count {
          for j in 0..<width { panel[i * tile.columns + j] = from[i * b.rowStride + j * b.columnStride] }
        }
      }
    }
  }

  /// From lines of B: each goes on from panel to panel.
  private func packLines(
    _ source: UnsafePointer<Float>, _ stride: Int, _ depth: Int, _ width: Int,
    to panels: UnsafeMutablePointer<Float>
  ) {
    for i in 0..<depth {
      let (from, to) = (source + i * stride, panels + i * tile.columns)
      for first in Swift.stride(from: 0, to: width, by: tile.columns) {
        for j in Swift.stride(from: 0, to: tile.columns, by: 16) {
          to.store(from.vector(at: first + j), at: first * depth + j)
        }
      }
    }
  }

  /// Panel row k, column n, from `source[n * stride + k]`: squares of 8 x 8 are transposed in registers.
  private func packTurnedLines(
    _ source: UnsafePointer<Float>, _ stride: Int, _ depth: Int, _ width: Int,
    to panel: UnsafeMutablePointer<Float>
  ) {
    for n in Swift.stride(from: 0, to: width, by: 8) {
      let from = source + n * stride
      var k = 0
      while k + 8 <= depth {
        transpose8x8(from + k, stride, panel + k * tile.columns + n, tile.columns)
        k += 8
      }
      while k < depth {
        for j in 0..<8 { panel[k * tile.columns + n + j] = from[j * stride + k] }
        k += 1
      }
    }
  }
}

/// Memory that one thread needs while it multiplies.
private struct Scratch {
  let panels, corner, zeros, rows: UnsafeMutablePointer<Float>
  private let tileRows: Int
  private let memory: UnsafeMutableRawPointer

  /// Between two tiles' rows of A: without it, their distance is often a multiple of 4,096 bytes, and few of them fit
  /// into a cache at once.
  private static let gap = 16

  init(_ tile: RegisterTile, depth: Int, rows packed: Int, columns: Int) {
    tileRows = tile.rows
    let tiles = (packed + tile.rows - 1) / tile.rows
    let sizes = (panels: columns * depth, corner: tile.rows * tile.columns, zeros: tile.columns)
    let count = sizes.panels + sizes.corner + sizes.zeros + tiles * (tile.rows * depth + Self.gap)
    memory = .allocate(byteCount: 4 * count, alignment: 64)
    panels = memory.bindMemory(to: Float.self, capacity: count)
    corner = panels + sizes.panels
    zeros = corner + sizes.corner
    rows = zeros + sizes.zeros
    zeros.update(repeating: 0, count: sizes.zeros)
  }

  /// The packed rows of A for one tile.
  func tile(_ number: Int, _ depth: Int) -> UnsafeMutablePointer<Float> { rows + number * distance(depth) }

  /// How far it is from one tile's rows to the next one's.
  func distance(_ depth: Int) -> Int { tileRows * depth + Self.gap }

  func free() { memory.deallocate() }
}

@inline(__always)
private func interleave(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> (SIMD8<Float>, SIMD8<Float>) {
  var (low, high) = (SIMD8<Float>(), SIMD8<Float>())
  (low.evenHalf, low.oddHalf) = (a.lowHalf, b.lowHalf)
  (high.evenHalf, high.oddHalf) = (a.highHalf, b.highHalf)
  return (low, high)
}

private typealias Columns = (
  SIMD8<Float>, SIMD8<Float>, SIMD8<Float>, SIMD8<Float>, SIMD8<Float>, SIMD8<Float>, SIMD8<Float>,
  SIMD8<Float>
)

/// The columns of a square of 8 x 8.
///
/// Three rounds of shuffling row i with row i + 4, like a deck of cards, turn rows into columns.
@inline(__always)
private func columns8x8(_ source: UnsafePointer<Float>, _ stride: Int) -> Columns {
  let from = UnsafeRawPointer(source)
  func row(_ i: Int) -> SIMD8<Float> {
    from.loadUnaligned(fromByteOffset: 4 * i * stride, as: SIMD8<Float>.self)
  }
  var (a, b, c, d, e, f, g, h) = (row(0), row(1), row(2), row(3), row(4), row(5), row(6), row(7))
  for _ in 0..<3 {
    let (ae, bf, cg, dh) = (interleave(a, e), interleave(b, f), interleave(c, g), interleave(d, h))
    (a, b, c, d, e, f, g, h) = (ae.0, ae.1, bf.0, bf.1, cg.0, cg.1, dh.0, dh.1)
  }
  return (a, b, c, d, e, f, g, h)
}

@inline(__always)
private func transpose8x8(
  _ source: UnsafePointer<Float>, _ stride: Int, _ target: UnsafeMutablePointer<Float>, _ targetStride: Int
) {
  let columns = columns8x8(source, stride)
  let to = UnsafeMutableRawPointer(target)
  func store(_ column: SIMD8<Float>, _ i: Int) {
    to.storeBytes(of: column, toByteOffset: 4 * i * targetStride, as: SIMD8<Float>.self)
  }
  store(columns.0, 0)
  store(columns.1, 1)
  store(columns.2, 2)
  store(columns.3, 3)
  store(columns.4, 4)
  store(columns.5, 5)
  store(columns.6, 6)
  store(columns.7, 7)
}
