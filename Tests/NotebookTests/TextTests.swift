// Small work on text, by examples made by hand.

import Testing

@testable import Notebook

struct TextTests {
  @Test func controlsAreReplaced() {
    #expect(
      "a\u{1b}[1m\r\n\tb\u{9b}\u{7f}\nc\u{e9}".withoutControls
        == "a\u{fffd}[1m\r\n b\u{fffd}\u{fffd}\nc\u{e9}")
  }

  @Test func wrapBreaksAtSpaces() {
    #expect(wrap("one two three", width: 7) == ["one two", "three"])
    #expect(wrap("one two three", width: 7, indent: "  ") == ["  one", "  two", "  three"])
    #expect(wrap("a\nb\r\nc", width: 9) == ["a", "b", "c"])
    #expect(wrap("", width: 9).isEmpty)
    #expect(wrap("abcdefgh ij", width: 3) == ["abc", "def", "gh", "ij"])
    #expect(wrap("ab", width: 0) == ["a", "b"])
    #expect(wrap("exactly ten", width: 11) == ["exactly ten"])
  }

  @Test func paddingAndAscii() {
    #expect("ab".left(4) == "ab  " && "abcdef".left(4) == "abcd")
    #expect("ab".right(4) == "  ab" && "abcdef".right(4) == "abcdef")
    #expect("a\u{e9}\t\u{1b}b\r\n~".ascii == "a???b?~")
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
