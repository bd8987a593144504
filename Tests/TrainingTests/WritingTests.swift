import Foundation
import Testing
import TinyLM
import TinyTensor
import TinyWorld

@testable import Training

@Suite struct WritingTests {
  static let world = try! World(
    tables: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "assets/world"))
  static let tokenizer = BytePairTokenizer.learned(from: world.tokenizerText.utf8, vocabularySize: 600)

  private func seen(_ documents: [String]) -> SeenSentences {
    let end = Self.tokenizer.id(ofSpecial: endOfText)!
    let tokens = documents.flatMap { [end] + Self.tokenizer.encode($0.asRead) } + [end]
    return SeenSentences(in: tokens.map(Int32.init), tokenizer: Self.tokenizer, people: Self.world.people)
  }

  @Test func aSentenceAboutOtherPeopleIsTheSame() throws {
    let seen = seen(["The capital of France is Paris. So Tom told Anna about Rome.", "They were happy."])
    #expect(seen.count == 3)
    #expect(seen.contains("The capital of France is Paris."))
    #expect(seen.contains("So Max told Eva about Rome."))
    #expect(!seen.contains("The capital of France is Rome."))
    #expect(!seen.contains("So Max told Eva about Paris."))
    #expect(seen.contains("so max told eva about rome."))
  }

  @Test func countsByHand() throws {
    let seen = seen(["The capital of France is Paris. The capital of Italy is Rome."])
    let writing = Writing(
      texts: [
        "The capital of France is Paris. The capital of Spain is Madrid. But no map shows the way.",
        "The capital of Italy is Paris. The of capital. So",
      ], world: Self.world, seen: seen)
    #expect(writing.sentences.count == 6)
    #expect(writing.grammatical == 4.0 / 6)
    #expect(writing.claims.count == 3 && writing.correct == 2.0 / 3)
    #expect(writing.novel == 2.0 / 3 && writing.novelCorrect == 0.5)
  }

  @Test func ofAConversationOnlyTheAnswersCount() throws {
    let chat = " - whats the capital of france\n- The capital of France is Paris."
    let writing = Writing(texts: [chat], world: Self.world, seen: seen([chat]))
    #expect(writing.sentences.count == 1 && writing.grammatical == 1 && writing.correct == 1)
    #expect(writing.novel == 0)
  }

  @Test func aModelThatKnowsNothingWritesNothingGood() throws {
    var generator = SeededGenerator(seed: 1)
    let model = GPT(
      GPTConfiguration(
        vocabularySize: Self.tokenizer.vocabularySize, context: 16, width: 8, layers: 1, heads: 1),
      using: &generator)
    func write(_ seed: UInt64) throws -> Writing {
      var generator = SeededGenerator(seed: seed)
      return Writing(
        by: model, tokenizer: Self.tokenizer, world: Self.world, seen: seen([]), documents: 60,
        temperature: 1,
        using: &generator)
    }
    let writing = try write(3)
    #expect(!writing.sentences.isEmpty && writing.grammatical == 0)
    #expect(try write(3).sentences == writing.sentences && write(4).sentences != writing.sentences)
  }
}
