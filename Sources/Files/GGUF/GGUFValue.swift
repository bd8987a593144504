// The values of a GGUF file, besides its tensors: numbers, texts, and lists of them.
// Follows the format as described at github.com/ggml-org/ggml, docs/gguf.md, version 3.
// Leaves out: lists of lists, which no file of a model has.

/// A value in a GGUF file.
public enum GGUFValue: Equatable, Sendable {
  /// The kind of a value, with the number that the format gives it.
  public enum Kind: UInt32, Sendable {
    case unsigned8, signed8, unsigned16, signed16, unsigned32, signed32, float32, boolean, text, list
    case unsigned64, signed64, float64

    /// The fewest bytes that a value of this kind can have.
    var smallestByteCount: Int {
      switch self {
      case .unsigned8, .signed8, .boolean: 1
      case .unsigned16, .signed16: 2
      case .unsigned32, .signed32, .float32: 4
      case .unsigned64, .signed64, .float64, .text: 8
      case .list: 12
      }
    }
  }

  /// A whole number of one of the eight kinds.
  case integer(Int, Kind)
  /// A float32 or float64.
  case float(Double, Kind)
  /// Yes or no.
  case boolean(Bool)
  /// A text.
  case text(String)
  /// Values of one kind.
  case list([GGUFValue], of: Kind)

  /// A whole number of 32 bits without a sign, the usual kind for sizes.
  ///
  /// - Precondition: it is between 0 and 2^32 - 1.
  package static func size(_ value: Int) -> GGUFValue { .integer(Int(UInt32(value)), .unsigned32) }

  /// A list of texts.
  package static func texts(_ texts: [String]) -> GGUFValue { .list(texts.map(GGUFValue.text), of: .text) }

  /// The whole number, if it is one.
  public var integer: Int? { if case .integer(let value, _) = self { value } else { nil } }
  /// The float, if it is one.
  public var float: Double? { if case .float(let value, _) = self { value } else { nil } }
  /// The text, if it is one.
  public var text: String? { if case .text(let value) = self { value } else { nil } }
  /// The texts, if it is a list of nothing but texts.
  public var texts: [String]? {
    guard case .list(let values, of: .text) = self else { return nil }
    return values.compactMap(\.text)
  }

  /// Which kind it is.
  public var kind: Kind {
    switch self {
    case .integer(_, let kind), .float(_, let kind): kind
    case .boolean: .boolean
    case .text: .text
    case .list: .list
    }
  }
}

/// The kinds of numbers that a tensor in a GGUF file may have here, with the number that the format gives each.
public enum GGUFTensorKind: UInt32, Sendable {
  /// 32 bits each.
  case float32 = 0
  /// 16 bits each.
  case float16 = 1
  /// Blocks of 32 numbers of 8 bits, with a float16 scale before them: 34 bytes a block.
  case blocks8 = 8

  /// How many numbers stand together, and how many bytes they fill.
  var block: (count: Int, byteCount: Int) {
    switch self {
    case .float32: (1, 4)
    case .float16: (1, 2)
    case .blocks8: (32, 34)
    }
  }

  /// How many bytes a tensor of this shape fills; `nil` if they are too many to count, or end inside a block.
  func byteCount(_ shape: [Int]) -> Int? {
    guard let count = shape.product(), (shape.last ?? 1) % block.count == 0 else { return nil }
    return [count / block.count, block.byteCount].product()
  }

  /// Turns packed numbers into float32.
  ///
  /// - Precondition: there are as many numbers as there is room.
  func decode(_ bytes: UnsafeRawBufferPointer, into floats: UnsafeMutableBufferPointer<Float>) {
    switch self {
    case .float32: ElementType.float32.decode(bytes, into: floats)
    case .float16: ElementType.float16.decode(bytes, into: floats)
    case .blocks8:
      for (i, start) in stride(from: 0, to: bytes.count, by: block.byteCount).enumerated() {
        let half = UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt16.self))
        let scale = Float(halfBits: half)
        for j in 0..<32 {
          floats[32 * i + j] = scale * Float(Int8(bitPattern: bytes[start + 2 + j]))
        }
      }
    }
  }

  /// Numbers as blocks of 32: a float16 scale, and each number divided by it and rounded.
  ///
  /// Source: `quantize_row_q8_0_ref` of ggml.
  ///
  /// - Precondition: the count is a multiple of 32, and all numbers are finite.
  static func blocks8(_ values: UnsafeBufferPointer<Float>) -> [UInt8] {
    var bytes: [UInt8] = []
    for start in stride(from: 0, to: values.count, by: 32) {
      let numbers = values[start..<start + 32]
      let scale = numbers.reduce(0) { max($0, abs($1)) } / 127
      let half = scale.halfBits
      bytes += [UInt8(half & 0xFF), UInt8(half >> 8)]
      bytes += numbers.map { number in
        let small = scale > 0 ? (number * (1 / scale)).rounded() : 0
        return UInt8(bitPattern: Int8(max(-127, min(small, 127))))
      }
    }
    return bytes
  }
}

extension [Int] {
  /// The product of all numbers; `nil` if it is too large for an `Int`.
  func product() -> Int? {
    var product = 1
    for factor in self {
      let (next, overflow) = product.multipliedReportingOverflow(by: factor)
      if overflow { return nil }
      product = next
    }
    return product
  }
}

extension Float {
  /// The bits of the nearest 16-bit float: the even one of two equally near ones, infinity for too large a number.
  var halfBits: UInt16 {
    let sign = UInt16(bitPattern >> 16) & 0x8000
    if isNaN { return sign | 0x7E00 }
    // What is too small for a full float16 is a multiple of 2^-24, as is what lies between 0.5 and 1 as a float32.
    if magnitude < 0x1p-14 { return sign | UInt16((magnitude + 0.5).bitPattern - Float(0.5).bitPattern) }
    let bits = magnitude.bitPattern
    let rounded = (bits + 0xFFF + (bits >> 13 & 1)) >> 13 - (127 - 15) << 10
    return sign | UInt16(min(rounded, 0x7C00))
  }
}
