// How this chapter shows bytes: as printable ASCII, since here it matters which bytes a letter has.

import Basics

/// Bytes as printable ASCII.
func visible(_ bytes: some Sequence<UInt8>) -> String { visible(bytes, asciiOnly: true) }

/// A text as printable ASCII.
func visible(_ text: String) -> String { visible(text, asciiOnly: true) }

/// A byte as two hexadecimal digits.
func hex(_ byte: UInt8) -> String {
  (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
}
