// Learning to see and hear: it does, from what it is shown; it keeps what it is reminded of; and it goes on where it
// stopped.

import Foundation
import Testing
import TinyLM
import TinyTensor
import TinyWorld

@testable import Basics
@testable import Files
@testable import Training

@Suite struct MultimodalTuningTests {
  private static let words =
    TinyRun.text + Picture.questions.joined() + Sound.questions.joined()
    + "Itsahearbcdefghijklmnopqrstuvwxyz."
  private static let tokenizer = CharacterTokenizer(of: words, specialTokens: ChatFormat.specialTokens)
  private static let format = ChatFormat(tokenizer)
  private static let corpus = TokenCorpus(
    tokens: (try? tokenizer.encode(TinyRun.text)) ?? [], validationShare: 0.1)

  private static func base(seed: UInt64 = 5) -> GPT {
    var generator = SeededGenerator(seed: seed)
    return GPT(
      GPTConfiguration(
        vocabularySize: tokenizer.vocabularySize, context: 72, width: 32, layers: 2, heads: 2),
      using: &generator)
  }

  /// Two drawings and two sounds that are easily told apart.
  private static func examples() throws -> PerceptExamples {
    let all = try Senses.examples()
    func pick<Element>(_ list: [Element], _ name: (Element) -> String, _ wanted: [String]) -> [Element] {
      list.filter { wanted.contains(name($0)) }
    }
    return PerceptExamples(
      Gallery(pictures: pick(all.gallery.pictures, \.name, ["a square", "a heart"])),
      Songbook(melodies: pick(all.songbook.melodies, \.name, ["a low tone", "a hiss"])))
  }

  private static func settings(
    steps: Int = 60, text: Int = 0, demonstrations: Int = 0, seed: UInt64 = 1
  ) -> MultimodalTuningSettings {
    MultimodalTuningSettings(
      steps: steps, pictures: 6, sounds: 4, replayedText: text, replayedDemonstrations: demonstrations,
      learningRate: 0.02, seed: seed)
  }

  private static func stage(_ settings: MultimodalTuningSettings) throws -> MultimodalTuning {
    let demonstration = try format.tokens([.init(.user, "the cat"), .init(.assistant, "sat on the mat")])
    return MultimodalTuning(
      base(), settings, examples: try examples(), format: format, demonstrations: [demonstration],
      replaying: corpus)
  }

  /// The shares of fresh examples, never trained on, that the model names: a little noise, and too much.
  private static func accuracy(_ model: MultimodalGPT) throws -> (seeing: [Double], hearing: [Double]) {
    var generator = SeededGenerator(seed: 1, stream: "held out")
    let examples = try examples()
    return (
      try examples.seeing(of: model, flipped: [0.01, 0.5], count: 40, format: format, using: &generator),
      try examples.hearing(of: model, noise: [0.1, 20], count: 40, format: format, using: &generator)
    )
  }

  @Test func itLearnsToSeeAndHear() throws {
    let stage = try Self.stage(Self.settings(steps: 150))
    let before = try Self.accuracy(stage.multimodal)
    #expect(before.seeing == [0, 0] && before.hearing == [0, 0])
    try stage.finish()
    let (seeing, hearing) = try Self.accuracy(stage.multimodal)
    // Always the same answer would be right in half of the cases: so it is where nothing can be made out.
    #expect(seeing[0] > 0.9 && hearing[0] > 0.9, "\(seeing), \(hearing)")
    #expect(seeing[1] < 0.75 && hearing[1] < 0.75, "\(seeing), \(hearing)")
    #expect(stage.reports.count == 150 && stage.reports[149].loss < stage.reports[0].loss / 5)
  }

  @Test func theModelItBeganWithStaysAsItWas() throws {
    let base = Self.base()
    let before = base.fingerprint
    let stage = MultimodalTuning(
      base, Self.settings(), examples: try Self.examples(), format: Self.format, demonstrations: [],
      replaying: Self.corpus)
    try stage.step()
    #expect(base.fingerprint == before && stage.model.fingerprint != before)
    #expect(stage.reports[0].textLoss == nil && stage.reports[0].chatLoss == nil)
  }

  @Test func replayKeepsTextAndChatInMind() throws {
    let (without, with) = (
      try Self.stage(Self.settings()), try Self.stage(Self.settings(text: 4, demonstrations: 2))
    )
    try without.finish()
    try with.finish()
    var generator = SeededGenerator(seed: 9)
    let text = Self.corpus.batch(sequences: 16, context: 72, using: &generator)
    #expect(
      with.model.frozen().loss(text).item < without.model.frozen().loss(text).item - 0.5)
    let last = try #require(with.reports.last)
    let (textLoss, chatLoss) = (try #require(last.textLoss), try #require(last.chatLoss))
    #expect(textLoss < with.reports[0].textLoss! && chatLoss < with.reports[0].chatLoss! / 2)
  }

  @Test func goingOnEqualsNeverStopping() throws {
    let settings = Self.settings(steps: 9, text: 2, demonstrations: 2)
    let whole = try Self.stage(settings)
    try whole.finish()
    let first = try Self.stage(settings)
    for _ in 0..<4 { try first.step() }
    let second = try Self.stage(settings)
    let saved = try Checkpoint(bytes: first.checkpoint(tokenizer: "{}").encoded())
    #expect(try second.resume(from: saved))
    try second.finish()
    #expect(
      second.multimodal.parameters.map(\.tensor.values) == whole.multimodal.parameters.map(\.tensor.values))
    #expect(second.reports.map(\.loss) == whole.reports.map(\.loss))
    let other = try Self.stage(Self.settings(steps: 9, text: 2, demonstrations: 2, seed: 2))
    #expect(try !other.resume(from: saved), "other settings")
    // What it has learned is in the checkpoint, encoder included.
    let read = try MultimodalGPT(try Checkpoint(bytes: whole.checkpoint(tokenizer: "{}").encoded()))
    #expect(read.parameters.map(\.tensor.values) == whole.multimodal.parameters.map(\.tensor.values))
  }
}
