// The chain of models of the book: each chapter goes on from the model that the one before it trained with the book's
// settings, or from another one if it is told so (`--base`). What is missing is trained first.
// Leaves out the cells: what a stage teaches is shown by its chapter.

import CommandLineKit
import Files
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
  /// What is kept in runs/models.
  public let store: ModelStore
  let invocation: Invocation
  /// The budgets of this run.
  public var recipe: Recipe { invocation.isQuick ? .quick : .full }
  let root: PackageRoot
  /// The chapter that runs.
  let chapter: Int
  /// The models that were trained or read in this run, by the keys of their origins.
  var made: [String: Any] = [:]
  /// Pairs of answers that were made in this run, by what they are called.
  var madePairs: [String: [AnswerPair]] = [:]
  /// Is told of a training before its first step, and after each one; it then says itself what happens.
  var watch: ((any Stage, any Tokenizer) throws -> Void)?
  /// Whether something could not be kept already, which is said once.
  var cannotKeep = false
  private(set) lazy var code = SourceCode(of: root)

  /// The first link: a model that completes text.
  public lazy var pretrained = Later { [unowned self] in
    try link { try self.pretraining(self.bookText()) }
  }
  /// The second link: a model that answers.
  public lazy var fineTuned = Later { [unowned self] in try link { try self.fineTuning() } }
  /// The third link: what a model learned from people's choices.
  public lazy var rewardModeled = Later { [unowned self] in try link { try self.rewardModeling() } }
  /// The fourth link: a model that learned from the reward model.
  public lazy var optimized = Later { [unowned self] in try link { try self.policyOptimization() } }

  /// The tokenizer of the model that completes text.
  public lazy var tokenizer = Later { [unowned self] in
    try TinyLM.tokenizer(fromJSON: pretrained().checkpoint.tokenizer)
  }
  /// Which words are written with a capital, in what the model says and in the names of what it sees and hears.
  public lazy var capitals = Capitals(
    learnedFrom: ([world.spellingText] + ((try? perceptExamples().names) ?? [])).joined(separator: "\n"),
    small: world.questionWords)
  /// How conversations are written in its tokens.
  public lazy var format = Later { [unowned self] in ChatFormat(try tokenizer(), capitals: capitals) }
  /// The model that completes text.
  public lazy var base = Later { [unowned self] in try pretrained().model }
  /// The model that answers.
  public lazy var assistant = Later { [unowned self] in try fineTuned().model }
  /// The model that judges answers.
  public lazy var rewardModel = Later { [unowned self] in
    try RewardModel(assistant(), rewardModeled().checkpoint)
  }
  /// The model that has learned from the judge.
  public lazy var policy = Later { [unowned self] in try optimized().model }
  /// The model that has learned from the judge by comparing answers with each other (GRPO).
  public lazy var groupPolicy = Later { [unowned self] in try trained(groupOptimization()).model }
  /// The model that has learned from the judge's choices directly (DPO).
  public lazy var directPolicy = Later { [unowned self] in try trained(directOptimization()).model }
  /// The three models of which one becomes the final one.
  public lazy var candidates = Later { [unowned self] in try measuredCandidates() }
  /// The checkpoint of the model that is shipped.
  public lazy var finalized = Later { [unowned self] in try finalize() }
  /// The model that is shipped.
  public lazy var final = Later { [unowned self] in try GPT(finalized()) }
  /// The final model with eyes and ears.
  public lazy var senses = Later { [unowned self] in try MultimodalGPT(trained(multimodalTuning()).checkpoint)
  }
  /// Text of pretraining, to be replayed and to be tested on.
  public lazy var text = Later { [unowned self] in
    try WorldText(world, tokenizer: tokenizer(), trainingTokens: Recipe.replayTokens, seed: invocation.seed)
  }
  /// The model that `--base` names, and those that it came from; the last one first.
  private lazy var bases = Later { [unowned self] in try chosenBases() }

  /// The chain of one start of a program.
  ///
  /// - Throws: `WorldProblem` for a table that cannot be read.
  public convenience init(_ page: Page) throws {
    if let warning = Processor.warning { Console.printError(warning) }
    try self.init(page.invocation, page.root, chapter: page.number)
    if let seconds = page.seconds { try announce(own: seconds) }
  }

  /// The chain of another start, such as one with another seed.
  ///
  /// - Throws: `WorldProblem` for a table that cannot be read.
  public init(_ invocation: Invocation, _ root: PackageRoot, chapter: Int) throws {
    self.invocation = invocation
    self.root = root
    self.chapter = chapter
    store = ModelStore(root.runsFolder.appending(path: "models"))
    world = try World(tables: root.assets.appending(path: "world"))
  }

  /// Random numbers of this run, for one purpose.
  public func generator(_ stream: String) -> SeededGenerator {
    SeededGenerator(seed: invocation.seed, stream: stream)
  }

  /// What makes a model of this run.
  func origin(_ link: Link, _ settings: some Encodable, data: [String], on parents: [String] = []) -> Origin {
    Origin(link.stage, settings, isQuick: invocation.isQuick, data: data, parents: parents)
  }

  /// A link of the chain: the one that `--base` leads to, or else the one with the book's settings.
  private func link<S: Stage>(_ plan: () throws -> Plan<S>) throws -> Trained<S> {
    guard let base = try bases().first(where: { $0.origin.stage == S.name }) else {
      return try trained(plan())
    }
    let changes = code.changes(since: base.checkpoint.notes[Note.code] ?? "", in: S.name)
    if !changes.isEmpty, let link = Link.chain.first(where: { $0.stage == S.name }) {
      warnOfAge(base.origin, link, changes)
    }
    return try Trained(base.checkpoint)
  }
}

// MARK: - The book and its experiments

extension Course {
  /// Whether a model is one of the book's: of the chain with the book's settings, or made beside it with no knob turned.
  func isOfTheBook(_ origin: Origin) -> Bool {
    guard invocation.base == nil else { return false }
    if invocation.hasDefaultKnobs { return true }
    guard let book = try? bookOrigin(of: origin.stage) else { return false }
    return book.key == origin.key
  }

  /// The key of a link that later ones are made from: of the chosen base, or of the book's chain.
  func key(of link: Link) throws -> String {
    if let base = try bases().first(where: { $0.origin.stage == link.stage }) { return base.origin.key }
    return try bookOrigin(of: link.stage)?.key ?? ""
  }

  /// What this run stands on, in a sentence for the first lines of its page; nil if it is the book's chain.
  ///
  /// - Throws: `Failure` if there is no such model, or it cannot be used.
  public func standing() throws -> String? {
    try bases().first.map {
      try "This run does not stand on the book's models, but on \($0.name): \(made(of: $0))."
    }
  }

  private func chosenBases() throws -> [StoredModel] {
    guard let name = invocation.base else { return [] }
    let model = try store.model(named: name)
    try checkUsable(model)
    var chain = [model]
    while let key = chain[chain.count - 1].origin.parents.first {
      guard let parent = store.model(ofKey: key) else {
        throw Failure(
          "\(model.name) was made from a model that is no longer kept", hint: "Choose another one: --models",
          code: .badFile)
      }
      chain.append(parent)
    }
    return chain
  }

  /// Refuses what the chapter cannot go on from.
  private func checkUsable(_ model: StoredModel) throws {
    func refuse(_ reason: String) -> Failure {
      Failure(
        "chapter \(chapter) cannot go on from \(model.name): \(reason)", hint: "Choose another one: --models",
        code: .wrongUsage)
    }
    guard model.isFinished else { throw refuse("its training has not come to its end") }
    let stages = Link.chain.filter { $0.chapter < chapter }.map(\.stage)
    guard stages.contains(model.origin.stage) else {
      throw refuse("it needs a model of the stage \(stages.joined(separator: " or "))")
    }
    let tokenizer = try TinyLM.tokenizer(fromJSON: model.checkpoint.tokenizer)
    guard ChatFormat.specialTokens.allSatisfy({ tokenizer.id(ofSpecial: $0) != nil }),
      (try? tokenizer.encode(world.tokenizerText + "\n")) != nil
    else { throw refuse("its vocabulary cannot spell what people say in a chat") }
    let context = try GPT(model.checkpoint).configuration.context
    guard context >= Self.leastContext else {
      throw refuse(
        "its window of \(context) tokens is too short for a chat, which needs \(Self.leastContext)")
    }
  }

  /// Room for the longest answer, and for a short request.
  static let leastContext = Evaluation.longestAnswer + 8
}
