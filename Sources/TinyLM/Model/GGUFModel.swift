// A model and its tokenizer in one GGUF file, the form that llama.cpp and its relatives run.
// Follows what llama.cpp's convert_hf_to_gguf.py writes for a GPT-2 and for a StarCoder2.
// Leaves out: kinds of models that `Architecture` does not know, and tokenizers of other kinds.

import Files
import Foundation
import TinyTensor

/// A model, its tokenizer, and how a chat is written with it.
public struct GGUFModel {
  /// The model.
  public let model: GPT
  /// The tokenizer that the model was trained with.
  public let tokenizer: BytePairTokenizer
  /// The name of the model.
  public let name: String
  /// The Jinja template of its chats; `nil` if it is not made for chat.
  public let chatTemplate: String?

  private static let remedy =
    "Use a GGUF file of a \(Architecture.titles) model, with numbers of kind F32, F16 or Q8_0."

  /// A model to be written; it is one for chat if its tokenizer has the tokens for it.
  public init(model: GPT, tokenizer: BytePairTokenizer, name: String) {
    self.model = model
    self.tokenizer = tokenizer
    self.name = name
    chatTemplate = ChatFormat.fits(tokenizer) ? ChatFormat.template : nil
  }
}

// MARK: writing

extension GGUFModel {
  /// Writes the file.
  ///
  /// - Parameter small: whether matrices are written as Q8_0, about a quarter of the size. Positions, norms and biases
  ///   stay float32, and so do matrices whose rows are no whole blocks of 32.
  /// - Throws: `FileProblem` if the model has neither learned nor rotary positions or holds a number that is not finite,
  ///   or the file cannot be written.
  public func write(to url: URL, small: Bool = false) throws {
    let architecture = try Architecture.of(model, tokenizer, file: url.path)
    try model.checkFinite(file: url.path)
    let tensors = model.parameters.flatMap { name, tensor in
      architecture.gguf.sources(name, tensor).map { source in
        let canBeSmall = source.shape.count == 2 && source.shape[1] % 32 == 0 && !name.contains(".wpe.")
        return (source, small && canBeSmall ? GGUFTensorKind.blocks8 : .float32)
      }
    }
    try GGUFFile.write(try values(architecture, small: small, file: url.path), tensors, to: url)
  }

  private func values(
    _ architecture: Architecture, small: Bool, file: String
  ) throws -> [(key: String, value: GGUFValue)] {
    let (names, merges) = try tokenizer.namesForFiles(file: file)
    let special = Set(tokenizer.specialTokens.map { tokenizer.id(ofSpecial: $0)! })
    let kinds = names.indices.map { special.contains($0) ? 3 : 1 }  // "control" and "normal"
    var values: [(key: String, value: GGUFValue)] = [
      ("general.architecture", .text(architecture.name)), ("general.name", .text(name)),
      (GGUFFile.alignmentKey, .size(GGUFFile.usualAlignment)), ("general.file_type", .size(small ? 7 : 0)),
    ]
    values += architecture.values(model.configuration).map { ("\(architecture.name).\($0.key)", $0.value) }
    values += [
      ("tokenizer.ggml.model", .text("gpt2")), ("tokenizer.ggml.pre", .text("gpt-2")),
      ("tokenizer.ggml.tokens", .texts(names)),
      ("tokenizer.ggml.token_type", .list(kinds.map { .integer($0, .signed32) }, of: .signed32)),
      ("tokenizer.ggml.merges", .texts(merges)),
    ]
    if small { values.append(("general.quantization_version", .size(2))) }
    if let end = tokenizer.endToken.flatMap(tokenizer.id(ofSpecial:)) {
      let start = tokenizer.id(ofSpecial: endOfText) ?? end
      values.append(("tokenizer.ggml.bos_token_id", .size(start)))
      values.append(("tokenizer.ggml.eos_token_id", .size(end)))
      values.append(("tokenizer.ggml.add_bos_token", .boolean(false)))
    }
    if let chatTemplate { values.append(("tokenizer.chat_template", .text(chatTemplate))) }
    return values
  }
}

// MARK: reading

extension GGUFModel {
  /// Reads a file.
  ///
  /// - Throws: `FileProblem` if it is missing or damaged, or holds a model of another kind.
  public init(reading url: URL) throws { try self.init(GGUFFile(contentsOf: url), file: url.path) }

  /// Reads a file's content that is in memory already.
  ///
  /// - Parameters:
  ///   - bytes: all bytes of the file.
  ///   - file: what to call it in messages.
  /// - Throws: `FileProblem` if it breaks a rule of the format, or holds a model of another kind.
  public init(bytes: Data, file: String = "bytes in memory") throws {
    try self.init(GGUFFile(bytes: bytes, file: file), file: file)
  }

  private init(_ gguf: GGUFFile, file: String) throws {
    let values = Values(values: gguf.values, file: file)
    tokenizer = try Self.tokenizer(values)
    let architecture = try Architecture.named(values.text("general.architecture")) { values.refuse($0) }
    let configuration = try Self.configuration(values, architecture)
    guard tokenizer.vocabularySize == configuration.vocabularySize else {
      throw values.refuse("its token table and its tokenizer have different sizes.")
    }
    var used: Set = ["output.weight"]
    model = try GPT(configuration) { name, shape in
      try architecture.gguf.parameter(name, shape) { stored, shape in
        let found = try gguf.entry(stored).shape
        guard found == shape else {
          throw values.refuse("\(stored) has shape \(found), which does not fit the sizes that it tells.")
        }
        used.insert(stored)
        return Tensor(try gguf.numbers(stored), shape: shape)
      }
    }
    try model.checkFinite(file: file)
    if let other = gguf.entries.first(where: { !used.contains($0.name) }) {
      throw values.refuse("a \(architecture.title) has no tensor \(FileProblem.quoted(other.name)).")
    }
    if gguf.entries.contains(where: { $0.name == "output.weight" }),
      try gguf.numbers("output.weight") != model.tokenEmbedding.values
    {
      throw values.refuse("its output layer is not its token table.")
    }
    name = gguf.values["general.name"]?.text ?? ""
    chatTemplate = gguf.values["tokenizer.chat_template"]?.text
  }

  /// The values of a file, asked for by their keys.
  private struct Values {
    let values: [String: GGUFValue]
    let file: String

    func refuse(_ happened: String) -> FileProblem {
      FileProblem(file: file, happened: happened, remedy: remedy)
    }

    func get<Value>(_ key: String, _ kind: String, _ value: (GGUFValue) -> Value?) throws -> Value {
      guard let found = values[key].flatMap(value) else {
        throw refuse("it does not give \(key), or not as \(kind).")
      }
      return found
    }

    func size(_ key: String) throws -> Int { try get(key, "a whole number", \.integer) }
    func text(_ key: String) throws -> String { try get(key, "a text", \.text) }
    func texts(_ key: String) throws -> [String] { try get(key, "a list of texts", \.texts) }
  }

  private static func configuration(_ values: Values, _ architecture: Architecture) throws -> GPTConfiguration
  {
    func size(_ key: String) throws -> Int { try values.size("\(architecture.name).\(key)") }
    let configuration = GPTConfiguration(
      vocabularySize: try values.texts("tokenizer.ggml.tokens").count, context: try size("context_length"),
      width: try size("embedding_length"), layers: try size("block_count"),
      heads: try size("attention.head_count"), positions: architecture.positions)
    if let problem = configuration.problem { throw values.refuse(problem + ".") }
    for (key, expected) in architecture.values(configuration) {
      let found = try values.get("\(architecture.name).\(key)", "a number", \.number)
      guard abs(found - expected.number!) <= 1e-4 * abs(found) else {
        throw values.refuse("its \(key) is another than \(architecture.title)'s.")
      }
    }
    return configuration
  }

  private static func tokenizer(_ values: Values) throws -> BytePairTokenizer {
    let kind = try values.text("tokenizer.ggml.model")
    let cutting = values.values["tokenizer.ggml.pre"]?.text ?? "gpt-2"
    guard kind == "gpt2", cutting == "gpt-2" else {
      throw values.refuse(
        "it cuts text as \(FileProblem.quoted(kind)), \(FileProblem.quoted(cutting)), not as GPT-2.")
    }
    let names = try values.texts("tokenizer.ggml.tokens")
    let vocabulary = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
    guard vocabulary.count == names.count else {
      throw values.refuse("two of its tokens have the same name.")
    }
    let pairs = try values.texts("tokenizer.ggml.merges").map { $0.split(separator: " ").map(String.init) }
    return try BytePairTokenizer(.init(vocabulary: vocabulary, pairs: pairs), file: values.file)
  }
}

extension GGUFValue {
  /// The number, if it is one, whole or not.
  fileprivate var number: Double? { float ?? integer.map(Double.init) }
}
