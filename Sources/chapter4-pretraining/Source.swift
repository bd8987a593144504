// The text to learn from: the small world, or a text of the learner's; and what is known about it.

import Basics
import CourseKit
import Foundation
import TinyLM
import TinyTensor
import TinyWorld
import Training

/// A text, its tokenizer, and what is known about it.
struct Source {
  /// Which text it is, and how it is read.
  let reading: PretrainingText
  let tokenizer: any Tokenizer
  let corpus: TokenCorpus
  /// What a text begins with: the end of the text before it; in a text of the learner's, a line break.
  let start: [Int]
  /// How much text there is, in a sentence or two.
  let description: String
  /// What a loss can be compared with: a name, the name of the metric, and the loss in nats per token.
  let references: [(name: String, metric: String, loss: Double)]
  let world: World?
  /// What a loss per byte was measured on: the text.
  let text: String
  /// What a loss per token was measured on: the text and its tokens.
  let tokens: String

  var vocabulary: Int { tokenizer.vocabularySize }

  init(_ reading: PretrainingText, _ course: Course) throws {
    self.reading = reading
    let text = try reading.text()
    tokenizer = text.tokenizer
    corpus = text.corpus
    start = text.start
    world = reading.path == nil ? course.world : nil
    self.text = try reading.textName()
    tokens = "\(self.text), \(tokenizer.vocabularySize) \(reading.kindOfTokens)"
    description =
      if let path = reading.path {
        "\(URL(filePath: path).lastPathComponent): \((text.byteCount ?? 0).grouped) bytes in "
          + "\((corpus.training.count + corpus.validation.count).grouped) tokens. The last tenth is kept to examine the "
          + "model."
      } else {
        "A small encyclopedia: \(course.world.facts.count.grouped) true facts, told in many ways, in stories, and in "
          + "conversations as people type them, in \(corpus.training.count.grouped) tokens. The model sees each part "
          + "of it about once. All of it is in small letters, for the reason given in chapter 2."
      }
    let vocabulary = tokenizer.vocabularySize
    references =
      [
        ("uniform", "uniformLoss", PortableMath.log(Double(vocabulary))),
        ("one token", "unigramLoss", corpus.unigramLoss(vocabularySize: vocabulary)),
        ("two tokens", "bigramLoss", corpus.bigramLoss(vocabularySize: vocabulary)),
      ] + (text.floor.map { [("floor", "entropyFloor", $0)] } ?? [])
  }

  /// How many bytes a token of the validation text has, on average; the end of a document has one.
  var bytesPerToken: Double {
    let end = tokenizer.id(ofSpecial: endOfText)
    let asked = corpus.validation.dropFirst().map(Int.init)
    return Double(asked.reduce(0) { $0 + ($1 == end ? 1 : tokenizer.bytes(of: $1).count) })
      / Double(asked.count)
  }

  /// A beginning that the text itself has: the first whole word of what is kept for the test, or eight letters of it.
  var beginning: String {
    let text = tokenizer.decode(corpus.validation.prefix(2000).map(Int.init))
    let words = [text.drop { !$0.isWhitespace }, text[...]].flatMap { $0.split { !$0.isLetter } }
    return String((words.first ?? text.drop { $0 == "\u{FFFD}" }).prefix(8))
  }

  /// The tokens of a text; in the world's, the end of a document is written as its name.
  func encode(_ text: String) throws -> [Int] {
    guard world != nil else { return try tokenizer.encode(text) }
    let parts = try text.asRead.components(separatedBy: endOfText).map(tokenizer.encode)
    let separator = tokenizer.id(ofSpecial: endOfText).map { [$0] } ?? []
    return Array(parts.joined(separator: separator))
  }

  /// The tokens of a beginning, as a document of the text has them: in the world's, a blank comes before it.
  func encode(beginning: String) throws -> [Int] {
    try start + tokenizer.encode(world == nil ? beginning : " " + beginning.asRead)
  }

  /// A text that a model writes from nothing, at the temperature of the book.
  func sample(
    _ model: GPT, sampling: Sampling = Sampling(temperature: 0.7), using generator: inout SeededGenerator
  ) -> String { model.sample(tokenizer, after: start, sampling: sampling, using: &generator) }
}
