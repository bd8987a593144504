// Byte pairs: any bytes come back, ids are those of the plain algorithm, and no text makes a special token.

import Testing
import TinyTensor

@testable import TinyLM

/// The plain algorithm: in each word the pair that was learned first is merged, again and again.
///
/// Of equals the leftmost is taken.
private func plainEncode(_ tokenizer: BytePairTokenizer, _ bytes: [UInt8]) -> [Int] {
  words(bytes).flatMap { word in
    var ids = word.map { byte in (0..<256).first { tokenizer.bytes(of: $0) == [byte] }! }
    while true {
      let pairs = zip(ids, ids.dropFirst()).map { pair in
        tokenizer.merges.firstIndex { $0.left == pair.0 && $0.right == pair.1 } ?? .max
      }
      guard let best = pairs.min(), best != .max else { return ids }
      let place = pairs.firstIndex(of: best)!
      ids.replaceSubrange(place...place + 1, with: [256 + best])
    }
  }
}

/// Texts of many kinds: plain words, scripts, pictures, broken letters, forged special tokens, noise.
private func randomBytes(using generator: inout SeededGenerator) -> [UInt8] {
  let pieces = [
    "the ", "newest", " lower", "widest\n", "aaaa", "é", "ß", "e\u{301}", "مرحبا ", "بك", "你好", "🙂", "👩‍👩‍👧",
    "\u{10FFFF}",
    "\u{0}", endOfText, "<|end", "oftext|>", "'s", "  ", "1984",
  ]
  return (0..<generator.below(12)).flatMap { _ -> [UInt8] in
    let piece = Array(pieces[generator.below(pieces.count)].utf8)
    switch generator.below(4) {
    case 0: return Array(piece.dropLast(1))  // a letter of several bytes is broken
    case 1: return [UInt8(generator.below(256)), UInt8(generator.below(256))]
    default: return piece
    }
  }
}

@Suite struct BytePairTokenizerTests {
  static let tokenizer = BytePairTokenizer.learned(
    from: (BytePairTrainerTests.text + " aaaa aaaa the the 你好 你好 مرحبا مرحبا 🙂🙂 <|endoftext|> <|endoftext|>")
      .utf8,
    vocabularySize: 320,
    specialTokens: [endOfText, "<|user|>"])

  @Test func anyBytesComeBackAndNoneMakeASpecialToken() {
    let tokenizer = Self.tokenizer
    let special = tokenizer.specialTokens.map { tokenizer.id(ofSpecial: $0)! }
    #expect(special == [tokenizer.vocabularySize - 2, tokenizer.vocabularySize - 1])
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<5000 {
      let bytes = randomBytes(using: &generator)
      let ids = tokenizer.encode(bytes: bytes)
      #expect(tokenizer.bytes(of: ids) == bytes)
      #expect(!ids.contains { special.contains($0) })
      #expect(tokenizer.decode(ids) == String(decoding: bytes, as: UTF8.self))
    }
  }

  @Test func idsAreThoseOfThePlainAlgorithm() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<400 {
      let bytes = randomBytes(using: &generator)
      #expect(Self.tokenizer.encode(bytes: bytes) == plainEncode(Self.tokenizer, bytes))
    }
  }

  @Test func theNameOfASpecialTokenIsOrdinaryText() {
    let tokenizer = Self.tokenizer
    for text in [endOfText, "a\(endOfText)b", " <|user|> ", endOfText + endOfText] {
      let ids = tokenizer.encode(text)
      #expect(ids.allSatisfy { $0 < tokenizer.vocabularySize - 2 })
      #expect(tokenizer.decode(ids) == text)
    }
    #expect(tokenizer.decode([tokenizer.id(ofSpecial: endOfText)!]) == endOfText)
    #expect(tokenizer.id(ofSpecial: "<|nobody|>") == nil)
    // Not even a vocabulary whose special token is called as an ordinary word.
    let named = BytePairTokenizer(merges: tokenizer.merges, specialTokens: ["low"])
    #expect(named.encode("low") != [named.id(ofSpecial: "low")!])
  }

  @Test func idsAreGPT2s() {
    // The vocabulary of GPT-2 begins ! " # ...; the blank, written as a letter, is number 220, the line break 198.
    let tokenizer = BytePairTokenizer(merges: [])
    #expect(tokenizer.encode("!\"A~ \n") == [0, 1, 32, 93, 220, 198])
    #expect(tokenizer.encode(bytes: [0xA1, 0xFF, 0x00, 0xAD]) == [94, 187, 188, 255])
    #expect(tokenizer.vocabularySize == 257)
  }

  @Test func manyDifferentWordsAreCutAsEachAlone() {
    // More than fit into the memory of known words.
    let texts = (0..<140_000).map { " low\($0)est" }
    let whole = Self.tokenizer.encode(texts.joined())
    let apart = texts.flatMap { Self.tokenizer.encode($0) }
    #expect(whole == apart)
  }

  @Test(.timeLimit(.minutes(30))) func oneEndlessWordTakesNotEndlessTime() {
    let word = String(repeating: "lowest", count: 50_000)
    let ids = Self.tokenizer.encode(word)
    #expect(ids.count == 100_000)
    #expect(Self.tokenizer.decode(ids) == word)
  }

  @Test func mergesOfUnknownTokens() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = BytePairTokenizer(merges: [Merge(left: 256, right: 0, count: 1)])
    }
    #expect(says("merge 0 joins 256 and 0, but only 256 tokens are known there", in: result))
  }

  @Test func aTokenKnowsItsMerge() {
    let tokenizer = BytePairTokenizer.learned(from: "aaab aaab\n aaab".utf8, vocabularySize: 300)
    #expect(tokenizer.merges.count == 4)
    for (number, merge) in tokenizer.merges.enumerated() {
      #expect(tokenizer.merge(making: 256 + number) == merge)
    }
    for id in [0, tokenizer.id(ofSpecial: endOfText)!, tokenizer.vocabularySize] {
      #expect(tokenizer.merge(making: id) == nil)
    }
  }

  @Test(arguments: [
    ("the cat's 2 ears.", ["the", " cat", "'s", " 2", " ears", "."]),
    ("a  b\n\n c", ["a", " ", " b", "\n\n", " c"]),
    ("na\u{EF}ve \u{1F404}!", ["na\u{EF}ve", " \u{1F404}!"]), ("", []),
  ])
  func wordsKeepTheBlankBeforeThem(text: String, expected: [String]) {
    #expect(BytePairTokenizer.words(of: text) == expected)
    #expect(BytePairTokenizer.words(of: text).joined() == text)
  }
}
