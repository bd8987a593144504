// Opens a GGUF file: values with names, then tensors with names, then their numbers. No code runs on opening it.
// Follows github.com/ggml-org/ggml, docs/gguf.md, version 3; every rule is checked before a number is looked at.
// Leaves out: versions 1 and 2, big-endian files, and kinds of numbers other than those of GGUFTensorKind.

import Foundation

/// The tensors and values of a GGUF file, under their names. The file, from its first byte to its last:
///
///     GGUF, version 3, number of tensors, number of values
///     each value     its name, its kind, what it is
///     each tensor    its name, its sizes (fastest first), its kind, where it begins
///     the numbers    from a multiple of the alignment on, and each tensor too
public struct GGUFFile: Sendable {
  /// One tensor of the file.
  public struct Entry: Equatable, Sendable {
    /// The name, unique in the file.
    public let name: String
    /// Its sizes, slowest first.
    public let shape: [Int]
    /// The kind of its numbers in the file.
    public let kind: GGUFTensorKind
    /// Its place, in bytes from the start of the file.
    fileprivate(set) var range: Range<Int>

    /// How many numbers it has.
    public var count: Int { shape.reduce(1, *) }
  }

  static let remedy =
    "The file is damaged, or not a GGUF file of version 3: download, copy or write it again."
  static let magic = Array("GGUF".utf8)
  package static let alignmentKey = "general.alignment"
  package static let usualAlignment = 32

  /// The values.
  public let values: [String: GGUFValue]
  /// The tensors, in the order of their places.
  public let entries: [Entry]
  private let file: String
  private let bytes: Data
  private let indices: [String: Int]

  /// Opens a file; it is mapped into memory.
  ///
  /// - Throws: `FileProblem` if it cannot be read or breaks a rule of the format.
  public init(contentsOf url: URL) throws {
    try self.init(bytes: FileBytes.read(url, mapped: true), file: url.path)
  }

  /// Reads a file's content that is in memory already.
  ///
  /// - Parameters:
  ///   - bytes: All bytes of the file.
  ///   - file: What to call it in messages.
  /// - Throws: `FileProblem` if it breaks a rule of the format.
  public init(bytes: Data, file: String = "bytes in memory") throws {
    var reader = GGUFReader(bytes, file: file)
    let (tensorCount, valueCount) = try reader.readStart()
    values = try reader.readValues(valueCount)
    entries = try Self.arranged(try reader.readEntries(tensorCount), &reader, values)
    indices = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.name, $0) })
    self.file = file
    self.bytes = bytes
  }

  /// Puts the tensors at their places in the file: no hole, no overlap, nothing after the last but its padding.
  private static func arranged(
    _ entries: [Entry], _ reader: inout GGUFReader, _ values: [String: GGUFValue]
  ) throws -> [Entry] {
    let alignment = values[alignmentKey].map { $0.integer ?? 0 } ?? usualAlignment
    guard (1...1 << 16).contains(alignment), alignment & (alignment - 1) == 0 else {
      throw reader.problem("\(alignmentKey) must be a power of two up to 65536")
    }
    let (dataStart, size) = (padded(reader.position, alignment), reader.count)
    var end = 0
    var arranged = entries
    for (i, entry) in entries.enumerated() {
      let label = "tensor \(FileProblem.quoted(entry.name))"
      guard entry.range.lowerBound == padded(end, alignment) else {
        throw reader.problem("\(label) begins at \(entry.range.lowerBound), not at \(padded(end, alignment))")
      }
      guard entry.range.upperBound <= size - dataStart else {
        throw reader.problem(
          "\(label) ends at \(entry.range.upperBound) of \(max(0, size - dataStart)) bytes")
      }
      end = entry.range.upperBound
      arranged[i].range = dataStart + entry.range.lowerBound..<dataStart + entry.range.upperBound
    }
    // A file without tensors may end before the padding.
    let last = dataStart + end
    guard entries.isEmpty ? size <= dataStart : size == last || size == padded(last, alignment) else {
      throw reader.problem("its tensors end at byte \(last), the file has \(size)")
    }
    return arranged
  }

  static func padded(_ position: Int, _ alignment: Int) -> Int {
    (position + alignment - 1) / alignment * alignment
  }

  /// The tensor with this name.
  ///
  /// - Throws: `FileProblem` if there is none.
  public func entry(_ name: String) throws -> Entry {
    if let index = indices[name] { return entries[index] }
    throw FileProblem(
      file: file, happened: "it has no tensor \(FileProblem.quoted(name)) among its \(entries.count).",
      remedy: "Check that the file belongs to this kind of model.")
  }

  /// The numbers of one tensor as float32, row by row.
  ///
  /// - Throws: `FileProblem` if there is no such tensor.
  public func numbers(_ name: String) throws -> [Float] {
    let entry = try entry(name)
    return [Float](unsafeUninitializedCapacity: entry.count) { buffer, filled in
      bytes.withUnsafeBytes {
        entry.kind.decode(
          UnsafeRawBufferPointer(rebasing: $0[entry.range]),
          into: UnsafeMutableBufferPointer(rebasing: buffer[..<entry.count]))
      }
      filled = entry.count
    }
  }
}
