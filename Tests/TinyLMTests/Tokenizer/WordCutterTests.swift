// Words: GPT-2's rule on examples by hand, and on any bytes at all. TokenizerPeerTests compares with other programs.

import Testing
import TinyTensor

@testable import TinyLM

@Suite struct WordCutterTests {
  private func cut(_ text: String) -> [String] {
    words(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func aBlankJoinsTheWordAfterIt() {
    #expect(cut("The cat sat.") == ["The", " cat", " sat", "."])
    #expect(cut("a  b   c ") == ["a", " ", " b", "  ", " c", " "])
    #expect(cut("a\n b\n\nc\t d") == ["a", "\n", " b", "\n", "\n", "c", "\t", " d"])
  }

  @Test func lettersNumbersAndSignsAreWordsOfTheirOwn() {
    #expect(cut("in 1984's 3rd...") == ["in", " 1984", "'s", " 3", "rd", "..."])
    #expect(cut("we'll, WE'LL") == ["we", "'ll", ",", " WE", "'", "LL"])
    #expect(cut("مرحبا 你好🙂") == ["مرحبا", " 你好", "🙂"])
  }

  @Test func bytesThatAreNoTextCountAsSigns() {
    #expect(words([0x61, 0xFF, 0x21, 0x62]) == [[0x61], [0xFF, 0x21], [0x62]])
    #expect(words([0xC3]) == [[0xC3]], "a letter that is cut off")
    #expect(
      words([0x61, 0xC0, 0xA0, 0x61]) == [[0x61], [0xC0, 0xA0], [0x61]], "a blank written in too many bytes")
    #expect(words([0x61, 0xED, 0xA0, 0x80]) == [[0x61], [0xED, 0xA0, 0x80]], "half of a pair of UTF-16")
  }

  @Test func wordsPutTogetherAreTheText() {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<3000 {
      let bytes = (0..<generator.below(24)).map { _ in UInt8(generator.below(256)) }
      let found = words(bytes)
      #expect(found.flatMap { $0 } == bytes)
      #expect(!found.contains([]))
    }
  }
}
