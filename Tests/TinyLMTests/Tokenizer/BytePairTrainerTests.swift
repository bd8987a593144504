// Learning byte pairs on an example that can be followed by hand.

import Testing

@testable import TinyLM

@Suite struct BytePairTrainerTests {
  /// The example of Sennrich, Haddow and Birch 2016: low x 5, lower x 2, newest x 6, widest x 3, a line each.
  static let lines =
    Array(repeating: "low", count: 5) + ["lower", "lower"] + Array(repeating: "newest", count: 6)
    + Array(repeating: "widest", count: 3)
  static let text = lines.joined(separator: "\n")

  @Test func theExampleOfThePaper() {
    let tokenizer = BytePairTokenizer.learned(from: Self.text.utf8, vocabularySize: 300)
    func name(_ id: Int) -> String { String(decoding: tokenizer.bytes(of: id), as: UTF8.self) }
    let merges = tokenizer.merges.map { "\(name($0.left)) \(name($0.right)) \($0.count)" }
    #expect(
      merges == [
        // es and st stand in newest (6) and widest (3). Of equals the smaller ids come first, and e is before s.
        "e s 9", "es t 9",
        // lo and ow stand in low (5) and lower (2); l is before o.
        "l o 7", "lo w 7",
        // ne, ew and w+est stand in newest: e before n before w. Then n+ew and ew+est: n is before any new token.
        "e w 6", "n ew 6", "new est 6",
        // d+est, id and wi stand in widest: d before i before w.
        "d est 3", "i dest 3", "w idest 3",
        // er and low+e stand in lower.
        "e r 2", "low er 2",
        // Now every line is one token. No pair is left.
      ])
    #expect(tokenizer.vocabularySize == 256 + 12 + 1, "fewer than wanted: no pair occurs twice any more")
    #expect(tokenizer.encode("lowest").map(name) == ["low", "est"], "a word that was never seen")
    #expect(tokenizer.encode("newer slow").map(name) == ["new", "er", " ", "s", "low"])
  }

  @Test func aPairIsCountedWhereItOverlapsAndMergedFromTheLeft() {
    // aaaaa holds aa four times; merged from the left it is aa aa a. Of its two pairs, aa a has the smaller ids, and
    // then aa aaa is left.
    let tokenizer = BytePairTokenizer.learned(from: "aaaaa\naaaaa".utf8, vocabularySize: 300)
    #expect(tokenizer.merges.map(\.count) == [8, 2, 2])
    func lengths(_ text: String) -> [Int] { tokenizer.encode(text).map { tokenizer.bytes(of: $0).count } }
    #expect(lengths("aaa") == [3])
    #expect(lengths("aaaa") == [2, 2])
    #expect(lengths("aaaaa") == [5])
    #expect(lengths("aaaaaa") == [2, 2, 2])
  }

  @Test func nothingToLearn() {
    #expect(BytePairTokenizer.learned(from: "".utf8, vocabularySize: 300).vocabularySize == 257)
    #expect(
      BytePairTokenizer.learned(from: "abc".utf8, vocabularySize: 300).merges == [], "no pair occurs twice")
    #expect(BytePairTokenizer.learned(from: Self.text.utf8, vocabularySize: 257).merges == [], "no room")
    #expect(BytePairTokenizer.learned(from: Self.text.utf8, vocabularySize: 259).merges.count == 2)
  }

  @Test func aVocabularyWithoutRoom() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = BytePairTokenizer.learned(from: "text".utf8, vocabularySize: 256)
    }
    #expect(says("256 has no room for 256 bytes and 1", in: result))
  }
}
