// Fine-tuning: it learns the answers and not the questions, keeps what it is reminded of, and goes on where it stopped.

import Foundation
import Testing
import TinyLM
import TinyTensor

@testable import Files
@testable import Training

@Suite struct FineTuningTests {
  private static let tokenizer = CharacterTokenizer(
    of: TinyRun.text + "?", specialTokens: ChatFormat.specialTokens)
  private static let corpus = TokenCorpus(
    tokens: (try? tokenizer.encode(TinyRun.text)) ?? [], validationShare: 0.1)

  private static func base() -> GPT {
    var generator = SeededGenerator(seed: 5)
    return GPT(
      GPTConfiguration(
        vocabularySize: tokenizer.vocabularySize, context: 24, width: 32, layers: 2, heads: 2),
      using: &generator)
  }

  /// "the cat?" is answered by "sat on the mat", "the dog?" by "sat on the log".
  private static func demonstrations() throws -> [[MarkedToken]] {
    let format = ChatFormat(tokenizer)
    return try (0..<96).map { i in
      try format.tokens([
        .init(.user, i % 2 == 0 ? "the cat?" : "the dog?"),
        .init(.assistant, i % 2 == 0 ? "on the mat" : "on the log"),
      ])
    }
  }

  private static func stage(
    _ settings: FineTuningSettings = FineTuningSettings(epochs: 6, batch: 8, learningRate: 0.01)
  )
    throws -> FineTuning
  {
    FineTuning(base(), settings, demonstrations: try demonstrations(), replaying: corpus)
  }

  private static func answer(_ model: GPT, _ question: String) throws -> String {
    let format = ChatFormat(tokenizer)
    var generator = SeededGenerator(seed: 1)
    return format.text(
      of: model.generate(
        after: try format.prompt([.init(.user, question)]), limit: 16, sampling: .greedy, stop: format.end,
        using: &generator))
  }

  @Test func itLearnsToAnswer() throws {
    let stage = try Self.stage()
    #expect(try Self.answer(stage.model, "the cat?") != "On the mat")
    try stage.finish()
    #expect(stage.totalSteps == 72 && stage.reports.count == 72)
    #expect(try Self.answer(stage.model, "the cat?") == "On the mat")
    #expect(try Self.answer(stage.model, "the dog?") == "On the log")
  }

  @Test func theModelItBeganWithStaysAsItWas() throws {
    let base = Self.base()
    let before = base.fingerprint
    let stage = FineTuning(
      base, FineTuningSettings(batch: 8), demonstrations: try Self.demonstrations(), replaying: Self.corpus)
    try stage.step()
    #expect(base.fingerprint == before && stage.model.fingerprint != before)
  }

  @Test func questionsAreNotLearned() throws {
    let rows = try Self.demonstrations()
    func surpriseAtQuestions(_ marked: [[MarkedToken]]) throws -> Float {
      let settings = FineTuningSettings(epochs: 6, batch: 8, replay: 0, learningRate: 0.01)
      let stage = FineTuning(Self.base(), settings, demonstrations: marked, replaying: Self.corpus)
      try stage.finish()
      return stage.model.frozen().loss(
        TokenBatch(rows.map { $0.map { MarkedToken(id: $0.id, isLearned: !$0.isLearned) } })
      ).item
    }
    let everythingMarked = rows.map { $0.map { MarkedToken(id: $0.id, isLearned: true) } }
    #expect(try surpriseAtQuestions(everythingMarked) < 1)
    #expect(try surpriseAtQuestions(rows) > 2)
  }

  @Test func replayKeepsTheTextInMind() throws {
    func textLoss(_ replay: Int) throws -> Float {
      let settings = FineTuningSettings(epochs: 6, batch: 8, replay: replay, learningRate: 0.01)
      let stage = try Self.stage(settings)
      try stage.finish()
      var generator = SeededGenerator(seed: 9)
      return stage.model.frozen().loss(
        Self.corpus.batch(sequences: 32, context: 24, using: &generator)
      ).item
    }
    #expect(try textLoss(8) < textLoss(0) - 0.5)
  }

  @Test func goingOnEqualsNeverStopping() throws {
    let whole = try Self.stage()
    try whole.finish()
    let first = try Self.stage()
    for _ in 0..<7 { try first.step() }
    let second = try Self.stage()
    #expect(try second.resume(from: Checkpoint(bytes: first.checkpoint(tokenizer: "").encoded())))
    try second.finish()
    #expect(second.model.fingerprint == whole.model.fingerprint)
    #expect(second.reports.map(\.loss) == whole.reports.map(\.loss))
    let other = try Self.stage(FineTuningSettings(batch: 8, learningRate: 0.02))
    #expect(try !other.resume(from: first.checkpoint(tokenizer: "")), "other settings")
  }

  @Test func everyRowComesOnceInAnEpoch() {
    var generator = SeededGenerator(seed: 3)
    let lengths = (0..<100).map { $0 * 7 % 23 }
    let groups = batches(ofLengths: lengths, size: 8, using: &generator)
    #expect(groups.flatMap { $0 }.sorted() == Array(0..<100))
    #expect(groups.allSatisfy { $0.count <= 8 })
    let waste = groups.reduce(0) { sum, group in
      sum + group.reduce(0) { $0 + group.map { lengths[$0] }.max()! - lengths[$1] }
    }
    #expect(waste < lengths.reduce(0, +) / 5, "rows of a batch are about equally long")
  }
}
