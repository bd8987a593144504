// The ways in which a program ends: six exit codes, and an error that says what happened, where, and what to do about it.
// The codes are those of the book's command line; 130 is the shell's own number for Ctrl-C (128 + SIGINT).
// Other modules have their own errors: `Failure(describing:)` puts them into this form.

import Foundation

/// The number with which a program ends, for the shell.
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

/// An error in up to three sentences: what happened, where, and what to do.
public struct Failure: Error, Equatable {
  /// The event, without a full stop.
  public let what: String
  /// The file, step or argument where it happened.
  public let place: String?
  /// Advice for the learner.
  public let hint: String?
  /// The exit code of the program.
  public let code: ExitCode

  /// Describes an error.
  public init(_ what: String, at place: String? = nil, hint: String? = nil, code: ExitCode) {
    self.what = what
    self.place = place
    self.hint = hint
    self.code = code
  }

  /// Puts any error into this form, by its `LocalizedError` parts if it has them, or else by its description.
  ///
  /// The exit code is 3 for the errors of the system, which are about files; else the `errorCode` of an error that is a
  /// `CustomNSError`, which is how other modules choose one; else 1. (The system's errors are `CustomNSError` as well,
  /// with numbers of their own: a missing file is number 4.)
  public init(describing error: any Error) {
    if let failure = error as? Failure {
      self = failure
    } else if let error = error as? POSIXError {
      self.init(Platform.words(for: error), code: .badFile)
    } else if let error = error as? CocoaError {
      self.init(Self.words(for: error), at: error.filePath ?? error.url?.path, code: .badFile)
    } else {
      let code = (error as? any CustomNSError).flatMap { ExitCode(rawValue: Int32($0.errorCode)) }
      let parts = error as? any LocalizedError
      self.init(
        parts?.errorDescription ?? String(describing: error), at: parts?.failureReason,
        hint: parts?.recoverySuggestion, code: code ?? .checkFailed)
    }
  }

  /// The system's own words, or else the deed that Foundation could not do.
  private static func words(for error: CocoaError) -> String {
    if let cause = error.underlying as? POSIXError { return Platform.words(for: cause) }
    switch error.code {
    case .fileNoSuchFile, .fileReadNoSuchFile: return "there is no such file"
    case .fileReadInapplicableStringEncoding, .fileReadUnknownStringEncoding: return "the file is no text"
    case .fileReadNoPermission, .fileWriteNoPermission: return "the file may not be touched"
    case .fileWriteOutOfSpace: return "the disk is full"
    default:
      return error.isFileError ? "the file cannot be used" : "the content of the file is not as it should be"
    }
  }

  package var sentences: [String] { [what, place, hint].compactMap { $0 } }

  /// The text for standard error: the program's name and the event, then the rest, indented.
  ///
  /// A line ends after a thousand characters, since a message may quote a file of any length.
  public func report(program: String) -> String {
    let lines = sentences.flatMap(\.lines).filter { !$0.isEmpty }
      .map { $0.count > 1000 ? $0.prefix(1000) + "..." : $0 }
    return program + ": " + lines.joined(separator: "\n  ")
  }
}
