// Small work on text, by examples made by hand.

import Testing

@testable import Basics

struct TextTests {
  @Test func wrapBreaksAtSpaces() {
    #expect(wrap("one two three", width: 7) == ["one two", "three"])
    #expect(wrap("one two three", width: 7, indent: "  ") == ["  one", "  two", "  three"])
    #expect(wrap("a\nb\r\nc", width: 9) == ["a", "b", "c"])
    #expect(wrap("", width: 9).isEmpty)
    #expect(wrap("abcdefgh ij", width: 3) == ["abc", "def", "gh", "ij"])
    #expect(wrap("ab", width: 0) == ["a", "b"])
    #expect(wrap("exactly ten", width: 11) == ["exactly ten"])
  }

  @Test func wideLettersTakeTwoColumns() {
    #expect("ab\u{e9}".width == 3 && "\u{725b}\u{5403}".width == 4 && "e\u{301}".width == 1)
    #expect("\u{1f404}".width == 2 && "\r\n".width == 1 && "".width == 0)
    #expect("\u{725b}\u{5403}".left(3) == "\u{725b} " && "\u{725b}".right(3) == " \u{725b}")
    #expect(wrap("\u{725b}\u{5403}\u{8349} x", width: 4) == ["\u{725b}\u{5403}", "\u{8349} x"])
    #expect(wrap("\u{725b}\u{5403}", width: 1) == ["\u{725b}", "\u{5403}"])
  }

  @Test func listsBreakBetweenTheirItems() {
    #expect(wrap(items: ["a b", "c d", "e"], width: 9) == ["a b, c d,", "e"])
    #expect(wrap(items: ["a bcdefgh", "c"], width: 5) == ["a", "bcdef", "gh, c"])
    #expect(wrap(items: [], width: 5).isEmpty)
  }

  @Test func padding() {
    #expect("ab".left(4) == "ab  " && "abcdef".left(4) == "abcd")
    #expect("ab".right(4) == "  ab" && "abcdef".right(4) == "abcdef")
    #expect("a  ".trimmedEnd == "a")
  }

  /// Distances counted by hand: one swap; change, change, add.
  @Test func editDistances() {
    #expect(editDistance("widht", "width") == 1)
    #expect(editDistance("kitten", "sitting") == 3)
    #expect(editDistance("", "abc") == 3 && editDistance("abc", "") == 3 && editDistance("", "") == 0)
  }

  @Test func nearestWord() {
    #expect(nearest("sede", in: ["steps", "seed"]) == "seed")
    #expect(nearest("xyz", in: ["steps", "seed"]) == nil)
    #expect(nearest("x", in: []) == nil)
  }
}
