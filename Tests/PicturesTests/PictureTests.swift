// The promises of every picture (never wider than asked, nothing that steers the terminal, no spaces at the end of a line, something
// to hear) over thousands of odd inputs.

import Testing

@testable import Pictures

struct EveryPicture {
  @Test(arguments: 1...(12 as UInt64)) func keepsItsPromises(seed: UInt64) {
    var odd = Odd(state: seed &* 0x9E37_79B9_7F4A_7C15)
    for round in 0..<200 {
      let picture = odd.picture()
      #expect(!picture.words.isEmpty || picture is Table || picture is LineChart)
      let width = [1, 10, 39, 40, 41, 60, 80, 200, 400][odd.below(9)]
      for isPlain in [true, false] {
        for line in picture.lines(width: width, isPlain: isPlain) {
          let isPrintable = line.printable == line
          #expect(
            isPrintable && (line.width <= width || width == 1) && !line.hasSuffix(" "),
            "\(type(of: picture)) \(seed) \(round) \(width) '\(line)'")
        }
      }
    }
  }
}
