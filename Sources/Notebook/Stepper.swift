// Waiting for the reader. Never blocks if no person can answer: at the end of the input, or when the input is not a
// terminal.

import CommandLineKit

/// Asks the reader when to go on.
struct Stepper {
  enum Answer { case forward, back, quit }

  /// The reader leaves in the middle of a cell.
  struct Leaving: Error {}

  var canAsk: () -> Bool = { LineInput.isTerminal }
  var ask: (_ prompt: String) -> String? = { prompt in
    Platform.writeError(prompt + " ")
    return readLine()
  }

  /// Waits for Enter, `b` or `q`.
  func wait(_ prompt: String) -> Answer {
    guard canAsk(), let line = ask(prompt) else { return .forward }
    switch line.lowercased().first {
    case "b": return .back
    case "q": return .quit
    default: return .forward
    }
  }
}
