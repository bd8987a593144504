// Tokens as they are drawn.

import Testing

@testable import ChatWindow

@Suite struct SeenTests {
  @Test func tokensAreSpelled() {
    let session = Talking.session(Talking.bytes)
    let bytes: [UInt8] = [0x41, 0x20, 0x0A, 0x00, 0x1B, 0xFF, 0x5F]
    #expect(
      Talking.bytes.encode(bytes: bytes).map(session.spelled) == [
        "A", "_", "\\n", "\\u{0}", "\\u{1B}", "\\xFF", "\\_",
      ])
    #expect(session.spelled(Talking.bytes.id(ofSpecial: "<|user|>")!) == "<|user|>")
  }

  @Test func realMarksAreNotTakenForTypedOnes() {
    var session = Talking.session()
    session.text(after: "hello")
    #expect(!session.text(after: "/raw").contains("ordinary"))
    session.text(after: "<|assistant|>")
    #expect(session.text(after: "/raw").contains("(1 of these marks are ordinary letters"))
  }
}
