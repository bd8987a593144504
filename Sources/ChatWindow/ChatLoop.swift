// The loop around a session: lines in, text out. At a terminal there are prompts, and Ctrl-C stops an answer; through
// a pipe each line gets one line of answer, and all that is not an answer goes to standard error.

import Basics
import CommandLineKit

/// Where the lines of a chat come from, and where its text goes.
protocol ChatPartner: AnyObject {
  /// Whether a person sits there; otherwise it is a pipe.
  var isTerminal: Bool { get }
  /// Whether bold type can be shown.
  var isStyled: Bool { get }
  /// Whether Ctrl-C was pressed since the last `resetInterruption()`.
  var isInterrupted: Bool { get }
  func resetInterruption()
  /// The next line, when it has come.
  func read() -> LineInput.Arrival
  /// Shows text, as it is.
  func write(_ text: String)
  /// Shows a line beside the answers.
  func remark(_ line: String)
}

struct ChatLoop {
  var session: ChatSession
  let partner: any ChatPartner
  private var isTerminal: Bool { partner.isTerminal }

  /// What somebody might say first.
  private let examples: [String]

  init(_ session: ChatSession, with partner: any ChatPartner, examples: [String] = []) {
    self.session = session
    self.partner = partner
    self.examples = examples
  }

  mutating func run() {
    if isTerminal { write(banner + "\n\n") }
    while true {
      if isTerminal { write(bold("you> ")) }
      switch partner.read() {
      case .line(let line): guard answer(line) else { return }
      case .interrupted: write("\nTo leave: /bye, or Ctrl-D.\n")
      case .end:
        if isTerminal { write("\n") }
        return
      }
      partner.resetInterruption()
    }
  }

  private var banner: String {
    let names = session.models.map(\.name).joined(separator: ", ")
    let deed = session.model.knowsChat ? "You talk with" : "Your words are continued by"
    let first =
      examples.isEmpty ? [] : wrap(examples.joined(separator: " | "), after: "Try: ", width: session.width)
    let page = session.page == nil ? "" : "/page shows the page of this chapter, "
    return
      (["\(deed) \(session.model.name) (models: \(names))."] + first + [
        "\(page)/help lists the commands, /bye ends."
      ])
      .joined(separator: "\n")
  }

  /// Hands a line to the session.
  ///
  /// - Returns: whether the chat goes on.
  private mutating func answer(_ line: String) -> Bool {
    var goesOn = true
    let shown = self
    var flow = WordFlow(width: nil)
    session.respond(to: line, isStopped: { shown.partner.isInterrupted }) { event in
      if event == .goodbye { goesOn = false } else { shown.show(event, &flow) }
    }
    return goesOn
  }

  private func show(_ event: ChatEvent, _ flow: inout WordFlow) {
    switch event {
    case .answerBegins(let speaker):
      if isTerminal { write(bold(speaker + "> ")) }
      flow = WordFlow(width: isTerminal ? session.width : nil, column: speaker.count + 2)
    case .piece(let text): write(flow.append(text))
    case .answerEnds: write(flow.finish() + "\n")
    case .lines(let lines): for line in lines { write(line + "\n") }
    case .note(let note): remarkOrWrite(["(\(note))"])
    case .problem(let lines): remarkOrWrite(lines)
    case .goodbye: break
    }
  }

  private func remarkOrWrite(_ sentences: [String]) {
    for line in sentences.flatMap({ wrap($0, width: session.width) }) {
      if isTerminal { write(line + "\n") } else { partner.remark(line) }
    }
  }

  private func write(_ text: String) { partner.write(text) }

  private func bold(_ text: String) -> String { partner.isStyled ? "\u{1b}[1m\(text)\u{1b}[0m" : text }
}
