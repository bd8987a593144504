// A chat model's folder and GGUF files beside `transformers` and `gguf`, and the folder that PyTorch has trained on;
// Tests/peers/check_chat.py and Tests/peers/continue.py say how they are run.

import Foundation
import Testing
import TinyLM
import TinyTensor

private let peerFolder = ProcessInfo.processInfo.environment["TINY_PEER_FOLDER"].map { URL(filePath: $0) }

private func isThere(_ name: String) -> Bool {
  peerFolder.map { FileManager.default.fileExists(atPath: $0.appending(path: name).path) } ?? false
}

@Suite(.enabled(if: peerFolder != nil, "needs TINY_PEER_FOLDER and Python; see Tests/peers/check_chat.py"))
struct ChatFolderPeerTests {
  /// A conversation, our tokens of it, and what our model answers.
  private struct Talk: Encodable {
    struct Message: Encodable { let role: String, content: String }
    let messages: [Message], ids: [Int], prompt: [Int], answer: [Int]
  }

  private static let things = [
    "France", "a dog", "Peru", "the Moon", "naïve café", "你好 🌍", "2 + 2", "it's", "a  b", "Kenya", "bread",
    "rain",
    "Grüße", "the opposite of hot", "x", "Ann's job", "O'Hara", "tea\nor milk", "no one", "  ",
  ]
  private static let text = things.map { "\($0) is a thing. What is \($0)? It is \($0), as I said.\n" }
    .joined()

  @Test(arguments: [("chat", PositionEncoding.rotary), ("chat-learned", .learned)])
  func ourChatModelIsWritten(_ name: String, _ positions: PositionEncoding) throws {
    var generator = SeededGenerator(seed: 9)
    let tokenizer = BytePairTokenizer.learned(
      from: Self.text.utf8, vocabularySize: 384, specialTokens: ChatFormat.specialTokens)
    let sizes = GPTConfiguration(
      vocabularySize: tokenizer.vocabularySize, context: 96, width: 64, layers: 2, heads: 4,
      positions: positions)
    let model = GPT(sizes, using: &generator)
    for (_, parameter) in model.parameters {  // larger than at the beginning, so that errors show
      parameter.assign(parameter.values.map { $0 + 0.1 * generator.normal() })
    }
    let format = ChatFormat(tokenizer)
    let talks = try Self.things.map { thing in
      // The template leaves blanks out that stand around a text; here they are left out beforehand.
      let texts = ["What is \(thing)?", "It is \(thing).", thing]
      let messages = zip([.user, .assistant, .user], texts).map { role, text in
        ChatMessage(role, text.trimmingCharacters(in: .whitespacesAndNewlines))
      }
      let prompt = try format.prompt(messages)
      let answer = model.generate(
        after: prompt, limit: 16, sampling: .greedy, stop: format.end, using: &generator)
      return Talk(
        messages: zip(messages, texts).map { Talk.Message(role: $0.role.rawValue, content: $1) },
        ids: try format.tokens(messages).map(\.id), prompt: prompt, answer: answer)
    }
    let folder = peerFolder!.appending(path: name)
    let card = ModelCard(
      name: "Chat: \"tiny\"", sections: [("What it is", "A model that has learned nothing.")],
      numbers: [("parameters", "\(model.parameterCount)")])
    try HuggingFaceFolder(model: model, tokenizer: tokenizer, card: card).write(to: folder)
    let gguf = GGUFModel(model: model, tokenizer: tokenizer, name: "tiny")
    try gguf.write(to: folder.appending(path: "model.gguf"))
    try gguf.write(to: folder.appending(path: "small.gguf"), small: true)
    try JSONEncoder().encode(talks).write(to: folder.appending(path: "talks.json"))
    try Self.text.write(to: folder.appending(path: "text.txt"), atomically: true, encoding: .utf8)
  }

  /// Trained on by PyTorch in two processes, the model comes back and knows the text better.
  @Test(.enabled(if: isThere("continued"), "needs the folder that Tests/peers/continue.py writes"))
  func whatPyTorchTrainedOnIsReadHere() throws {
    let text = try String(contentsOf: peerFolder!.appending(path: "chat/text.txt"), encoding: .utf8)
    let folders = try ["chat", "continued"].map {
      try HuggingFaceFolder(reading: peerFolder!.appending(path: $0))
    }
    let tokens = folders[0].tokenizer.encode(text)
    #expect(folders[1].tokenizer.encode(text) == tokens)
    #expect(folders[1].tokenizer.specialTokens == ChatFormat.specialTokens)
    let batch = TokenBatch(inputs: Array(tokens[..<96]), targets: Array(tokens[1...96]), sequences: 1)
    let losses = folders.map { $0.model.loss(batch).item }
    #expect(losses[1] < 0.9 * losses[0], "before and after: \(losses)")
  }
}
