// The tokenizer files of a Hugging Face GPT-2 folder, read and written: vocab.json, merges.txt, tokenizer.json.
// In them each byte stands as a visible letter (ByteAlphabet). Source of the form: files of the `gpt2` repository.
// Leaves out: normalizers, templates, and tokenizers that are not byte-level byte pairs.

import Files
import Foundation

extension BytePairTokenizer {
  /// The content of a tokenizer's files: each token in visible letters with its id, and the pairs that are merged, in order.
  struct FileContent {
    var vocabulary: [String: Int]
    let pairs: [[String]]
  }

  /// Reads the tokenizer of a folder.
  ///
  /// It stands in tokenizer.json, or in vocab.json and merges.txt, or in both.
  ///
  /// - Throws: `FileProblem` if the files are missing, damaged, of another kind of tokenizer, or not of the same one.
  public init(folder: URL) throws {
    func content(_ name: String) throws -> Data? {
      let file = folder.appending(path: name)
      return FileManager.default.fileExists(atPath: file.path) ? try FileBytes.read(file) : nil
    }
    func path(_ name: String) -> String { folder.appending(path: name).path }
    let whole = try content("tokenizer.json").map {
      try FileContent(tokenizerJSON: $0, file: path("tokenizer.json"))
    }
    var parts = try content("vocab.json").map {
      let merges = try FileBytes.read(folder.appending(path: "merges.txt"))
      return try FileContent(vocabulary: $0, merges: merges, file: path("vocab.json"))
    }
    if let added = try content("added_tokens.json") {  // of old programs, next to vocab.json
      let more: [String: Int] = try FileContent.decoded(added, path("added_tokens.json"))
      parts?.vocabulary.merge(more) { first, _ in first }
    }
    guard let found = whole ?? parts else {
      throw FileProblem(
        file: folder.path, happened: "there is neither a tokenizer.json nor a vocab.json.",
        remedy: "Copy the tokenizer's files into the folder.")
    }
    if let parts, whole != nil {
      _ = try BytePairTokenizer(parts, file: path("vocab.json"))
      let areOne =
        parts.pairs == found.pairs && parts.vocabulary.allSatisfy { found.vocabulary[$0] == $1 }
      guard areOne else {
        throw FileProblem(
          file: folder.path, happened: "tokenizer.json is another tokenizer than vocab.json and merges.txt.",
          remedy: "Remove the files that do not belong to the model.")
      }
    }
    try self.init(found, file: folder.path)
  }
}

extension BytePairTokenizer.FileContent {
  /// Reads the content of vocab.json and merges.txt.
  ///
  /// - Parameter file: what to call it in messages.
  /// - Throws: `FileProblem` if it is damaged, or of another kind of tokenizer.
  init(vocabulary: Data, merges: Data, file: String) throws {
    self.vocabulary = try Self.decoded(vocabulary, file)
    pairs = try Self.pairs(merges, file: file)
  }

  /// The pairs that stand in merges.txt, one a line; whether they are pairs is not known yet.
  static func pairs(_ merges: Data, file: String) throws -> [[String]] {
    if merges.isEmpty { return [] }
    let text = try TextFile.text(of: merges, file: file, remedy: "Fetch the tokenizer's files again.")
    return TextFile.lines(of: text).filter { !$0.isEmpty && !$0.hasPrefix("#version") }
      .map { $0.split(separator: " ").map(String.init) }
  }

  /// Reads the content of tokenizer.json.
  ///
  /// - Parameter file: what to call it in messages.
  /// - Throws: `FileProblem` if it is damaged, or of another kind of tokenizer.
  init(tokenizerJSON: Data, file: String) throws {
    let whole: WholeFile = try Self.decoded(tokenizerJSON, file)
    if let problem = whole.problem {
      throw FileProblem(
        file: file, happened: "\(problem).",
        remedy: "Name the folder of a GPT-2 model: its words are cut in one way only.")
    }
    let added = Dictionary(whole.added_tokens?.map { ($0.content, $0.id) } ?? []) { first, _ in first }
    vocabulary = whole.model.vocab.merging(added) { first, _ in first }
    pairs = whole.model.merges.map(\.pair)
  }

  fileprivate static func decoded<Content: Decodable>(_ data: Data, _ file: String) throws -> Content {
    try Content(foreignJSON: data) { reason in
      FileProblem(
        file: file, happened: "it is not the JSON of a byte-pair tokenizer (\(reason)).",
        remedy: "Name the folder of a GPT-2 model: vocab.json and merges.txt, or tokenizer.json.")
    }
  }
}

extension BytePairTokenizer {
  /// A vocabulary from the content of its files.
  ///
  /// A token that is no byte and no result of a merge, such as `<|endoftext|>`, is a special token.
  init(_ content: FileContent, file: String) throws {
    let vocabulary = content.vocabulary
    let refuse = FileProblem.refusing(file, remedy: "Fetch the tokenizer's files again.")
    guard Set(vocabulary.values) == Set(0..<vocabulary.count) else {
      throw refuse("the ids of its vocabulary are not 0 to \(vocabulary.count - 1), each once.")
    }
    var ordinary = Set(ByteAlphabet.letters.map { String($0) })
    for letter in ordinary where vocabulary[letter] == nil {
      throw refuse("its vocabulary lacks the byte \(letter).")
    }
    var merges: [Merge] = []
    var results: [Int] = []
    for (i, pair) in content.pairs.enumerated() {
      guard pair.count == 2, ordinary.contains(pair[0]), ordinary.contains(pair[1]) else {
        throw refuse("merge \(i + 1), \(pair), does not join two earlier tokens.")
      }
      let whole = pair[0] + pair[1]
      guard let result = vocabulary[whole], whole.utf8.count <= longestToken else {
        throw refuse("merge \(i + 1) makes \"\(whole.prefix(40))\", which its vocabulary lacks.")
      }
      merges.append(Merge(left: vocabulary[pair[0]]!, right: vocabulary[pair[1]]!))
      results.append(result)
      ordinary.insert(whole)
    }
    var tokens = [[UInt8]](repeating: [], count: vocabulary.count)
    for (text, id) in vocabulary {
      // Swift takes letters that look alike for equal: a sign for kelvin is found where a K was looked for.
      guard let bytes = ordinary.contains(text) ? ByteAlphabet.bytes(of: text) : Array(text.utf8) else {
        throw refuse("its token \(FileProblem.quoted(text)) is written with other letters than GPT-2's.")
      }
      tokens[id] = bytes
    }
    let specials = vocabulary.filter { !ordinary.contains($0.key) }.sorted { $0.value < $1.value }
    self.init(
      tokenBytes: tokens, merges: merges, results: results, specials: specials.map { ($0.key, $0.value) })
  }

  /// Writes vocab.json, merges.txt, tokenizer.json and tokenizer_config.json.
  ///
  /// - Parameter context: how many tokens the model sees at once; left out of the files if `nil`.
  /// - Throws: `FileProblem` if they cannot be written, or if a special token has the name of another token: the files
  ///   tell tokens apart by their names alone.
  public func write(toFolder folder: URL, context: Int? = nil) throws {
    let (names, pairs) = try namesForFiles(file: folder.path)
    let vocabulary = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    try write(vocabulary, to: folder, "vocab.json")
    try write(text: "#version: 0.2\n" + pairs.map { $0 + "\n" }.joined(), to: folder, "merges.txt")
    let added = specialTokens.map { WholeFile.Added(id: id(ofSpecial: $0)!, content: $0) }
    try write(WholeFile(added, vocabulary, pairs), to: folder, "tokenizer.json")
    try write(TokenizerConfiguration(self, context: context), to: folder, "tokenizer_config.json")
  }

  /// Each token's name in visible letters, by id, and each merge as two of them with a blank between.
  ///
  /// - Parameter file: what to call it in messages.
  /// - Throws: `FileProblem` if a special token has the name of another token.
  func namesForFiles(file: String) throws -> (tokens: [String], merges: [String]) {
    let special = Set(specialTokens)
    let names = (0..<vocabularySize).map { id in
      let bytes = bytes(of: id)
      let text = String(decoding: bytes, as: UTF8.self)
      return special.contains(text) && self.id(ofSpecial: text) == id ? text : ByteAlphabet.text(of: bytes)
    }
    guard Set(names).count == names.count else {
      throw FileProblem(
        file: file, happened: "two tokens have the same name; special ones: \(specialTokens).",
        remedy: "Give special tokens names that no text holds, such as <|name|>.")
    }
    return (names, merges.map { "\(names[$0.left]) \(names[$0.right])" })
  }

  private func write(_ content: some Encodable, to folder: URL, _ name: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    try write(text: String(decoding: try encoder.encode(content), as: UTF8.self) + "\n", to: folder, name)
  }

  private func write(text: String, to folder: URL, _ name: String) throws {
    try AtomicFile.write(Data(text.utf8), to: folder.appending(path: name), keepingPrevious: false)
  }
}

// The names in the two types below are those of the files.

// swift-format-ignore: AlwaysUseLowerCamelCase
/// tokenizer_config.json.
private struct TokenizerConfiguration: Encodable {
  var tokenizer_class = "GPT2Tokenizer"
  var add_prefix_space = false
  let bos_token, eos_token, unk_token, pad_token: String?
  /// All but the four above: the tokens of the roles.
  var additional_special_tokens: [String]?
  let model_max_length: Int?

  init(_ tokenizer: BytePairTokenizer, context: Int?) {
    let end = tokenizer.endToken
    let start = tokenizer.id(ofSpecial: endOfText) == nil ? end : endOfText
    bos_token = start
    eos_token = end
    unk_token = start
    pad_token = start
    let others = tokenizer.specialTokens.filter { $0 != start && $0 != end }
    additional_special_tokens = others.isEmpty ? nil : others
    model_max_length = context
  }
}

// swift-format-ignore: AlwaysUseLowerCamelCase
/// tokenizer.json.
private struct WholeFile: Codable {
  struct Added: Codable {
    let id: Int
    let content: String
    var single_word = false, lstrip = false, rstrip = false, normalized = false, special = true

    init(id: Int, content: String) {
      self.id = id
      self.content = content
    }

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      id = try values.decode(Int.self, forKey: .id)
      content = try values.decode(String.self, forKey: .content)
      special = try values.decodeIfPresent(Bool.self, forKey: .special) ?? true
    }
  }
  struct Step: Codable {
    var type = "ByteLevel"
    var add_prefix_space = false, trim_offsets = true, use_regex = true
  }
  /// A merge, in either of the two ways that are found in files.
  enum SavedMerge: Codable {
    case text(String)
    case list([String])

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let text = try? value.decode(String.self) {
        self = .text(text)
      } else {
        self = .list(try value.decode([String].self))
      }
    }

    func encode(to encoder: any Encoder) throws {
      var value = encoder.singleValueContainer()
      try value.encode(pair.joined(separator: " "))
    }

    var pair: [String] {
      switch self {
      case .text(let text): text.split(separator: " ").map(String.init)
      case .list(let pair): pair
      }
    }
  }
  struct Model: Codable {
    var type: String?
    let vocab: [String: Int]
    let merges: [SavedMerge]
  }
  var version: String?
  var added_tokens: [Added]?
  var pre_tokenizer: Step?
  var post_processor: Step?
  var decoder: Step?
  let model: Model

  init(_ added: [Added], _ vocabulary: [String: Int], _ pairs: [String]) {
    version = "1.0"
    added_tokens = added
    pre_tokenizer = Step()
    post_processor = Step()
    decoder = Step()
    model = Model(type: "BPE", vocab: vocabulary, merges: pairs.map(SavedMerge.text))
  }

  private enum ReadKeys: String, CodingKey { case added_tokens, normalizer, pre_tokenizer, model }
  private struct FoundStep: Decodable {
    let type: String
    let add_prefix_space, use_regex: Bool?
  }
  /// Why a file is another tokenizer than GPT-2's; `nil` if it is not, and so never written.
  private(set) var problem: String?

  /// Reads only what is needed: other programs write the rest in other ways.
  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: ReadKeys.self)
    added_tokens = try values.decodeIfPresent([Added].self, forKey: .added_tokens)
    model = try values.decode(Model.self, forKey: .model)
    let cutter = try values.decodeIfPresent(FoundStep.self, forKey: .pre_tokenizer)
    if let normalizer = try values.decodeIfPresent(FoundStep.self, forKey: .normalizer) {
      problem = "it changes the text before it cuts it (\(normalizer.type))"
    } else if cutter?.type != "ByteLevel" || cutter?.use_regex == false || cutter?.add_prefix_space == true {
      problem = "it cuts words in another way than GPT-2 (\(cutter?.type ?? "not at all"))"
    } else if let token = added_tokens?.first(where: { !$0.special }) {
      problem = "it looks for the added token \(FileProblem.quoted(token.content)) in every text"
    }
  }
}
