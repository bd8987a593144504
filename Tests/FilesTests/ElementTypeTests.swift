// Each kind of number against Swift's own conversions, and a file that the reference package wrote.

import Files
import Foundation
import TestSupport
import Testing

@Suite struct ElementTypeTests {
  /// Made by Tests/peers/make_safetensors_fixture.py with safetensors 0.8.0.
  static let peerFile = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("peers/peer.safetensors")

  @Test func readsTheFileOfTheReferencePackage() throws {
    let file = try SafetensorsFile(contentsOf: Self.peerFile)
    #expect(file.metadata == ["format": "pt", "ключ": "a \\ b"])
    #expect(file.entries.count == 18)
    for name in ["f64", "f32", "f16", "bf16", "i64", "i32", "i16", "i8", "u8", "u16", "u32", "u64"] {
      #expect(try file.values(name) == [0, 1, 2, 3, 40, 100], "\(name)")
      #expect(try file.entry(name).shape == [2, 3])
    }
    #expect(try file.values("bool") == [1, 0, 1])
    #expect(try file.values("scalar") == [-2.5])
    #expect(try file.entry("empty").shape == [3, 0])
    let edges = try file.values("half/edges")
    #expect(edges[..<4] == [65504, -0x1p-24, 0x1p-14, .infinity] && edges[4].isNaN)
    #expect(try file.values("näme \"quoted\"\n").map(\.bitPattern) == [0x3FC0_0000, 0x8000_0000])
    #expect(try file.entry("f8").elementType == .float8E4M3)
  }

  /// Reads numbers of one kind through a file that begins at an odd address.
  private func read<Number>(_ numbers: [Number], as type: ElementType) throws -> [Float] {
    let data = numbers.withUnsafeBytes { [UInt8]($0) }
    let entry =
      #"{"dtype":"\#(type.rawValue)","shape":[\#(numbers.count)],"data_offsets":[0,\#(data.count)]}"#
    let header = #"{"x":\#(entry)}"#
    let padding = String(repeating: " ", count: 1 + (-header.utf8.count & 7))
    return try SafetensorsFile(bytes: FileTesting.file(header + padding, data: data)).values("x")
  }

  @Test func wideNumbersAreRoundedToTheNearest() throws {
    let doubles = [0.1, -1e300, 1e-300, 16_777_217, .pi, -0.0]
    #expect(try read(doubles, as: .float64) == doubles.map { Float($0) })
    let large: [Int64] = [.min, .max, 16_777_217, -1]
    #expect(try read(large, as: .signed64) == large.map { Float($0) })
    #expect(try read([UInt64.max, 1], as: .unsigned64) == [0x1p64, 1])
    #expect(try read([Int32.min, .max], as: .signed32) == [-0x1p31, 0x1p31])
    #expect(try read([UInt32.max, 5], as: .unsigned32) == [0x1p32, 5])
    #expect(try read([Int16.min, .max], as: .signed16) == [-32768, 32767])
    #expect(try read([UInt16.max], as: .unsigned16) == [65535])
    #expect(try read([Int8.min, .max], as: .signed8) == [-128, 127])
    #expect(try read([UInt8.max], as: .unsigned8) == [255])
    #expect(try read([0, 1, 2] as [UInt8], as: .bool) == [0, 1, 1])
  }

  @Test func everyBrainFloatIsTheUpperHalfOfAFloat() throws {
    let all = (0...UInt16.max).map { $0 }
    #expect(try read(all, as: .bfloat16).map(\.bitPattern) == all.map { UInt32($0) << 16 })
  }

  #if !(os(macOS) && arch(x86_64))
    @Test func everyHalfIsWhatSwiftSaysItIs() throws {
      let all = (0...UInt16.max).map { $0 }
      for (bits, value) in zip(all, try read(all, as: .float16)) {
        let expected = Float(Float16(bitPattern: bits))
        #expect(value == expected || value.isNaN && expected.isNaN, "\(bits): \(value), \(expected)")
        #expect(value.sign == expected.sign)
      }
    }
  #endif

  @Test func theFirstNumbersOfATensorCanBeRead() throws {
    let file = try SafetensorsFile(contentsOf: Self.peerFile)
    for name in ["f32", "i64", "bf16"] {
      var part: [Float] = [7, 7, 7]
      try part.withUnsafeMutableBufferPointer { try file.read(name, into: $0) }
      #expect(part == [0, 1, 2])
    }
  }
}
