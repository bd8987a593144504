// Swift source as the compiler sees it: comments are left out, and a run of blanks is one blank. Text in quotes stays
// as it is. Follows the lexical structure in "The Swift Programming Language"; leaves out
// regular expressions between slashes, in which a // would be taken for a comment.

import Foundation

/// Source code, reduced to what the compiler sees.
public enum SwiftText {
  /// The code without comments, with every run of blanks and line ends outside quotes as one blank.
  public static func withoutComments(_ source: Data) -> Data {
    var scanner = Scanner(source: [UInt8](source))
    scanner.code(until: nil)
    return Data(scanner.result)
  }

  private struct Scanner {
    let source: [UInt8]
    var place = 0
    var result: [UInt8] = []

    private func sees(_ text: StaticString, at offset: Int = 0) -> Bool {
      let start = place + offset
      guard start + text.utf8CodeUnitCount <= source.count else { return false }
      return text.withUTF8Buffer { $0.elementsEqual(source[start..<start + $0.count]) }
    }

    private mutating func take(_ count: Int) {
      let end = min(place + count, source.count)
      result += source[place..<end]
      place = end
    }

    /// Code up to the closing parenthesis of an interpolation, or to the end of the file.
    mutating func code(until closing: UInt8?) {
      var depth = 0
      while place < source.count {
        let byte = source[place]
        if sees("//") {
          while place < source.count, source[place] != 0x0A, source[place] != 0x0D { place += 1 }
        } else if sees("/*") {
          skipComment()
        } else if byte == 0x20 || (0x09...0x0D).contains(byte) {
          if let last = result.last, last != 0x20 { result.append(0x20) }
          place += 1
        } else if byte == 0x22 || byte == 0x23 {
          quote()
        } else {
          if byte == 0x28 { depth += 1 }
          if byte == 0x29 { depth -= 1 }
          take(1)
          if depth < 0, byte == closing { return }
        }
      }
    }

    /// A comment between /* and */, which may hold others.
    private mutating func skipComment() {
      var depth = 0
      repeat {
        if sees("/*") {
          depth += 1
        } else if sees("*/") {
          depth -= 1
        } else {
          place += 1
          continue
        }
        place += 2
      } while depth > 0 && place < source.count
    }

    /// A text in quotes, with as many # before it as there are; or only these, as in `#if`.
    private mutating func quote() {
      var marks = 0
      while place < source.count, source[place] == 0x23 {
        marks += 1
        take(1)
      }
      guard place < source.count, source[place] == 0x22 else { return }
      let isLong = sees("\"\"\"")
      take(isLong ? 3 : 1)
      while place < source.count {
        let byte = source[place]
        if byte == 0x22, !isLong || sees("\"\"\""), hasMarks(marks, after: isLong ? 3 : 1) {
          return take((isLong ? 3 : 1) + marks)
        }
        if !isLong, byte == 0x0A { return }  // a text that was not closed: the compiler will say so
        if byte == 0x5C, hasMarks(marks, after: 1) {
          let opensCode = place + 1 + marks < source.count && source[place + 1 + marks] == 0x28
          take(2 + marks)
          if opensCode { code(until: 0x29) }
        } else {
          if byte != 0x0D { result.append(byte) }
          place += 1
        }
      }
    }

    private func hasMarks(_ count: Int, after offset: Int) -> Bool {
      let start = place + offset
      return start + count <= source.count && source[start..<start + count].allSatisfy { $0 == 0x23 }
    }
  }
}
