// The kinds of numbers that a safetensors file may hold, and how each becomes a float32.
// Follows the list of the reference crate (huggingface/safetensors, tensor.rs, version 0.8).
// Leaves out: reading complex numbers and floats below 16 bits; their names and sizes are known all the same.

import Basics

/// The kind of the numbers of one tensor, under the name that the format gives it.
public enum ElementType: String, CaseIterable, Sendable {
  case bool = "BOOL"
  case float4 = "F4"
  case float6E2M3 = "F6_E2M3"
  case float6E3M2 = "F6_E3M2"
  case unsigned8 = "U8"
  case signed8 = "I8"
  case float8E5M2 = "F8_E5M2"
  case float8E4M3 = "F8_E4M3"
  case float8E8M0 = "F8_E8M0"
  case float8E4M3FNUZ = "F8_E4M3FNUZ"
  case float8E5M2FNUZ = "F8_E5M2FNUZ"
  case signed16 = "I16"
  case unsigned16 = "U16"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case signed32 = "I32"
  case unsigned32 = "U32"
  case float32 = "F32"
  case complex64 = "C64"
  case float64 = "F64"
  case signed64 = "I64"
  case unsigned64 = "U64"

  /// The size of one number, in bits.
  public var bitCount: Int {
    switch self {
    case .float4: 4
    case .float6E2M3, .float6E3M2: 6
    case .bool, .unsigned8, .signed8, .float8E5M2, .float8E4M3, .float8E8M0, .float8E4M3FNUZ,
      .float8E5M2FNUZ:
      8
    case .signed16, .unsigned16, .float16, .bfloat16: 16
    case .signed32, .unsigned32, .float32: 32
    case .complex64, .float64, .signed64, .unsigned64: 64
    }
  }

  /// Whether the numbers can be read as float32 here: not complex ones, nor floats below 16 bits.
  public var isReadable: Bool { self != .complex64 && (!rawValue.hasPrefix("F") || bitCount >= 16) }
}

extension ElementType {
  /// Turns packed little-endian numbers into float32.
  ///
  /// Exact for F32, F16, BF16, BOOL (anything but 0 counts as 1) and integers up to 2^24; wider numbers are
  /// rounded to the nearest float32, which for a large F64 is infinity.
  ///
  /// - Precondition: the type is readable, and there are as many numbers as there is room.
  func decode(_ bytes: UnsafeRawBufferPointer, into floats: UnsafeMutableBufferPointer<Float>) {
    require(
      bytes.count * 8 == floats.count * bitCount,
      "\(bytes.count) bytes do not hold \(floats.count) numbers of \(bitCount) bits")
    switch self {
    case .float32: UnsafeMutableRawBufferPointer(floats).copyMemory(from: bytes)
    case .float64: convert(bytes, floats) { Float(Double(bitPattern: $0 as UInt64)) }
    case .float16: convert(bytes, floats) { Float(halfBits: $0) }
    case .bfloat16: convert(bytes, floats) { Float(bitPattern: UInt32($0 as UInt16) << 16) }
    case .bool: convert(bytes, floats) { $0 as UInt8 == 0 ? 0 : 1 }
    case .unsigned8: convert(bytes, floats) { Float($0 as UInt8) }
    case .signed8: convert(bytes, floats) { Float($0 as Int8) }
    case .unsigned16: convert(bytes, floats) { Float($0 as UInt16) }
    case .signed16: convert(bytes, floats) { Float($0 as Int16) }
    case .unsigned32: convert(bytes, floats) { Float($0 as UInt32) }
    case .signed32: convert(bytes, floats) { Float($0 as Int32) }
    case .unsigned64: convert(bytes, floats) { Float($0 as UInt64) }
    case .signed64: convert(bytes, floats) { Float($0 as Int64) }
    default: stop("\(rawValue) cannot be read as float32")
    }
  }

  /// One loop for all of them.
  ///
  /// A number may lie at any address: only files with padded headers are aligned.
  @inline(__always)
  private func convert<Stored: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer, _ floats: UnsafeMutableBufferPointer<Float>, _ value: (Stored) -> Float
  ) {
    for index in floats.indices {
      let offset = index * MemoryLayout<Stored>.size
      floats[index] = value(
        Stored(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Stored.self)))
    }
  }
}

extension Float {
  /// The value of a 16-bit float: 1 sign, 5 exponent, 10 fraction bits.
  ///
  /// Swift's `Float16` is not on every Mac.
  ///
  /// Moved to its place in a float32, the exponent counts from 127 instead of 15, so the result is 2^112 times
  /// too small; the product repairs this, exactly, for the smallest (subnormal) numbers too.
  init(halfBits: UInt16) {
    let magnitude = UInt32(halfBits & 0x7FFF) << 13
    let isFinite = halfBits & 0x7C00 != 0x7C00
    let scaled =
      isFinite ? Float(bitPattern: magnitude) * 0x1p112 : Float(bitPattern: magnitude | 0x7F80_0000)
    self = Float(bitPattern: scaled.bitPattern | UInt32(halfBits & 0x8000) << 16)
  }
}
