// Opens a safetensors file: a header of names, shapes and places, then the numbers. No code runs on opening it.
// Follows the format as told at github.com/huggingface/safetensors; the rules are in SafetensorsHeader.swift.
// Leaves out: writing (SafetensorsWriter.swift), and whether the numbers make sense (see `nonFinite()`).

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
  /// - Parameter url: The file.
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
    (metadata, entries, dataStart) = (header.metadata, header.entries, header.dataStart)
    indices = Dictionary(uniqueKeysWithValues: header.entries.enumerated().map { ($1.name, $0) })
    self.file = file
    self.bytes = bytes
  }

  /// The tensor with this name.
  ///
  /// - Parameter name: The exact name.
  /// - Throws: `FileProblem` if there is none.
  public func entry(_ name: String) throws -> Entry {
    if let index = indices[name] { return entries[index] }
    throw FileProblem(
      file: file, happened: "it has no tensor \(FileProblem.quoted(name)) among its \(entries.count).",
      remedy: "Check that the file belongs to this kind of model.")
  }

  /// The numbers of one tensor as float32, row by row.
  ///
  /// - Parameter name: The tensor.
  /// - Returns: As many numbers as the tensor has.
  /// - Throws: `FileProblem` if there is no such tensor or its kind of numbers is not supported.
  public func values(_ name: String) throws -> [Float] {
    let count = try entry(name).count
    return try [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      try read(name, into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      filled = count
    }
  }

  /// Reads numbers of one tensor as float32 into memory that the caller owns, without a copy in between.
  ///
  /// - Parameters:
  ///   - name: The tensor.
  ///   - first: The first number to read, counted row by row from 0.
  ///   - floats: Where they go; as many are read as there is room.
  /// - Throws: `FileProblem` if there is no such tensor or its kind of numbers is not supported.
  /// - Precondition: the tensor has numbers up to `first + floats.count`.
  public func read(_ name: String, from first: Int = 0, into floats: UnsafeMutableBufferPointer<Float>) throws
  {
    let entry = try entry(name)
    require(
      first >= 0 && first + floats.count <= entry.count,
      "\(name) has \(entry.count) numbers, asked for \(first) to \(first + floats.count)")
    guard entry.elementType.isReadable else {
      throw FileProblem(
        file: file,
        happened:
          "tensor \(FileProblem.quoted(name)): \(entry.elementType.rawValue) is known "
          + "but not supported here.",
        remedy: "Convert it to F32, F16 or BF16 with the tool that made it.")
    }
    let size = entry.elementType.bitCount / 8
    try withBytes(of: name) { bytes in
      let part = UnsafeRawBufferPointer(rebasing: bytes[first * size..<(first + floats.count) * size])
      entry.elementType.decode(part, into: floats)
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

// MARK: - Numbers that are none

extension SafetensorsFile {
  /// How many numbers of one tensor are not finite.
  ///
  /// The format allows them; a model with them is broken.
  public struct NonFinite: Equatable, Sendable, CustomStringConvertible {
    /// The tensor.
    public let name: String
    /// How many are NaN ("not a number").
    public var nanCount = 0
    /// How many are infinite, or too large for a float32.
    public var infiniteCount = 0

    /// A warning to print, such as "3 NaN and 0 infinite numbers in wte.weight".
    public var description: String { "\(nanCount) NaN and \(infiniteCount) infinite numbers in \(name)" }
  }

  /// Looks at every number that can be read.
  ///
  /// - Returns: The tensors with numbers that are not finite; empty for a sound model.
  public func nonFinite() -> [NonFinite] {
    entries.filter(\.elementType.isReadable).map(count).filter { $0.nanCount + $0.infiniteCount > 0 }
  }

  private func count(_ entry: Entry) -> NonFinite {
    var result = NonFinite(name: entry.name)
    var piece = [Float](repeating: 0, count: min(entry.count, 16_384))
    for first in stride(from: 0, to: entry.count, by: max(1, piece.count)) {
      let size = min(piece.count, entry.count - first)
      piece.withUnsafeMutableBufferPointer { buffer in
        // It cannot fail: the name comes from this file, and the numbers are readable.
        try! read(entry.name, from: first, into: UnsafeMutableBufferPointer(rebasing: buffer[..<size]))
      }
      for value in piece[..<size] where !value.isFinite {
        if value.isNaN { result.nanCount += 1 } else { result.infiniteCount += 1 }
      }
    }
    return result
  }
}
