// A model's own answers: what it says greedily, marked as to be learned; nothing for what does not end.

import Testing
import TinyLM
import TinyTensor

@testable import Training

@Suite struct OwnAnswersTests {
  private static let tokenizer = CharacterTokenizer(of: "abcd ?.", specialTokens: ChatFormat.specialTokens)
  private static let format = ChatFormat(tokenizer)

  /// A model that was taught to answer "b?" with "c.", and has seen nothing else.
  private static func taught() throws -> GPT {
    var generator = SeededGenerator(seed: 5)
    let sizes = GPTConfiguration(
      vocabularySize: tokenizer.vocabularySize, context: 24, width: 32, layers: 2, heads: 2)
    let demonstration = try format.tokens([ChatMessage(.user, "b?"), ChatMessage(.assistant, "c.")])
    let stage = FineTuning(
      GPT(sizes, using: &generator), FineTuningSettings(epochs: 3, batch: 4, replay: 0, learningRate: 0.02),
      demonstrations: Array(repeating: demonstration, count: 64),
      replaying: TokenCorpus(training: [], validation: []))
    try stage.finish()
    return stage.model
  }

  @Test func theyAreWhatTheModelSays() throws {
    let model = try Self.taught()
    let questions = (0..<250).map { _ in [ChatMessage(.user, "b?")] }
    let rows = try model.ownAnswers(to: questions, format: Self.format)
    #expect(rows.count == 250)
    let expected = try Self.format.tokens([ChatMessage(.user, "b?"), ChatMessage(.assistant, "c.")])
    #expect(rows.allSatisfy { $0 == expected })
  }

  @Test func whatDoesNotEndIsLeftOut() throws {
    let model = try Self.taught()
    // Blank, c, full stop: the sign of the end would be the fourth.
    #expect(try model.ownAnswers(to: [[ChatMessage(.user, "b?")]], format: Self.format, limit: 3).isEmpty)
    #expect(try model.ownAnswers(to: [[ChatMessage(.user, "b?")]], format: Self.format, limit: 4).count == 1)
    #expect(try model.ownAnswers(to: [], format: Self.format).isEmpty)
  }
}
