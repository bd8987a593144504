// A model as the folder of a GPT-2 or a StarCoder2: it comes back to the last bit, and what is wrong in it is said in
// words.
// FolderPeerTests compares with `transformers`.

import Foundation
import TestSupport
import Testing
import TinyTensor

@testable import Basics
@testable import Files
@testable import TinyLM

@Suite struct HuggingFaceFolderTests {
  private static let tokenizer = BytePairTokenizer.learned(
    from: BytePairTrainerTests.text.utf8, vocabularySize: 265)
  private static func folder(_ positions: PositionEncoding = .learned) -> HuggingFaceFolder {
    HuggingFaceFolder(
      model: randomModel(vocabulary: tokenizer.vocabularySize, positions: positions), tokenizer: tokenizer)
  }

  /// Writes a folder, lets `change` damage it, and reads it.
  private func read(
    of positions: PositionEncoding = .learned, _ change: (URL) throws -> Void = { _ in }
  ) throws -> HuggingFaceFolder {
    var result: HuggingFaceFolder?
    try withFolder { parent in
      let url = parent.appending(path: "new/model")
      try Self.folder(positions).write(to: url)
      try change(url)
      result = try HuggingFaceFolder(reading: url)
    }
    return try #require(result)
  }

  private func happened(
    of positions: PositionEncoding = .learned, _ change: @escaping (URL) throws -> Void
  ) -> String {
    FileTesting.problem { _ = try read(of: positions, change) }?.happened ?? ""
  }

  private func configuration(
    _ old: String, _ new: String, _ positions: PositionEncoding = .learned
  ) -> String {
    happened(of: positions) { folder in
      let file = folder.appending(path: "config.json")
      let text = try String(contentsOf: file, encoding: .utf8)
      #expect(text.contains(old), "the test does not know the file any more")
      try text.replacingOccurrences(of: old, with: new).write(to: file, atomically: true, encoding: .utf8)
    }
  }

  /// Replaces the tensors of the file by others.
  private func tensors(_ change: @escaping (inout [TensorSource]) -> Void) -> (URL) throws -> Void {
    { folder in
      var sources = Self.folder().model.parameters.map {
        TensorSource(name: $0.name, shape: $0.tensor.shape, values: $0.tensor.values)
      }
      change(&sources)
      try SafetensorsFile.write(sources, metadata: [:], to: folder.appending(path: "model.safetensors"))
    }
  }

  @Test(arguments: [PositionEncoding.learned, .rotary])
  func everyBitComesBack(_ positions: PositionEncoding) throws {
    let found = try read(of: positions)
    let original = Self.folder(positions).model
    #expect(found.model.configuration == original.configuration)
    #expect(found.model.savedTensors == original.savedTensors)
    #expect(found.model.parameters.allSatisfy { $0.tensor.requiresGradient })
    #expect(
      found.tokenizer.encode(BytePairTrainerTests.text) == Self.tokenizer.encode(BytePairTrainerTests.text))
  }

  @Test func theFilesAreThoseThatOthersExpect() throws {
    try withFolder { folder in
      try Self.folder().write(to: folder)
      let names = try FileTesting.names(in: folder)
      #expect(
        names == [
          "config.json", "generation_config.json", "merges.txt", "model.safetensors", "tokenizer.json",
          "tokenizer_config.json", "vocab.json",
        ])
      let data = try Data(contentsOf: folder.appending(path: "config.json"))
      let configuration = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      let keys = [
        "vocab_size", "n_positions", "n_ctx", "n_embd", "n_layer", "n_head", "eos_token_id", "bos_token_id",
      ]
      #expect(keys.map { configuration[$0] as? Int } == [265, 8, 8, 32, 2, 2, 264, 264])
      #expect(configuration["architectures"] as? [String] == ["GPT2LMHeadModel"])
      #expect(configuration["activation_function"] as? String == "gelu_new")
      let file = try SafetensorsFile(contentsOf: folder.appending(path: "model.safetensors"))
      #expect(file.metadata == ["format": "pt"])
      #expect(!file.entries.contains { $0.name == "lm_head.weight" }, "the output layer is the token table")
    }
  }

  /// Query, key and value are tensors of their own, and a row of each matrix belongs to one neuron.
  @Test func aRotaryModelIsAStarCoder2() throws {
    try withFolder { folder in
      let model = Self.folder(.rotary).model
      try Self.folder(.rotary).write(to: folder)
      let configuration = try json("config.json", in: folder)
      let keys = [
        "vocab_size", "max_position_embeddings", "hidden_size", "intermediate_size", "num_hidden_layers",
        "num_attention_heads", "num_key_value_heads", "rope_theta",
      ]
      #expect(keys.map { configuration[$0] as? Int } == [265, 8, 32, 128, 2, 2, 2, 10_000])
      #expect(configuration["architectures"] as? [String] == ["Starcoder2ForCausalLM"])
      #expect(configuration["hidden_act"] as? String == "gelu_pytorch_tanh")
      let file = try SafetensorsFile(contentsOf: folder.appending(path: "model.safetensors"))
      let layer = "model.layers.1.self_attn."
      #expect(
        file.entries.map(\.name).filter { $0.hasPrefix(layer) && $0.hasSuffix("weight") }.sorted()
          == ["k", "o", "q", "v"].map { "\(layer)\($0)_proj.weight" })
      let whole = model.blocks[1].attention.queryKeyValue.weight
      let key = try file.values(layer + "k_proj.weight")
      #expect(key == whole.slice(32..<64, along: 1).transposed().values)
    }
  }

  private func json(_ name: String, in folder: URL) throws -> [String: Any] {
    let data = try Data(contentsOf: folder.appending(path: name))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func aChatModelTellsHowToTalk() throws {
    let tokenizer = BytePairTokenizer(merges: Self.tokenizer.merges, specialTokens: ChatFormat.specialTokens)
    let (start, end) = (tokenizer.id(ofSpecial: endOfText)!, tokenizer.id(ofSpecial: "<|end|>")!)
    let card = ModelCard(name: "Tiny", sections: [], numbers: [("loss", "1")])
    try withFolder { folder in
      let model = randomModel(vocabulary: tokenizer.vocabularySize)
      try HuggingFaceFolder(model: model, tokenizer: tokenizer, card: card).write(to: folder)
      let names = try FileTesting.names(in: folder)
      #expect(names.contains("chat_template.jinja") && names.contains("README.md"))
      for name in ["config.json", "generation_config.json"] {
        let found = try json(name, in: folder)
        let ids = ["bos_token_id", "eos_token_id"].map { found[$0] as? Int }
        #expect(ids == [start, end])
      }
      let found = try json("tokenizer_config.json", in: folder)
      let special = ["eos_token", "pad_token"].map { found[$0] as? String }
      #expect(special == ["<|end|>", endOfText])
      #expect(found["additional_special_tokens"] as? [String] == ["<|user|>", "<|assistant|>"])
      #expect(found["model_max_length"] as? Int == 8)
      let texts = try ["chat_template.jinja", "README.md"].map {
        try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
      }
      #expect(texts == [ChatFormat.template, card.markdown])
      // llama.cpp would take it for another template by these.
      #expect(ChatFormat.specialTokens.allSatisfy { !ChatFormat.template.contains($0) })
      #expect(try json("generation_config.json", in: folder)["max_length"] as? Int == 8)
      let read = try HuggingFaceFolder(reading: folder)
      #expect(read.tokenizer.specialTokens == ChatFormat.specialTokens)
      #expect(read.model.savedTensors == model.savedTensors)
    }
  }

  /// What each of these does is tried in Tests/peers/check_chat.py; here only that none of them is lost.
  @Test func theTemplateHoldsWhatOtherProgramsNeed() {
    for part in [
      "{% if message['content'] is not string %}{{ raise_exception(",
      "{% set text = message['content'] | trim %}",
      "{% set text = (messages[0]['content'] | trim) + ' ' + text %}",
      "{% set text = text.split('<|') | join('< |') %}",
      "{% elif role != 'system' or loop.index0 > 0 %}{{ raise_exception(",
    ] {
      #expect(ChatFormat.template.contains(part))
    }
  }

  @Test func changedConfigurationsDoNoHarm() throws {
    var content = Data()
    try withFolder { folder in
      try Self.folder().write(to: folder)
      content = try Data(contentsOf: folder.appending(path: "config.json"))
    }
    let counts = try FileTesting.attack(content) { data in
      let sizes = try SavedConfiguration(data, file: "changed").sizes
      #expect(sizes.problem == nil)
    }
    #expect(counts.refused > 2000 && counts.read > 500, "\(counts)")
  }

  @Test func oldNamesAndASecondCopyOfTheTable() throws {
    // The first GPT-2 files leave out "transformer."; others hold the token table twice.
    let table = Self.folder().model.tokenEmbedding
    let old = try read(
      tensors { sources in
        sources = Self.folder().model.parameters.map {
          TensorSource(
            name: String($0.name.dropFirst("transformer.".count)), shape: $0.tensor.shape,
            values: $0.tensor.values)
        }
        sources.append(TensorSource(name: "lm_head.weight", shape: table.shape, values: table.values))
      })
    #expect(old.model.savedTensors == Self.folder().model.savedTensors)
    let other = happened(
      tensors {
        $0.append(
          TensorSource(name: "lm_head.weight", shape: table.shape, values: table.values.map { $0 + 1 }))
      })
    #expect(other == "its output layer is not its token table.")
  }

  @Test func modelsOfAnotherKind() {
    #expect(configuration("\"gpt2\"", "\"llama\"") == "it is a \"llama\", not a gpt2 or starcoder2.")
    #expect(configuration("\"gpt2\"", "\"a\u{9B}b\"") == "it is a \"a\\u{9b}b\", not a gpt2 or starcoder2.")
    #expect(
      configuration("\"gelu_new\"", "\"relu\"")
        == "it is a variant of GPT-2: its activation_function is another.")
    #expect(configuration("\"n_head\" : 2", "\"n_head\" : 5") == "width 32 cannot be cut into 5 equal heads")
    #expect(configuration("\"n_head\" : 2", "\"n_heads\" : 2").contains("n_head is missing"))
    #expect(configuration("\"n_embd\" : 32", "\"n_embd\" : \(Int.max)").contains("width must be 1 to"))
    #expect(
      configuration("\"n_embd\" : 32", "\"n_embd\" : 64").contains(
        "has shape [265, 32], config.json asks for [265, 64]"))
    #expect(configuration("\"n_layer\" : 2", "\"n_layer\" : 3").contains("transformer.h.2.ln_1.weight"))
    #expect(
      configuration("\"vocab_size\" : 265", "\"vocab_size\" : 266")
        == "config.json tells 266 tokens, the tokenizer knows 265.")
    #expect(
      configuration("\"vocab_size\" : 265", "\"vocab_size\" : 400")
        == "config.json tells 400 tokens, the tokenizer knows 265.", "too many for a padding")
    #expect(
      configuration("\"scale_attn_weights\" : true", "\"scale_attn_weights\" : false").contains(
        "scale_attn_weights"))
    #expect(configuration("{", "[").contains("not the configuration of a GPT-2 or StarCoder2"))
    for (old, new, key) in [
      ("\"rope_theta\" : 10000", "\"rope_theta\" : 100000", "rope_theta"),
      ("{", "{\"rope_parameters\": {\"rope_theta\": 10000, \"rope_type\": \"linear\"},", "rope_parameters"),
      ("{", "{\"sliding_window\": 4,", "sliding_window"),
      ("\"num_key_value_heads\" : 2", "\"num_key_value_heads\" : 1", "num_key_value_heads"),
    ] {
      #expect(configuration(old, new, .rotary) == "it is a variant of StarCoder2: its \(key) is another.")
    }
    #expect(
      configuration("\"n_head\" : 2", "\"n_head\" : 2, \"n_h\\u0065ad\" : 4").contains(
        "\"n_head\" stands twice"))
    #expect(
      configuration("\"tie_word_embeddings\" : true", "\"tie_word_embeddings\" : false").contains(
        "no lm_head.weight"))
  }

  /// Its folder is one of GPT-2's already: to name another folder of that kind would not help.
  @Test func aVariantIsToldFromAnotherKind() {
    let sizes = #""vocab_size": 9, "n_positions": 8, "n_embd": 12, "n_layer": 2, "n_head": 3"#
    let remedies = [#""model_type": "gpt2", "n_inner": 47"#, #""model_type": "llama""#].map { keys in
      FileTesting.problem {
        _ = try SavedConfiguration(Data("{\(sizes), \(keys)}".utf8), file: "made up")
      }?.remedy
    }
    #expect(
      remedies == [
        "Name the folder of a model with GPT-2's own n_inner; variants do not run here.",
        "Name the folder of a GPT-2 or StarCoder2 model.",
      ])
  }

  @Test func whatDiffersOnlyInForm() throws {
    let gelus = ["gelu_fast", "gelu_pytorch_tanh"].map { ("\"gelu_new\"", "\"\($0)\"") }
    for (old, new) in gelus + [("{", "\u{FEFF}{")] {
      let found = try read { folder in
        let file = folder.appending(path: "config.json")
        let text = try String(contentsOf: file, encoding: .utf8)
        try Data(text.replacingOccurrences(of: old, with: new).utf8).write(to: file)
      }
      #expect(found.model.savedTensors == Self.folder().model.savedTensors)
    }
  }

  /// As newer and older programs write the angles.
  @Test func theAnglesMayStandInOtherPlaces() throws {
    for new in [
      "\"rope_parameters\" : {\"rope_theta\": 10000.0, \"rope_type\": \"default\"}",
      "\"rope_theta\" : 10000.0, \"rope_scaling\" : null",
    ] {
      let found = try read(of: .rotary) { folder in
        let file = folder.appending(path: "config.json")
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text.contains("\"rope_theta\" : 10000"), "the test does not know the file any more")
        try Data(text.replacing("\"rope_theta\" : 10000", with: new).utf8).write(to: file)
      }
      #expect(found.model.savedTensors == Self.folder(.rotary).model.savedTensors)
    }
  }

  /// Many programs fill the token table up with rows that belong to no token.
  @Test func aPaddedTableIsReadWithoutItsPadding() throws {
    let found = try read { folder in
      let file = folder.appending(path: "config.json")
      let text = try String(contentsOf: file, encoding: .utf8)
      try text.replacingOccurrences(of: "\"vocab_size\" : 265", with: "\"vocab_size\" : 320")
        .write(to: file, atomically: true, encoding: .utf8)
      try tensors { sources in
        let table = Self.folder().model.tokenEmbedding
        let values = table.values + Array(repeating: 7, count: 55 * 32)
        for (i, name) in ["transformer.wte.weight", "lm_head.weight"].enumerated() {
          let padded = TensorSource(name: name, shape: [320, 32], values: values)
          if i == 0 { sources[0] = padded } else { sources.append(padded) }
        }
      }(folder)
    }
    #expect(found.model.configuration == Self.folder().model.configuration)
    #expect(found.model.savedTensors == Self.folder().model.savedTensors)
  }

  @Test func numbersThatAreNoneAreRefused() {
    for bad in [Float.nan, .infinity] {
      let said = happened(
        tensors {
          $0[1] = TensorSource(
            name: $0[1].name, shape: $0[1].shape, values: [bad] + Array(repeating: 0, count: 8 * 32 - 1))
        })
      #expect(said == "transformer.wpe.weight holds a number that is not finite.")
    }
  }

  @Test func weightsInAnotherForm() {
    for name in ["pytorch_model.bin", "model.safetensors.index.json"] {
      let said = happened { folder in
        try FileManager.default.moveItem(
          at: folder.appending(path: "model.safetensors"), to: folder.appending(path: name))
      }
      #expect(said.contains("its weights are in \(name)"))
    }
  }

  @Test func theFilesOfTheTokenizerMustAgree() throws {
    func changed(_ name: String, _ old: String, _ new: String) -> (URL) throws -> Void {
      { folder in
        let file = folder.appending(path: name)
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text.contains(old), "the test does not know the file any more")
        try Data(text.replacingOccurrences(of: old, with: new).utf8).write(to: file)
      }
    }
    let other = "tokenizer.json is another tokenizer than vocab.json and merges.txt."
    #expect(happened(changed("merges.txt", "d est\n", "")) == other)
    let (q, z) = (Self.tokenizer.encode("q")[0], Self.tokenizer.encode("z")[0])
    let exchanged = happened { folder in
      try changed("vocab.json", "\"q\" : \(q)", "\"q\" : \(z)")(folder)
      try changed("vocab.json", "\"z\" : \(z)", "\"z\" : \(q)")(folder)
    }
    #expect(exchanged == other)
    for (file, key) in [("vocab.json", "{\n"), ("tokenizer.json", "\"vocab\" : {")] {
      let twice = happened(changed(file, key, key + "\"q\" : \(q), "))
      #expect(twice.contains("\"q\" stands twice"), "\(file): \(twice)")
    }
    #expect(
      happened(changed("tokenizer.json", "\"special\" : true", "\"special\" : false"))
        == "it looks for the added token \"<|endoftext|>\" in every text.")
    for end in ["\r\n", "\r"] {
      let found = try read(changed("merges.txt", "\n", end))
      #expect(found.tokenizer.merges == Self.tokenizer.merges.map { Merge(left: $0.left, right: $0.right) })
    }
    let old = try read { folder in
      try changed("vocab.json", ",\n  \"<|endoftext|>\" : 264", "")(folder)
      try Data("{\"<|endoftext|>\": 264}".utf8).write(to: folder.appending(path: "added_tokens.json"))
      try FileManager.default.removeItem(at: folder.appending(path: "tokenizer.json"))
    }
    #expect(old.tokenizer.specialTokens == [endOfText])
  }

  @Test func missingAndDamagedFiles() {
    for name in ["config.json", "model.safetensors"] {
      #expect(
        happened { try FileManager.default.removeItem(at: $0.appending(path: name)) }
          == "there is no such file.")
    }
    #expect(happened { try Data([1, 2, 3]).write(to: $0.appending(path: "model.safetensors")) } != "")
    #expect(happened(tensors { $0.removeLast() }).contains("transformer.ln_f.bias"))
  }

  @Test func modelsThatOthersCannotRead() throws {
    try withFolder { folder in
      let waves = FileTesting.problem { try Self.folder(.sinusoidal).write(to: folder) }
      #expect(
        waves?.happened
          == "a GPT-2 has learned positions, a StarCoder2 has rotary positions, this model another kind: sinusoidal."
      )
      let other = HuggingFaceFolder(model: randomModel(), tokenizer: Self.tokenizer)
      #expect(
        FileTesting.problem { try other.write(to: folder) }?.happened
          == "the model knows 29 tokens, its tokenizer 265.")
      let file = folder.appending(path: "file")
      try Data().write(to: file)
      let below = FileTesting.problem { try Self.folder().write(to: file.appending(path: "model")) }
      #expect(below?.happened.contains("the folder cannot be made") == true)
    }
  }
}
