// Folders of GPT-2 and StarCoder2 models beside `transformers`; Tests/peers/check_folder.py says how it is run.

import Foundation
import Testing
import TinyLM
import TinyTensor

private let peerFolder = ProcessInfo.processInfo.environment["TINY_PEER_FOLDER"].map { URL(filePath: $0) }

@Suite(.enabled(if: peerFolder != nil, "needs TINY_PEER_FOLDER and Python; see Tests/peers/check_folder.py"))
struct FolderPeerTests {
  private struct Theirs: Decodable {
    let tokens: [Int], lastLogits: [Float], texts: [String], ids: [[Int]]
  }
  private struct Ours: Encodable {
    let tokens: [Int], sequences: Int, logits: [Float], texts: [String], ids: [[Int]]
  }

  @Test(arguments: ["theirs", "theirs-rotary"]) func theirFolderGivesTheSameLogits(_ name: String) throws {
    let folder = peerFolder!.appending(path: name)
    let expected = try JSONDecoder().decode(
      Theirs.self, from: Data(contentsOf: folder.appending(path: "expected.json")))
    let read = try HuggingFaceFolder(reading: folder)
    #expect(expected.texts.map { read.tokenizer.encode($0) } == expected.ids)
    let time = expected.tokens.count / 2
    let logits = read.model.frozen().logits(expected.tokens, sequences: 2).slice(time - 1..<time, along: 1)
      .values
    let difference = zip(logits, expected.lastLogits).map { abs($0 - $1) }.max()!
    #expect(difference < 1e-4 * expected.lastLogits.map(abs).max()!)
  }

  @Test(arguments: [("ours", PositionEncoding.learned), ("ours-rotary", .rotary)])
  func ourFolderIsWritten(_ name: String, _ positions: PositionEncoding) throws {
    var generator = SeededGenerator(seed: 4)
    let texts = [
      "The dog's tail wags, and it's 1,024 tokens.", "naïve café, 你好 🌍", "a  b\n\n c\t<|endoftext|>", " ",
    ]
    let corpus = String(repeating: texts.joined(separator: "\n"), count: 3)
    let tokenizer = BytePairTokenizer.learned(from: corpus.utf8, vocabularySize: 320)
    let model = GPT(
      GPTConfiguration(
        vocabularySize: tokenizer.vocabularySize, context: 16, width: 24, layers: 2, heads: 3,
        positions: positions),
      using: &generator)
    for (_, parameter) in model.parameters {  // larger than at the beginning, so that errors show
      parameter.assign(parameter.values.map { $0 + 0.2 * generator.normal() })
    }
    let folder = peerFolder!.appending(path: name)
    try HuggingFaceFolder(model: model, tokenizer: tokenizer).write(to: folder)
    let tokens = (0..<32).map { _ in generator.below(tokenizer.vocabularySize) }
    // `tokenizers` would take the special token out of a text; here no text may forge one.
    let plain = texts.map { $0.replacingOccurrences(of: endOfText, with: "end") }
    let ours = Ours(
      tokens: tokens, sequences: 2, logits: model.frozen().logits(tokens, sequences: 2).values, texts: plain,
      ids: plain.map { tokenizer.encode($0) })
    try JSONEncoder().encode(ours).write(to: folder.appending(path: "expected.json"))
  }
}
