// A model as the folder that Hugging Face's `transformers` writes and reads: config.json, model.safetensors, the
// tokenizer's files, and the template of its chats. Real GPT-2 weights run here, and this book's models elsewhere.
// Leaves out: weights in other files than model.safetensors, and kinds of models that `Architecture` does not know.

import Files
import Foundation
import TinyTensor

/// A model and its tokenizer in a folder.
public struct HuggingFaceFolder {
  /// The model; one that was read has learned or rotary positions.
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

  /// Reads a folder of a GPT-2 or a StarCoder2.
  ///
  /// - Throws: `FileProblem` if a file is missing or damaged, or the model is of another kind.
  public init(reading folder: URL) throws {
    let sizes = folder.appending(path: "config.json")
    let saved = try SavedConfiguration(FileBytes.read(sizes), file: sizes.path)
    tokenizer = try BytePairTokenizer(folder: folder)
    var configuration = saved.sizes
    let (known, padded) = (tokenizer.vocabularySize, configuration.vocabularySize)
    guard padded == known || (known..<known + Self.mostPadding).contains(padded) && padded % 8 == 0 else {
      throw FileProblem(
        file: folder.path,
        happened: "config.json tells \(padded) tokens, the tokenizer knows \(known).",
        remedy: "Use config.json and the tokenizer of the same model.")
    }
    configuration.vocabularySize = known
    let path = try Self.weights(in: folder)
    let file = try SafetensorsFile(contentsOf: path)
    model = try Self.model(
      configuration, saved.architecture.folder, in: file, paddedVocabulary: padded, path.path)
    try model.checkFinite(file: path.path)
    try Self.checkOutputLayer(file, model, isTied: saved.isTied, path.path)
  }

  /// The model in a file of weights, whose token table may have rows without a token at its end.
  private static func model(
    _ configuration: GPTConfiguration, _ layout: TensorLayout, in file: SafetensorsFile,
    paddedVocabulary: Int,
    _ path: String
  ) throws -> GPT {
    let hasPrefix = file.entries.contains { $0.name.hasPrefix(layout.prefix) }
    let tokenTable = layout.storedNames(of: "transformer.wte.weight")[0]
    return try GPT(configuration) { name, shape in
      try layout.parameter(name, shape) { name, shape in
        let stored = hasPrefix ? name : String(name.dropFirst(layout.prefix.count))
        let expected = name == tokenTable ? [paddedVocabulary, shape[1]] : shape
        let found = try file.entry(stored).shape
        guard found == expected else {
          throw FileProblem(
            file: path, happened: "\(stored) has shape \(found), config.json asks for \(expected).",
            remedy: "Use config.json and model.safetensors of the same model.")
        }
        let tensor = Tensor(uninitialized: shape)
        try tensor.withUnsafeMutableValues { try file.read(stored, into: $0) }
        return tensor
      }
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
        remedy: "Use a model with tied embeddings, as those of this book have.")
    }
  }

  /// Writes the folder, and makes it if it is missing.
  ///
  /// With learned positions it is that of a GPT-2, with rotary ones that of a StarCoder2.
  ///
  /// - Throws: `FileProblem` if the model has other positions, or if the files cannot be written.
  public func write(to folder: URL) throws {
    let architecture = try Architecture.of(model, tokenizer, file: folder.path)
    do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
      throw FileProblem(
        file: folder.path, happened: "the folder cannot be made: \(FileProblem.reason(error)).",
        remedy: "Name another folder, or remove what stands there.")
    }
    try tokenizer.write(toFolder: folder, context: model.configuration.context)
    try write(architecture, to: folder)
    if ChatFormat.fits(tokenizer) {
      try write(Data(ChatFormat.template.utf8), to: folder.appending(path: "chat_template.jinja"))
    }
    if let card { try write(Data(card.markdown.utf8), to: folder.appending(path: "README.md")) }
    try SafetensorsFile.write(
      model.parameters.flatMap(architecture.folder.sources), metadata: ["format": "pt"],
      to: folder.appending(path: "model.safetensors"))
  }

  /// Writes config.json and generation_config.json.
  private func write(_ architecture: Architecture, to folder: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    let end = tokenizer.endToken.flatMap(tokenizer.id(ofSpecial:))
    let start = tokenizer.id(ofSpecial: endOfText) ?? end
    var settings = SavedConfiguration(architecture: architecture, sizes: model.configuration).settings
    settings["bos_token_id"] = start.map(JSONValue.whole)
    settings["eos_token_id"] = end.map(JSONValue.whole)
    try write(encoder.encode(settings), to: folder.appending(path: "config.json"))
    try write(
      encoder.encode([
        "bos_token_id": start, "eos_token_id": end, "pad_token_id": start,
        // Else other programs would write on beyond the last position.
        "max_length": model.configuration.context,
      ]),
      to: folder.appending(path: "generation_config.json"))
  }

  private func write(_ data: Data, to file: URL) throws {
    try AtomicFile.write(data, to: file, keepingPrevious: false)
  }
}

/// What config.json says of a model.
struct SavedConfiguration {
  /// The kind of the model.
  let architecture: Architecture
  /// Its sizes; rows of the token table without a token are counted.
  let sizes: GPTConfiguration
  /// Whether its output layer is its token table.
  var isTied = true

  /// The content of the file.
  var settings: [String: JSONValue] {
    var settings: [String: JSONValue] = [
      "architectures": .list([.text(architecture.className)]), "model_type": .text(architecture.name),
      "torch_dtype": "float32", "vocab_size": .whole(sizes.vocabularySize),
      "tie_word_embeddings": .truth(isTied),
    ]
    let keys = architecture.keys
    for (key, size) in [
      (keys.context, sizes.context), (keys.width, sizes.width), (keys.layers, sizes.layers),
      (keys.heads, sizes.heads),
    ] {
      settings[key] = .whole(size)
    }
    for setting in architecture.settings(sizes) where setting.value != .null {
      settings[setting.key] = setting.value
    }
    return settings
  }
}

extension SavedConfiguration {
  /// Reads the content of config.json.
  ///
  /// - Throws: `FileProblem` if it is not that of a model that runs here.
  init(_ data: Data, file: String) throws {
    func refuse(_ happened: String, _ remedy: String = "Name the folder of a \(Architecture.titles) model.")
      -> FileProblem
    {
      FileProblem(file: file, happened: happened, remedy: remedy)
    }
    let settings = try [String: JSONValue](foreignJSON: data) { reason in
      refuse("it is not the configuration of a \(Architecture.titles) (\(reason)).")
    }
    let kind = settings["model_type"]?.text ?? ""
    let architecture = try Architecture.named(kind) { refuse($0) }
    func size(_ key: String) throws -> Int {
      guard let value = settings[key]?.whole else { throw refuse("\(key) is missing, or no whole number.") }
      return value
    }
    let keys = architecture.keys
    sizes = GPTConfiguration(
      vocabularySize: try size("vocab_size"), context: try size(keys.context), width: try size(keys.width),
      layers: try size(keys.layers), heads: try size(keys.heads), positions: architecture.positions)
    if let problem = sizes.problem { throw refuse(problem) }
    let variant = architecture.settings(sizes).first { setting in
      settings[setting.key].map { !setting.allows($0) } ?? false
    }
    if let key = variant?.key {
      throw refuse(
        "it is a variant of \(architecture.title): its \(key) is another.",
        "Name the folder of a model with \(architecture.title)'s own \(key); variants do not run here.")
    }
    self.architecture = architecture
    isTied = settings["tie_word_embeddings"]?.truth ?? true
  }
}
