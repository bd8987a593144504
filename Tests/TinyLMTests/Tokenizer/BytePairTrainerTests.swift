// Learning byte pairs on an example that can be followed by hand.

import TestSupport
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

  /// Counts all pairs anew for each merge.
  private static func naiveMerges(_ text: String, limit: Int) -> [Merge] {
    var words = BytePairTokenizer.words(of: text).map { $0.utf8.map { Int(ByteAlphabet.ids[Int($0)]) } }
    var merges: [Merge] = []
    while merges.count < limit {
      var counts: [[Int]: Int] = [:]
      for word in words {
        for pair in zip(word, word.dropFirst()) { counts[[pair.0, pair.1], default: 0] += 1 }
      }
      let best = counts.max { ($0.value, $1.key[0], $1.key[1]) < ($1.value, $0.key[0], $0.key[1]) }
      guard let best, best.value > 1 else { break }
      merges.append(Merge(left: best.key[0], right: best.key[1], count: best.value))
      words = words.map { word in
        word.reduce(into: []) { merged, token in
          // A token just made is no part of this pair, so that "aaa" becomes "aa a".
          if merged.last == best.key[0], token == best.key[1] {
            merged[merged.count - 1] = 255 + merges.count
          } else {
            merged.append(token)
          }
        }
      }
    }
    return merges
  }

  @Test(arguments: ["ab", "abc  ", "aaab\n", "\u{e9}\u{4e2d}a "]) func asIfAllWereCountedAnew(
    _ letters: String
  ) {
    var generator = FileTesting.SplitMix64(state: 5)
    let letters = Array(letters)
    for length in [2, 3, 10, 100, 2000] {
      let text = String((0..<length).map { _ in letters[generator.below(letters.count)] })
      let tokenizer = BytePairTokenizer.learned(from: text.utf8, vocabularySize: 257 + 60)
      #expect(tokenizer.merges == Self.naiveMerges(text, limit: 60))
    }
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
