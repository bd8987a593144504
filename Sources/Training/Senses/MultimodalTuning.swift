// A stage after all others: the model that can chat learns to see and to hear, and must not forget how to chat.
// Follows: Liu et al. 2023, "Visual Instruction Tuning" (LLaVA), second stage; the replay is that of FineTuning.
// Leaves out their first stage, in which the encoder learns alone: with a transformer this small it learned little.

import Foundation
import TinyLM
import TinyTensor

/// Everything that decides the result, apart from the model and what it is shown.
public struct MultimodalTuningSettings: StageSettings {
  /// How many steps the whole training takes.
  public var steps: Int
  /// How many pictures one step learns from.
  public var pictures: Int
  /// How many sounds one step learns from.
  public var sounds: Int
  /// How many windows of pretraining text are read again in each step; 0 for none.
  public var replayedText: Int
  /// How many demonstrations are learned again in each step; 0 for none.
  public var replayedDemonstrations: Int
  /// How much both count, in times the pictures and sounds.
  public var replayWeight: Float
  /// The largest share of pixels that are flipped in a picture.
  public var flipped: Double
  /// The most noise in a sound, in times a tone's amplitude.
  public var noise: Float
  /// The optimiser.
  public var optimizer: OptimizerChoice
  /// The highest rate; it rises over the first 20th of the steps and falls to 0 in a straight line.
  public var learningRate: Double
  /// Decides the first weights of the encoder, and all examples.
  public var seed: UInt64

  /// Settings.
  public init(
    steps: Int = 240, pictures: Int = 28, sounds: Int = 8, replayedText: Int = 20,
    replayedDemonstrations: Int = 12, replayWeight: Float = 1, flipped: Double = 0.1, noise: Float = 1,
    optimizer: OptimizerChoice = .muon, learningRate: Double = 0.003, seed: UInt64 = 1
  ) {
    self.steps = steps
    self.pictures = pictures
    self.sounds = sounds
    self.replayedText = replayedText
    self.replayedDemonstrations = replayedDemonstrations
    self.replayWeight = replayWeight
    self.flipped = flipped
    self.noise = noise
    self.optimizer = optimizer
    self.learningRate = learningRate
    self.seed = seed
  }
}

/// Learning to see and hear, under way.
public final class MultimodalTuning: Stage {
  /// The report of one step.
  public struct Report: StepReport {
    /// Counted from 1.
    public let step: Int
    /// On the answers about this step's pictures and sounds, before the step, in nats per token.
    public let loss: Float
    /// On this step's pretraining text; nil without replay.
    public let textLoss: Float?
    /// On the answers of this step's demonstrations; nil without replay.
    public let chatLoss: Float?

    /// The loss.
    public var summary: String { String(format: "loss %.2f", loss) }
  }

  /// The name of the stage, which its files carry.
  public static let name = "multimodal"
  /// The settings that it began with.
  public let settings: MultimodalTuningSettings
  /// The whole model as it is after the steps done.
  public let multimodal: MultimodalGPT
  /// A number that identifies the model, the texts and the examples that it begins with.
  public let inputFingerprint: UInt64
  /// The reports of the steps so far.
  public var reports = Reports<Report>()
  /// The looks taken on the way.
  public var journal: [NoLook] = []

  /// Moves the model.
  public let optimizer: ModelOptimizer

  private let examples: PerceptExamples
  private let format: ChatFormat
  private let demonstrations: [[MarkedToken]]
  private let corpus: TokenCorpus

  /// Begins with a model that can chat; it stays as it is, and a copy is trained.
  ///
  /// - Parameters:
  ///   - demonstrations: conversations as tokens, to be replayed: those of fine-tuning, or better what the model
  ///     itself answers (`ownAnswers`), which keeps it as it is.
  ///   - corpus: the text of pretraining, to be replayed.
  public init(
    _ base: GPT, _ settings: MultimodalTuningSettings, examples: PerceptExamples, format: ChatFormat,
    demonstrations: [[MarkedToken]], replaying corpus: TokenCorpus
  ) {
    self.settings = settings
    self.examples = examples
    self.format = format
    self.corpus = corpus
    self.demonstrations = demonstrations.map { Array($0.suffix(base.configuration.context + 1)) }
    var generator = SeededGenerator(seed: settings.seed, stream: "senses")
    let encoder = PerceptEncoder(
      width: base.configuration.width, deviation: rootMeanSquare(base.tokenEmbedding), using: &generator)
    multimodal = MultimodalGPT(language: base.trainableCopy(), encoder: encoder)
    inputFingerprint = demonstrations.fingerprint(
      after: base.fingerprint ^ corpus.fingerprint ^ examples.fingerprint)
    let (matrices, others) = multimodal.parametersByKind
    optimizer = ModelOptimizer(
      matrices: matrices, others: others, settings.optimizer, learningRate: settings.learningRate,
      steps: settings.steps)
  }

  /// The transformer alone, which still chats.
  public var model: GPT { multimodal.language }
  /// The encoder, by name.
  public var head: NamedParameters { multimodal.encoder.parameters }

  /// One step: batch, loss, backward, step, report.
  ///
  /// - Throws: `NonFiniteError`; the model is then as it was before.
  @discardableResult
  public func step() throws -> Report {
    var generator = SeededGenerator(seed: settings.seed, stream: "percepts \(stepsDone)")
    let shown = nextExamples(using: &generator)
    let loss = try multimodal.loss(shown.map(\.conversation), about: shown.map(\.percept), format: format)
    let text = replayedText(using: &generator).map { model.loss($0) }
    let chat = replayedChat(using: &generator).map { model.loss($0) }
    let replayed = [text, chat].compactMap { $0 }
    replayed.reduce(loss) { $0 + $1 * settings.replayWeight }.backward()
    let update = try optimizer.step(loss)
    return record(Report(step: update.step, loss: loss.item, textLoss: text?.item, chatLoss: chat?.item))
  }

  private func nextExamples(using generator: inout SeededGenerator) -> [PerceptExample] {
    let flipped = (0..<settings.pictures).map { _ in settings.flipped * generator.uniform() }
    let noise = (0..<settings.sounds).map { _ in settings.noise * Float(generator.uniform()) }
    return examples.pictures(flipped: flipped, using: &generator)
      + examples.sounds(noise: noise, using: &generator)
  }

  private func replayedText(using generator: inout SeededGenerator) -> TokenBatch? {
    guard settings.replayedText > 0 else { return nil }
    let context = model.configuration.context
    return corpus.batch(sequences: settings.replayedText, context: context, using: &generator)
  }

  private func replayedChat(using generator: inout SeededGenerator) -> TokenBatch? {
    guard settings.replayedDemonstrations > 0, !demonstrations.isEmpty else { return nil }
    return TokenBatch(
      (0..<settings.replayedDemonstrations).map { _ in demonstrations[generator.below(demonstrations.count)] }
    )
  }
}

/// How large the numbers of a table are.
private func rootMeanSquare(_ table: Tensor) -> Float {
  let table = table.detached()
  return (table * table).mean().item.squareRoot()
}
