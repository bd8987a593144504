// Writing to the two streams: the page to standard output, everything that is about this one run (progress,
// times, errors) to standard error. A progress line that is open on the terminal is wiped before anything else
// is written. Leaves out reading: that is LineInput.

import Synchronization

/// The two streams that a program writes to.
public enum Console {
  /// The columns of an unfinished line on the terminal; 0 when the cursor is at a line's start.
  private static let openLine = Mutex<Int>(0)
  private static let mayRedraw = Mutex(false)

  /// Whether a line of progress may be drawn over: no, until a command line has been read that allows it.
  static var redraws: Bool {
    get { mayRedraw.withLock { $0 } }
    set { mayRedraw.withLock { $0 = newValue } }
  }

  /// Writes one line of the page to standard output.
  public static func printLine(_ line: String) {
    wipeOpenLine()
    Platform.write(line + "\n")
  }

  /// Writes text to standard output as it is, so that it is seen at once.
  public static func write(_ text: String) {
    wipeOpenLine()
    Platform.write(text)
    Platform.flushOutput()
  }

  /// Writes a remark about this run, such as an error or a time, to standard error.
  ///
  /// Characters that would steer the terminal, as the name of a file may hold, are spelled out.
  public static func printError(_ line: String) {
    wipeOpenLine()
    Platform.writeError(line.lines.map(\.printable).joined(separator: "\n") + "\n")
  }

  /// Writes text to standard error as it is; text that starts with `\r` replaces the open line.
  static func writeProgress(_ text: String) {
    openLine.withLock { open in
      Platform.writeError(text)
      open = text.hasSuffix("\n") || text.hasSuffix("\r") ? 0 : text.width - 1
    }
  }

  private static func wipeOpenLine() {
    openLine.withLock { open in
      guard open > 0 else { return }
      Platform.writeError("\r" + String(repeating: " ", count: open) + "\r")
      open = 0
    }
  }
}
