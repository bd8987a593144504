// Reading the standard input line by line, typed or through a pipe, whatever bytes come. Ctrl-C ends the waiting.
// Leaves out: editing and a history of lines; the terminal itself has backspace.

/// The lines of the standard input.
public final class LineInput {
  /// The outcome of waiting for a line.
  public enum Arrival: Equatable, Sendable {
    /// A line without its end; bytes that are no text become U+FFFD.
    case line(String)
    /// Ctrl-C; the line typed so far is gone.
    case interrupted
    /// There will be no more.
    case end
  }

  enum Chunk { case bytes([UInt8]), interrupted, end }

  /// Whether a person types the input.
  public static var isTerminal: Bool { Platform.isTerminal(0) }

  private let limit: Int
  private let read: () -> Chunk
  private var chunk: ArraySlice<UInt8> = []  // bytes that belong to no line yet
  private var line: [UInt8] = []

  /// The standard input.
  ///
  /// - Parameter interruption: ends the waiting for a line; nil if Ctrl-C ends the program.
  public convenience init(interruption: Interruption? = nil) {
    self.init(limit: 1 << 20) {
      while interruption?.isRequested != true {
        guard let bytes = Platform.readInput(atMost: 1 << 16) else { continue }
        return bytes.isEmpty ? .end : .bytes(bytes)
      }
      return .interrupted
    }
  }

  /// - Parameter limit: bytes of a line; the rest of a longer one is dropped.
  init(limit: Int, read: @escaping () -> Chunk) {
    self.limit = limit
    self.read = read
  }

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
