// Writes safetensors files that the reference and our own reader accept: the same bytes for the same content.
// Follows huggingface/safetensors: tensors sorted by name (all are float32, so this is also the order of
// alignment), header padded with spaces to a multiple of 8. Leaves out: other kinds of numbers than float32.

import Basics
import Foundation

/// A float32 tensor to be written: its name, its shape, and what gives its numbers when their turn comes.
public struct TensorSource {
  /// Its name in the file.
  public let name: String
  /// Its sizes, slowest first; empty for a single number.
  public let shape: [Int]
  /// How many numbers it has.
  public var count: Int { shape.reduce(1, *) }
  let lendValues: ((UnsafeBufferPointer<Float>) throws -> Void) throws -> Void

  /// A tensor whose numbers are lent only while they are written, so that a large model is never there twice.
  ///
  /// - Parameters:
  ///   - name: Its name, unique in the file.
  ///   - shape: Its sizes.
  ///   - lendValues: Calls what it is given with the numbers, row by row: all at once, or piece by piece.
  /// - Precondition: no size is negative, and the name is not `__metadata__`.
  public init(
    name: String, shape: [Int],
    lendValues: @escaping ((UnsafeBufferPointer<Float>) throws -> Void) throws -> Void
  ) {
    require(shape.allSatisfy { $0 >= 0 }, "\(name) has a negative size in \(shape)")
    require(name != "__metadata__", "__metadata__ is the name of the texts, not of a tensor")
    self.name = name
    self.shape = shape
    self.lendValues = lendValues
  }

  /// A tensor whose numbers are in an array, row by row.
  public init(name: String, shape: [Int], values: [Float]) {
    self.init(name: name, shape: shape) { use in try values.withUnsafeBufferPointer(use) }
  }

  /// Hands the numbers to a sink.
  ///
  /// Every system that Swift runs on stores them little-endian, as the format does.
  func write(to sink: ByteSink) throws {
    var written = 0
    try lendValues { values in
      written += values.count
      try sink(UnsafeRawBufferPointer(values))
    }
    require(written == count, "\(name) has \(written) numbers, its shape \(shape) has \(count)")
  }
}

extension SafetensorsFile {
  /// Writes tensors to a file, in full or not at all, keeping the file before it as `NAME.previous`.
  ///
  /// - Parameters:
  ///   - tensors: The tensors, in any order.
  ///   - metadata: Texts to store with them; Hugging Face's own programs ask for `["format": "pt"]`.
  ///   - url: The file.
  /// - Throws: `FileProblem` if it cannot be written.
  /// - Precondition: no two tensors have the same name.
  public static func write(_ tensors: [TensorSource], metadata: [String: String] = [:], to url: URL) throws {
    try AtomicFile.write(to: url) { try write(tensors, metadata: metadata, to: $0) }
  }

  /// Hands the bytes of such a file to a sink: length, header, and one piece for each tensor.
  ///
  /// - Throws: The error of the sink, or of a tensor that lends its numbers.
  /// - Precondition: no two tensors have the same name.
  public static func write(
    _ tensors: [TensorSource], metadata: [String: String] = [:], to sink: ByteSink
  ) throws {
    let sorted = tensors.sorted { comesBefore($0.name, $1.name) }
    for (tensor, next) in zip(sorted, sorted.dropFirst()) {
      require(tensor.name != next.name, "two tensors are called \(tensor.name)")
    }
    let header = header(of: sorted, metadata)
    require(header.count <= SafetensorsHeader.largestByteCount, "the header has \(header.count) bytes")
    try withUnsafeBytes(of: UInt64(header.count).littleEndian) { try sink($0) }
    try header.withUnsafeBytes { try sink($0) }
    for tensor in sorted { try tensor.write(to: sink) }
  }

  /// The header's bytes, with spaces up to a multiple of 8, so that the numbers after it are aligned.
  private static func header(of sorted: [TensorSource], _ metadata: [String: String]) -> [UInt8] {
    var fields: [String] = []
    if !metadata.isEmpty {
      let texts = metadata.sorted { comesBefore($0.key, $1.key) }.map { "\(json($0.key)):\(json($0.value))" }
      fields.append("\"__metadata__\":{\(texts.joined(separator: ","))}")
    }
    var end = 0
    for tensor in sorted {
      let begin = end
      end += tensor.count * MemoryLayout<Float>.size
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      let entry = "{\"dtype\":\"F32\",\"shape\":[\(shape)],\"data_offsets\":[\(begin),\(end)]}"
      fields.append("\(json(tensor.name)):\(entry)")
    }
    let text = [UInt8]("{\(fields.joined(separator: ","))}".utf8)
    return text + [UInt8](repeating: UInt8(ascii: " "), count: -text.count & 7)
  }

  /// The order of UTF-8 bytes, as in Rust and Python.
  ///
  /// Swift's own `<` compares letters that look the same as one.
  private static func comesBefore(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }

  /// A text as JSON writes it, in quotes.
  private static func json(_ text: String) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return String(decoding: try! encoder.encode(text), as: UTF8.self)  // a text always can be encoded
  }
}
