// GGUF files written and read: every kind of value, every kind of number, every rule of the format broken once, and
// ten thousand files that were changed at random.

import Foundation
import TestSupport
import Testing
import TinyTensor

@testable import Basics
@testable import Files

@Suite struct GGUFFileTests {
  private static let values: [(key: String, value: GGUFValue)] = [
    ("general.architecture", .text("gpt2")), ("a.size", .size(7)), ("a.float", .float(0.5, .float32)),
    ("a.double", .float(0.1, .float64)), ("a.yes", .boolean(true)), ("a.byte", .integer(-3, .signed8)),
    ("a.large", .integer(.min, .signed64)), ("a.texts", .texts(["x", "", "Grüße"])),
    ("a.list", .list([.integer(1, .unsigned16), .integer(65535, .unsigned16)], of: .unsigned16)),
  ]

  private static func file(
    _ values: [(key: String, value: GGUFValue)] = values,
    _ tensors: [(source: TensorSource, kind: GGUFTensorKind)] = [
      (TensorSource(name: "w", shape: [2, 3], values: [1, -2, 3, 4, 5, .infinity]), .float32),
      (TensorSource(name: "q", shape: [1, 32], values: (0..<32).map { Float($0) - 16 }), .blocks8),
    ]
  ) throws -> Data {
    var data = Data()
    try GGUFFile.write(values, tensors) { data.append(contentsOf: $0) }
    return data
  }

  private static func happened(_ data: Data) -> String {
    FileTesting.problem { _ = try GGUFFile(bytes: data) }?.happened ?? ""
  }

  /// A file with one change: the first place where `old` stands becomes `new`.
  private static func changed(_ old: [UInt8], _ new: [UInt8]) throws -> Data {
    var data = try file()
    let range = try #require(data.firstRange(of: Data(old)))
    data.replaceSubrange(range, with: new)
    return data
  }

  @Test func everythingComesBack() throws {
    let file = try GGUFFile(bytes: Self.file())
    #expect(file.values == Dictionary(uniqueKeysWithValues: Self.values.map { ($0.key, $0.value) }))
    #expect(file.entries.map(\.name) == ["w", "q"] && file.entries.map(\.shape) == [[2, 3], [1, 32]])
    #expect(try file.numbers("w") == [1, -2, 3, 4, 5, .infinity])
    let found = try file.numbers("q")
    #expect(zip(found, (0..<32).map { Float($0) - 16 }).allSatisfy { abs($0 - $1) <= 16 / 127.0 / 2 + 0.01 })
    #expect(FileTesting.problem { _ = try file.numbers("v") }?.happened.contains("no tensor \"v\"") == true)
    #expect(try Self.file() == Self.file())
  }

  @Test func numbersBeginAtMultiplesOf32() throws {
    let file = try GGUFFile(bytes: Self.file())
    #expect(file.entries.allSatisfy { $0.range.lowerBound % 32 == 0 })
    let wide = try GGUFFile(bytes: Self.file(Self.values + [("general.alignment", .size(128))]))
    #expect(wide.entries.allSatisfy { $0.range.lowerBound % 128 == 0 })
    #expect(try wide.numbers("w") == file.numbers("w"))
  }

  @Test func aPartOfOtherBytesIsReadToo() throws {
    let whole = Data([9, 9, 9]) + (try Self.file())
    #expect(try GGUFFile(bytes: whole[3...]).numbers("w")[1] == -2)
  }

  @Test func rulesThatAreBroken() throws {
    let sound = try Self.file()
    #expect(Self.happened(Data()).contains("does not begin with GGUF"))
    #expect(Self.happened(Data("GGML".utf8) + sound.dropFirst(4)).contains("does not begin with GGUF"))
    #expect(Self.happened(try Self.changed([3, 0, 0, 0], [2, 0, 0, 0])).contains("version 2, not 3"))
    #expect(Self.happened(sound.prefix(12)).contains("inside a number of 8 bytes"))
    #expect(Self.happened(sound.prefix(20)).contains("2 tensors do not fit into the 4 bytes left"))
    #expect(Self.happened(sound.dropLast(1)).contains("the file has"))
    #expect(Self.happened(sound.dropLast(64)).contains("tensor \"q\" ends at"))
    #expect(Self.happened(sound + [0]).contains("its tensors end at byte"))
    var claims = sound
    for i in 8..<16 { claims[i] = 0xFF }
    #expect(Self.happened(claims).contains("tensors do not fit into the"))
    claims = sound
    for i in 16..<24 { claims[i] = 0xFF }
    #expect(Self.happened(claims).contains("values do not fit into the"))
    #expect(
      Self.happened(try Self.changed(Array("a.float".utf8), Array("a.texts".utf8))).contains("stands twice"))
    #expect(
      Self.happened(try Self.changed(Array("a.yes".utf8), Array("a yes".utf8))).contains("other letters"))
    #expect(Self.happened(try Self.changed(Array("gpt2".utf8), [0xFF, 0xFE, 0, 0])).contains("is not UTF-8"))
    #expect(
      Self.happened(
        try Self.changed(Array("a.yes".utf8) + [7, 0, 0, 0, 1], Array("a.yes".utf8) + [7, 0, 0, 0, 2])
      )
      .contains("a yes or no is 2"))
    #expect(
      Self.happened(try Self.changed(Array("a.yes".utf8) + [7], Array("a.yes".utf8) + [13]))
        .contains("no kind of value 13"))
    #expect(
      Self.happened(
        try Self.changed(Array("a.list".utf8) + [9, 0, 0, 0, 2], Array("a.list".utf8) + [9, 0, 0, 0, 9])
      )
      .contains("a list of lists"))
  }

  @Test func tensorsThatCannotBe() throws {
    // "w", rank 2, sizes 3 and 2, kind 0, place 0.
    let start: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 0] + Array("w".utf8)
    func happened(_ old: [UInt8], _ new: [UInt8]) throws -> String {
      Self.happened(try Self.changed(start + old, start + new))
    }
    let rank: [UInt8] = [2, 0, 0, 0]
    let sizes: [UInt8] = [3, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]
    #expect(try happened(rank, [5, 0, 0, 0]).contains("has 5 sizes"))
    #expect(try happened(rank, [0, 0, 0, 0]).contains("has 0 sizes"))
    #expect(try happened(rank + sizes + [0], rank + sizes + [2]).contains("numbers of kind 2"))
    #expect(try happened(rank + sizes + [0], rank + sizes + [8]).contains("no possible number of bytes"))
    let huge = [UInt8](repeating: 0xFF, count: 7) + [0x7F]
    #expect(try happened(rank + sizes, rank + huge + huge).contains("no possible number of bytes"))
    let place = rank + sizes + [0, 0, 0, 0]
    #expect(try happened(place + [0], place + [32]).contains("tensor \"w\" begins at 32, not at 0"))
    let name = String(repeating: "n", count: 65)
    #expect(
      Self.happened(try Self.changed(start, [65, 0, 0, 0, 0, 0, 0, 0] + Array(name.utf8)))
        .contains("the name of a tensor claims 65 bytes"))
  }

  /// A value takes more memory here than in the file: many lists together may hold no more than one.
  @Test func listsAreCountedTogether() throws {
    func number<Number: FixedWidthInteger>(_ value: Number) -> Data {
      withUnsafeBytes(of: value.littleEndian) { Data($0) }
    }
    func list(_ key: String) -> Data {  // of 3 million bytes
      number(UInt64(key.utf8.count)) + Data(key.utf8) + number(UInt32(9)) + number(UInt32(0))
        + number(UInt64(3_000_000)) + Data(count: 3_000_000)
    }
    let start = Data("GGUF".utf8) + number(UInt32(3)) + number(UInt64(0))
    let one = try GGUFFile(bytes: start + number(UInt64(1)) + list("a"))
    #expect(one.values["a"]?.kind == .list)
    let two = start + number(UInt64(2)) + list("a") + list("b")
    #expect(Self.happened(two).contains("more than the 4194304 that are allowed"))
    // The smallest value is 13 bytes of zero.
    let values = start + number(UInt64(1 << 22 + 1)) + Data(count: 13 * (1 << 22 + 1))
    #expect(Self.happened(values).contains("more than the 4194304 that are allowed"))
  }

  @Test func anAlignmentThatIsNone() throws {
    for value in [GGUFValue.size(0), .size(3), .size(1 << 20), .text("32")] {
      var data = try Self.file([("general.alignmenX", value)], [])
      data.replaceSubrange(
        try #require(data.firstRange(of: Data("alignmenX".utf8))), with: Data("alignment".utf8))
      #expect(Self.happened(data).contains("must be a power of two"), "\(value)")
    }
  }

  @Test func mutationsNeverTrap() throws {
    let counts = try FileTesting.attack(Self.file()) { data in
      let file = try GGUFFile(bytes: data)
      for entry in file.entries {
        let numbers = try file.numbers(entry.name)
        #expect(numbers.count == entry.count)
      }
    }
    #expect(counts.refused > 4000 && counts.read > 1000, "\(counts)")
  }
}
