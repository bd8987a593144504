// Reads PGM and PPM: a few numbers as text, then the brightness of each place as text (P2, P3) or as bytes (P5, P6).
// Follows https://netpbm.sourceforge.net/doc/pgm.html and ppm.html. Leaves out bitmaps (P1, P4), several pictures in
// one file, and the gamma curve.

import Foundation

/// Moves through the bytes of one picture.
struct PortableMapReader {
  private let bytes: [UInt8]
  private let file: String
  private var place = 0

  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  /// Whether it begins like a file of this family, with P, a digit, and white space.
  var hasMagicNumber: Bool {
    bytes.count > 2 && bytes[0] == UInt8(ascii: "P") && (0x30...0x39).contains(bytes[1])
      && Self.isSpace(bytes[2])
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  /// The picture.
  ///
  /// The sizes are compared with the bytes that are there before memory is taken.
  mutating func image() throws -> GrayImage {
    let kind = bytes[1] - 0x30
    guard [2, 3, 5, 6].contains(kind) else {
      throw refuse("it is of the kind P\(kind); only P2, P3, P5 and P6 are read.")
    }
    place = 2
    let width = try number("the width", in: 1...PictureFile.mostPixels)
    let height = try number("the height", in: 1...PictureFile.mostPixels)
    let most = try number("the largest value", in: 1...65_535)
    guard let pixels = [width, height].product(), pixels <= PictureFile.mostPixels else {
      throw refuse("\(width) x \(height) places are more than the \(PictureFile.mostPixels) that are read.")
    }
    // How bright red, green and blue look: ITU-R recommendation BT.601.
    let shares: [Float] = kind == 2 || kind == 5 ? [1] : [0.299, 0.587, 0.114]
    let isText = kind < 4
    let needed = pixels * shares.count
    if !isText { try requireBytes(needed * (most < 256 ? 1 : 2)) }
    // A value takes at least one byte and, in text, one for what separates it from the next.
    guard needed <= bytes.count - place else {
      throw refuse(
        "\(width) x \(height) places need \(needed) values, but \(bytes.count - place) bytes are left.")
    }
    var brightness = [Float](repeating: 0, count: pixels)
    for i in 0..<needed {
      let value = try isText ? number("value \(i + 1)", in: 0...most) : byteValue(i, most)
      brightness[i / shares.count] += shares[i % shares.count] * (1 / Float(most)) * Float(value)
    }
    return GrayImage(width: width, height: height, brightness: brightness)
  }

  /// Passes the white space before the values, which must fill the rest of the file.
  private mutating func requireBytes(_ count: Int) throws {
    guard place < bytes.count, Self.isSpace(bytes[place]) else {
      throw refuse("after the largest value, white space must follow.")
    }
    place += 1
    guard bytes.count - place == count else {
      throw refuse("its sizes need \(count) bytes of values, but it holds \(bytes.count - place).")
    }
  }

  /// The next value, of one or two bytes, the higher byte first.
  private mutating func byteValue(_ i: Int, _ most: Int) throws -> Int {
    var value = Int(bytes[place])
    place += 1
    if most > 255 {
      value = value << 8 + Int(bytes[place])
      place += 1
    }
    guard value <= most else {
      throw refuse("value \(i + 1) is \(value), above the largest value \(most).")
    }
    return value
  }

  /// A decimal number after white space and comments.
  private mutating func number(_ what: String, in range: ClosedRange<Int>) throws -> Int {
    try skipSpace(before: what)
    var value = 0
    let start = place
    while place < bytes.count, (0x30...0x39).contains(bytes[place]), value <= range.upperBound {
      value = value * 10 + Int(bytes[place] - 0x30)
      place += 1
    }
    guard place > start, place == bytes.count || !(0x30...0x39).contains(bytes[place]), range.contains(value)
    else {
      throw refuse("\(what) must be \(range.lowerBound) to \(range.upperBound) (byte \(start + 1)).")
    }
    return value
  }

  /// Passes white space and comments, which reach from "#" to the end of the line.
  private mutating func skipSpace(before what: String) throws {
    let start = place
    while place < bytes.count, Self.isSpace(bytes[place]) || bytes[place] == UInt8(ascii: "#") {
      if bytes[place] == UInt8(ascii: "#") {
        while place < bytes.count, bytes[place] != 0x0A, bytes[place] != 0x0D { place += 1 }
      } else {
        place += 1
      }
    }
    guard place > start, place < bytes.count else {
      throw refuse("\(what) is missing (byte \(start + 1)).")
    }
  }

  private func refuse(_ happened: String) -> FileProblem {
    FileProblem(
      file: file, happened: "this is no PGM or PPM picture that can be read: " + happened,
      remedy: "Save the picture again as PGM, smaller if it is large.")
  }
}
