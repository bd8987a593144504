// What is invisible is spelled out, all else stays.

import Testing

@testable import ChatWindow

@Suite struct PrintableTests {
  @Test func whatSteersATerminalIsSpelledOut() {
    #expect("a\u{1b}[2Jb".printable() == "a\\x1b[2Jb")
    #expect("\0\u{7}\u{7f}\u{9b}".printable() == "\\x00\\x07\\x7f\\x9b")
    #expect("a\tb\r\nc".printable() == "a\\tb\\r\\nc")
    #expect("a\tb\r\nc".printable(keepsLines: true) == "a\\tb\\r\nc")
    #expect(
      "\u{202e}\u{200b}\u{2028}\u{e000}\u{ad}".printable() == "\\u{202e}\\u{200b}\\u{2028}\\u{e000}\\xad")
  }

  @Test func whatIsSeenStays() {
    let text = "Caf\u{e9} e\u{301} \u{4e16}\u{754c} \u{1f600} \u{fffd} \\n ~"
    #expect(text.printable() == text)
  }

  @Test func quotes() {
    #expect("a\nb".quoted() == "\"a\\nb\"")
    #expect(String(repeating: "x", count: 10).quoted(atMost: 10) == "\"xxxxxxxxxx\"")
    #expect(String(repeating: "x", count: 11).quoted(atMost: 10) == "\"xxxxxxx...\"")
  }
}
