// Lines from bytes that arrive in any pieces.

import Testing

@testable import CommandLineKit

@Suite struct LineInputTests {
  private func arrivals(_ chunks: [LineInput.Chunk], limit: Int = 100) -> [LineInput.Arrival] {
    var rest = chunks[...]
    let input = LineInput(limit: limit) { rest.popFirst() ?? .end }
    var found: [LineInput.Arrival] = []
    while found.last != .end { found.append(input.next()) }
    return found
  }

  private func bytes(_ text: String) -> LineInput.Chunk { .bytes(Array(text.utf8)) }

  @Test func linesAreFoundInAnyPieces() {
    let text = "one\r\n\ntwo t\u{e9}"
    let expected: [LineInput.Arrival] = [.line("one"), .line(""), .line("two t\u{e9}"), .end]
    #expect(arrivals([bytes(text)]) == expected)
    #expect(arrivals(text.utf8.map { .bytes([$0]) }) == expected)
  }

  @Test func bytesThatAreNoText() {
    #expect(arrivals([.bytes([0x61, 0xFF, 0x62, 0x0A])]) == [.line("a\u{fffd}b"), .end])
  }

  @Test func theRestOfALongLineIsDropped() {
    #expect(arrivals([bytes("abc"), bytes("def\ngh\n")], limit: 4) == [.line("abcd"), .line("gh"), .end])
  }

  @Test func whatWasTypedBeforeCtrlCIsGone() {
    #expect(arrivals([bytes("ab"), .interrupted, bytes("c\n")]) == [.interrupted, .line("c"), .end])
  }

  @Test func nothing() { #expect(arrivals([]) == [.end]) }
}
