// The command line of weave: its exact help, what excludes what, and which chapters can be named.

import Foundation
import Testing

@testable import CommandLineKit
@testable import weave

struct WeaveCommandTests {
  private func run(_ arguments: [String], _ book: SmallBook) throws -> ExitCode {
    try WeaveCommand.run(
      Invocation(of: WeaveCommand.command, arguments), book.book, programs: book.programs)
  }

  @Test func wrongWordsAreNamed() throws {
    try withBook { book in
      #expect(throws: Failure("--check and --replay exclude each other", code: .wrongUsage)) {
        try run(["--check", "--replay"], book)
      }
      #expect(
        throws: Failure("unknown chapter: '02-aples'", hint: "Did you mean '02-apples'?", code: .wrongUsage)
      ) { try run(["--replay", "02-aples"], book) }
      #expect(throws: Failure("unknown option: '--chek'", hint: "Did you mean '--check'?", code: .wrongUsage))
      {
        try run(["--chek"], book)
      }
    }
  }

  @Test func theExitCodeSaysWhetherAllIsWell() throws {
    try withBook { book in
      try #expect(run(["--check"], book) == .success)
      try book.write("```swift\n```\n", to: "chapters/02-apples.md")
      try #expect(run(["--check"], book) == .checkFailed)
      try #expect(run([], book) == .checkFailed)
      try book.write("[a](02-apples.md)\n", to: "chapters/02-apples.md")
      try #expect(run([], book) == .success)
    }
  }
}
