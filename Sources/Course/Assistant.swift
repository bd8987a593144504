// The second link of the chain: the demonstrations, and the model that has learned from them to answer.

import Notebook
import TinyLM
import TinyTensor
import TinyWorld
import Training

/// What somebody asked, and what a labeller wrote as the answer.
public struct Demonstration: Sendable {
  /// What was asked.
  public let request: Request
  /// What the model is to learn to say.
  public let answer: String
}

extension Course {
  /// Demonstrations as people write them; the first ones are the same however many are asked for.
  ///
  /// - Parameter demonstrators: how good they are.
  public func demonstrations(_ count: Int, by demonstrators: Demonstrators = .mixed) -> [Demonstration] {
    var generator = generator("demonstrations")
    return (0..<count).map { _ in
      let request = world.request(for: .training, using: &generator)
      return Demonstration(
        request: request, answer: world.demonstration(of: request, by: demonstrators, using: &generator))
    }
  }

  /// The second stage as it begins: the model that has read text, and demonstrations to learn from.
  public func fineTuning(_ settings: FineTuningSettings, on demonstrations: [Demonstration]) throws
    -> FineTuning
  {
    let format = try format()
    return FineTuning(
      try base(), settings,
      demonstrations: try demonstrations.map { try format.tokens($0.request, answer: $0.answer) },
      replaying: try text().corpus)
  }

  /// The checkpoint of chapter 5: as an earlier run left it, or trained now.
  func fineTune() throws -> Checkpoint {
    let files = try files(FineTuning.name)
    let parent = "\(try base().fingerprint)"
    if let saved = try files.checkpoint(), saved.parent == parent { return saved }
    announce("the model that answers (chapter 5)", seconds: 20)
    let count = invocation.isQuick ? Recipe.quickDemonstrations : Recipe.demonstrations
    let stage = try fineTuning(FineTuningSettings(seed: invocation.seed), on: demonstrations(count))
    try Drive(stage, files, try tokenizer(), parent: parent, width: invocation.width).run(isFresh: false)
    return try Checkpoint.read(from: files.finishedFile)
  }
}
