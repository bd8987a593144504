// The header of a safetensors file: the kind, sizes and place of each tensor. Every rule of the format is checked here,
// before any number is read.
// Follows huggingface/safetensors (tensor.rs and the abuses listed in attacks/README.md); stricter where the
// format's own page is: first byte, padding, keys that stand twice, keys that nobody knows.

import Foundation

/// The header of a file, known to be right. The file, from its first byte to its last:
///
///     8 bytes    N, the length of the header, little-endian
///     N bytes    {"__metadata__":{"format":"pt"},
///                 "w":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}, ...}   and spaces
///     the rest   the numbers, tensor after tensor, row by row; w has the first 24 bytes
struct SafetensorsHeader {
  private(set) var metadata: [String: String] = [:]
  private(set) var entries: [SafetensorsFile.Entry] = []
  /// Where the numbers begin, in bytes from the start of the file.
  let dataStart: Int

  /// The reference refuses larger headers too: text costs more time and memory than numbers.
  static let largestByteCount = 100_000_000

  /// Reads and checks the header.
  ///
  /// Memory: a copy of the header and a few words for each tensor in it. No number in the file can ask for more.
  init(_ bytes: Data, file: String) throws {
    let refuse = FileProblem.refusing(file, remedy: SafetensorsFile.remedy)
    let count = try Self.byteCount(bytes, refuse)
    dataStart = 8 + count
    var reader = StrictJSON([UInt8](bytes.dropFirst(8).prefix(count)), file: file)
    try reader.readObject { name, reader in
      if name == "__metadata__" { return try readMetadata(&reader) }
      entries.append(try Self.readEntry(name, &reader))
    }
    try reader.readEnd()
    try arrange(dataCount: bytes.count - dataStart, refuse)
  }

  /// Reads the first 8 bytes, the length of the header, and looks at its first byte.
  private static func byteCount(_ bytes: Data, _ refuse: (String) -> FileProblem) throws -> Int {
    guard bytes.count >= 8 else {
      throw refuse("it has \(bytes.count) bytes; a safetensors file has at least 8, for its header's length.")
    }
    let claimed = bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard claimed <= largestByteCount else {
      throw refuse("its header claims \(claimed) bytes; at most \(largestByteCount) are allowed.")
    }
    guard claimed <= bytes.count - 8 else {
      throw refuse("its header claims \(claimed) bytes; after the length, \(bytes.count - 8) are left.")
    }
    guard claimed > 0 else { throw refuse("its header is empty.") }
    let first = bytes[bytes.startIndex + 8]
    guard first == UInt8(ascii: "{") else {
      throw refuse("its header begins with byte \(first), not with `{`.")
    }
    return Int(claimed)
  }

  /// Reads `{"key": "text", ...}`; a value that is not a text is a problem.
  private mutating func readMetadata(_ reader: inout StrictJSON) throws {
    try reader.readObject { key, reader in
      guard reader.found == "a text" else {
        let name = FileProblem.quoted(key)
        throw reader.problem("__metadata__ holds only texts, but \(name) is \(reader.found)")
      }
      metadata[key] = try reader.readString()
    }
  }

  /// Reads `{"dtype": ..., "shape": [...], "data_offsets": [begin, end]}`, with exactly these keys.
  private static func readEntry(_ name: String, _ reader: inout StrictJSON) throws -> SafetensorsFile.Entry {
    let label = "tensor \(FileProblem.quoted(name))"
    var type: String?
    var shape: [Int]?
    var offsets: [Int]?
    try reader.readObject { key, reader in
      switch key {
      case "dtype": type = try reader.readString()
      case "shape": shape = try reader.readNumbers()
      case "data_offsets": offsets = try reader.readNumbers()
      default: throw reader.problem("\(label) has the unknown key \(FileProblem.quoted(key))")
      }
    }
    guard let type, let shape, let offsets else {
      throw reader.problem("\(label) needs dtype, shape and data_offsets")
    }
    guard let elementType = ElementType(rawValue: type) else {
      throw reader.problem("\(label) has the unknown dtype \(FileProblem.quoted(type))")
    }
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw reader.problem("\(label) needs data_offsets [begin, end], got \(offsets)")
    }
    let range = offsets[0]..<offsets[1]
    guard byteCount(shape, elementType) == range.count else {
      let needed = byteCount(shape, elementType).map { "\($0) bytes" } ?? "no possible number of bytes"
      throw reader.problem("\(label): \(type) \(shape) needs \(needed), data_offsets give \(range.count)")
    }
    return SafetensorsFile.Entry(name: name, elementType: elementType, shape: shape, range: range)
  }

  /// The bytes that a tensor fills; nil if they are too many to count, or end inside a byte.
  private static func byteCount(_ shape: [Int], _ type: ElementType) -> Int? {
    guard let bits = ([type.bitCount] + shape).product(), bits % 8 == 0 else { return nil }
    return bits / 8
  }

  /// Sorts by place and checks that the tensors fill the file: no hole, no overlap, nothing after the last.
  private mutating func arrange(dataCount: Int, _ refuse: (String) -> FileProblem) throws {
    func place(_ entry: SafetensorsFile.Entry) -> (Int, Int, String) {
      (entry.range.lowerBound, entry.range.upperBound, entry.name)
    }
    entries.sort { place($0) < place($1) }
    var end = 0
    for entry in entries {
      guard entry.range.lowerBound == end else {
        let name = FileProblem.quoted(entry.name)
        throw refuse("tensor \(name) begins at \(entry.range.lowerBound), not at \(end).")
      }
      end = entry.range.upperBound
    }
    guard end == dataCount else {
      throw refuse("its tensors end at \(end), but its data has \(dataCount) bytes.")
    }
  }
}
