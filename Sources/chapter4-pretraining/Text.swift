// The text to learn from: the small world, or a text of the learner's.

import Foundation
import Notebook
import TinyLM
import TinyTensor
import TinyWorld
import Training

/// A text, its tokenizer, and what is known about it.
struct Text {
  /// What its files in runs/ are called after.
  let name: String?
  let tokenizer: any Tokenizer
  let corpus: TokenCorpus
  let description: String
  /// What a loss can be compared with: a name, the name of the metric, and the loss in nats per token.
  let references: [(name: String, metric: String, loss: Double)]
  /// What the model can be asked about the world.
  let prompts: [RecallPrompt]?

  init(named name: String, _ invocation: Invocation, _ root: PackageRoot) throws {
    let steps = invocation.integer("steps") * invocation.integer("batch") * invocation.integer("context")
    if name == "world" {
      let world = try World(tables: root.assets.appending(path: "world"))
      tokenizer = Self.tokenizer(for: world.tokenizerText, invocation)
      let text = try WorldText(
        world, tokenizer: tokenizer, trainingTokens: min(steps, 4_000_000), seed: invocation.seed)
      (self.name, corpus, prompts) = (nil, text.corpus, world.recallPrompts)
      description =
        "The text is a small encyclopedia: \(world.facts.count.grouped) true facts, told in many ways in "
        + "\(corpus.training.count.grouped) tokens. The model sees each part of it about once."
      references = Self.references(corpus, tokenizer.vocabularySize) + [("floor", "entropyFloor", text.floor)]
    } else {
      let file = URL(filePath: name)
      let text = try TextFile.read(file)
      tokenizer = Self.tokenizer(for: text, invocation)
      corpus = TokenCorpus(tokens: try tokenizer.encode(text), validationShare: 0.1)
      let needed = 10 * (invocation.integer("context") + 1)
      guard corpus.training.count + corpus.validation.count >= needed else {
        throw Failure(
          "the text is too short: \(corpus.training.count + corpus.validation.count) tokens, at least \(needed) are needed",
          at: file.path, hint: "Take a longer text, or a smaller window: --set context=8", code: .badFile)
      }
      self.name = file.deletingPathExtension().lastPathComponent
      prompts = nil
      description =
        "The text is \(file.lastPathComponent), \(text.utf8.count.grouped) bytes in "
        + "\((corpus.training.count + corpus.validation.count).grouped) tokens. The last tenth is kept to examine the model."
      references = Self.references(corpus, tokenizer.vocabularySize)
    }
  }

  private static func tokenizer(for text: String, _ invocation: Invocation) -> any Tokenizer {
    invocation.text("tokenizer") == "characters"
      ? CharacterTokenizer(of: text)
      : BytePairTokenizer.learned(from: text.utf8, vocabularySize: invocation.integer("vocabulary"))
  }

  private static func references(
    _ corpus: TokenCorpus, _ vocabulary: Int
  ) -> [(name: String, metric: String, loss: Double)] {
    [
      ("uniform", "uniformLoss", PortableMath.log(Double(vocabulary))),
      ("one token", "unigramLoss", corpus.unigramLoss(vocabularySize: vocabulary)),
      ("two tokens", "bigramLoss", corpus.bigramLoss(vocabularySize: vocabulary)),
    ]
  }
}
