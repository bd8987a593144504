// A stage's result in one file: the numbers, and what they mean (configuration, tokenizer, stage, parent, seed,
// step, metrics). It is a safetensors file, so other tools can look into it, with a checksum at a fixed place.
// Leaves out: what a model is. The configuration and the tokenizer are texts here.

import Foundation

/// The result of a stage of training, with which the next stage begins. Its file:
///
///     8 bytes    the length of the header
///     29 bytes   {"__metadata__":{"checksum":"        these bytes exactly
///     16 bytes   the checksum of all that follows, with the length as its seed
///     the rest   ","configuration": ... "version":"tiny checkpoint 1"}, the tensors, and their numbers
public struct Checkpoint: Equatable, Sendable {
  /// Named float32 numbers.
  public struct Tensor: Equatable, Sendable {
    /// The name, unique in the checkpoint.
    public var name: String
    /// The sizes, slowest first.
    public var shape: [Int]
    /// The numbers, row by row.
    public var values: [Float]

    /// Named numbers, as many as the product of the sizes.
    public init(name: String, shape: [Int], values: [Float]) {
      self.name = name
      self.shape = shape
      self.values = values
    }
  }

  /// The stage that made it, such as "pretraining".
  public var stage: String
  /// The checkpoint that the stage began with; nil for the first.
  public var parent: String?
  /// The seed of the run.
  public var seed: UInt64
  /// How many training steps the stage had done.
  public var step: Int
  /// The configuration of the model, as JSON.
  public var configuration: String
  /// The tokenizer, as JSON.
  public var tokenizer: String
  /// Measured numbers by name; each is read back to the last bit (of a NaN, only that it is one).
  public var metrics: [String: Double]
  /// Other texts of its writer, by name, such as the hash of the data that it was made from.
  public var notes: [String: String]
  /// The numbers, in the order of their names once read from a file.
  public var tensors: [Tensor]

  /// A checkpoint of these parts.
  public init(
    stage: String, parent: String? = nil, seed: UInt64, step: Int, configuration: String, tokenizer: String,
    metrics: [String: Double] = [:], notes: [String: String] = [:], tensors: [Tensor]
  ) {
    self.stage = stage
    self.parent = parent
    self.seed = seed
    self.step = step
    self.configuration = configuration
    self.tokenizer = tokenizer
    self.metrics = metrics
    self.notes = notes
    self.tensors = tensors
  }
}

// MARK: - Bytes

extension Checkpoint {
  /// The form of the file; a change of the form changes this text.
  private static let version = "tiny checkpoint 1"
  /// The bytes after the 8 of the length, the same in every checkpoint: "checksum" sorts before all other keys.
  private static let opening = Array("{\"__metadata__\":{\"checksum\":\"".utf8)
  /// Where the 16 digits of the checksum stand in the file.
  private static let digits = 8 + opening.count..<8 + opening.count + 16

  /// The content of the file: the same bytes for the same checkpoint.
  ///
  /// - Returns: A safetensors file with its checksum.
  public func encoded() -> Data {
    var texts = [
      "checksum": String(repeating: "0", count: Self.digits.count), "version": Self.version,
      "stage": stage, "seed": String(seed), "step": String(step),
      "configuration": configuration, "tokenizer": tokenizer,
    ]
    texts["parent"] = parent
    for (name, value) in metrics { texts["metric." + name] = "\(value)" }  // the writer sorts the keys
    for (name, text) in notes { texts["note." + name] = text }
    let sources = tensors.map { TensorSource(name: $0.name, shape: $0.shape, values: $0.values) }
    var file = Data()
    // It cannot fail: the numbers are arrays, and the sink is memory.
    try! SafetensorsFile.write(sources, metadata: texts) { file.append(contentsOf: $0) }
    file.replaceSubrange(Self.digits, with: Self.checksum(of: file))
    return file
  }

  /// The checksum of all bytes after it, with the file's first 8 bytes as the seed, as 16 digits.
  ///
  /// The bytes between them are compared one by one, so every bit of the file is checked.
  private static func checksum(of file: Data) -> [UInt8] {
    let value = file.withUnsafeBytes { bytes in
      Checksum.of(
        UnsafeRawBufferPointer(rebasing: bytes[digits.upperBound...]),
        seed: UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self)))
    }
    let text = String(value, radix: 16)
    return [UInt8]((String(repeating: "0", count: 16 - text.count) + text).utf8)
  }

  /// Reads a checkpoint from the content of its file.
  ///
  /// - Parameters:
  ///   - bytes: All bytes of the file.
  ///   - file: What to call it in messages.
  /// - Throws: `FileProblem` if a single bit is not as it was written, or the file is not a checkpoint.
  public init(bytes: Data, file: String = "bytes in memory") throws {
    let bytes = Data(bytes)  // counts from 0, also if it was a part of something
    guard bytes.count >= Self.digits.upperBound, bytes[8..<Self.digits.lowerBound].elementsEqual(Self.opening)
    else { throw Self.explainForeign(bytes, file) }
    guard bytes[Self.digits].elementsEqual(Self.checksum(of: bytes)) else { throw Self.damaged(file) }
    try self.init(SafetensorsFile(bytes: bytes, file: file), file)
  }

  /// Reads a file whose checksum is right: whatever is missing was never there.
  private init(_ content: SafetensorsFile, _ file: String) throws {
    let refuse = FileProblem.refusing(file, remedy: "It was made by another program: make it again here.")
    func text(_ key: String) throws -> String {
      guard let value = content.metadata[key] else {
        throw refuse("the checkpoint does not tell its \(key).")
      }
      return value
    }
    func number<Number>(_ key: String, _ parse: (String) -> Number?) throws -> Number {
      let value = try text(key)
      guard let number = parse(value) else {
        throw refuse("\(key) \(FileProblem.quoted(value)) is no number.")
      }
      return number
    }
    let version = try text("version")
    guard version == Self.version else {
      throw refuse("its version is \(FileProblem.quoted(version)); this book reads \"\(Self.version)\".")
    }
    stage = try text("stage")
    parent = content.metadata["parent"]
    seed = try number("seed") { UInt64($0) }
    step = try number("step") { Int($0) }
    configuration = try text("configuration")
    tokenizer = try text("tokenizer")
    metrics = [:]
    for key in content.metadata.keys where key.hasPrefix("metric.") {
      metrics[String(key.dropFirst("metric.".count))] = try number(key) { Double($0) }
    }
    notes = [:]
    for (key, text) in content.metadata where key.hasPrefix("note.") {
      notes[String(key.dropFirst("note.".count))] = text
    }
    tensors = try content.entries.map {
      Tensor(name: $0.name, shape: $0.shape, values: try content.values($0.name))
    }
  }

  private static func damaged(_ file: String) -> FileProblem {
    FileProblem(
      file: file, happened: "the checkpoint is damaged: its checksum does not fit its content.",
      remedy: "Make it again: run the chapter that writes it, with --fresh.")
  }

  /// The problem of a file that does not begin as a checkpoint does.
  private static func explainForeign(_ bytes: Data, _ file: String) -> FileProblem {
    guard let content = try? SafetensorsFile(bytes: bytes, file: file) else {
      return FileProblem(
        file: file, happened: "this is not a checkpoint of this book, or its first bytes are damaged.",
        remedy: "Check the name; or make it again: run the chapter that writes it, with --fresh.")
    }
    if content.metadata["version"] == version { return damaged(file) }
    return FileProblem(
      file: file, happened: "this is a safetensors file, but not a checkpoint of this book.",
      remedy: "Open it as a model from elsewhere, or name a file that a chapter wrote under runs/.")
  }
}

// MARK: - Files

extension Checkpoint {
  /// Writes the file, in full or not at all.
  ///
  /// The one before it is kept as `NAME.previous` if it is sound.
  ///
  /// - Parameter url: The file; its folder must exist.
  /// - Throws: `FileProblem` if it cannot be written; the old file is then as it was.
  public func write(to url: URL) throws {
    let oldIsSound = (try? Checkpoint(bytes: FileBytes.read(url))) != nil
    try AtomicFile.write(encoded(), to: url, keepingPrevious: oldIsSound)
  }

  /// Reads a file, and never another one in its place.
  ///
  /// - Parameter url: The file.
  /// - Returns: The checkpoint, exactly as it was written.
  /// - Throws: `FileProblem` if the file is missing, damaged or foreign. If there is a sound previous copy,
  ///   the problem says so and how to go back to it.
  public static func read(from url: URL) throws -> Checkpoint {
    do {
      return try Checkpoint(bytes: FileBytes.read(url), file: url.path)
    } catch let problem as FileProblem {
      guard let advice = adviceOnPrevious(of: url) else { throw problem }
      throw FileProblem(
        file: problem.file, happened: problem.happened, remedy: problem.remedy + " " + advice)
    }
  }

  private static func adviceOnPrevious(of url: URL) -> String? {
    let previous = AtomicFile.previous(of: url)
    guard FileSystem.kind(of: previous) != nil else { return nil }
    guard let copy = try? Checkpoint(bytes: FileBytes.read(previous)) else {
      return "The copy before it, \(previous.path), cannot be used either."
    }
    return """
      The copy before it is whole (stage \(copy.stage), step \(copy.step)). To go back to it:
        mv \(quoted(previous)) \(quoted(url))
      """
  }

  /// A path as a shell takes it.
  private static func quoted(_ url: URL) -> String {
    "'" + url.path.replacingOccurrences(of: "'", with: "'\\''") + "'"
  }
}
