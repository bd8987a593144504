// The matrix product against the plain loop, to the last bit: both add the same products in the same order.

import Testing

@testable import TinyTensor

/// C = A B, one number at a time.
private func plainProduct(_ a: Tensor, _ b: Tensor) -> [Float] {
  let (rows, depth, columns) = (a.shape[0], a.shape[1], b.shape[1])
  var c = [Float](repeating: 0, count: rows * columns)
  for i in 0..<rows {
    for j in 0..<columns {
      for k in 0..<depth { c[i * columns + j].addProduct(a.start[i * depth + k], b.start[k * columns + j]) }
    }
  }
  return c
}

@Suite struct MatrixTests {
  /// Sizes around the tiles, the panels and the blocks.
  static let sizes = [
    [1, 1, 1], [1, 7, 40], [1, 33, 16], [5, 3, 2], [6, 16, 16], [8, 20, 32], [9, 31, 33], [13, 17, 65],
    [16, 64, 96],
    [31, 100, 47], [250, 20, 40], [500, 9, 35], [24, 770, 33], [7, 1600, 31],
  ]

  @Test(arguments: sizes) func productEqualsThePlainLoop(_ size: [Int]) {
    var generator = SeededGenerator(seed: 3)
    let (rows, depth, columns) = (size[0], size[1], size[2])
    let a = Tensor(normal: [rows, depth], using: &generator)
    let b = Tensor(normal: [depth, columns], using: &generator)
    let expected = plainProduct(a, b)
    #expect(a.matrixProduct(b).values == expected)
    #expect(a.matrixProduct(b.transposed(), transposed: .second).values == expected)
    #expect(a.transposed().matrixProduct(b, transposed: .first).values == expected)
  }

  @Test(arguments: sizes) func bothTilesGiveTheSameBits(_ size: [Int]) {
    var generator = SeededGenerator(seed: 4)
    let (rows, depth, columns) = (size[0], size[1], size[2])
    let a = Tensor(normal: [rows, depth], using: &generator)
    let b = Tensor(normal: [depth, columns], using: &generator)
    let results = [RegisterTile.wide, .narrow].map { tile in
      let c = Tensor(repeating: .nan, shape: [rows, columns])
      MatrixKernel.multiplyBlock(
        0..<rows, 0..<columns, depth: depth, MatrixView(a.start, stride: depth),
        MatrixView(b.start, stride: columns),
        into: c.start, stride: columns, tile: tile)
      return c.values
    }
    #expect(results[0] == results[1])
  }

  @Test func productsOfNothing() {
    #expect(
      Tensor(repeating: 1, shape: [0, 3]).matrixProduct(Tensor(repeating: 1, shape: [3, 2])).values == [])
    #expect(
      Tensor(repeating: 1, shape: [2, 0]).matrixProduct(Tensor(repeating: 1, shape: [0, 2])).values == [
        0, 0, 0, 0,
      ])
  }

  @Test func orthogonalizedMatricesKeepDirectionsAndLoseLengths() {
    var generator = SeededGenerator(seed: 5)
    for shape in [[12, 12], [12, 40], [40, 12]] {
      let x = Tensor(normal: shape, using: &generator).orthogonalized()
      let square =
        shape[0] <= shape[1]
        ? x.matrixProduct(x, transposed: .second) : x.matrixProduct(x, transposed: .first)
      for i in 0..<12 {
        for j in 0..<12 where i != j { #expect(abs(square[i, j]) < 0.45, "\(shape) \(i) \(j)") }
        #expect((0.4...1.5).contains(square[i, i]), "\(shape) \(i): \(square[i, i])")
      }
    }
  }
}
