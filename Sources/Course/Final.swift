// The last link of the chain: the weights are updated one last time, and what measures best is kept.
// Follows: the average of weights, Wortsman et al. 2022, "Model soups", and Rame et al. 2024, "WARP"; the pass over
// preferred answers, the rejection sampling of Touvron et al. 2023, "Llama 2", section 3.2, with pretraining text
// mixed in as in Ouyang et al. 2022, section 3.5.

import Foundation
import Notebook
import TinyLM
import TinyTensor
import TinyWorld
import Training

/// A model that may become the final one.
public struct Candidate {
  /// What was done to the policy of chapter 7.
  public enum Update: String, CaseIterable, Sendable {
    /// Nothing.
    case none
    /// Its weights were averaged with those of the other policy that learned from the judge.
    case average
    /// It learned a little more, from its own best answers and from plain text.
    case pass
  }

  /// How it came about.
  public let update: Update
  /// The model.
  public let model: GPT
  /// Its answers to requests of the part for tuning.
  public let answers: Examination
}

extension Course {
  /// The mean of each weight over some models of the same sizes.
  // cell: average-weights
  static func average(_ models: [GPT]) -> GPT {
    var rest = models.dropFirst().map { $0.parameters[...] }
    return models[0].mapParameters { _, first in
      let others = rest.indices.map { rest[$0].removeFirst().tensor }
      let mean = others.reduce(first, +) * (1 / Float(models.count))
      return mean.detached().asParameter()
    }
  }
  // cell: end

  /// Of several answers of the policy to each of some training prompts, the judge's favourite.
  func preferredAnswers() throws -> [[MarkedToken]] {
    let count = invocation.isQuick ? Recipe.quickPreferredAnswers : Recipe.preferredAnswers
    let prompts = try trainingPrompts(count, stream: "prompts of the last pass")
    var generator = generator("preferred answers")
    let (policy, judge, end) = (try policy(), try rewardModel(), try format().end)
    // cell: preferred-answers
    let answers = Candidates(
      4, by: policy, to: prompts, end: end, using: &generator)
    let best = answers.best(by: judge.reward).filter(\.isEnded)
    return best.map(\.conversation)
    // cell: end
  }

  /// The last pass as it begins: preferred answers, mixed with as much plain text.
  func lastPass() throws -> FineTuning {
    let settings = FineTuningSettings(
      epochs: 1, batch: 32, replay: 8, learningRate: 0.001, seed: invocation.seed)
    return FineTuning(
      try policy(), settings, demonstrations: try preferredAnswers(), replaying: try text().corpus)
  }

  /// The checkpoint of the last pass: as an earlier run left it, or trained now; nil for a policy of which no answer
  /// comes to an end.
  func passOnce() throws -> Checkpoint? {
    let files = try files("last-pass")
    let parent = "\(try policy().fingerprint)"
    if let saved = try files.checkpoint(), saved.parent == parent { return saved }
    announce("the last pass (chapter 8)", seconds: 10)
    let stage = try lastPass()
    guard stage.totalSteps > 0 else { return nil }
    try Drive(stage, files, try tokenizer(), parent: parent, width: invocation.width).run(isFresh: false)
    return try Checkpoint.read(from: files.finishedFile)
  }

  /// The three models of which one becomes the final one, each with its answers to the same requests.
  func measuredCandidates() throws -> [Candidate] {
    var generator = generator("requests for the last choice")
    let requests = world.requests(
      for: .tuning, count: invocation.isQuick ? 100 : 400, using: &generator)
    let average = Self.average([try policy(), try groupPolicy()])
    let pass = try passOnce().map { (Candidate.Update.pass, try GPT($0)) }
    let models = [(.none, try policy()), (.average, average)] + (pass.map { [$0] } ?? [])
    return try models.map { update, model in
      Candidate(
        update: update, model: model,
        answers: try Examination(of: model, requests, world: world, format: format()))
    }
  }

  /// The candidate with the highest true score; the first of equals.
  public func best(of candidates: [Candidate]) -> Candidate {
    candidates.dropFirst().reduce(candidates[0]) { $1.answers.gold > $0.answers.gold ? $1 : $0 }
  }

  /// The checkpoint of the final model: as an earlier run left it, or chosen now.
  func finalize() throws -> Checkpoint {
    let file = try files("final").finishedFile
    let parent = "\(try policy().fingerprint)"
    if FileManager.default.fileExists(atPath: file.path) {
      let saved = try Checkpoint.read(from: file)
      if saved.parent == parent { return saved }
    }
    let chosen = best(of: try candidates())
    let like = try optimizePolicy()
    let checkpoint = Checkpoint(
      stage: "final-\(chosen.update.rawValue)", parent: parent, seed: invocation.seed, step: like.step,
      configuration: like.configuration, tokenizer: like.tokenizer, metrics: ["gold": chosen.answers.gold],
      tensors: chosen.model.savedTensors)
    try checkpoint.write(to: file)
    Console.printError("The model is saved: \(file.path)")
    return checkpoint
  }
}
