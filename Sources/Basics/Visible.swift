// Text of any origin, made safe to print. Whatever would steer a terminal or cannot be seen is written as Swift writes
// it: \u{1B}; \n for a line break; \xF0 for a byte that is part of no letter. Letters of all scripts stay
// as they are. How many columns they take follows Unicode's report 11 (East Asian width), in short.

/// Bytes as a reader of tokens must see them: a space is `_`, and no two of them look alike.
///
/// An underscore is `\_`, a backslash `\\`, a line break `\n`, an invisible character `\u{AD}`, a byte that is part of
/// no letter `\xF0`.
///
/// - Parameter asciiOnly: whether letters beyond ASCII are spelled out too: `\u{E9}`.
public func visible(_ bytes: some Sequence<UInt8>, asciiOnly: Bool = false) -> String {
  let bytes = Array(bytes)
  var text = ""
  var place = 0
  var hasBase = false
  while place < bytes.count {
    let (scalar, length) = firstScalar(bytes[place...])
    let sign = scalar.map { scalar in
      let isKept = scalar.isASCII || !asciiOnly && scalar.isSeen && (hasBase || !scalar.isMark)
      return isKept ? scalar.sign : scalar.escape
    }
    text += sign ?? bytes[place..<place + length].map { "\\x" + hexadecimal($0, digits: 2) }.joined()
    hasBase = scalar.map { String($0) == sign } ?? false
    place += length
  }
  return text
}

/// A text as a reader of tokens must see it, as `visible(_:asciiOnly:)` writes bytes.
public func visible(_ text: String, asciiOnly: Bool = false) -> String {
  visible(text.utf8, asciiOnly: asciiOnly)
}

/// The scalar that bytes begin with, or nil if they are no UTF-8 there, and how many bytes that is.
private func firstScalar(_ bytes: ArraySlice<UInt8>) -> (Unicode.Scalar?, Int) {
  var parser = Unicode.UTF8.ForwardParser()
  var iterator = bytes.makeIterator()
  switch parser.parseScalar(from: &iterator) {
  case .valid(let code): return (Unicode.UTF8.decode(code), code.count)
  case .error(let length): return (nil, length)
  case .emptyInput: return (nil, bytes.count)
  }
}

private func hexadecimal(_ number: some BinaryInteger, digits: Int) -> String {
  let text = String(number, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}

extension String {
  /// The text as it may be printed on one line: every kind of space is a space, and invisible characters are spelled out
  /// unless they join letters.
  package var printable: String {
    if utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return self }
    return map(\.printable).joined()
  }
}

extension Character {
  fileprivate var printable: String {
    if self == "\r\n" { return "\\n" }
    if self == "\t" || unicodeScalars.allSatisfy({ $0.properties.generalCategory == .spaceSeparator }) {
      return " "
    }
    let hasBase = unicodeScalars.first.map { $0.isSeen && !$0.isMark } ?? false
    return unicodeScalars.map { scalar in
      let isKept = scalar.isSeen && (hasBase || !scalar.isMark) || scalar.isJoin && hasBase
      return isKept ? String(scalar) : scalar.escape
    }.joined()
  }
}

extension Unicode.Scalar {
  /// Whether it is a letter, a digit, a mark or a sign of some script, and not a kind of space.
  fileprivate var isSeen: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
      .spaceSeparator:
      false
    default: !properties.isDefaultIgnorableCodePoint
    }
  }

  /// Whether it belongs to the letter before it, as an accent does.
  fileprivate var isMark: Bool {
    [.nonspacingMark, .spacingMark, .enclosingMark].contains(properties.generalCategory)
  }

  /// Whether it only says how its neighbours are drawn.
  fileprivate var isJoin: Bool { properties.isJoinControl || properties.isVariationSelector }

  fileprivate var sign: String {
    switch self {
    case " ": "_"
    case "_": "\\_"
    case "\\": "\\\\"
    default: isSeen ? String(self) : escape
    }
  }

  fileprivate var escape: String {
    switch self {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: "\\u{" + hexadecimal(value, digits: 1) + "}"
    }
  }

  /// Whether it takes two columns.
  fileprivate var isWide: Bool {
    switch value {
    case ..<0x1100: false
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF,
      0x20000...0x3FFFD:
      true
    default: properties.isEmojiPresentation
    }
  }
}

extension Character {
  /// Columns on a terminal.
  package var width: Int { isASCII || !(unicodeScalars.first?.isWide ?? false) ? 1 : 2 }
}

extension StringProtocol {
  /// Columns on a terminal.
  package var width: Int {
    utf8.allSatisfy { $0 < 0x80 && $0 != 0x0D } ? utf8.count : reduce(0) { $0 + $1.width }
  }

  /// The longest beginning that fits into this many columns.
  package func prefix(columns: Int) -> SubSequence {
    var used = 0
    return prefix {
      used += $0.width
      return used <= columns
    }
  }
}
