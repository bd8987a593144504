// The abilities of the place where a program's words appear, for the page and the progress line alike. Follows
// no-color.org, and the habit that TERM names a terminal that understands more than letters. Leaves out the terminfo
// database: two abilities are all that the book uses.

/// The place where the two streams of a program appear.
package struct Terminal: Sendable {
  /// Whether the page goes to a terminal.
  package var showsOutput = Platform.isTerminal(1)
  /// Whether progress and errors go to a terminal.
  var showsErrors = Platform.isTerminal(2)
  /// Columns of the terminal with the page; nil if it is none or does not say.
  var columns = Platform.columns(of: 1)
  var environment: [String: String] = [:]

  var isStyled: Bool { showsOutput && obeys && value("NO_COLOR").isEmpty }

  var redraws: Bool { showsErrors && obeys && !isAccessible }

  /// Whether the reader asked for words instead of pictures: `ACCESSIBLE` with any value that does not say no.
  var isAccessible: Bool { !["", "0", "false", "no"].contains(value("ACCESSIBLE").lowercased()) }

  /// Whether control sequences work, and are not shown as letters.
  ///
  /// The console of Xcode calls itself a terminal and is none.
  private var obeys: Bool {
    let isXcode =
      value("__CFBundleIdentifier") == "com.apple.dt.Xcode" || !value("OS_ACTIVITY_DT_MODE").isEmpty
    return !["", "dumb"].contains(value("TERM")) && !isXcode
  }

  private func value(_ name: String) -> String { environment[name] ?? "" }
}
