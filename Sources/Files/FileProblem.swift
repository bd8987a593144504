// Problems with files, in words that tell a person at a terminal what to do next; and the one way in which this module
// takes a file's bytes from the disk.
// Leaves out: a code for each kind of problem. Nothing branches on them, people read the words.

import Basics
import Foundation

/// A file that cannot be read or written: which one, what happened, and what to do about it.
public struct FileProblem: CustomNSError, CustomStringConvertible, Equatable, Sendable {
  /// The exit code of a program that stops for it.
  public var errorCode: Int { 3 }

  /// The path as it was given, or a name for bytes that come from elsewhere.
  public let file: String
  /// The finding, with its numbers and names.
  public let happened: String
  /// The reader's next step; a whole sentence.
  public let remedy: String

  /// Describes a problem with one file.
  ///
  /// A file can hold anything: in all three texts invisible characters are spelled out, so that none of them steers a
  /// terminal, and a very long text is cut.
  public init(file: String, happened: String, remedy: String) {
    self.file = Self.visible(file, atMost: 4096)
    self.happened = Self.visible(happened, atMost: 500)
    self.remedy = Self.visible(remedy, atMost: 10_000, keepsLines: true)
  }

  /// The whole message, as it is printed.
  public var description: String { "\(file): \(happened)\n  What to do: \(remedy)" }
}

extension FileProblem {
  /// A text with every invisible character except the space spelled out, cut at the limit.
  private static func visible(_ text: String, atMost limit: Int, keepsLines: Bool = false) -> String {
    var result = ""
    for scalar in text.unicodeScalars.prefix(limit) {
      switch scalar.properties.generalCategory {
      case .control where keepsLines && scalar == "\n": result.unicodeScalars.append(scalar)
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return text.unicodeScalars.count > limit ? result + "..." : result
  }

  /// Makes problems of one file that have the same remedy, each from what happened.
  package static func refusing(_ file: String, remedy: String) -> (_ happened: String) -> FileProblem {
    { FileProblem(file: file, happened: $0, remedy: remedy) }
  }

  /// Text from a file in quotes: at most 60 characters.
  package static func quoted(_ text: some StringProtocol) -> String {
    let start = text.unicodeScalars.prefix(60)
    let dots = start.endIndex == text.unicodeScalars.endIndex ? "" : "..."
    return String(String.UnicodeScalarView(start)).debugDescription + dots
  }

  /// The operating system's own words for a failure, without the wrapping that Foundation puts around them.
  package static func reason(_ error: any Error) -> String {
    var inner = error as NSError
    while let next = inner.userInfo[NSUnderlyingErrorKey] as? any Error { inner = next as NSError }
    guard inner.domain == NSPOSIXErrorDomain else { return inner.localizedDescription }
    return FileSystem.message(Int32(inner.code))
  }
}

package enum FileBytes {
  /// The bytes of a regular file.
  ///
  /// A device or a pipe is refused before it is opened: reading `/dev/zero` would never end.
  ///
  /// - Parameters:
  ///   - mapped: Whether a part is read from the disk only when it is used. This saves memory for a large file, but
  ///     a change of the file meanwhile is a change here too.
  ///   - limit: The most bytes that are taken; the size is looked at before anything is read.
  package static func read(_ url: URL, mapped: Bool = false, limit: Int = .max) throws -> Data {
    let path = url.path
    guard let kind = FileSystem.kind(of: url) else {
      throw FileProblem(
        file: path, happened: "there is no such file.",
        remedy: "Check the spelling and the folder you are in, or make the file first.")
    }
    guard kind == .typeRegular else {
      throw FileProblem(
        file: path,
        happened: kind == .typeDirectory ? "this is a folder, not a file." : "this is not a file.",
        remedy: "Name the file itself.")
    }
    let size = FileSystem.size(of: url)
    guard size ?? 0 <= limit else {
      throw FileProblem(
        file: path, happened: "it has \(size!) bytes, more than the \(limit) that can be read.",
        remedy: "Take a smaller file.")
    }
    do { return try Data(contentsOf: url, options: mapped ? .alwaysMapped : []) } catch {
      throw FileProblem(
        file: path, happened: "it cannot be read: \(FileProblem.reason(error)).",
        remedy: "Check that you may read it and that the disk works.")
    }
  }
}
