// What a terminal can do, for each of the signs by which it is known.

import Testing

@testable import CommandLineKit

struct TerminalTests {
  private func terminal(_ environment: [String: String], isOne: Bool = true) -> Terminal {
    Terminal(
      showsOutput: isOne, showsErrors: isOne, columns: nil,
      environment: ["TERM": "xterm-256color"].merging(environment) { $1 })
  }

  @Test func aTerminalIsStyledAndDrawnOver() {
    #expect(terminal([:]).isStyled && terminal([:]).redraws)
    #expect(!terminal([:], isOne: false).isStyled && !terminal([:], isOne: false).redraws)
  }

  @Test(arguments: [
    ["TERM": ""], ["TERM": "dumb"], ["__CFBundleIdentifier": "com.apple.dt.Xcode"],
    ["OS_ACTIVITY_DT_MODE": "YES"],
  ])
  func whatKnowsOnlyLettersGetsOnlyLetters(environment: [String: String]) {
    #expect(!terminal(environment).isStyled)
    #expect(!terminal(environment).redraws)
  }

  @Test func eachStreamIsAskedForItself() {
    let piped = Terminal(showsOutput: false, showsErrors: true, columns: nil, environment: ["TERM": "xterm"])
    #expect(piped.redraws && !piped.isStyled)
  }

  @Test func noColourIsStillDrawnOver() {
    #expect(!terminal(["NO_COLOR": "1"]).isStyled && terminal(["NO_COLOR": "1"]).redraws)
    #expect(terminal(["NO_COLOR": ""]).isStyled)
  }

  @Test(arguments: ["1", "true", "yes", "on", "please"]) func wordsInsteadOfPictures(answer: String) {
    #expect(terminal(["ACCESSIBLE": answer]).isAccessible)
    #expect(!terminal(["ACCESSIBLE": answer]).redraws)
  }

  @Test(arguments: ["", "0", "false", "no", "NO"]) func noIsNo(answer: String) {
    #expect(!terminal(["ACCESSIBLE": answer]).isAccessible)
    #expect(terminal(["ACCESSIBLE": answer]).redraws)
  }
}
