// Lines are broken at blanks, however the text arrives.

import Testing

@testable import ChatWindow

@Suite struct WordFlowTests {
  private func flow(_ pieces: [String], width: Int? = 10, column: Int = 3) -> String {
    var flow = WordFlow(width: width, column: column)
    return pieces.map { flow.append($0) }.joined() + flow.finish()
  }

  @Test func linesAreBrokenAtBlanks() {
    let text = "one two three four 5 6 7 8 9 end"
    let expected = "one two\nthree four\n5 6 7 8 9\nend"
    #expect(flow([text]) == expected)
    #expect(flow(text.map { String($0) }) == expected)
    #expect(flow(["on", "e tw", "o thr", "ee fo", "ur 5 6 7 8 ", "9 e", "nd"]) == expected)
  }

  @Test func aWordLongerThanALineIsCut() {
    #expect(flow(["abcdefghijklmnopqrstuvw"], column: 0) == "abcdefghij\nklmnopqrst\nuvw")
    #expect(flow(["abcdefghijk"], column: 3) == "\nabcdefghij\nk")
  }

  @Test func blanksAndLineBreaksStay() {
    #expect(flow(["a  b\n\nc "]) == "a  b\n\nc ")
    #expect(flow(["a\r\nb"]) == "a\nb")
    #expect(flow([]) == "")
  }

  @Test func withoutAWidthAllStaysOnOneLine() {
    let text = "one two three\nfour\r\n" + String(repeating: "x", count: 100)
    #expect(flow([text], width: nil) == text.replacing("\r\n", with: "\\n").replacing("\n", with: "\\n"))
  }

  @Test func whatSteersATerminalIsSpelledOut() {
    #expect(flow(["\u{1b}[2J\u{9b}"], width: 40) == "\\u{1B}[2J\\u{9B}")
    #expect(flow(["a\rb\u{2028}"], width: 40) == "a\\rb\\u{2028}")
    // Spelled out it is longer than a line, and cut between two letters.
    #expect(flow(["\u{1b}\u{1b}\u{1b}"], column: 0) == "\\u{1B}\n\\u{1B}\n\\u{1B}")
  }

  @Test func anAccentStandsOnItsLetterThoughItComesLater() {
    #expect(flow(["e", "\u{301} \u{4e16}", "\u{754c}"]) == "e\u{301} \u{4e16}\u{754c}")
    #expect(flow(["\u{301}"]) == "\\u{301}")
  }
}
