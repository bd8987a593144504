// Pieces of pictures and sounds stand where tokens stand: their ids, their order, what is learned about them, and what
// the model answers.

import Files
import Foundation
import Testing
import TinyLM
import TinyTensor

@Suite struct MultimodalGPTTests {
  static let tokenizer = BytePairTokenizer(merges: [], specialTokens: ChatFormat.specialTokens)
  static let format = ChatFormat(tokenizer)

  static func model(seed: UInt64 = 1) -> MultimodalGPT {
    var generator = SeededGenerator(seed: seed)
    let sizes = GPTConfiguration(
      vocabularySize: tokenizer.vocabularySize, context: 64, width: 24, layers: 2, heads: 2)
    return MultimodalGPT(
      language: GPT(sizes, using: &generator),
      encoder: PerceptEncoder(width: 24, deviation: 0.3, using: &generator))
  }

  private static let picture = PerceptEncoderTests.percepts(.seeing, 1)[0]
  private static let sound = PerceptEncoderTests.percepts(.hearing, 1)[0]
  private static let talk = [ChatMessage(.user, "What?"), ChatMessage(.assistant, "A cup.")]

  @Test func idsBeginWhereTheVocabularyEnds() {
    let model = Self.model()
    let first = Self.tokenizer.vocabularySize
    let (vectors, ids) = model.embeddings(with: [Self.sound, Self.picture, Self.sound])
    // Pictures come first in the table; every percept knows its own rows.
    #expect(ids == [first + 9..<first + 17, first..<first + 9, first + 17..<first + 25])
    #expect(vectors.shape == [first + 25, 24])
    #expect(vectors.slice(0..<first).values == model.language.tokenEmbedding.values)
    for (percept, range) in zip([Self.sound, Self.picture, Self.sound], ids) {
      #expect(vectors.slice(range).values == model.encoder([percept], percept.sense).values)
    }
    #expect(model.embeddings(with: []).table.shape == [first, 24])
  }

  @Test func piecesStandBehindTheFirstSign() throws {
    let plain = try Self.format.tokens(Self.talk)
    let about = try Self.format.tokens(Self.talk, about: 500..<503)
    #expect(about.map(\.id) == [plain[0].id, 500, 501, 502] + plain.dropFirst().map(\.id))
    #expect(about.filter(\.isLearned) == plain.filter(\.isLearned))
    let prompt = try Self.format.prompt([Self.talk[0]], about: 500..<503)
    #expect(about.map(\.id).starts(with: prompt) && prompt.count == about.firstIndex(where: \.isLearned))
  }

  /// The loss of a batch is that of its conversations one by one, each answer token counting the same.
  @Test func theLossIsThatOfTheAnswers() throws {
    let model = Self.model().frozen()
    let other = [ChatMessage(.user, "And this?"), ChatMessage(.assistant, "A long low tone.")]
    let both = try model.loss([Self.talk, other], about: [Self.picture, Self.sound], format: Self.format).item
    var (sum, count): (Float, Float) = (0, 0)
    for (talk, percept) in [(Self.talk, Self.picture), (other, Self.sound)] {
      let learned = Float(try Self.format.tokens(talk).count(where: \.isLearned))
      sum += learned * (try model.loss([talk], about: [percept], format: Self.format).item)
      count += learned
    }
    #expect(abs(both - sum / count) < 1e-4)
    let blind = try model.loss(
      [Self.talk], about: [PerceptEncoderTests.percepts(.seeing, 1, seed: 9)[0]], format: Self.format)
    #expect(blind.item != (try model.loss([Self.talk], about: [Self.picture], format: Self.format).item))
  }

  @Test func everyParameterLearns() throws {
    let model = Self.model()
    try model.loss([Self.talk, Self.talk], about: [Self.picture, Self.sound], format: Self.format).backward()
    for (name, parameter) in model.parameters {
      #expect(parameter.gradient?.values.contains { $0 != 0 } == true, "\(name)")
    }
    let (matrices, others) = model.parametersByKind
    #expect(matrices.count + others.count == model.parameters.count)
    #expect(matrices.count == 2 * 4 + 3 && matrices.allSatisfy { $0.rank == 2 })
  }

  /// A few steps on one picture and one sound: the answers come out as they were taught.
  @Test func itAnswersWhatItLearned() throws {
    let model = Self.model()
    let talks = ["A cup.", "A low tone."].map { [ChatMessage(.user, "What?"), ChatMessage(.assistant, $0)] }
    let percepts = [Self.picture, Self.sound]
    let optimizer = AdamW(model.parameters.map(\.tensor))
    for _ in 0..<100 {
      try model.loss(talks, about: percepts, format: Self.format).backward()
      optimizer.step(learningRate: 0.005, gradientScale: 1)
      optimizer.clearGradients()
    }
    let questions = ["What?", "What?", "What?"]
    let answers = try model.answers(
      to: questions, about: [Self.sound, Self.picture, Self.sound], format: Self.format)
    #expect(answers == ["A low tone.", "A cup.", "A low tone."])
    #expect(try model.answers(to: [], about: [], format: Self.format).isEmpty)
  }

  @Test func aCheckpointGivesTheSameModel() throws {
    struct Saved: Codable { let model: GPTConfiguration }
    let model = Self.model(seed: 4)
    func checkpoint(_ parameters: NamedParameters) throws -> Checkpoint {
      Checkpoint(
        stage: "multimodal", seed: 1, step: 0,
        configuration: String(
          decoding: try JSONEncoder().encode(Saved(model: model.language.configuration)), as: UTF8.self),
        tokenizer: "{}", metrics: [:],
        tensors: parameters.map { .init(name: $0.name, shape: $0.tensor.shape, values: $0.tensor.values) })
    }
    let read = try MultimodalGPT(try checkpoint(model.parameters))
    #expect(read.parameters.map(\.tensor.values) == model.parameters.map(\.tensor.values))
    #expect(throws: FileProblem.self) { try MultimodalGPT(try checkpoint(model.language.parameters)) }
  }
}
