// Writes GGUF files of version 3: the same bytes for the same content.
// Follows github.com/ggml-org/ggml, docs/gguf.md. Leaves out: other kinds of numbers than F32 and Q8_0.

import Basics
import Foundation

extension GGUFFile {
  /// Writes values and tensors to a file, in full or not at all.
  ///
  /// - Parameters:
  ///   - values: keys and values, in the order of the file.
  ///   - tensors: each with the kind of numbers that it gets.
  /// - Throws: `FileProblem` if the file cannot be written.
  /// - Precondition: keys and names are ASCII of at most 65,535 and 64 bytes, all different, and a tensor of blocks
  ///   has finite numbers and a multiple of 32 columns.
  public static func write(
    _ values: [(key: String, value: GGUFValue)], _ tensors: [(source: TensorSource, kind: GGUFTensorKind)],
    to url: URL
  ) throws {
    try AtomicFile.write(to: url, keepingPrevious: false) { try write(values, tensors, to: $0) }
  }

  /// Hands the bytes of a file to a sink.
  ///
  /// - Throws: what the sink throws, or what lends the numbers.
  /// - Precondition: as above.
  public static func write(
    _ values: [(key: String, value: GGUFValue)], _ tensors: [(source: TensorSource, kind: GGUFTensorKind)],
    to sink: ByteSink
  ) throws {
    let names = tensors.map(\.source.name)
    require(Set(names).count == names.count, "two tensors have the same name")
    require(Set(values.map(\.key)).count == values.count, "two values have the same key")
    let alignment = values.first { $0.key == alignmentKey }?.value.integer ?? usualAlignment
    var header = GGUFBytes()
    header.bytes += magic
    header.append(UInt32(3))
    header.append(UInt64(tensors.count))
    header.append(UInt64(values.count))
    for (key, value) in values {
      header.append(key)
      header.append(value.kind.rawValue)
      header.append(value)
    }
    var end = 0
    for (source, kind) in tensors {
      require(source.name.utf8.count <= 64, "the name \(source.name) has more than 64 bytes")
      guard let byteCount = kind.byteCount(source.shape) else {
        stop("\(source.name) of shape \(source.shape) does not fill blocks of 32")
      }
      header.append(source.name)
      header.append(UInt32(source.shape.count))
      for size in source.shape.reversed() { header.append(UInt64(size)) }
      header.append(kind.rawValue)
      header.append(UInt64(end))
      end = padded(end + byteCount, alignment)
    }
    header.pad(to: alignment)
    try header.bytes.withUnsafeBytes(sink)
    for (source, kind) in tensors { try write(source, as: kind, alignment, to: sink) }
  }

  private static func write(
    _ source: TensorSource, as kind: GGUFTensorKind, _ alignment: Int, to sink: ByteSink
  ) throws {
    switch kind {
    case .float32: try source.write(to: sink)
    case .blocks8:
      try source.lendValues { try GGUFTensorKind.blocks8($0).withUnsafeBytes(sink) }
    case .float16: stop("float16 is only read")
    }
    let byteCount = kind.byteCount(source.shape)!
    try [UInt8](repeating: 0, count: padded(byteCount, alignment) - byteCount).withUnsafeBytes(sink)
  }
}

/// A growing array of bytes.
private struct GGUFBytes {
  var bytes: [UInt8] = []

  mutating func append(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
  }

  mutating func append(_ text: String) {
    append(UInt64(text.utf8.count))
    bytes += text.utf8
  }

  mutating func pad(to alignment: Int) {
    bytes += [UInt8](repeating: 0, count: GGUFFile.padded(bytes.count, alignment) - bytes.count)
  }

  mutating func append(_ value: GGUFValue) {
    switch value {
    case .integer(let value, let kind):
      let size = kind.smallestByteCount
      withUnsafeBytes(of: value.littleEndian) { bytes += $0.prefix(size) }
    case .float(let value, .float32): append(Float(value).bitPattern)
    case .float(let value, _): append(value.bitPattern)
    case .boolean(let value): append(UInt8(value ? 1 : 0))
    case .text(let text): append(text)
    case .list(let values, let kind):
      append(kind.rawValue)
      append(UInt64(values.count))
      for value in values {
        require(value.kind == kind, "a list of \(kind) holds a \(value.kind)")
        append(value)
      }
    }
  }
}
