// Reads the beginning of a GGUF file, before the numbers: its values, and the names and sizes of its tensors.
// Follows github.com/ggml-org/ggml, docs/gguf.md, version 3. Where the numbers lie is checked in GGUFFile.swift.
// Leaves out: lists of lists, and kinds of numbers that cannot be read here; both are refused.

import Foundation

/// Moves through the bytes of a GGUF file from left to right; no number in it can ask for more than there is.
struct GGUFReader {
  private let bytes: Data
  private let file: String
  private(set) var position = 0

  init(_ bytes: Data, file: String) {
    self.bytes = bytes
    self.file = file
  }

  /// How many bytes the file has.
  var count: Int { bytes.count }
  private var rest: Int { bytes.count - position }

  /// A problem at the place where the reader stands.
  func problem(_ text: String) -> FileProblem {
    FileProblem(file: file, happened: "byte \(position): \(text).", remedy: GGUFFile.remedy)
  }

  /// Reads magic, version and the two numbers of things that follow.
  mutating func readStart() throws -> (tensors: Int, values: Int) {
    guard bytes.prefix(4).elementsEqual(GGUFFile.magic) else { throw problem("it does not begin with GGUF") }
    position = 4
    let version = try number(UInt32.self)
    guard version == 3 else { throw problem("it has version \(version), not 3") }
    // A tensor has at least 24 bytes (name, rank, kind, place), a value 13.
    let tensors = try readCount(of: "tensors", atLeast: 24)
    let values = try readCount(of: "values", atLeast: 13)
    try take(tensors)
    try take(values)
    return (tensors, values)
  }

  mutating func readValues(_ count: Int) throws -> [String: GGUFValue] {
    var values: [String: GGUFValue] = [:]
    for _ in 0..<count {
      let key = try readText("a key", limit: 65_535)
      guard key.utf8.allSatisfy({ (0x21..<0x7F).contains($0) }) else {
        throw problem("the key \(FileProblem.quoted(key)) holds other letters than those of ASCII")
      }
      let value = try readValue(of: readKind())
      guard values.updateValue(value, forKey: key) == nil else {
        throw problem("the key \(FileProblem.quoted(key)) stands twice")
      }
    }
    return values
  }

  /// Reads name, sizes, kind and place of each tensor; its range is still counted from where the numbers begin.
  mutating func readEntries(_ count: Int) throws -> [GGUFFile.Entry] {
    var names: Set<String> = []
    var entries: [GGUFFile.Entry] = []
    for _ in 0..<count {
      let name = try readText("the name of a tensor", limit: 64)
      let label = "tensor \(FileProblem.quoted(name))"
      guard names.insert(name).inserted else { throw problem("\(label) stands twice") }
      let rank = try number(UInt32.self)
      guard (1...4).contains(rank) else { throw problem("\(label) has \(rank) sizes; 1 to 4 are allowed") }
      var shape: [Int] = []
      for _ in 0..<rank { shape.insert(try readInteger(UInt64.self), at: 0) }
      let code = try number(UInt32.self)
      guard let kind = GGUFTensorKind(rawValue: code) else {
        throw problem("\(label) has numbers of kind \(code); F32, F16 and Q8_0 (0, 1, 8) are supported here")
      }
      let begin = try readInteger(UInt64.self)
      let byteCount = kind.byteCount(shape)
      guard let byteCount, case let (end, overflow) = begin.addingReportingOverflow(byteCount), !overflow
      else {
        throw problem("\(label) of shape \(shape) at \(begin) fills no possible number of bytes")
      }
      entries.append(GGUFFile.Entry(name: name, shape: shape, kind: kind, range: begin..<end))
    }
    return entries
  }

  private mutating func readKind() throws -> GGUFValue.Kind {
    let code = try number(UInt32.self)
    guard let kind = GGUFValue.Kind(rawValue: code) else {
      throw problem("there is no kind of value \(code)")
    }
    return kind
  }

  private mutating func readValue(of kind: GGUFValue.Kind) throws -> GGUFValue {
    switch kind {
    case .unsigned8: .integer(try readInteger(UInt8.self), kind)
    case .signed8: .integer(try readInteger(Int8.self), kind)
    case .unsigned16: .integer(try readInteger(UInt16.self), kind)
    case .signed16: .integer(try readInteger(Int16.self), kind)
    case .unsigned32: .integer(try readInteger(UInt32.self), kind)
    case .signed32: .integer(try readInteger(Int32.self), kind)
    case .unsigned64: .integer(try readInteger(UInt64.self), kind)
    case .signed64: .integer(try readInteger(Int64.self), kind)
    case .float32: .float(Double(Float(bitPattern: try number(UInt32.self))), kind)
    case .float64: .float(Double(bitPattern: try number(UInt64.self)), kind)
    case .boolean: .boolean(try readBoolean())
    case .text: .text(try readText("a text", limit: .max))
    case .list: try readList()
    }
  }

  /// More values than any vocabulary has.
  private static let mostThings = 1 << 22
  /// How many more tensors and values are taken: each may need 25 times as much memory here as in the file.
  private var thingsLeft = mostThings

  private mutating func take(_ count: Int) throws {
    thingsLeft -= count
    guard thingsLeft >= 0 else {
      throw problem("tensors and values are more than the \(Self.mostThings) that are allowed")
    }
  }

  private mutating func readList() throws -> GGUFValue {
    let kind = try readKind()
    guard kind != .list else { throw problem("a list of lists is not supported here") }
    let count = try readCount(of: "values in a list", atLeast: kind.smallestByteCount)
    try take(count)
    return .list(try (0..<count).map { _ in try readValue(of: kind) }, of: kind)
  }

  private mutating func readBoolean() throws -> Bool {
    let byte = try number(UInt8.self)
    guard byte < 2 else { throw problem("a yes or no is \(byte), not 0 or 1") }
    return byte == 1
  }

  private mutating func readText(_ what: String, limit: Int) throws -> String {
    let length = try number(UInt64.self)
    guard length <= min(rest, limit) else {
      throw problem("\(what) claims \(length) bytes; at most \(min(rest, limit)) are possible")
    }
    let start = bytes.startIndex + position
    guard let text = String(validating: bytes[start..<start + Int(length)], as: UTF8.self) else {
      throw problem("\(what) is not UTF-8")
    }
    position += Int(length)
    return text
  }

  /// Reads how many things follow, each of at least `size` bytes.
  private mutating func readCount(of what: String, atLeast size: Int) throws -> Int {
    let count = try number(UInt64.self)
    guard count <= rest / size else {
      throw problem("\(count) \(what) do not fit into the \(rest) bytes left")
    }
    return Int(count)
  }

  private mutating func readInteger<Stored: FixedWidthInteger & BitwiseCopyable>(_ type: Stored.Type) throws
    -> Int
  {
    let stored = try number(type)
    guard let value = Int(exactly: stored) else { throw problem("\(stored) is larger than \(Int.max)") }
    return value
  }

  private mutating func number<Stored: FixedWidthInteger & BitwiseCopyable>(_: Stored.Type) throws -> Stored {
    let size = MemoryLayout<Stored>.size
    guard rest >= size else { throw problem("the file ends inside a number of \(size) bytes") }
    defer { position += size }
    return bytes.withUnsafeBytes {
      Stored(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: Stored.self))
    }
  }
}
