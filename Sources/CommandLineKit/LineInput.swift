// Reading the standard input line by line, typed or through a pipe, whatever bytes come. Ctrl-C ends the waiting.
// Leaves out: editing and a history of lines; the terminal itself has backspace.

/// The lines of the standard input.
public final class LineInput {
  /// What came.
  public enum Arrival: Equatable, Sendable {
    /// A line without its end; bytes that are no text stand as U+FFFD.
    case line(String)
    /// Ctrl-C; what was typed before it is gone.
    case interrupted
    /// There will be no more.
    case end
  }

  /// What the source of bytes can say.
  enum Chunk { case bytes([UInt8]), interrupted, end }

  /// Whether somebody sits there and types.
  public static var isTerminal: Bool { Platform.inputIsTerminal }

  private let limit: Int
  private let read: () -> Chunk
  private var chunk: ArraySlice<UInt8> = []  // what was read and belongs to no line yet
  private var line: [UInt8] = []

  /// The standard input.
  ///
  /// - Parameters:
  ///   - limit: bytes of a line; the rest of a longer one is dropped.
  ///   - interruption: what ends the waiting for a line; nil where Ctrl-C ends the program.
  public convenience init(limit: Int = 1 << 20, interruption: Interruption? = nil) {
    self.init(limit: limit) {
      while interruption?.isRequested != true {
        guard let bytes = Platform.readInput(atMost: 1 << 16) else { continue }
        return bytes.isEmpty ? .end : .bytes(bytes)
      }
      return .interrupted
    }
  }

  init(limit: Int, read: @escaping () -> Chunk) { (self.limit, self.read) = (limit, read) }

  /// Waits for the next line.
  public func next() -> Arrival {
    while true {
      if let end = chunk.firstIndex(of: 0x0A) {
        add(chunk[..<end])
        chunk = chunk[(end + 1)...]
        return .line(taken())
      }
      add(chunk)
      chunk = []
      switch read() {
      case .bytes(let bytes): chunk = bytes[...]
      case .interrupted:
        line = []
        return .interrupted
      case .end: return line.isEmpty ? .end : .line(taken())
      }
    }
  }

  private func add(_ bytes: ArraySlice<UInt8>) { line += bytes.prefix(limit - line.count) }

  private func taken() -> String {
    defer { line = [] }
    return String(decoding: line.last == 0x0D ? line.dropLast() : line[...], as: UTF8.self)
  }
}
