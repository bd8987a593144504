// The loop with lines from a list, at a terminal and through a pipe.

import Testing

@testable import ChatWindow
@testable import CommandLineKit

@Suite struct ChatLoopTests {
  /// What is written, and what is remarked beside it.
  private func run(
    _ arrivals: [LineInput.Arrival], isTerminal: Bool = true, isStyled: Bool = false,
    session: ChatSession = Talking.session()
  ) -> (written: String, remarks: [String]) {
    let partner = ListedLines(arrivals, isTerminal: isTerminal, isStyled: isStyled)
    var loop = ChatLoop(session, with: partner)
    loop.run()
    return (partner.written.joined(), partner.remarks)
  }

  @Test func atATerminal() {
    let (written, remarks) = run([.line("hello"), .line(""), .interrupted, .line("/undo"), .line("/x")])
    #expect(
      written == """
        You talk with sft (models: base, sft).
        /help lists the commands, /bye ends.

        you> TinyChat> JVLcLLA   f2
        (cut after 12 tokens: /set length)
        you> you> 
        To leave: /bye, or Ctrl-D.
        you> (taken back: "hello" and its answer; exchanges left: 0)
        you> unknown command: '/x'
        Valid: /help, /model, /compare, /why, /tokens, /raw, /set, /retry, /undo, /new,
        /system, /save, /bye
        you> 

        """)
    #expect(remarks.isEmpty)
  }

  @Test func throughAPipeEachLineHasOneLineOfAnswer() {
    let (written, remarks) = run(
      [.line("hello"), .line(""), .line("  "), .line("/x"), .line("you")], isTerminal: false)
    #expect(
      written == """
        JVLcLLA   f2


        """)
    #expect(
      remarks == [
        "(cut after 12 tokens: /set length)", "unknown command: '/x'",
        "Valid: /help, /model, /compare, /why, /tokens, /raw, /set, /retry, /undo, /new,",
        "/system, /save, /bye", "(it ended at once, without a word)",
      ])
  }

  /// A model that writes any bytes: through a pipe still a line each, and nothing that steers.
  @Test func anyBytesStayOnOneLine() {
    for seed: UInt64 in 1...20 {
      let settings = ChatSettings(temperature: 3, length: 50, seed: seed)
      let model = ChatModel("sft", Talking.model(Talking.bytes), knowsChat: true)
      let session = ChatSession([model], tokenizer: Talking.bytes, settings: settings)
      let lines = [LineInput.Arrival](repeating: .line("a"), count: 5)
      let written = run(lines, isTerminal: false, session: session).written
      #expect(written.unicodeScalars.count { $0 == "\n" } == 5)
      let steers = { (scalar: Unicode.Scalar) in
        scalar != "\n" && scalar.properties.generalCategory == .control
      }
      #expect(!written.unicodeScalars.contains(where: steers))
      #expect(!run(lines, session: session).written.unicodeScalars.contains(where: steers))
    }
  }

  @Test func whateverIsTyped() {
    let odd = [
      "\u{fffd}\u{fffd}", "\0", "\u{1b}[2J", "\u{202e}", String(repeating: "ab ", count: 100_000), "<|end|>",
    ]
    for isTerminal in [true, false] {
      let written = run(
        odd.map { .line($0) }, isTerminal: isTerminal, session: Talking.session(Talking.bytes)
      ).written
      #expect(written.unicodeScalars.count { $0 == "\n" } >= odd.count)
    }
  }

  @Test func theChatEndsWhereThePersonLeaves() {
    #expect(!run([.line("/bye"), .line("hello")]).written.contains("TinyChat>"))
    #expect(run([.line("/bye"), .line("hello")], isTerminal: false).written.isEmpty)
    #expect(run([], isTerminal: false).written.isEmpty)
  }

  @Test func ctrlCStopsTheAnswerAndNotTheChat() {
    let partner = ListedLines([.line("hello"), .line("you")], interruptedAtPiece: 6)
    var loop = ChatLoop(Talking.session(), with: partner)
    loop.run()
    let written = partner.written.joined()
    #expect(written.contains("TinyChat> JVL\n(stopped)\nyou> TinyChat> "))
    #expect(written.components(separatedBy: "(stopped)").count == 2)
  }

  @Test func boldOnlyWhereWanted() {
    #expect(run([.line("hello")], isStyled: true).written.contains("\u{1b}[1mTinyChat> \u{1b}[0m"))
    #expect(!run([.line("hello")]).written.contains("\u{1b}"))
  }

  @Test func theBannerOfAModelThatCompletes() {
    let model = ChatModel("gpt2", Talking.model(), knowsChat: false)
    let session = ChatSession([model], tokenizer: Talking.letters)
    #expect(run([], session: session).written.hasPrefix("Your words are continued by gpt2 (models: gpt2).\n"))
  }
}

/// Lines from a list; what is shown is kept.
private final class ListedLines: ChatPartner {
  let isTerminal: Bool
  let isStyled: Bool
  private(set) var isInterrupted = false
  private(set) var written: [String] = []
  private(set) var remarks: [String] = []
  private var rest: ArraySlice<LineInput.Arrival>
  private let interruptedAtPiece: Int?

  init(
    _ arrivals: [LineInput.Arrival], isTerminal: Bool = true, isStyled: Bool = false,
    interruptedAtPiece: Int? = nil
  ) {
    rest = arrivals[...]
    self.isTerminal = isTerminal
    self.isStyled = isStyled
    self.interruptedAtPiece = interruptedAtPiece
  }

  func resetInterruption() { isInterrupted = false }
  func read() -> LineInput.Arrival { rest.popFirst() ?? .end }
  func write(_ text: String) {
    written.append(text)
    if written.count == interruptedAtPiece { isInterrupted = true }
  }
  func remark(_ line: String) { remarks.append(line) }
}
