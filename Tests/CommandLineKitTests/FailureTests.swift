// Errors: the exact report, and what becomes of the errors of other modules.

import Foundation
import TestSupport
import Testing

@testable import Basics
@testable import CommandLineKit

struct FailureTests {
  @Test func reportHasThreeParts() {
    let failure = Failure(
      "the file is cut off", at: "runs/base.safetensors", hint: "Train again", code: .badFile)
    #expect(
      failure.report(program: "chapter5-sft") == """
        chapter5-sft: the file is cut off
          runs/base.safetensors
          Train again
        """)
    #expect(Failure("a\nb", code: .badFile).report(program: "x") == "x: a\n  b")
  }

  @Test func otherErrorsKeepTheirWords() {
    struct Described: LocalizedError, CustomNSError {
      let errorCode = 3
      let errorDescription: String? = "what"
      let failureReason: String? = "where"
      let recoverySuggestion: String? = "do"
    }
    struct Printed: Error, CustomStringConvertible { let description = "plain words" }
    #expect(
      Failure(describing: Described())
        == Failure("what", at: "where", hint: "do", code: .badFile))
    #expect(Failure(describing: Printed()) == Failure("plain words", code: .checkFailed))
    #expect(Failure(describing: Failure("x", code: .badNumbers)).code == .badNumbers)
  }

  @Test func aReportIsNotEndless() {
    let long = String(repeating: "x", count: 7000)
    #expect(Failure(long, code: .badFile).report(program: "p") == "p: " + long.prefix(1000) + "...")
  }

  @Test func aReportSteersNothing() async {
    let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
      Console.printError("a\u{1b}[2J\u{9b}\nb")
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.contains("a\\u{1B}[2J\\u{9B}\nb\n"), "\(said)")
  }

  @Test func errorsOfTheSystemAreAboutFiles() throws {
    #expect(Failure(describing: POSIXError(.ENOSPC)).code == .badFile)
    #expect(Failure(describing: POSIXError(.ENOENT)).what == "No such file or directory")
    for code in [CocoaError.fileNoSuchFile, .fileReadNoSuchFile, .fileWriteUnknown, .coderReadCorrupt] {
      let failure = Failure(describing: CocoaError(code))
      #expect(failure.code == .badFile)
      #expect(!failure.what.contains("Domain"))
    }
  }

  @Test func aFileThatCannotBeUsedIsNamed() throws {
    try withFolder { folder in
      let text = folder.appending(path: "text")
      try Data("x".utf8).write(to: text)
      let attempts: [() throws -> Void] = [
        { try Data().write(to: folder, options: .atomic) },
        { try Data().write(to: text.appending(path: "below"), options: .atomic) },
        { _ = try Data(contentsOf: folder) },
        { _ = try String(contentsOf: folder.appending(path: "absent"), encoding: .utf8) },
        { _ = try FileManager.default.contentsOfDirectory(atPath: text.path) },
      ]
      for attempt in attempts {
        let error = #expect(throws: (any Error).self) { try attempt() }
        let report = Failure(describing: try #require(error)).report(program: "x")
        #expect(!report.contains("Domain") && report.contains(folder.lastPathComponent), "\(report)")
      }
    }
  }
}
