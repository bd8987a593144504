// Cuts text into words before pairs are merged, so that no token ever spans two words. The rule is GPT-2's
// (https://github.com/openai/gpt-2/blob/master/src/encoder.py), written as a scanner instead of a pattern:
//   's|'t|'re|'ve|'m|'ll|'d | ?letters | ?numbers | ?others | white space, but the last one if a word follows
// Works on bytes. A byte that is no UTF-8 counts as "other".

/// The words of a text, one after another.
struct WordCutter {
  private enum Kind: UInt8 {
    case letter, number, space, other
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// The range of the next word; `nil` at the end.
  mutating func next() -> Range<Int>? {
    guard position < bytes.count else { return nil }
    let start = position
    let (kind, length) = kind(at: start)
    if bytes[start] == UInt8(ascii: "'"), let end = endOfContraction(start) {
      position = end
    } else if kind == .space {
      position = endOfSpace(start, length)
    } else {
      position = endOfRun(of: kind, from: start + length)
    }
    return start..<position
  }

  /// White space: one blank joins the word after it; of several spaces, the last one is left for that word.
  private func endOfSpace(_ start: Int, _ length: Int) -> Int {
    if bytes[start] == UInt8(ascii: " "), start + 1 < bytes.count {
      let (next, nextLength) = kind(at: start + 1)
      if next != .space { return endOfRun(of: next, from: start + 1 + nextLength) }
    }
    var last = start
    var end = start + length
    while end < bytes.count {
      let (next, nextLength) = kind(at: end)
      // A word follows: all but the last space belong together, unless there is only one.
      guard next == .space else { return last > start ? last : end }
      last = end
      end += nextLength
    }
    return end
  }

  private func endOfRun(of kind: Kind, from start: Int) -> Int {
    var end = start
    while end < bytes.count {
      let (next, length) = self.kind(at: end)
      guard next == kind else { break }
      end += length
    }
    return end
  }

  private func endOfContraction(_ start: Int) -> Int? {
    guard start + 1 < bytes.count else { return nil }
    let second = start + 2 < bytes.count ? bytes[start + 2] : 0
    switch (bytes[start + 1], second) {
    case (UInt8(ascii: "s"), _), (UInt8(ascii: "t"), _), (UInt8(ascii: "m"), _), (UInt8(ascii: "d"), _):
      return start + 2
    case (UInt8(ascii: "r"), UInt8(ascii: "e")), (UInt8(ascii: "v"), UInt8(ascii: "e")),
      (UInt8(ascii: "l"), UInt8(ascii: "l")):
      return start + 3
    default: return nil
    }
  }

  /// The kind of the letter at a place, and how many bytes it has.
  private func kind(at position: Int) -> (Kind, Int) {
    let byte = bytes[position]
    if byte < 0x80 { return (Self.ofASCII(byte), 1) }
    guard let (scalar, length) = scalar(at: position) else { return (.other, 1) }
    return (Self.of(scalar), length)
  }

  private static func ofASCII(_ byte: UInt8) -> Kind {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): .letter
    case UInt8(ascii: " "), 9...13: .space
    case UInt8(ascii: "0")...UInt8(ascii: "9"): .number
    default: .other
    }
  }

  // The tables are the standard library's, on a Mac those of the system, and a letter that is newer than they are is
  // `.other`. The texts of the book are ASCII, and depend on no table.
  private static func of(_ scalar: Unicode.Scalar) -> Kind {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: .letter
    case .decimalNumber, .letterNumber, .otherNumber: .number
    default: scalar.properties.isWhitespace ? .space : .other
    }
  }

  /// Decodes one letter of several bytes; `nil` if the bytes are no UTF-8.
  private func scalar(at position: Int) -> (Unicode.Scalar, Int)? {
    let first = UInt32(bytes[position])
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0
    guard length > 0, first < 0xF5, position + length <= bytes.count else { return nil }
    var code = first & (0x7F >> UInt32(length))
    for i in 1..<length {
      let byte = UInt32(bytes[position + i])
      guard byte & 0xC0 == 0x80 else { return nil }
      code = code << 6 | byte & 0x3F
    }
    let smallest: [UInt32] = [0, 0, 0x80, 0x800, 0x10000]
    guard code >= smallest[length], let scalar = Unicode.Scalar(code) else { return nil }
    return (scalar, length)
  }
}
