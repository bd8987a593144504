// GPT-2's order of the 256 bytes, and the visible letter that stands for each in its files: a byte that can be
// printed stands for itself, the others get letters from U+0100 on.
// Source: https://github.com/openai/gpt-2/blob/master/src/encoder.py, bytes_to_unicode.

/// The 256 bytes as GPT-2 numbers and writes them.
enum ByteAlphabet {
  /// The byte of each of the first 256 ids.
  static let bytes: [UInt8] = printable + (0...255).filter { !printable.contains($0) }
  /// The id of each byte.
  static let ids: [Int] = (0...255).map { byte in bytes.firstIndex(of: UInt8(byte))! }

  private static let printable: [UInt8] = Array(33...126) + Array(161...172) + Array(174...255)

  /// The letter of each byte.
  static let letters: [Unicode.Scalar] = (0...255).map { byte in
    let id = ids[byte]
    return Unicode.Scalar(UInt32(id < printable.count ? byte : 256 + id - printable.count))!
  }
  private static let bytesOfLetters = Dictionary(uniqueKeysWithValues: zip(letters, UInt8(0)...255))

  /// Bytes as visible letters.
  static func text(of bytes: [UInt8]) -> String {
    String(String.UnicodeScalarView(bytes.map { letters[Int($0)] }))
  }

  /// Visible letters as bytes; `nil` if one stands for none.
  static func bytes(of text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    for letter in text.unicodeScalars {
      guard let byte = bytesOfLetters[letter] else { return nil }
      bytes.append(byte)
    }
    return bytes
  }
}
