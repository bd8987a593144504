// The text to learn from: the small world, or a text of the learner's.

import Basics
import Foundation
import Notebook
import TinyLM
import TinyTensor
import TinyWorld
import Training

/// A text, its tokenizer, and what is known about it.
struct Source {
  /// What its files in runs/ are called after; nil for the world.
  let name: String?
  let tokenizer: any Tokenizer
  let corpus: TokenCorpus
  /// How much text there is, in a sentence or two.
  let description: String
  /// What a loss can be compared with: a name, the name of the metric, and the loss in nats per token.
  let references: [(name: String, metric: String, loss: Double)]
  let world: World?

  var vocabulary: Int { tokenizer.vocabularySize }

  init(named name: String, _ invocation: Invocation, _ root: PackageRoot) throws {
    if name == "world" {
      try self.init(worldIn: root.assets, invocation)
    } else {
      try self.init(file: URL(filePath: name), invocation)
    }
  }

  private init(worldIn assets: URL, _ invocation: Invocation) throws {
    let world = try World(tables: assets.appending(path: "world"))
    tokenizer = Self.tokenizer(for: world.tokenizerText, invocation)
    let seen = invocation.integer("steps") * invocation.integer("batch") * invocation.integer("context")
    let text = try WorldText(
      world, tokenizer: tokenizer, trainingTokens: min(seen, 4_000_000), seed: invocation.seed)
    (name, corpus, self.world) = (nil, text.corpus, world)
    description =
      "A small encyclopedia: \(world.facts.count.grouped) true facts, told in many ways in "
      + "\(corpus.training.count.grouped) tokens. The model sees each part of it about once."
    references = Self.references(corpus, tokenizer.vocabularySize) + [("floor", "entropyFloor", text.floor)]
  }

  private init(file: URL, _ invocation: Invocation) throws {
    let text = try TextFile.read(file)
    tokenizer = Self.tokenizer(for: text, invocation)
    let tokens = try tokenizer.encode(text)
    let needed = 10 * (invocation.integer("context") + 1)
    guard tokens.count >= needed else {
      throw Failure(
        "the text is too short: \(tokens.count) tokens, at least \(needed) are needed", at: file.path,
        hint: "Take a longer text, or a smaller window: --set context=8", code: .badFile)
    }
    corpus = TokenCorpus(tokens: tokens, validationShare: 0.1)
    (name, world) = (file.deletingPathExtension().lastPathComponent, nil)
    description =
      "\(file.lastPathComponent): \(text.utf8.count.grouped) bytes in \(tokens.count.grouped) tokens. The "
      + "last tenth is kept to examine the model."
    references = Self.references(corpus, tokenizer.vocabularySize)
  }

  private static func tokenizer(for text: String, _ invocation: Invocation) -> any Tokenizer {
    invocation.text("tokenizer") == "characters"
      ? CharacterTokenizer(of: text, specialTokens: ChatFormat.specialTokens)
      : BytePairTokenizer.learned(
        from: text.utf8, vocabularySize: invocation.integer("vocabulary"),
        specialTokens: ChatFormat.specialTokens)
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

  /// What a text begins with: the end of the text before it; in a text of the learner's, a line break.
  var start: [Int] {
    world == nil ? (try? tokenizer.encode("\n")) ?? [0] : [tokenizer.id(ofSpecial: endOfText)!]
  }

  /// The tokens of a text in which the end of a document is written as its name.
  func encode(_ text: String) throws -> [Int] {
    let parts = try text.components(separatedBy: endOfText).map(tokenizer.encode)
    let separator = tokenizer.id(ofSpecial: endOfText).map { [$0] } ?? []
    return Array(parts.joined(separator: separator))
  }

  /// A text that a model writes from nothing, at the temperature of the book.
  func sample(
    _ model: GPT, sampling: Sampling = Sampling(temperature: 0.7), using generator: inout SeededGenerator
  ) -> String {
    let ids = model.generate(
      after: start, limit: 40, sampling: sampling, stop: tokenizer.id(ofSpecial: endOfText), using: &generator
    )
    return tokenizer.decode(ids)
  }
}
