// The last link of the chain: the weights are updated one last time, and what measures best is kept.
// Follows: Wortsman et al. 2022, "Model soups", for the mean of models that went different ways; Rame et al. 2024,
// "WARP", for the way back to the start. Leaves out other shares than the half.

import Files
import Foundation
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
    /// Its weights were averaged with those of the model of chapter 5, with which it began.
    case halfBack

    /// What was done, in words.
    public var inWords: String {
      switch self {
      case .none: "no change"
      case .average: "average"
      case .halfBack: "way back"
      }
    }
  }

  /// How it came about.
  public let update: Update
  /// The model.
  public let model: GPT
  /// Its answers to requests of the validation split.
  public let answers: Evaluation
}

extension Course {
  /// The mean of each weight over some models of the same sizes.
  // cell: average-weights
  static func average(_ models: [GPT]) -> GPT {
    models[0].mapParameters { name, first in
      let others = models.dropFirst().map { $0.parameter(name) }
      let mean = others.reduce(first, +) * (1 / Float(models.count))
      return mean.detached().asParameter()
    }
  }
  // cell: end

  /// The three models of which one becomes the final one, each with its answers to the same requests.
  func measuredCandidates() throws -> [Candidate] {
    var generator = generator("requests for the last choice")
    let requests = world.requests(for: .validation, count: recipe.finalRequests, using: &generator)
    let average = Self.average([try policy(), try groupPolicy()])
    let halfBack = Self.average([try policy(), try assistant()])
    let models: [(Candidate.Update, GPT)] = [
      (.none, try policy()), (.average, average), (.halfBack, halfBack),
    ]
    return try models.map { update, model in
      Candidate(
        update: update, model: model,
        answers: try Evaluation(of: model, requests, world: world, format: format()))
    }
  }

  /// The candidate with the highest true score; the first of equals.
  public func best(of candidates: [Candidate]) -> Candidate {
    candidates.dropFirst().reduce(candidates[0]) { $1.answers.gold > $0.answers.gold ? $1 : $0 }
  }

  /// What makes the final model.
  func finalOrigin() throws -> Origin {
    origin(
      .final, ["seed": invocation.seed], data: ["the best of \(Candidate.Update.allCases.count)"],
      on: [try key(of: .policyOptimization), try groupOptimization().origin.key])
  }

  /// The final model: as an earlier run left it, or chosen now.
  ///
  /// It is no training: what is kept is the best of the candidates.
  func finalize() throws -> Checkpoint {
    let origin = try finalOrigin()
    let (parent, notes) = ("\(try policy().fingerprint)", notes(origin, Link.final.stage))
    if !invocation.isFresh, let saved = try store.finished(origin), saved.parent == parent,
      saved.notes[Note.code] == notes[Note.code]
    {
      return saved
    }
    let chosen = best(of: try candidates())
    let like = try optimized().checkpoint
    let checkpoint = Checkpoint(
      stage: Link.final.stage, parent: parent, seed: invocation.seed, step: like.step,
      configuration: like.configuration, tokenizer: like.tokenizer,
      metrics: ["gold": chosen.answers.gold], notes: notes, tensors: chosen.model.savedTensors)
    attempt {
      _ = try store.finish(checkpoint, origin)
      if watch == nil { say("The model is kept as \(origin.name).") }
    }
    return checkpoint
  }
}

extension Course {
  /// Messages in people's own words, which no stage has learned from and none was chosen by.
  public func peopleMessages() throws -> [PeopleMessage] {
    try PeopleMessage.all(in: root.assets.appending(path: "world"))
  }
}
