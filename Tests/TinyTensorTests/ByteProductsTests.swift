// Products with bytes against products with the float32 numbers that the bytes stand for.

import Testing

@testable import TinyTensor

@Suite struct ByteProductsTests {
  /// Random bytes, and the float32 matrix that they stand for.
  private func random(_ rows: Int, _ columns: Int, _ generator: inout SeededGenerator) -> (ByteMatrix, Tensor)
  {
    let numbers = (0..<rows * columns).map { _ in Int8(generator.below(255) - 127) }
    let scales = (0..<rows).map { _ in Float(0.01) + Float(generator.uniform()) }
    let values = numbers.enumerated().map { Float($1) * scales[$0 / columns] }
    let bytes = ByteMatrix(
      rows: rows, columns: columns, bytes: numbers.map(UInt8.init(bitPattern:)), scales: scales)
    return (bytes, Tensor(values, shape: [rows, columns]))
  }

  private func relativeError(_ found: Tensor, _ expected: Tensor) -> Float {
    #expect(found.shape == expected.shape)
    return found.maxDifference(from: expected) / (expected.values.map(abs).max() ?? 1)
  }

  @Test func bothProductsAreThoseOfTheFloats() {
    var generator = SeededGenerator(seed: 5)
    for (rows, columns) in [(1, 1), (3, 5), (4, 64), (7, 63), (5, 65), (128, 384), (130, 200), (2, 128)] {
      let (bytes, floats) = random(rows, columns, &generator)
      let small = floats.withBytes(bytes)
      let (x, z) = (
        Tensor(normal: [1, rows], using: &generator), Tensor(normal: [1, columns], using: &generator)
      )
      #expect(relativeError(x.matrixProduct(small), x.matrixProduct(floats)) < 1e-5)
      #expect(
        relativeError(
          z.matrixProduct(small, transposed: .second), z.matrixProduct(floats, transposed: .second)) < 1e-5)
      let bias = Tensor(normal: [columns], using: &generator)
      #expect(relativeError(x.linear(small, bias: bias), x.linear(floats, bias: bias)) < 1e-5)
    }
  }

  /// Whole numbers: no product is rounded, so each bit is known.
  @Test func theBytesAreReadAndNotTheFloats() {
    let bytes = ByteMatrix(rows: 2, columns: 2, bytes: [1, 0xFF, 0x81, 127], scales: [1, 2])
    let zeros = Tensor(repeating: 0, shape: [2, 2]).withBytes(bytes)  // floats that would say something else
    let x = Tensor([[3, 5]])
    #expect(x.matrixProduct(zeros).values == [-1267, 1267])
    #expect(x.matrixProduct(zeros, transposed: .second).values == [-2, 508])
    // Several rows, and a row that learns, are multiplied with the floats.
    #expect(Tensor([[3, 5], [1, 1]]).matrixProduct(zeros).values == [0, 0, 0, 0])
    #expect(Tensor([[3, 5]], requiresGradient: true).matrixProduct(zeros).values == [0, 0])
  }

  @Test func aChangeOfTheNumbersForgetsTheBytes() {
    let bytes = ByteMatrix(rows: 1, columns: 1, bytes: [1], scales: [1])
    let x = Tensor([[2]])
    func product(_ change: (Tensor) -> Void) -> Float {
      let small = Tensor([[1]]).withBytes(bytes)
      change(small)
      return x.matrixProduct(small.detached())[0, 0]
    }
    #expect(product { _ in } == 2)
    #expect(product { $0.assign([4]) } == 8)
    #expect(product { $0[0, 0] = 4 } == 8)
    #expect(product { AdamW([$0]).step(learningRate: 1) } == 2, "without a gradient nothing changes")
    #expect(product { $0.withUnsafeMutableValues { $0[0] = 4 } } == 8)
  }

  @Test func threadsChangeNoDigit() {
    var generator = SeededGenerator(seed: 6)
    let (bytes, floats) = random(256, 1000, &generator)
    let small = floats.withBytes(bytes)
    let (x, z) = (Tensor(normal: [1, 256], using: &generator), Tensor(normal: [1, 1000], using: &generator))
    let count = Workers.count
    defer { Workers.count = count }
    let results = [1, 2, 5].map { threads in
      Workers.count = threads
      return x.matrixProduct(small).values + z.matrixProduct(small, transposed: .second).values
    }
    #expect(results[0] == results[1] && results[0] == results[2])
  }
}
