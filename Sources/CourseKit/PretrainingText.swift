// The first stage: which text is read, cut into which tokens, by which model. The book reads its small world; a learner
// may turn the knobs of chapter 4 and read a text of their own.

import CommandLineKit
import Files
import Foundation
import Notebook
import TinyLM
import TinyTensor
import TinyWorld
import Training

/// A text as tokens.
public struct TokenizedText {
  /// What cuts it.
  public let tokenizer: any Tokenizer
  /// Its tokens.
  public let corpus: TokenCorpus
  /// The least surprise that any model can reach, in nats per token; nil where nobody knows how it was made.
  public let floor: Double?
  /// What a sample of a model's writing begins with: the end of the text before it, or the line break before a line.
  public let start: [Int]
  /// How many bytes it has; nil for the world's.
  public let byteCount: Int?
}

/// What is read in pretraining, and how.
public final class PretrainingText {
  /// The path of a text of the learner's; nil for the text of the small world.
  public let path: String?
  /// The fewest byte-pair tokens: the bytes, and the special tokens.
  public static let leastVocabulary = 256 + ChatFormat.specialTokens.count
  private let isByCharacters: Bool
  private let wanted: PretrainingSettings
  private let course: Course

  /// The text; made when it is first asked for.
  public lazy var text = Later { [unowned self] in
    try checkSizes(wanted)
    return try path.map(read) ?? worldText()
  }

  /// A text, and how it is to be read.
  ///
  /// - Parameters:
  ///   - path: of a text of the learner's; nil for the text of the small world.
  ///   - settings: the vocabulary is the one that is wanted; a short text may give fewer tokens.
  ///   - isByCharacters: whether each character is a token, and the vocabulary whatever the text has.
  ///   - course: whose world is read, and whose random numbers are used.
  public init(_ path: String?, _ settings: PretrainingSettings, isByCharacters: Bool, _ course: Course) {
    self.path = path
    self.isByCharacters = isByCharacters
    wanted = settings
    self.course = course
  }

  /// The settings with the vocabulary that the text has.
  ///
  /// - Throws: `Failure` if no model can have these sizes.
  public func settings() throws -> PretrainingSettings {
    var settings = wanted
    settings.model.vocabularySize = try text().tokenizer.vocabularySize
    try checkSizes(settings)
    return settings
  }

  private func checkSizes(_ settings: PretrainingSettings) throws {
    guard let problem = settings.model.problem else { return }
    throw Failure(problem, hint: "Change --set width or --set heads", code: .wrongUsage)
  }

  /// The text, by its name and a fingerprint.
  public func textName() throws -> String {
    guard let path else { return try course.worldName() }
    let file = URL(filePath: path)
    return "\(file.lastPathComponent) \(hexadecimal(of: Data(try TextFile.read(file).utf8)).prefix(8))"
  }

  /// The kind of its tokens.
  public var kindOfTokens: String { isByCharacters ? "characters" : "byte pairs" }

  /// What makes the model that reads it.
  func origin() throws -> Origin {
    var settings = wanted
    if isByCharacters { settings.model.vocabularySize = 0 }  // it plays no part
    return course.origin(.pretraining, settings, data: [try textName(), kindOfTokens])
  }

  private func worldText() throws -> TokenizedText {
    let tokenizer = tokenizer(of: course.world.tokenizerText)
    let text = try WorldText(
      course.world, tokenizer: tokenizer, trainingTokens: min(wanted.tokens, 4_000_000), seed: wanted.seed)
    return TokenizedText(
      tokenizer: tokenizer, corpus: text.corpus, floor: text.floor,
      start: [tokenizer.id(ofSpecial: endOfText)!],
      byteCount: nil)
  }

  private func read(_ path: String) throws -> TokenizedText {
    let file = URL(filePath: path)
    let text = try TextFile.read(file)
    if text.utf8.count > 1_000_000, !isByCharacters {
      course.say("Learning \(wanted.model.vocabularySize.grouped) tokens from the text.")
    }
    let tokenizer = tokenizer(of: text)
    let tokens = try tokenizer.encode(text)
    guard tokens.count >= Self.leastTokens(wanted.model.context) else {
      throw tooShort(text, tokens: tokens.count, at: file)
    }
    let lineBreak = try? tokenizer.encode("\n")
    return TokenizedText(
      tokenizer: tokenizer, corpus: TokenCorpus(tokens: tokens, validationShare: 0.1), floor: nil,
      start: lineBreak ?? Array(tokens.prefix(1)), byteCount: text.utf8.count)
  }

  /// How long a text must be: its last tenth, by which the model is tested, fills a window of the model and of each
  /// small model on the side, the largest of which has 32 tokens.
  private static func leastTokens(_ context: Int) -> Int { 10 * (max(context, 32) + 1) }

  private func tooShort(_ text: String, tokens: Int, at file: URL) -> Failure {
    let needed = Self.leastTokens(wanted.model.context)
    var remedies = ["a longer text"]
    if !isByCharacters, text.unicodeScalars.count >= needed {
      remedies.append("shorter tokens (a smaller --set vocabulary, or --set tokenizer=characters)")
    }
    if tokens >= Self.leastTokens(Course.leastContext) {
      remedies.append("a smaller window (--set context=\(Course.leastContext))")
    }
    return Failure(
      "the text is too short: its \(text.utf8.count.grouped) bytes are \(tokens.grouped) tokens, and at least "
        + "\(needed.grouped) are needed", at: file.path,
      hint: "Take " + remedies.joined(separator: ", or "), code: .badFile)
  }

  private func tokenizer(of text: String) -> any Tokenizer {
    isByCharacters
      ? CharacterTokenizer(of: text, specialTokens: ChatFormat.specialTokens)
      : BytePairTokenizer.learned(
        from: text.utf8, vocabularySize: wanted.model.vocabularySize, specialTokens: ChatFormat.specialTokens)
  }
}

extension Course {
  /// What the book's model reads.
  func bookText() -> PretrainingText {
    let settings = PretrainingSettings(
      model: Recipe.model, steps: recipe.pretrainingSteps, batch: Recipe.pretrainingBatch,
      seed: invocation.seed)
    return PretrainingText(nil, settings, isByCharacters: false, self)
  }

  /// The first stage.
  public func pretraining(_ reading: PretrainingText) throws -> Plan<Pretraining> {
    Plan(
      link: .pretraining, origin: try reading.origin(),
      tokenizer: { try reading.text().tokenizer },
      begin: { Pretraining(try reading.settings(), corpus: try reading.text().corpus) },
      looks: { [self] stage in
        let text = try reading.text()
        return Pretraining.looks(
          stage.settings, at: text.corpus, tokenizer: text.tokenizer, start: text.start,
          world: reading.path == nil ? world : nil, isQuick: invocation.isQuick)
      })
  }

  /// The tables of the world, by a fingerprint: another world makes other models.
  func worldName() throws -> String {
    let tables = root.assets.appending(path: "world")
    let names = try FileManager.default.contentsOfDirectory(atPath: tables.path)
    // What is seen and heard plays no part in what is said: it has a fingerprint of its own.
    let said = names.filter { $0.hasSuffix(".tsv") && $0 != "sounds.tsv" }.sorted()
    let texts = try said.map { try String(contentsOf: tables.appending(path: $0), encoding: .utf8) }
    let lines = texts.joined(separator: "\n").split(whereSeparator: \.isNewline).joined(separator: "\n")
    return "the world \(hexadecimal(of: Data(lines.utf8)).prefix(8))"
  }
}
