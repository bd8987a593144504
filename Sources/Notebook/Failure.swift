// How a program ends: six exit codes, and an error that says what happened, where, and what to do about it.
// The codes are those of the book's command line; 130 is the shell's own number for Ctrl-C (128 + SIGINT).
// Other modules have their own errors: `Failure(describing:)` puts them into this form.

import Foundation

/// What the program tells the shell when it ends.
public enum ExitCode: Int32, Sendable {
  /// Everything went well and every check held.
  case success = 0
  /// A check or an exercise failed.
  case checkFailed = 1
  /// The command line was wrong.
  case wrongUsage = 2
  /// A file is missing or damaged.
  case badFile = 3
  /// A number became NaN or infinite.
  case badNumbers = 4
  /// The learner pressed Ctrl-C.
  case interrupted = 130
}

/// An error in three sentences: what happened, where, and what to do.
public struct Failure: Error, Equatable {
  /// What happened, without a full stop.
  public var what: String
  /// The file, step or argument where it happened.
  public var place: String?
  /// What the learner can do now.
  public var hint: String?
  /// How the program ends.
  public var code: ExitCode

  /// Describes an error.
  public init(_ what: String, at place: String? = nil, hint: String? = nil, code: ExitCode) {
    (self.what, self.place, self.hint, self.code) = (what, place, hint, code)
  }

  /// Puts any error into this form, by its `LocalizedError` parts if it has them, or else by its description.
  ///
  /// The exit code is the `errorCode` of an error that is a `CustomNSError`, which is how other modules choose one;
  /// 3 for the errors of Foundation, which are about files; else 1.
  public init(describing error: any Error) {
    let code = (error as? any CustomNSError).flatMap { ExitCode(rawValue: Int32($0.errorCode)) }
    if let failure = error as? Failure {
      self = failure
    } else if let error = error as? any LocalizedError, let what = error.errorDescription {
      self.init(what, at: error.failureReason, hint: error.recoverySuggestion, code: code ?? .checkFailed)
    } else if let error = error as? CocoaError {
      self.init(error.localizedDescription, at: error.filePath, code: code ?? .badFile)
    } else {
      self.init(String(describing: error), code: code ?? .checkFailed)
    }
  }

  /// The text for standard error: the program's name and what happened, then the rest, indented.
  public func report(program: String) -> String {
    let lines = [what, place, hint].compactMap { $0 }.flatMap { $0.split(separator: "\n") }
    return program + ": " + lines.joined(separator: "\n  ")
  }
}
