// A model and its tokenizer in one GGUF file, the form that llama.cpp and its relatives run.
// Follows what llama.cpp's convert_hf_to_gguf.py writes for a GPT-2; with transposed matrices.
// Leaves out: other architectures, tokenizers of other kinds, and models with other positions than learned ones.

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

  private static let remedy = "Use a GGUF file of a GPT-2 model, with numbers of kind F32, F16 or Q8_0."

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
  /// - Throws: `FileProblem` if the model is no GPT-2 or holds a number that is not finite, or the file cannot be
  ///   written.
  public func write(to url: URL, small: Bool = false) throws {
    try HuggingFaceFolder.check(model, tokenizer, file: url.path)
    try model.checkFinite(file: url.path)
    let tensors = model.parameters.map { name, tensor in
      let source = Self.source(name, tensor)
      let canBeSmall = source.shape.count == 2 && source.shape[1] % 32 == 0 && !name.contains(".wpe.")
      return (source, small && canBeSmall ? GGUFTensorKind.blocks8 : .float32)
    }
    try GGUFFile.write(try values(small: small, file: url.path), tensors, to: url)
  }

  /// A parameter under its GGUF name; the matrices of layers are transposed, so that a row belongs to one neuron.
  private static func source(_ name: String, _ tensor: Tensor) -> TensorSource {
    let transposed = isTransposed(name)
    return TensorSource(
      name: ggufName(of: name), shape: transposed ? tensor.shape.reversed() : tensor.shape
    ) { lend in
      try (transposed ? tensor.detached().transposed() : tensor).withUnsafeValues(lend)
    }
  }

  private func values(small: Bool, file: String) throws -> [(key: String, value: GGUFValue)] {
    let sizes = model.configuration
    let (names, merges) = try tokenizer.namesForFiles(file: file)
    let special = Set(tokenizer.specialTokens.map { tokenizer.id(ofSpecial: $0)! })
    let kinds = names.indices.map { special.contains($0) ? 3 : 1 }  // "control" and "normal"
    var values: [(key: String, value: GGUFValue)] = [
      ("general.architecture", .text("gpt2")), ("general.name", .text(name)),
      (GGUFFile.alignmentKey, .size(GGUFFile.usualAlignment)), ("general.file_type", .size(small ? 7 : 0)),
      ("gpt2.context_length", .size(sizes.context)), ("gpt2.embedding_length", .size(sizes.width)),
      ("gpt2.block_count", .size(sizes.layers)), ("gpt2.feed_forward_length", .size(4 * sizes.width)),
      ("gpt2.attention.head_count", .size(sizes.heads)),
      ("gpt2.attention.layer_norm_epsilon", .float(Double(Float(1e-5)), .float32)),
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
    let configuration = try Self.configuration(values)
    guard tokenizer.vocabularySize == configuration.vocabularySize else {
      throw values.refuse("its token table and its tokenizer have different sizes.")
    }
    var used: Set = ["output.weight"]
    model = try GPT(configuration) { name, shape in
      let stored = Self.ggufName(of: name)
      let transposed = Self.isTransposed(name)
      let found = try gguf.entry(stored).shape
      guard found == (transposed ? shape.reversed() : shape) else {
        throw values.refuse("\(stored) has shape \(found), which does not fit the sizes that it tells.")
      }
      used.insert(stored)
      let tensor = Tensor(try gguf.numbers(stored), shape: found)
      return (transposed ? tensor.transposed() : tensor).asParameter()
    }
    try model.checkFinite(file: file)
    if let other = gguf.entries.first(where: { !used.contains($0.name) }) {
      throw values.refuse("a GPT-2 has no tensor \(FileProblem.quoted(other.name)).")
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

  private static func configuration(_ values: Values) throws -> GPTConfiguration {
    let architecture = try values.text("general.architecture")
    guard architecture == "gpt2" else {
      throw values.refuse("it is a \(FileProblem.quoted(architecture)), not a gpt2.")
    }
    let configuration = GPTConfiguration(
      vocabularySize: try values.texts("tokenizer.ggml.tokens").count,
      context: try values.size("gpt2.context_length"), width: try values.size("gpt2.embedding_length"),
      layers: try values.size("gpt2.block_count"), heads: try values.size("gpt2.attention.head_count"))
    if let problem = configuration.problem { throw values.refuse(problem + ".") }
    let inner = try values.size("gpt2.feed_forward_length")
    let epsilon = try values.get("gpt2.attention.layer_norm_epsilon", "a float", \.float)
    guard inner == 4 * configuration.width, abs(epsilon - 1e-5) < 1e-9 else {
      throw values.refuse("its feed_forward_length or layer_norm_epsilon is another than GPT-2's.")
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

// MARK: names

extension GGUFModel {
  private static let parts = [
    ("transformer.h.", "blk."), ("transformer.wte.", "token_embd."), ("transformer.wpe.", "position_embd."),
    ("transformer.ln_f.", "output_norm."), (".ln_1.", ".attn_norm."), (".ln_2.", ".ffn_norm."),
    (".attn.c_attn.", ".attn_qkv."), (".attn.c_proj.", ".attn_output."), (".mlp.c_fc.", ".ffn_up."),
    (".mlp.c_proj.", ".ffn_down."),
  ]

  /// `transformer.h.0.mlp.c_fc.weight` becomes `blk.0.ffn_up.weight`.
  private static func ggufName(of name: String) -> String {
    parts.reduce(name) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
  }

  /// Whether a parameter's rows stand as columns in the file: the weights of all layers do.
  private static func isTransposed(_ name: String) -> Bool {
    name.contains(".c_") && name.hasSuffix(".weight")
  }
}
