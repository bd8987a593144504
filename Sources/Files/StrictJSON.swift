// Reads the little JSON that a safetensors header is made of: objects, texts, and lists of whole numbers.
// Follows RFC 8259, stricter: no key twice (a general parser hides that, and one of the two tensors with it),
// no negative number, fraction or exponent. Leaves out: true, false, null, and lists of anything but numbers.

/// A reader that moves through JSON text from left to right.
///
/// The caller says what it expects next, so nothing nests deeper than the caller does, and no tree is built.
struct StrictJSON {
  private let bytes: [UInt8]
  private let file: String
  private var position = 0

  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  /// Reads `{ "key": value, ... }`.
  ///
  /// - Parameter readValue: Called for each key; reads exactly one value from the reader that it is given.
  mutating func readObject(_ readValue: (String, inout StrictJSON) throws -> Void) throws {
    try expect("{")
    if skip("}") { return }
    var keys: Set<String> = []
    repeat {
      let key = try readString()
      guard keys.insert(key).inserted else {
        throw problem("the key \(FileProblem.quoted(key)) stands twice")
      }
      try expect(":")
      skipSpace()
      try readValue(key, &self)
    } while skip(",")
    try expect("}")
  }

  /// Reads `[1, 2, ...]`: whole numbers from 0 to `Int.max`, at most 64 of them (the rank limit of NumPy).
  mutating func readNumbers() throws -> [Int] {
    try expect("[")
    var numbers: [Int] = []
    if skip("]") { return numbers }
    repeat {
      guard numbers.count < 64 else { throw problem("a list holds more than 64 numbers") }
      numbers.append(try readNumber())
    } while skip(",")
    try expect("]")
    return numbers
  }

  /// Reads one text in quotes: valid UTF-8, with the escapes of JSON.
  mutating func readString() throws -> String {
    guard skip("\"") else { throw problem("expected a text in quotes, found \(found)") }
    var text: [UInt8] = []
    while let byte = next() {
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          throw problem("a text is not UTF-8")
        }
        return string
      case UInt8(ascii: "\\"): text.append(contentsOf: String(try readEscape()).utf8)
      case 0..<0x20: throw problem("control character \(byte) inside a text")
      default: text.append(byte)
      }
    }
    throw problem("a text has no end")
  }

  /// Makes sure that nothing but spaces follows.
  mutating func readEnd() throws {
    while peek == UInt8(ascii: " ") { position += 1 }
    guard peek == nil else { throw problem("only spaces may follow the last brace, found \(found)") }
  }

  /// A problem at the place where the reader stands.
  func problem(_ text: String) -> FileProblem {
    FileProblem(file: file, happened: "header, byte \(position): \(text).", remedy: SafetensorsFile.remedy)
  }

  /// The kind of value that stands next, in words.
  var found: String {
    guard let byte = peek else { return "the end of the header" }
    switch byte {
    case UInt8(ascii: "{"): return "an object"
    case UInt8(ascii: "["): return "a list"
    case UInt8(ascii: "\""): return "a text"
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return "a number"
    case UInt8(ascii: "-"): return "a negative number"
    case 0x21..<0x7F: return "`\(Unicode.Scalar(byte))`"
    default: return "byte \(byte)"
    }
  }
}

// MARK: - Characters

extension StrictJSON {
  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func next() -> UInt8? {
    guard let byte = peek else { return nil }
    position += 1
    return byte
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
  }

  /// Passes white space, and then `mark` if it stands there.
  private mutating func skip(_ mark: Unicode.Scalar) -> Bool {
    skipSpace()
    guard peek == UInt8(ascii: mark) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ mark: Unicode.Scalar) throws {
    guard skip(mark) else { throw problem("expected `\(mark)`, found \(found)") }
  }

  /// Reads digits alone; the caller checks what follows them.
  private mutating func readNumber() throws -> Int {
    skipSpace()
    let start = position
    var value = 0
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      let (tens, tooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflow) = tens.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
      guard !tooLarge, !overflow else { throw problem("a number is larger than \(Int.max)") }
      value = sum
      position += 1
    }
    guard position > start else { throw problem("expected a whole number, found \(found)") }
    guard position == start + 1 || bytes[start] != UInt8(ascii: "0") else {
      throw problem("a number begins with 0")
    }
    return value
  }

  /// Reads what follows a backslash.
  private mutating func readEscape() throws -> Unicode.Scalar {
    switch next() {
    case UInt8(ascii: "\""): "\""
    case UInt8(ascii: "\\"): "\\"
    case UInt8(ascii: "/"): "/"
    case UInt8(ascii: "b"): "\u{8}"
    case UInt8(ascii: "f"): "\u{C}"
    case UInt8(ascii: "n"): "\n"
    case UInt8(ascii: "r"): "\r"
    case UInt8(ascii: "t"): "\t"
    case UInt8(ascii: "u"): try readCodePoint()
    default: throw problem("unknown escape after a backslash")
    }
  }

  /// The character after `\u`; those above U+FFFF are written as two halves (surrogates).
  private mutating func readCodePoint() throws -> Unicode.Scalar {
    let first = try readFourDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard next() == UInt8(ascii: "\\"), next() == UInt8(ascii: "u") else { throw problem("half a character") }
    let second = try readFourDigits()
    guard (0xD800..<0xDC00).contains(first), (0xDC00..<0xE000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw problem("half a character") }
    return scalar
  }

  private mutating func readFourDigits() throws -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw problem("`\\u` needs four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}
