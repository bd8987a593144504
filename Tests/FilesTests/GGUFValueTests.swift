// Numbers of 16 bits and blocks of 8-bit numbers, against what they must be.

import Testing

@testable import Files

@Suite struct GGUFValueTests {
  @Test func everyHalfComesBack() {
    for bits in UInt16.min ... .max {
      let value = Float(halfBits: bits)
      #expect(value.isNaN ? Float(halfBits: value.halfBits).isNaN : value.halfBits == bits)
    }
  }

  @Test func halvesAreRoundedToTheNearestAndToEven() {
    // Between each two neighbours: the middle goes to the even one, a little less down, a little more up.
    for bits in UInt16(0)..<0x7BFF {
      let (low, high) = (Float(halfBits: bits), Float(halfBits: bits + 1))
      let middle = (low + high) / 2
      #expect(middle.halfBits == (bits % 2 == 0 ? bits : bits + 1))
      #expect(middle.nextDown.halfBits == bits && middle.nextUp.halfBits == bits + 1)
    }
    #expect(Float(65519).halfBits == 0x7BFF && Float(65520).halfBits == 0x7C00)
    #expect((-Float.infinity).halfBits == 0xFC00 && Float.greatestFiniteMagnitude.halfBits == 0x7C00)
  }

  @Test func aBlockByHand() {
    // The largest of 32, 127, gives the scale 1, which is 0x3C00 in 16 bits.
    var numbers = [Float](repeating: 0, count: 32)
    (numbers[0], numbers[1], numbers[31]) = (127, -2.4, 63.5)
    let bytes = numbers.withUnsafeBufferPointer(GGUFTensorKind.blocks8)
    #expect(bytes.count == 34 && Array(bytes.prefix(4)) == [0x00, 0x3C, 127, 0xFE] && bytes[33] == 64)
    let zeros = [Float](repeating: 0, count: 64).withUnsafeBufferPointer(GGUFTensorKind.blocks8)
    #expect(zeros == [UInt8](repeating: 0, count: 68))
  }
}
