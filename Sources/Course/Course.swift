// The chain of models of the book: which file a chapter continues from, and what is trained first if it is missing.
// A model that is there is used as it is, with whatever knobs it was trained: it is the learner's own.
// Leaves out the cells: what a stage teaches is shown by its chapter, which drives it step by step.

import Foundation
import Notebook
import TinyLM
import TinyTensor
import TinyWorld
import Training

/// The models of one learner, and the world that they learn.
public final class Course {
  /// The world of the tables in assets.
  public let world: World
  let invocation: Invocation
  let root: PackageRoot

  /// The tokenizer of the model of chapter 4.
  public lazy var tokenizer = Later { [unowned self] in try tokenizer(of: pretrained()) }
  /// How conversations are written in its tokens.
  public lazy var format = Later { [unowned self] in ChatFormat(try tokenizer()) }
  /// The checkpoint of chapter 4.
  public lazy var pretrained = Later { [unowned self] in try pretrain() }
  /// The model that completes text.
  public lazy var base = Later { [unowned self] in try GPT(pretrained()) }
  /// The model that answers.
  public lazy var assistant = Later { [unowned self] in try GPT(fineTune()) }
  /// The model that judges answers.
  public lazy var rewardModel = Later { [unowned self] in try trainedRewardModel() }
  /// The model that has learned from the judge.
  public lazy var policy = Later { [unowned self] in try GPT(optimizePolicy()) }
  /// The model that has learned from the judge by comparing answers with each other (GRPO).
  public lazy var groupPolicy = Later { [unowned self] in try GPT(optimizeInGroups()) }
  /// The model that has learned from the judge's choices directly (DPO).
  public lazy var directPolicy = Later { [unowned self] in try GPT(optimizeDirectly()) }
  /// The three models of which one becomes the final one.
  public lazy var candidates = Later { [unowned self] in try measuredCandidates() }
  /// The model that is shipped.
  public lazy var final = Later { [unowned self] in try GPT(finalize()) }
  /// The final model with eyes and ears.
  public lazy var senses = Later { [unowned self] in try teachSenses() }
  /// Text of pretraining, to be replayed and to be examined on.
  public lazy var text = Later { [unowned self] in
    try WorldText(
      world, tokenizer: tokenizer(), trainingTokens: Recipe.replayTokens, seed: invocation.seed)
  }

  /// The chain of one start of a program.
  ///
  /// - Throws: `WorldProblem` for a table that cannot be read.
  public convenience init(_ page: Page) throws { try self.init(page.invocation, page.root) }

  /// The chain of another start, such as one with another seed.
  ///
  /// - Throws: `WorldProblem` for a table that cannot be read.
  public init(_ invocation: Invocation, _ root: PackageRoot) throws {
    (self.invocation, self.root) = (invocation, root)
    world = try World(tables: root.assets.appending(path: "world"))
  }

  /// Random numbers of this run, for one purpose.
  public func generator(_ stream: String) -> SeededGenerator {
    SeededGenerator(seed: invocation.seed, stream: stream)
  }

  /// The files of a stage.
  public func files(_ name: String) throws -> StageFiles { try StageFiles(root, name, invocation) }

  private func pretrain() throws -> Checkpoint {
    let files = try files(Pretraining.name)
    if let saved = try files.checkpoint() { return saved }
    announce("the model that has read text (chapter 4)", seconds: 60)
    let tokenizer = BytePairTokenizer.learned(
      from: world.tokenizerText.utf8, vocabularySize: Recipe.model.vocabularySize,
      specialTokens: ChatFormat.specialTokens)
    let settings = PretrainingSettings(
      model: Recipe.model,
      steps: invocation.isQuick ? Recipe.quickPretrainingSteps : Recipe.pretrainingSteps,
      batch: Recipe.pretrainingBatch, seed: invocation.seed)
    let text = try WorldText(
      world, tokenizer: tokenizer, trainingTokens: settings.tokens, seed: invocation.seed)
    let stage = Pretraining(settings, corpus: text.corpus)
    try Drive(stage, files, tokenizer, width: invocation.width).run(isFresh: false)
    return try Checkpoint.read(from: files.finishedFile)
  }

  private func tokenizer(of checkpoint: Checkpoint) throws -> any Tokenizer {
    let tokenizer = try TinyLM.tokenizer(fromJSON: checkpoint.tokenizer)
    if let missing = ChatFormat.specialTokens.first(where: { tokenizer.id(ofSpecial: $0) == nil }) {
      throw Failure(
        "the model of chapter 4 has no token \(missing), which chat needs",
        at: try files(Pretraining.name).finishedFile.path,
        hint: "Train it again: swift run chapter4-pretraining --fresh", code: .badFile)
    }
    return tokenizer
  }

  /// Says what is trained first, and how long that takes.
  func announce(_ what: String, seconds: Int) {
    Console.printError(
      "First comes what this chapter continues with: \(what), about \(seconds) s on 2 cores. It is kept.")
  }
}
