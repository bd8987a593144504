// Text from tokens one at a time is the text from all of them.

import Testing
import TinyTensor

@testable import TinyLM

@Suite struct TokenizerTests {
  @Test func aLetterIsHeldBackUntilItIsWhole() {
    let tokenizer = BytePairTokenizer(merges: [])  // a token is a byte
    var decoder = StreamingDecoder(tokenizer)
    let shown = tokenizer.encode("é🙂!").map { decoder.append($0) }
    #expect(shown == ["", "é", "", "", "", "🙂", "!"])
    #expect(decoder.finish() == "")
  }

  @Test func aLetterThatNeverComes() {
    let tokenizer = BytePairTokenizer(merges: [])
    var decoder = StreamingDecoder(tokenizer)
    let shown = tokenizer.encode(bytes: [0x61, 0xF0, 0x9F]).map { decoder.append($0) }
    #expect(shown == ["a", "", ""])
    #expect(decoder.finish() == "\u{FFFD}")
    #expect(decoder.finish() == "")
  }

  @Test func partsPutTogetherAreTheWhole() {
    var generator = SeededGenerator(seed: 4)
    let tokenizer = BytePairTokenizer(merges: [])
    let bytes: [[UInt8]] = ["é", "🙂", "你", "a", "\u{7FF}", "\u{FFFF}"].map { Array($0.utf8) }
    for _ in 0..<5000 {
      let text = (0..<generator.below(6)).flatMap { _ in
        generator.below(2) == 0
          ? [UInt8(128 + generator.below(128))]
          : Array(bytes[generator.below(6)].dropLast(generator.below(2)))
      }
      let ids = tokenizer.encode(bytes: text)
      var decoder = StreamingDecoder(tokenizer)
      let parts = ids.map { decoder.append($0) }.joined() + decoder.finish()
      #expect(Array(parts.utf8) == Array(tokenizer.decode(ids).utf8), "\(text)")
    }
  }
}
