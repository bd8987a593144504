// A model as the folder that Hugging Face's `transformers` writes for GPT-2 and reads: config.json, model.safetensors,
// the tokenizer's files, and the template of its chats. Real GPT-2 weights run here, and this book's models elsewhere.
// Leaves out: weights in other files than model.safetensors, and other architectures.

import Files
import Foundation
import TinyTensor

/// A model and its tokenizer in a folder.
public struct HuggingFaceFolder {
  /// The model; one that was read has learned positions.
  public let model: GPT
  /// The tokenizer that the model was trained with.
  public let tokenizer: BytePairTokenizer

  /// The content of README.md; not read.
  public var card: ModelCard?

  /// A model and the tokenizer that it was trained with, to be written.
  ///
  /// - Parameter card: the content of README.md; without one there is no README.md.
  public init(model: GPT, tokenizer: BytePairTokenizer, card: ModelCard? = nil) {
    self.model = model
    self.tokenizer = tokenizer
    self.card = card
  }

  /// Reads a GPT-2 folder.
  ///
  /// - Throws: `FileProblem` if a file is missing or damaged, or the model is of another kind.
  public init(reading folder: URL) throws {
    let sizes = folder.appending(path: "config.json")
    let saved = try Self.saved(FileBytes.read(sizes), file: sizes.path)
    tokenizer = try BytePairTokenizer(folder: folder)
    let (known, padded) = (tokenizer.vocabularySize, saved.vocab_size)
    guard padded == known || (known..<known + Self.mostPadding).contains(padded) && padded % 8 == 0 else {
      throw FileProblem(
        file: folder.path,
        happened: "config.json tells \(padded) tokens, the tokenizer knows \(known).",
        remedy: "Use config.json and the tokenizer of the same model.")
    }
    var configuration = try Self.configuration(saved, file: sizes.path)
    configuration.vocabularySize = known
    let path = try Self.weights(in: folder)
    let file = try SafetensorsFile(contentsOf: path)
    model = try Self.model(configuration, in: file, paddedVocabulary: padded, path.path)
    try model.checkFinite(file: path.path)
    try Self.checkOutputLayer(file, model, isTied: saved.tie_word_embeddings ?? true, path.path)
  }

  /// The model in a file of weights, whose token table may have rows without a token at its end.
  private static func model(
    _ configuration: GPTConfiguration, in file: SafetensorsFile, paddedVocabulary: Int, _ path: String
  ) throws -> GPT {
    // The first GPT-2 files name tensors without "transformer." in front.
    let prefix = file.entries.contains { $0.name.hasPrefix("transformer.") } ? "transformer." : ""
    return try GPT(configuration) { name, shape in
      let stored = prefix + name.dropFirst("transformer.".count)
      let entry = try file.entry(stored)
      let expected = name == "transformer.wte.weight" ? [paddedVocabulary, shape[1]] : shape
      guard entry.shape == expected else {
        throw FileProblem(
          file: path, happened: "\(stored) has shape \(entry.shape), config.json asks for \(expected).",
          remedy: "Use config.json and model.safetensors of the same model.")
      }
      let tensor = Tensor(uninitialized: shape, requiresGradient: true)
      try tensor.withUnsafeMutableValues { try file.read(stored, into: $0) }
      return tensor
    }
  }

  /// How many rows without a token are left out: many fill their table up to a multiple of 8, 64 or 128.
  private static let mostPadding = 128

  /// The file of the weights.
  ///
  /// - Throws: `FileProblem` if the folder holds them in another form.
  private static func weights(in folder: URL) throws -> URL {
    let file = folder.appending(path: "model.safetensors")
    let others = ["model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json"]
    func isThere(_ name: String) -> Bool {
      FileManager.default.fileExists(atPath: folder.appending(path: name).path)
    }
    guard !isThere(file.lastPathComponent), let other = others.first(where: isThere) else { return file }
    let parts = other.hasSuffix(".index.json") ? " and the parts that it names" : ""
    throw FileProblem(
      file: folder.path, happened: "its weights are in \(other)\(parts), not in model.safetensors.",
      remedy: """
        Let `transformers` write them as one file: AutoModelForCausalLM.from_pretrained(folder) \
        .save_pretrained(other_folder, max_shard_size="100GB"); copy the tokenizer's files too.
        """)
  }

  /// The output layer is the token table: a file may hold it a second time, but not another one.
  private static func checkOutputLayer(_ file: SafetensorsFile, _ model: GPT, isTied: Bool, _ path: String)
    throws
  {
    let table = model.tokenEmbedding.values
    let isThere = file.entries.contains { $0.name == "lm_head.weight" }
    let isSame = try isThere ? file.values("lm_head.weight").prefix(table.count).elementsEqual(table) : isTied
    guard isSame else {
      let isMissing = "config.json tells an output layer of its own, but there is no lm_head.weight."
      throw FileProblem(
        file: path, happened: isThere ? "its output layer is not its token table." : isMissing,
        remedy: "Use a model with tied embeddings, as GPT-2 has.")
    }
  }

  /// The content of config.json.
  private static func saved(_ data: Data, file: String) throws -> SavedConfiguration {
    try SavedConfiguration(foreignJSON: data) { reason in
      FileProblem(
        file: file, happened: "it is not the configuration of a GPT-2 (\(reason)).",
        remedy: "Name the folder of a GPT-2 model.")
    }
  }

  /// The sizes in the content of config.json.
  static func configuration(_ data: Data, file: String) throws -> GPTConfiguration {
    try configuration(saved(data, file: file), file: file)
  }

  private static func configuration(_ saved: SavedConfiguration, file: String) throws -> GPTConfiguration {
    func refuse(_ happened: String, _ remedy: String = "Name the folder of a GPT-2 model.") -> FileProblem {
      FileProblem(file: file, happened: happened, remedy: remedy)
    }
    guard saved.model_type == "gpt2" else {
      throw refuse("it is a \(FileProblem.quoted(saved.model_type)), not a gpt2.")
    }
    let configuration = GPTConfiguration(
      vocabularySize: saved.vocab_size, context: saved.n_positions, width: saved.n_embd,
      layers: saved.n_layer, heads: saved.n_head)
    if let problem = configuration.problem { throw refuse(problem) }
    if let setting = foreignSetting(of: saved) {
      throw refuse(
        "it is a variant of GPT-2: its \(setting) is another.",
        "Name the folder of a model with GPT-2's own \(setting); variants do not run here.")
    }
    return configuration
  }

  /// The first setting that is not GPT-2's own; nil if all are.
  private static func foreignSetting(of saved: SavedConfiguration) -> String? {
    // One function, three names.
    let activations = [FeedForward.activationName, "gelu_fast", "gelu_pytorch_tanh"]
    let known: [(String, Bool)] = [
      ("activation_function", activations.contains(saved.activation_function ?? FeedForward.activationName)),
      ("n_inner", (saved.n_inner ?? 4 * saved.n_embd) == 4 * saved.n_embd),
      ("layer_norm_epsilon", abs((saved.layer_norm_epsilon ?? 1e-5) - 1e-5) < 1e-9),
      ("scale_attn_weights", saved.scale_attn_weights ?? true),
      ("scale_attn_by_inverse_layer_idx", !(saved.scale_attn_by_inverse_layer_idx ?? false)),
    ]
    return known.first { !$0.1 }?.0
  }

  /// Writes the folder, and makes it if it is missing.
  ///
  /// - Throws: `FileProblem` if the model has other positions than learned ones, which GPT-2 does not know, or if the
  ///   files cannot be written.
  public func write(to folder: URL) throws {
    try Self.check(model, tokenizer, file: folder.path)
    do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
      throw FileProblem(
        file: folder.path, happened: "the folder cannot be made: \(FileProblem.reason(error)).",
        remedy: "Name another folder, or remove what stands there.")
    }
    try tokenizer.write(toFolder: folder, context: model.configuration.context)
    try writeConfiguration(to: folder)
    if ChatFormat.fits(tokenizer) {
      try write(Data(ChatFormat.template.utf8), to: folder.appending(path: "chat_template.jinja"))
    }
    if let card { try write(Data(card.markdown.utf8), to: folder.appending(path: "README.md")) }
    let sources = model.parameters.map { name, tensor in
      TensorSource(name: name, shape: tensor.shape) { try tensor.withUnsafeValues($0) }
    }
    try SafetensorsFile.write(
      sources, metadata: ["format": "pt"], to: folder.appending(path: "model.safetensors"))
  }

  /// Writes config.json and generation_config.json.
  private func writeConfiguration(to folder: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    let end = tokenizer.endToken.flatMap(tokenizer.id(ofSpecial:))
    let start = tokenizer.id(ofSpecial: endOfText) ?? end
    let saved = SavedConfiguration(model.configuration, start: start, end: end)
    try write(encoder.encode(saved), to: folder.appending(path: "config.json"))
    try write(
      encoder.encode([
        "bos_token_id": start, "eos_token_id": end, "pad_token_id": start,
        // Else other programs would write on beyond the last position.
        "max_length": model.configuration.context,
      ]),
      to: folder.appending(path: "generation_config.json"))
  }

  /// Refuses what is no GPT-2.
  static func check(_ model: GPT, _ tokenizer: BytePairTokenizer, file: String) throws {
    let sizes = model.configuration
    guard sizes.positions == .learned else {
      throw FileProblem(
        file: file,
        happened: "a GPT-2 has learned positions, this model has \(sizes.positions.rawValue) ones.",
        remedy: "Train with positions=learned.")
    }
    guard sizes.vocabularySize == tokenizer.vocabularySize else {
      throw FileProblem(
        file: file,
        happened:
          "the model knows \(sizes.vocabularySize) tokens, its tokenizer \(tokenizer.vocabularySize).",
        remedy: "Write a model with the tokenizer that it was trained with.")
    }
  }

  private func write(_ data: Data, to file: URL) throws {
    try AtomicFile.write(data, to: file, keepingPrevious: false)
  }
}

// The names are those of the file.
// swift-format-ignore: AlwaysUseLowerCamelCase
/// config.json.
private struct SavedConfiguration: Codable {
  var architectures: [String]?
  let model_type: String
  let vocab_size, n_positions, n_embd, n_layer, n_head: Int
  var n_ctx, n_inner, bos_token_id, eos_token_id: Int?
  var activation_function, torch_dtype: String?
  var layer_norm_epsilon, attn_pdrop, embd_pdrop, resid_pdrop: Double?
  var scale_attn_weights, scale_attn_by_inverse_layer_idx, tie_word_embeddings: Bool?

  init(_ sizes: GPTConfiguration, start: Int?, end: Int?) {
    architectures = ["GPT2LMHeadModel"]
    model_type = "gpt2"
    torch_dtype = "float32"
    vocab_size = sizes.vocabularySize
    n_positions = sizes.context
    n_ctx = sizes.context
    n_embd = sizes.width
    n_layer = sizes.layers
    n_head = sizes.heads
    bos_token_id = start
    eos_token_id = end
    activation_function = FeedForward.activationName
    layer_norm_epsilon = 1e-5
    attn_pdrop = 0
    embd_pdrop = 0
    resid_pdrop = 0
    scale_attn_weights = true
    tie_word_embeddings = true
  }
}
