// Opens a safetensors file: a header of names, shapes and places, then the numbers. No code runs on opening it.
// Follows the format as described at github.com/huggingface/safetensors; the rules are in SafetensorsHeader.swift.
// Leaves out: writing (SafetensorsWriter.swift), and whether the numbers make sense.

import Basics
import Foundation

/// The tensors of a safetensors file, under their names.
///
/// The file is mapped into memory: a tensor is read from the disk when it is asked for, and a large model is never
/// there twice. So do not change or cut a file in place while it is open; `AtomicFile` never does.
public struct SafetensorsFile: Sendable {
  /// One tensor of the file.
  public struct Entry: Equatable, Sendable {
    /// The name, unique in the file.
    public let name: String
    /// The kind of its numbers in the file.
    public let elementType: ElementType
    /// Its sizes, slowest first; empty for a single number.
    public let shape: [Int]
    /// Its place, in bytes from the start of the data.
    let range: Range<Int>

    /// How many numbers it has.
    public var count: Int { shape.reduce(1, *) }
  }

  static let remedy = "The file is damaged, or not a safetensors file: download, copy or write it again."

  /// The texts that were stored with the tensors.
  public let metadata: [String: String]
  /// All tensors, in the order of their places.
  public let entries: [Entry]
  private let file: String
  private let bytes: Data
  private let dataStart: Int
  private let indices: [String: Int]

  /// Opens a file.
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
    let header = try SafetensorsHeader(bytes, file: file)
    metadata = header.metadata
    entries = header.entries
    dataStart = header.dataStart
    indices = Dictionary(uniqueKeysWithValues: header.entries.enumerated().map { ($1.name, $0) })
    self.file = file
    self.bytes = bytes
  }

  /// The tensor with this name.
  ///
  /// - Throws: `FileProblem` if there is no such tensor.
  public func entry(_ name: String) throws -> Entry {
    if let index = indices[name] { return entries[index] }
    throw FileProblem(
      file: file, happened: "it has no tensor \(FileProblem.quoted(name)) among its \(entries.count).",
      remedy: "Check that the file belongs to this kind of model.")
  }

  /// The numbers of one tensor as float32, row by row.
  ///
  /// - Throws: `FileProblem` if there is no such tensor or its kind of numbers is not supported.
  public func values(_ name: String) throws -> [Float] {
    let count = try entry(name).count
    return try [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      try read(name, into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      filled = count
    }
  }

  /// Reads the first numbers of one tensor as float32 into memory that the caller owns, without a copy in between.
  ///
  /// - Parameters:
  ///   - name: The tensor.
  ///   - floats: Where they go; as many are read as there is room.
  /// - Throws: `FileProblem` if there is no such tensor or its kind of numbers is not supported.
  /// - Precondition: the tensor has at least that many numbers.
  public func read(_ name: String, into floats: UnsafeMutableBufferPointer<Float>) throws {
    let entry = try entry(name)
    require(floats.count <= entry.count, "\(name) has \(entry.count) numbers, asked for \(floats.count)")
    guard entry.elementType.isReadable else {
      throw FileProblem(
        file: file,
        happened:
          "tensor \(FileProblem.quoted(name)): \(entry.elementType.rawValue) is known but not supported here.",
        remedy: "Convert it to F32, F16 or BF16 with the tool that made it.")
    }
    try withBytes(of: name) { bytes in
      let part = bytes.prefix(floats.count * entry.elementType.bitCount / 8)
      entry.elementType.decode(UnsafeRawBufferPointer(rebasing: part), into: floats)
    }
  }

  /// Lends the bytes of one tensor as they are in the file: packed, row by row, little-endian.
  ///
  /// - Parameters:
  ///   - name: The tensor.
  ///   - body: Uses the bytes; they must not be kept.
  /// - Throws: `FileProblem` if there is no such tensor, or what `body` throws.
  public func withBytes<Result>(
    of name: String, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    let range = try entry(name).range
    return try bytes.withUnsafeBytes { all in
      let place = dataStart + range.lowerBound..<dataStart + range.upperBound
      return try body(UnsafeRawBufferPointer(rebasing: all[place]))
    }
  }
}
