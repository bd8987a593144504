// Texts of the user's. Anything that is not text is refused, with the reason.

import Foundation

/// Texts in files.
public enum TextFile {
  /// Reads a UTF-8 text, with every end of a line as `\n`, and without a byte-order mark.
  ///
  /// - Throws: `FileProblem` if the file is missing, empty, or no UTF-8 text.
  public static func read(_ url: URL) throws -> String {
    let remedy = "Give a plain text in UTF-8, such as a book as .txt."
    return lines(of: try text(of: FileBytes.read(url), file: url.path, remedy: remedy))
      .joined(separator: "\n")
  }

  /// Reads the lines of a UTF-8 text; an empty file has none.
  ///
  /// - Throws: `FileProblem` if the file is missing or no UTF-8 text.
  public static func lines(_ url: URL) throws -> [Substring] {
    let bytes = try FileBytes.read(url)
    if bytes.isEmpty { return [] }
    return lines(of: try text(of: bytes, file: url.path, remedy: "Save it as a plain text in UTF-8."))
  }

  /// The lines of a text, whichever system wrote it: they end with `\n`, with `\r\n`, or with `\r`.
  ///
  /// A text that ends with the end of a line has an empty last line.
  package static func lines(of text: String) -> [Substring] {
    // In Swift, "\r\n" is one character, equal to neither of the others.
    text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
  }

  /// The text that some bytes are, without the byte-order mark that some programs write before it.
  ///
  /// - Parameters:
  ///   - file: the name for the message.
  ///   - remedy: what to do if they are no text.
  /// - Throws: `FileProblem` if there are no bytes, or they are no UTF-8 text.
  package static func text(of bytes: Data, file: String, remedy: String) throws -> String {
    let refuse = FileProblem.refusing(file, remedy: remedy)
    if bytes.isEmpty { throw refuse("the file is empty.") }
    if let zero = bytes.firstIndex(of: 0) {
      throw refuse("it is no text: byte \(zero - bytes.startIndex + 1) is 0, as in a binary file.")
    }
    guard let text = String(validating: withoutMark(bytes), as: UTF8.self) else {
      throw refuse("it is no UTF-8 text: byte \(placeOfFirstProblem(in: bytes) + 1) fits no character.")
    }
    return text
  }

  /// The bytes after the byte-order mark, if they begin with one.
  static func withoutMark(_ bytes: Data) -> Data {
    let mark = Data("\u{FEFF}".utf8)
    return bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes
  }

  /// The number of bytes before the first one that is not UTF-8.
  private static func placeOfFirstProblem(in bytes: Data) -> Int {
    var place = 0
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    while case .scalarValue(let letter) = decoder.decode(&iterator) { place += UTF8.width(letter) }
    return place
  }
}
