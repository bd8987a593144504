// Merges by hand on one word, the words of a text, and which merge made a token.

import Testing
import TinyLM

struct BytePairTokenizerTests {
  private let text = "aaab aaab\n aaab"

  /// "aaab" twice with a space, once without: the derivation by hand.
  @Test func mergesAreThoseFoundByHand() {
    let tokenizer = BytePairTokenizer.learned(from: text.utf8, vocabularySize: 300, specialTokens: [])
    let bytes = BytePairTokenizer(merges: [], specialTokens: [])
    let (a, b, blank) = (bytes.encode("a")[0], bytes.encode("b")[0], bytes.encode(" ")[0])
    // a a: 6 times. Then, in aa|a|b: a b 3 times and aa a 3 times; a has the smaller id.
    #expect(
      tokenizer.merges == [
        Merge(left: a, right: a, count: 6), Merge(left: a, right: b, count: 3),
        Merge(left: 256, right: 257, count: 3), Merge(left: blank, right: 258, count: 2),
      ])
    #expect(BytePairTokenizer(merges: tokenizer.merges).encode(text) == tokenizer.encode(text))
  }

  @Test func aTokenKnowsItsMerge() {
    let tokenizer = BytePairTokenizer.learned(from: text.utf8, vocabularySize: 300)
    for (number, merge) in tokenizer.merges.enumerated() {
      #expect(tokenizer.merge(making: 256 + number) == merge)
    }
    #expect(tokenizer.merge(making: 0) == nil)
    #expect(tokenizer.merge(making: tokenizer.id(ofSpecial: endOfText)!) == nil)
    #expect(tokenizer.merge(making: tokenizer.vocabularySize) == nil)
  }

  @Test(arguments: [
    ("the cat's 2 ears.", ["the", " cat", "'s", " 2", " ears", "."]),
    ("a  b\n\n c", ["a", " ", " b", "\n\n", " c"]),
    ("na\u{EF}ve \u{1F404}!", ["na\u{EF}ve", " \u{1F404}!"]),
    ("", []),
  ])
  func wordsKeepTheBlankBeforeThem(text: String, words: [String]) {
    #expect(BytePairTokenizer.words(of: text) == words)
    #expect(BytePairTokenizer.words(of: text).joined() == text)
  }
}
