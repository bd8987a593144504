// After the chain: the final model learns to see and to hear. It is a model of its own, in a file of its own; the final
// one stays as it is.

import Notebook
import TinyLM
import TinyTensor
import TinyWorld
import Training

extension Course {
  /// The drawings and sounds of the tables in assets.
  ///
  /// - Throws: `WorldProblem` for a table that cannot be read.
  public func perceptExamples() throws -> PerceptExamples {
    let tables = root.assets.appending(path: "world")
    return PerceptExamples(try Gallery(tables: tables), try Songbook(tables: tables))
  }

  /// The stage as it begins: the final model, and its own answers to be replayed.
  public func multimodalTuning(_ settings: MultimodalTuningSettings) throws -> MultimodalTuning {
    var generator = generator("requests to keep")
    let model = try final()
    let count = invocation.isQuick ? Recipe.quickKeptAnswers : Recipe.keptAnswers
    let requests = (0..<count).map { _ in world.request(for: .training, using: &generator) }
    let kept = try model.ownAnswers(to: requests.map(\.messages), format: format())
    return MultimodalTuning(
      model, settings, examples: try perceptExamples(), format: try format(), demonstrations: kept,
      replaying: try text().corpus)
  }

  /// The model that sees and hears: as an earlier run left it, or trained now.
  func teachSenses() throws -> MultimodalGPT {
    let files = try files(MultimodalTuning.name)
    // Who draws one more picture gets a new model too.
    let parent = "\(try final().fingerprint &+ 31 &* perceptExamples().fingerprint)"
    if let saved = try files.checkpoint(), saved.parent == parent { return try MultimodalGPT(saved) }
    announce("the model that sees and hears (chapter 8)", seconds: 40)
    var settings = MultimodalTuningSettings(seed: invocation.seed)
    if invocation.isQuick { settings.steps = Recipe.quickSensesSteps }
    let stage = try multimodalTuning(settings)
    try Drive(stage, files, try tokenizer(), parent: parent, width: invocation.width).run(isFresh: false)
    return stage.multimodal
  }
}
