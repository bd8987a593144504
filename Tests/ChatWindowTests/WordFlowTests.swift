// Lines are broken at blanks, however the text arrives.

import Testing

@testable import ChatWindow

@Suite struct WordFlowTests {
  private func flow(_ pieces: [String], width: Int = 10, column: Int = 3) -> String {
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
    #expect(flow([]) == "")
  }
}
