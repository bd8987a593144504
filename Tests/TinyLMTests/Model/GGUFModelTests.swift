// A chat model as a GGUF file: it comes back to the last bit, and what is wrong in a file is said in words.
// Tests/peers/run reads the file with the package `gguf`.

import Foundation
import TestSupport
import Testing
import TinyTensor

@testable import Basics
@testable import Files
@testable import TinyLM

@Suite struct GGUFModelTests {
  private static let tokenizer = BytePairTokenizer.learned(
    from: BytePairTrainerTests.text.utf8, vocabularySize: 270, specialTokens: ChatFormat.specialTokens)
  private static func gguf(_ positions: PositionEncoding = .learned) -> GGUFModel {
    GGUFModel(
      model: randomModel(vocabulary: tokenizer.vocabularySize, positions: positions), tokenizer: tokenizer,
      name: "tiny")
  }

  private static func bytes(_ positions: PositionEncoding = .learned, small: Bool = false) throws -> Data {
    var data = Data()
    try withFolder { folder in
      let file = folder.appending(path: "model.gguf")
      try gguf(positions).write(to: file, small: small)
      data = try Data(contentsOf: file)
    }
    return data
  }

  private func happened(
    _ old: String, _ new: String, _ positions: PositionEncoding = .learned
  ) throws -> String {
    var data = try Self.bytes(positions)
    let range = try #require(data.firstRange(of: Data(old.utf8)), "the test does not know the file any more")
    data.replaceSubrange(range, with: Data(new.utf8))
    return FileTesting.problem { _ = try GGUFModel(bytes: data) }?.happened ?? ""
  }

  @Test(arguments: [PositionEncoding.learned, .rotary])
  func everyBitComesBack(_ positions: PositionEncoding) throws {
    let found = try GGUFModel(bytes: Self.bytes(positions))
    let original = Self.gguf(positions).model
    #expect(found.model.configuration == original.configuration)
    #expect(found.model.savedTensors == original.savedTensors)
    #expect(found.model.parameters.allSatisfy { $0.tensor.requiresGradient })
    #expect(found.name == "tiny" && found.chatTemplate == ChatFormat.template)
    #expect(found.tokenizer.specialTokens == ChatFormat.specialTokens)
    #expect(found.tokenizer.json.contains("<|end|>"))
    let talk = [ChatMessage(.user, "the lower"), ChatMessage(.assistant, "newest naïve 你好")]
    #expect(try ChatFormat(found.tokenizer).tokens(talk) == ChatFormat(Self.tokenizer).tokens(talk))
  }

  @Test(arguments: [PositionEncoding.learned, .rotary])
  func smallNumbersAreNear(_ positions: PositionEncoding) throws {
    let (large, small) = (try Self.bytes(positions), try Self.bytes(positions, small: true))
    let found = try GGUFModel(bytes: small).model
    for (read, original) in zip(found.parameters, Self.gguf(positions).model.parameters) {
      let step = original.tensor.values.map(abs).max()! / 127
      let isSmall = original.tensor.rank == 2 && !original.name.contains("wpe")
      let errors = zip(read.tensor.values, original.tensor.values).map { abs($0 - $1) }
      #expect(errors.allSatisfy { isSmall ? $0 < 0.57 * step : $0 == 0 }, "\(read.name)")
    }
    #expect(small.count < large.count / 2)
    let versions = try [small, large].map {
      try GGUFFile(bytes: $0).values["general.quantization_version"]?.integer
    }
    #expect(versions == [2, nil])
  }

  @Test func aModelWithoutChatHasNoTemplate() throws {
    let plain = BytePairTokenizer(merges: Self.tokenizer.merges)
    let model = GGUFModel(model: randomModel(vocabulary: plain.vocabularySize), tokenizer: plain, name: "")
    #expect(model.chatTemplate == nil)
    try withFolder { folder in
      let file = folder.appending(path: "m.gguf")
      try model.write(to: file)
      let read = try GGUFModel(reading: file)
      #expect(read.chatTemplate == nil)
      #expect(read.model.savedTensors == model.model.savedTensors)
    }
  }

  @Test func modelsOfAnotherKind() throws {
    #expect(try happened("gpt2", "gpt3").contains("it is a \"gpt3\", not a gpt2 or starcoder2."))
    #expect(try happened("gpt-2", "llama").contains("it cuts text as \"gpt2\", \"llama\""))
    #expect(try happened("gpt2.block_count", "gpt2.block_counX").contains("does not give gpt2.block_count"))
    #expect(
      try happened("gpt2.context_length", "gpt2.context_Length").contains("does not give gpt2.context_length")
    )
    #expect(try happened("blk.1.ffn_up.weight", "blk.1.ffn_Up.weight").contains("no tensor \"blk.1.ffn_up"))
    let block = "gpt2.block_count\u{4}\u{0}\u{0}\u{0}"
    #expect(try happened(block + "\u{2}", block + "\u{1}").contains("a GPT-2 has no tensor \"blk.1."))
    #expect(try happened(block + "\u{2}", block + "\u{3}").contains("no tensor \"blk.2."))
    #expect(try happened(block + "\u{2}", block + "\u{0}").contains("layers must be 1 to"))
    let width = "gpt2.embedding_length\u{4}\u{0}\u{0}\u{0}"
    #expect(try happened(width + " ", width + "@").contains("another than GPT-2's"))
    let base = "starcoder2.rope.freq_base\u{6}\u{0}\u{0}\u{0}\u{0}"
    #expect(
      try happened(base + "@\u{1C}", base + "@\u{1E}", .rotary).contains(
        "its rope.freq_base is another than StarCoder2's"))
    #expect(try happened("attn_k.bias", "attn_K.bias", .rotary).contains("no tensor \"blk.0.attn_k.bias\""))
  }

  @Test func whatCannotBeWritten() throws {
    try withFolder { folder in
      let file = folder.appending(path: "m.gguf")
      let waves = FileTesting.problem { try Self.gguf(.sinusoidal).write(to: file) }
      #expect(waves?.remedy == "Train with positions=learned or positions=rotary.")
      let broken = Self.gguf()
      broken.model.blocks[1].feedForward.up.weight[0, 0] = .nan
      let problem = FileTesting.problem { try broken.write(to: file) }
      #expect(problem?.happened == "transformer.h.1.mlp.c_fc.weight holds a number that is not finite.")
      let names = try FileTesting.names(in: folder)
      #expect(names.isEmpty)
    }
  }

  @Test func aNumberThatIsNoneIsRefused() throws {
    var data = try Self.bytes()
    data.replaceSubrange(data.count - 4..<data.count, with: [0, 0, 0xC0, 0x7F])  // the last one becomes NaN
    let problem = FileTesting.problem { _ = try GGUFModel(bytes: data) }
    #expect(problem?.happened == "transformer.ln_f.bias holds a number that is not finite.")
  }

  @Test func mutationsNeverTrap() throws {
    // Only a part of the tries: the file of a model is larger, and GGUFFileTests makes ten thousand.
    let counts = try FileTesting.attack(Self.bytes(), times: 300) { data in
      let found = try GGUFModel(bytes: data)
      #expect(found.tokenizer.bytes(of: found.tokenizer.encode("new lower")) == Array("new lower".utf8))
    }
    #expect(counts.refused > 20 && counts.read > 20, "\(counts)")
  }
}
