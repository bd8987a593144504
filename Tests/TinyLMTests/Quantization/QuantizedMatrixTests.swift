// Small numbers for large ones: worked by hand, packed and unpacked, and never farther off than half a step.

import Testing
import TinyTensor

@testable import TinyLM

@Suite struct QuantizedMatrixTests {
  @Test func aRowByHand() {
    // The largest, 3.5, becomes 7 of 4 bits: a step is 0.5. -1.1 lies between -2 and -3 steps, nearer to -2.
    let matrix = Tensor([[3.5, -1.1, 0.2, 0.3], [0, 0, 0, 0]])
    let small = QuantizedMatrix(matrix, bits: 4)
    #expect(small.scales == [0.5, 0])
    #expect(small.numbers(ofRow: 0) == [7, -2, 0, 1])
    #expect(small.values(ofRow: 0) == [3.5, -1, 0, 0.5])
    #expect(small.numbers(ofRow: 1) == [0, 0, 0, 0])
    // Two numbers a byte, the first in the low half: 7 | -2 << 4.
    #expect(small.bytes == [0xE7, 0x10, 0, 0])
    #expect(small.byteCount == 4 + 2 * 4)
    let errors = small.errors(ofRow: 0, from: matrix)
    #expect(zip(errors, [0, 0.1, -0.2, 0.2] as [Float]).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test(arguments: 2...8) func noErrorIsLargerThanHalfAStep(_ bits: Int) {
    var generator = SeededGenerator(seed: 7)
    let matrix = Tensor(normal: [9, 37], using: &generator)
    let small = QuantizedMatrix(matrix, bits: bits)
    #expect(small.bytes.count == 9 * ((37 * bits + 7) / 8))
    for row in 0..<9 {
      let (numbers, scale) = (small.numbers(ofRow: row), small.scales[row])
      let largest = QuantizedMatrix.largest(bits: bits)
      #expect(numbers.map(abs).max() == largest, "the largest number of a row uses all bits")
      #expect(small.errors(ofRow: row, from: matrix).allSatisfy { abs($0) <= 0.5001 * scale })
    }
    #expect(small.dequantized.values == (0..<9).flatMap(small.values(ofRow:)))
  }

  @Test func fewerBitsAreFartherOff() {
    var generator = SeededGenerator(seed: 8)
    let matrix = Tensor(normal: [4, 64], using: &generator)
    let errors = (2...8).map { bits in
      let small = QuantizedMatrix(matrix, bits: bits)
      return (0..<4).flatMap { small.errors(ofRow: $0, from: matrix) }.reduce(0) { $0 + $1 * $1 }
    }
    #expect(zip(errors, errors.dropFirst()).allSatisfy { $0 > 2 * $1 })
  }

  /// Rows whose scale is hardly a number still fit into their bits.
  @Test func tinyAndHugeNumbers() {
    for size in [Float.leastNonzeroMagnitude * 130, 0x1p-140, 1e-38, 1e38, .greatestFiniteMagnitude] {
      for bits in 2...8 {
        let numbers = QuantizedMatrix(Tensor([[size, -size, size / 3]]), bits: bits).numbers(ofRow: 0)
        #expect(numbers.allSatisfy { abs($0) <= QuantizedMatrix.largest(bits: bits) })
      }
    }
  }

  @Test func numbersThatAreNone() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent],
      performing: { _ = QuantizedMatrix(Tensor([[1, .nan]]), bits: 8) })
    #expect(says("not finite", in: result))
  }
}
