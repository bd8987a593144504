// Puts code and output into the Markdown, so that the text always agrees with the programs. Follows literate
// programming (Knuth 1984) the other way round: the source stays a program, and the text takes its parts from it.

import CommandLineKit
import Foundation

WeaveCommand.command.run { invocation in
  // Weave lies beside the chapters, whichever build system made them.
  let folder = Bundle.main.executableURL!.resolvingSymlinksInPath().deletingLastPathComponent()
  return try WeaveCommand.run(invocation, Book(root: PackageRoot().url), programs: ProgramFolder(folder))
}
