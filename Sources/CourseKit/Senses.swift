// After the chain: the final model learns to see and to hear. It is a model of its own, in a file of its own; the final
// one stays as it is.

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

  /// The stage that learns to see and to hear: the final model, and its own answers to be replayed.
  func multimodalTuning() throws -> Plan<MultimodalTuning> {
    var settings = MultimodalTuningSettings(seed: invocation.seed)
    settings.steps = recipe.sensesSteps
    let examples = try perceptExamples()
    let count = recipe.keptAnswers
    return Plan(
      link: .senses,
      origin: origin(
        .senses, settings,
        data: ["\(count) answers of its own", "pictures and sounds \(examples.fingerprint)"],
        on: [try key(of: .final)]),
      parent: { [self] in try final().fingerprint }, tokenizer: { [self] in try tokenizer() },
      begin: { [self] in
        var generator = generator("requests to keep")
        let requests = (0..<count).map { _ in world.request(for: .training, using: &generator) }
        let kept = try final().ownAnswers(to: requests.map(\.messages), format: format())
        return MultimodalTuning(
          try final(), settings, examples: examples, format: try format(), demonstrations: kept,
          replaying: try text().corpus)
      })
  }
}
