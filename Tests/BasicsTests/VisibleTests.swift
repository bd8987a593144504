// What is shown as it is, and what is spelled out.

import Testing

@testable import Basics

struct VisibleTests {
  @Test func tokensLeaveNothingToGuess() {
    #expect(visible(" a_b c") == "_a\\_b_c")
    #expect(visible("a\\n\n\r\t") == "a\\\\n\\n\\r\\t")
    #expect(
      visible("\u{1b}\u{7f}\u{9b}\u{ad}\u{a0}\u{202e}") == "\\u{1B}\\u{7F}\\u{9B}\\u{AD}\\u{A0}\\u{202E}")
    #expect(visible([0x63, 0xF0, 0x9F, 0x90, 0x77, 0x80]) == "c\\xF0\\x9F\\x90w\\x80")
    #expect(visible([0x0A, 0xC3]) == "\\n\\xC3")
    #expect(visible("").isEmpty)
  }

  @Test func lettersOfAllScriptsStay() {
    let text = "\u{43a}\u{43e}\u{440}\u{43e}\u{432}\u{430}\u{725b}\u{628}\u{1f404}\u{20ac}e\u{301}"
    #expect(visible(text) == text)
    #expect(visible("\u{e9}\u{1f404}", asciiOnly: true) == "\\u{E9}\\u{1F404}")
  }

  /// An accent needs a letter of its own token: it would go onto the bar between two tokens.
  @Test func anAccentAloneIsSpelledOut() {
    #expect(visible("\u{301}a") == "\\u{301}a")
    #expect(visible(" \u{301}") == "_\\u{301}")
    #expect("\u{301}a".printable == "\\u{301}a")
  }

  @Test func differentTextsLookDifferent() {
    let parts = [
      " ", "_", "\\", "n", "\n", "\t", "u", "{", "}", "x", "A", "0", "\u{a0}", "\u{301}", "\u{e9}",
    ]
    let texts = parts + parts.flatMap { a in parts.map { a + $0 } }
    #expect(Set(texts.map { Array(visible($0).utf8) }).count == texts.count)
  }

  @Test func runningTextKeepsItsSpaces() {
    #expect("a\u{a0}b\u{3000}c\td".printable == "a b c d")
    #expect("a\u{1b}[1m\r\nb\u{9b}\u{202e}\r".printable == "a\\u{1B}[1m\\nb\\u{9B}\\u{202E}\\r")
    let joined = "\u{645}\u{6cc}\u{200c}\u{62e} \u{2764}\u{fe0f} ~"
    #expect(joined.printable == joined)
  }
}
