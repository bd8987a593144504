// The chances that `/why` shows are those with which the answer was written.

import Basics
import Testing
import TinyTensor

@testable import ChatWindow

@Suite struct WhyTests {
  /// Without chance, the token that was written is the likeliest at each place.
  @Test func theLikeliestTokenWasWritten() {
    for name in ["sft", "base"] {
      var session = Talking.session(length: 30, temperature: 0)
      session.text(after: "/model \(name)")
      session.text(after: "hello there")
      let count = session.turns[0].answer.tokens.count
      #expect(count > 5)
      for place in 1...count {
        let rows = session.text(after: "/why \(place)").split(separator: "\n").dropFirst(2)
        #expect(rows.first?.hasPrefix("> ") == true && rows.first?.contains(" 1.000 ===") == true)
      }
    }
  }

  @Test func theChances() {
    let logits = (0..<8).map { Float(PortableMath.log((Double($0) + 1) / 36)) }
    let picture = NextTokenChances(
      place: 2, of: 9, chosen: 0, logits: logits, settings: ChatSettings(temperature: 1, topK: 2)
    ) { "t\($0)" }
    #expect(
      picture.lines(width: 60).joined(separator: "\n") == """
          Token 2 of 9
              by the model                temperature 1, topK 2
          t7  0.222 ====                  0.533 ===========
          t6  0.194 ====                  0.467 =========
          t5  0.167 ===                   0.000
          t4  0.139 ===                   0.000
          t3  0.111 ==                    0.000
        > t0  0.028 =                     0.000
          Written: t0. Its chance was 0.028 by the model, 0.000 with
          temperature 1, topK 2.
        """)
  }

  @Test func everyLineFits() {
    var session = Talking.session(Talking.bytes, length: 30)
    session.text(after: "hello")
    for width in [40, 41, 60, 80, 200] {
      var narrow = ChatSession(
        session.models, tokenizer: Talking.bytes, settings: session.settings, width: width)
      narrow.text(after: "hello")
      for command in ["/why", "/tokens", "/compare", "/help"] {
        for line in narrow.text(after: command).split(separator: "\n") {
          #expect(line.count <= width, "\(command) \(width): \(line)")
          // A model of bytes writes letters of all kinds; they are shown, and nothing steers the terminal.
          #expect(!line.unicodeScalars.contains { $0.properties.generalCategory == .control })
        }
      }
    }
  }
}
