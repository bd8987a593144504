// The text of the small world as tokens: as much as is wanted, and the least surprise that any model can reach.

import Basics
import TinyLM
import TinyTensor
import TinyWorld

/// Documents of the world as a corpus, with the floor that no model can get below.
public struct WorldText: Sendable {
  /// The documents as tokens, the end-of-text token before each.
  public let corpus: TokenCorpus
  /// The entropy of the validation text in nats per token, from the generator's own choices.
  ///
  /// It counts the same tokens as the validation loss. It is an upper bound: where two ways of choosing give the
  /// same text, the true value is a little lower.
  public let floor: Double

  /// Writes documents, each with the end-of-text token before it.
  ///
  /// - Parameters:
  ///   - trainingTokens: about how many to train on.
  ///   - validationTokens: about how many to be examined on; other documents of the same world.
  public init(
    _ world: World, tokenizer: any Tokenizer, trainingTokens: Int, validationTokens: Int = 20_000,
    seed: UInt64
  ) throws {
    let training = try Self.tokens(world, tokenizer, trainingTokens, seed, stream: "training text")
    let validation = try Self.tokens(world, tokenizer, validationTokens, seed, stream: "validation text")
    corpus = TokenCorpus(
      training: training.tokens, validation: validation.tokens, separator: tokenizer.id(ofSpecial: endOfText)!
    )
    floor = validation.nats / Double(validation.tokens.count - 1)  // nobody predicts the first token
  }

  private static func tokens(
    _ world: World, _ tokenizer: any Tokenizer, _ wanted: Int, _ seed: UInt64, stream: String
  ) throws -> (tokens: [Int], nats: Double) {
    var generator = SeededGenerator(seed: seed, stream: stream)
    let separator = tokenizer.id(ofSpecial: endOfText)!
    let cut = try tokenizer.encode("\0")
    require(cut.count == 1, "what stands between documents must be one token")
    var (tokens, nats): ([Int], Double) = ([], 0)
    while tokens.count < wanted {
      // Many documents are cut into tokens at once: equal words are then worked out once.
      let documents = (0..<1000).map { _ in world.document(using: &generator) }
      let ids = try tokenizer.encode(documents.map { " " + $0.text.asRead + "\0" }.joined())
      tokens += [separator] + ids.dropLast().map { $0 == cut[0] ? separator : $0 }
      nats += documents.reduce(0) { $0 + $1.nats }
    }
    tokens.append(separator)
    return (tokens, nats)
  }
}
