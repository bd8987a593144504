// Any bytes as printable ASCII, so that every part of a text can be seen on every terminal.
// Escapes as Swift writes them: \u{1F600} for a letter, \n for a line break; \xF0 for a byte that is part of none.
// A space is drawn as _, as in the rows of tokens.

/// Bytes as printable ASCII.
func visible(_ bytes: some Sequence<UInt8>) -> String {
  let bytes = Array(bytes)
  var (text, place) = ("", 0)
  while place < bytes.count {
    let (scalar, length) = firstScalar(bytes[place...])
    text += scalar.map(visible) ?? bytes[place..<place + length].map { "\\x" + hex($0) }.joined()
    place += length
  }
  return text
}

/// A text as printable ASCII.
func visible(_ text: String) -> String { visible(text.utf8) }

/// A byte as two hexadecimal digits.
func hex(_ byte: UInt8) -> String {
  (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
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

private func visible(_ scalar: Unicode.Scalar) -> String {
  switch scalar {
  case " ": "_"
  case "\n": "\\n"
  case "\r": "\\r"
  case "\t": "\\t"
  case "!"..."~": String(scalar)
  default: "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
  }
}
