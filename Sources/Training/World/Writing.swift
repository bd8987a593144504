// What a model writes when nobody asks it anything, examined sentence by sentence: could the world have said it, is it
// true, and is it new or only repeated from the training text?
// Leaves out what is larger than a sentence: whether a story hangs together.

import TinyLM
import TinyTensor
import TinyWorld

/// Texts that a model wrote, and what is wrong and right with them.
public struct Writing: Sendable {
  /// One sentence of the model's.
  public struct Sentence: Sendable, Equatable {
    /// As the model wrote it.
    public let text: String
    /// `nil` if no sentence of the world is built like this.
    public let reading: Reading?
    /// Whether the training text does not contain it, not even about other people.
    public let isNovel: Bool
  }

  /// All sentences, in the order they were written.
  ///
  /// A sentence that the length limit cut off is left out.
  public let sentences: [Sentence]

  /// Lets a model write documents.
  ///
  /// - Parameters:
  ///   - model: as it stands.
  ///   - seen: the sentences that it was trained on.
  ///   - documents: how many; each is at most as long as the context.
  ///   - temperature: as in `Sampling`.
  public init(
    by model: GPT, tokenizer: any Tokenizer, world: World, seen: SeenSentences, documents: Int = 200,
    temperature: Float = 0.7, using generator: inout SeededGenerator
  ) {
    let separator = tokenizer.id(ofSpecial: endOfText)!
    let limit = model.configuration.context - 1
    var generation = Generation(
      model, prompts: Array(repeating: [separator], count: documents), limit: limit,
      sampling: Sampling(temperature: temperature), stop: separator, using: &generator)
    generation.finish()
    let texts = generation.tokens.map { ids in
      let text = tokenizer.decode(Array(ids.dropFirst()))
      let whole = text.lastIndex(of: ".").map { text[...$0] } ?? ""
      return ids.count > limit ? String(whole) : text
    }
    self.init(texts: texts, world: world, seen: seen)
  }

  init(texts: [String], world: World, seen: SeenSentences) {
    sentences = texts.flatMap(World.sentences(of:)).map {
      Sentence(text: $0, reading: world.read($0), isNovel: !seen.contains($0))
    }
  }

  /// The sentences that claim a fact which the world knows to be true or false.
  public var claims: [Sentence] { sentences.filter { $0.reading?.isTrue != nil } }

  /// The claims that the training text does not contain in these words.
  public var novelClaims: [Sentence] { claims.filter(\.isNovel) }

  /// The share of all sentences that are built like those of the world; not a number if there is no sentence.
  public var grammatical: Double { Self.share(of: sentences) { $0.reading != nil } }

  /// The share of all claims that are true.
  public var correct: Double { Self.share(of: claims) { $0.reading?.isTrue == true } }

  /// The share of all claims that are new.
  public var novel: Double { Self.share(of: claims, where: \.isNovel) }

  /// The share of the new claims that are true: what is known and not just repeated.
  public var novelCorrect: Double { Self.share(of: novelClaims) { $0.reading?.isTrue == true } }

  private static func share(of sentences: [Sentence], where isCounted: (Sentence) -> Bool) -> Double {
    Double(sentences.count(where: isCounted)) / Double(sentences.count)
  }
}

/// Every sentence of a training text.
///
/// The names of people make no difference: with other names it is the same sentence. Nor do capitals.
public struct SeenSentences: Sendable {
  private var sentences: Set<String> = []
  private let people: Set<ArraySlice<UInt8>>

  /// Reads all sentences of a text.
  ///
  /// - Parameter tokens: documents, with the end-of-text token before each.
  public init(in tokens: [Int32], tokenizer: any Tokenizer, people: [String]) {
    self.people = Set(people.map { Array($0.asRead.utf8)[...] })
    let separator = Int32(tokenizer.id(ofSpecial: endOfText)!)
    for document in tokens.split(separator: separator) {
      for sentence in World.sentences(of: tokenizer.decode(document.map(Int.init))) {
        sentences.insert(nameless(sentence))
      }
    }
  }

  /// How many different sentences there are.
  public var count: Int { sentences.count }

  /// Whether the training text has this sentence, about whomever.
  public func contains(_ sentence: String) -> Bool { sentences.contains(nameless(sentence)) }

  /// The sentence in small letters, with a dash for each name of a person.
  ///
  /// Done with bytes, because there are hundreds of thousands.
  private func nameless(_ sentence: String) -> String {
    var result: [UInt8] = []
    var word = 0  // where the word that is being read begins
    for byte in sentence.asRead.utf8 {
      let isLetter = (0x61...0x7A).contains(byte)
      if !isLetter {
        replaceName(at: word, in: &result)
        word = result.count + 1
      }
      result.append(byte)
    }
    replaceName(at: word, in: &result)
    return String(decoding: result, as: UTF8.self)
  }

  private func replaceName(at start: Int, in text: inout [UInt8]) {
    guard start < text.count, people.contains(text[start...]) else { return }
    text.replaceSubrange(start..., with: [0x2D])
  }
}
