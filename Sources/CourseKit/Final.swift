// The last link of the chain: the weights are updated one last time, and what measures best is kept.
// Follows: the average of weights, Wortsman et al. 2022, "Model soups", and Rame et al. 2024, "WARP"; the pass over
// preferred answers, the rejection sampling of Touvron et al. 2023, "Llama 2", section 3.2, with pretraining text
// mixed in as in Ouyang et al. 2022, section 3.5.

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
    /// It learned a little more, from the best of its own answers and people's, and from plain text.
    case pass

    /// What was done, in words.
    public var inWords: String {
      switch self {
      case .none: "no change"
      case .average: "average"
      case .pass: "short run"
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

  /// Of two answers of the policy and two of people to each of some training requests, the judge's favourite.
  func preferredAnswers() throws -> [[MarkedToken]] {
    var generator = generator("preferred answers")
    let requests = (0..<recipe.preferredAnswers).map { _ in world.request(for: .training, using: &generator) }
    let (policy, judge, end) = (try policy(), try rewardModel(), try format().end)
    let people = Candidates(
      try requests.map { request in try (0..<2).map { _ in try peoplesAnswer(to: request, using: &generator) }
      })
    // cell: preferred-answers
    let own = Candidates(2, by: policy, to: try requests.map(format().prompt), end: end, using: &generator)
    let best = own.joined(with: people).best(by: judge.reward).filter(\.isEnded)
    return best.map(\.conversation)
    // cell: end
  }

  /// What one of the people who wrote the demonstrations would answer.
  private func peoplesAnswer(to request: Request, using generator: inout SeededGenerator) throws -> Rollout {
    let answer = world.demonstration(of: request, by: .mixed, using: &generator)
    let prompt = try format().prompt(request)
    let words = try format().tokens(request, answer: answer).dropFirst(prompt.count).map(\.id)
    let room = try policy().configuration.context - words.count
    return Rollout(prompt: Array(prompt.suffix(room)), answer: words, isEnded: true)
  }

  /// The last pass as it begins: preferred answers, mixed with as much plain text.
  private func lastPass() throws -> FineTuning {
    FineTuning(
      try policy(), lastPassSettings, demonstrations: try preferredAnswers(), replaying: try text().corpus)
  }

  private var lastPassSettings: FineTuningSettings {
    FineTuningSettings(epochs: 1, batch: 32, replay: 8, learningRate: 0.004, seed: invocation.seed)
  }

  /// The last pass.
  private func lastPassPlan() throws -> Plan<FineTuning> {
    Plan(
      link: .lastPass,
      origin: origin(
        .lastPass, lastPassSettings,
        data: ["preferred answers to \(recipe.preferredAnswers) requests, people's among them"],
        on: [try key(of: .policyOptimization)]),
      parent: { [self] in try policy().fingerprint }, tokenizer: { [self] in try tokenizer() },
      begin: { [self] in try lastPass() }, codeOwner: Link.final.stage)
  }

  /// The three models of which one becomes the final one, each with its answers to the same requests.
  func measuredCandidates() throws -> [Candidate] {
    var generator = generator("requests for the last choice")
    let requests = world.requests(for: .validation, count: recipe.finalRequests, using: &generator)
    let average = Self.average([try policy(), try groupPolicy()])
    let pass = try trained(lastPassPlan()).model  // of a policy that never ends an answer: the policy itself
    let models: [(Candidate.Update, GPT)] = [(.none, try policy()), (.average, average), (.pass, pass)]
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
    let candidates = [try lastPassPlan().origin.key, try groupOptimization().origin.key]
    return origin(
      .final, ["seed": invocation.seed], data: ["the best of \(Candidate.Update.allCases.count)"],
      on: [try key(of: .policyOptimization)] + candidates)
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
