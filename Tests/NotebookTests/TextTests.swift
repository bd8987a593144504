// Small work on text and numbers, by hand-made examples.

import Testing

@testable import Notebook

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

struct NumbersTests {
  @Test func fixedDecimals() {
    #expect(2.345678.fixed(2) == "2.35" && Float(0.5).fixed(0) == "0" && 1.5.fixed(0) == "2")
    #expect((-0.001).fixed(2) == "0.00" && (-0.01).fixed(2) == "-0.01")
    #expect(Double.nan.fixed(2) == "nan" && (-Double.infinity).fixed(2) == "-inf")
    #expect(1e300.fixed(2) == "1e+300")
  }

  @Test func briefAndGrouped() {
    #expect(
      [0.002, 1234, 1_234_567, -0.0, 6.93147].map(\.brief) == ["0.002", "1234", "1.235e+06", "0", "6.931"])
    #expect([0, 999, 1000, 2_343_000, -1234].map(\.grouped) == ["0", "999", "1,000", "2,343,000", "-1,234"])
    #expect(UInt64.max.grouped == "18,446,744,073,709,551,615")
  }

  @Test func durationsAndCounts() {
    #expect(
      [0, 0.44, 9.96, 59.4, 125, 3720].map(durationText)
        == ["0.0 s", "0.4 s", "10 s", "59 s", "2 min 05 s", "1 h 02 min"])
    #expect(durationText(.infinity) == "? s" && durationText(.nan) == "? s")
    #expect([812, 31_240, 4_100_000].map(shortCount) == ["812", "31.2k", "4.1M"])
  }
}

struct JSONTests {
  @Test func exactText() {
    let value = JSON.object([
      ("b", .array([.integer(1), .number(0.1), .number(1e-7), .null, .bool(true), .bool(false)])),
      ("a", .string("\"\\/\n\t\r\u{1}\u{7f}\u{e9}")), ("nan", .number(.nan)), ("inf", .number(-.infinity)),
      ("empty", .object([])),
    ])
    #expect(
      value.description
        == #"{"b": [1, 0.1, 1e-07, null, true, false], "a": "\"\\/\n\t\r\u0001\u007f"#
        + "\u{e9}" + #"", "nan": null, "inf": null, "empty": {}}"#)
  }
}
