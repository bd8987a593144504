// Errors: the exact report, and what becomes of the errors of other modules.

import Foundation
import Testing

@testable import Notebook

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
}
