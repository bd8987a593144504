// What is in a file can be anything; a message about it never steers a terminal, and is never endless.

import Foundation
import Testing

@testable import Files

@Suite struct FileProblemTests {
  @Test func nothingInAMessageSteersATerminal() {
    let evil = "\u{1b}[2J\u{7f}\u{9b}31m\u{202e}\u{2028}\r\n"
    let problem = FileProblem(file: evil, happened: evil, remedy: evil)
    let shown = #"\u{1b}[2J\u{7f}\u{9b}31m\u{202e}\u{2028}\u{d}"#
    #expect(problem.file == shown + #"\u{a}"# && problem.happened == problem.file)
    #expect(problem.remedy == shown + "\n")
  }

  @Test func nothingIsEndless() {
    let long = String(repeating: "x", count: 20_000)
    let problem = FileProblem(file: "f", happened: long, remedy: long)
    #expect(problem.description.count < 12_000 && problem.happened == long.prefix(500) + "...")
    #expect(FileProblem.quoted(long) == "\"" + long.prefix(60) + "\"...")
  }

  @Test func ordinaryWordsStay() {
    let words = "Gr\u{fc}\u{df}e, \u{4f60}\u{597d} \u{1f600} 'x' \"y\" \\z"
    #expect(FileProblem(file: words, happened: words, remedy: words).happened == words)
  }
}
