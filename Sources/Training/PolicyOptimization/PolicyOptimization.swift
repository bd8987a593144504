// The fourth stage: a model writes answers, a reward model scores them, and what was better than expected becomes
// more likely. Two ways to say what was expected: PPO asks a value network, GRPO takes the mean of all answers to the
// prompt, the answer's own included.
// Follows: Ouyang et al. 2022, section 3.5 and appendix C.4 (PPO); Shao et al. 2024, section 4.1 (GRPO).
// Leaves out: replay of pretraining text (PPO-ptx), clipping of the value loss.

import Basics
import Foundation
import TinyLM
import TinyTensor

/// Policy optimisation under way.
public final class PolicyOptimization: Stage {
  /// The name of the stage, which its files carry.
  public static let name = "policy-optimization"
  /// The settings that it began with.
  public let settings: PolicyOptimizationSettings
  /// The model after the steps done so far.
  public let model: GPT
  /// A number that identifies the models it begins with, its prompts and its reward.
  public let inputFingerprint: UInt64
  /// The reports of the steps so far.
  public var reports = Reports<Report>()
  /// The looks taken on the way.
  public var journal: [Look] = []

  /// Moves the model.
  public let optimizer: ModelOptimizer

  private let reference: GPT
  private let prompts: [[Int]]
  private let end: Int
  private let reward: Reward
  private let valueNetwork: ValueNetwork?
  private let valueOptimizer: ModelOptimizer?

  /// Begins with a fine-tuned model; it stays as it is, as the reference, and a copy is trained.
  ///
  /// - Parameters:
  ///   - prompts: each iteration takes the next ones; if there are too few, they come again in another order.
  ///   - end: the token with which an answer ends.
  ///   - reward: says how good the answers are.
  ///   - trunk: what PPO's value network begins as, usually the reward model's trunk; the fine-tuned model if left
  ///     out. GRPO has none.
  public init(
    _ fineTuned: GPT, _ settings: PolicyOptimizationSettings, prompts: [[Int]], end: Int, reward: Reward,
    valuesFrom trunk: GPT? = nil
  ) {
    require(
      prompts.count >= settings.promptsPerIteration,
      "\(prompts.count) prompts for \(settings.promptsPerIteration) at once")
    self.settings = settings
    self.prompts = prompts
    self.end = end
    self.reward = reward
    reference = fineTuned.frozen()
    model = fineTuned.trainableCopy()
    optimizer = ModelOptimizer(
      model, settings.optimizer, learningRate: settings.learningRate, steps: settings.iterations,
      updatesPerStep: settings.updates)
    valueNetwork = settings.method == .ppo ? ValueNetwork(trunk ?? fineTuned) : nil
    valueOptimizer = valueNetwork.map {
      ModelOptimizer(
        $0.trunk, settings.optimizer, head: $0.head.parameters.map(\.tensor),
        learningRate: settings.valueLearningRate, steps: settings.iterations,
        updatesPerStep: settings.updates)
    }
    let models = fineTuned.fingerprint &+ 31 &* (trunk?.fingerprint ?? 0) &+ 37 &* reward.fingerprint
    inputFingerprint = prompts.fingerprint(after: models)
  }

  /// The value network and the state of both optimisers, by name.
  public var state: NamedParameters {
    optimizer.state + (valueNetwork?.parameters ?? [])
      + (valueOptimizer?.state ?? []).map { ("value.\($0)", $1) }
  }

  /// Sets both optimisers to the number of steps that were taken.
  public func resume(after steps: Int) {
    optimizer.resume(after: steps)
    valueOptimizer?.resume(after: steps)
  }

  // cell: policy-optimization-step
  /// One iteration: write, score, compare, update a few times, report.
  @discardableResult
  public func step() throws -> Report {
    let rollouts = nextRollouts()
    let rewards = reward(rollouts)
    let experience = experience(of: rollouts, rewards)
    let updates = try undoingOnError {
      try minibatches().map { try update(on: experience.part($0)) }
    }
    return record(report(rollouts, rewards, experience, updates))
  }
  // cell: end

  /// Puts everything back as it was if an update fails.
  private func undoingOnError<Result>(_ body: () throws -> Result) rethrows -> Result {
    let before = (model.parameters + state).map { ($0.tensor, $0.tensor.copy()) }
    do { return try body() } catch {
      for (tensor, copy) in before { tensor.assign(copy.values) }
      resume(after: stepsDone)
      throw error
    }
  }

  /// The answers of this iteration; with GRPO, those to one prompt stand side by side.
  private func nextRollouts() -> [Rollout] {
    var generator = SeededGenerator(seed: settings.seed, stream: "rollouts \(stepsDone)")
    let prompts = nextPrompts().flatMap { Array(repeating: $0, count: settings.group) }
    return model.rollouts(
      prompts, end: end, limit: settings.limit, sampling: Sampling(temperature: settings.temperature),
      using: &generator)
  }

  /// The prompts of this iteration: all of them once before one comes again.
  private func nextPrompts() -> [[Int]] {
    let count = settings.promptsPerIteration
    let inOnePass = prompts.count / count
    var generator = SeededGenerator(seed: settings.seed, stream: "prompts \(stepsDone / inOnePass)")
    let start = stepsDone % inOnePass * count
    return Array(generator.shuffled(prompts)[start..<start + count])
  }

  /// Everything that is known of each token before the first update.
  private func experience(of rollouts: [Rollout], _ rewards: [Float]) -> Experience {
    let conversations = rollouts.map(\.conversation)
    let lengths = rollouts.map(\.answer.count)
    func logProbabilities(of model: GPT) -> [[Float]] {
      self.logProbabilities(conversations, of: model).values.cut(into: lengths)
    }
    var experience = Experience(
      conversations: conversations, logProbabilities: logProbabilities(of: model.frozen()),
      reference: logProbabilities(of: reference))
    setAdvantages(of: &experience, scaled(rewards, of: rollouts))
    return experience
  }

  /// How much better than expected each token was, by the value network or by the mean of the group.
  private func setAdvantages(of experience: inout Experience, _ rewards: [Float]) {
    let lengths = experience.logProbabilities.map(\.count)
    if let valueNetwork {
      let values = valueNetwork.frozen().values(experience.conversations).values.cut(into: lengths)
      experience.setAdvantages(rewards, values: values, klWeight: klWeight, lambda: settings.lambda)
    } else {
      experience.advantages = zip(groupAdvantages(rewards: rewards, group: settings.group), lengths).map {
        Array(repeating: $0, count: $1)
      }
    }
  }

  private func logProbabilities(_ conversations: [[MarkedToken]], of model: GPT) -> Tensor {
    model.answerLogProbabilities(conversations, temperature: settings.temperature)
  }

  /// The rewards on the scale of the first iteration's, and a point less for an answer without an end.
  private func scaled(_ rewards: [Float], of rollouts: [Rollout]) -> [Float] {
    let (mean, deviation) = reports.first.map { ($0.reward, $0.rewardDeviation) } ?? spread(of: rewards)
    return zip(rollouts, rewards).map { rollout, reward in
      (reward - mean) / max(deviation, 1e-6) - (rollout.isEnded ? 0 : settings.unfinishedPenalty)
    }
  }

  /// How much a nat of KL from the reference costs now.
  var klWeight: Float {
    guard let target = settings.klTarget, let last = reports.last else { return settings.klWeight }
    // Ziegler et al. 2019, section 2.2.
    return last.klWeight * (1 + max(-0.2, min(0.2, last.kl / target - 1)))
  }

  /// The answers of each update: all of them once in each pass.
  private func minibatches() -> [[Int]] {
    var generator = SeededGenerator(seed: settings.seed, stream: "minibatches \(stepsDone)")
    let count = settings.promptsPerIteration * settings.group
    return (0..<settings.passes).flatMap { _ in
      let order = generator.shuffled(Array(0..<count))
      return (0..<settings.minibatches).map { part in
        let begin = count * part / settings.minibatches
        let end = count * (part + 1) / settings.minibatches
        return Array(order[begin..<end])
      }
    }
  }

  /// The result of one update.
  struct Update {
    let ratios: [Float]
    let valueLoss: Float?
  }

  // cell: policy-update
  /// Makes good tokens more probable and bad ones less probable.
  private func update(on batch: Experience) throws -> Update {
    let now = logProbabilities(batch.conversations, of: model)  // [N]
    let ratio = (now - batch.logProbabilities.tensor).exp()
    let loss =
      switch settings.method {
      case .ppo: batch.ppoLoss(ratio: ratio, clip: settings.clip)
      case .grpo:
        batch.grpoLoss(
          now, ratio: ratio, clip: settings.clip, klWeight: klWeight)
      }
    loss.backward()
    try optimizer.step(loss)
    return Update(
      ratios: ratio.values, valueLoss: try updateValues(on: batch))
  }
  // cell: end

  /// Moves the values towards the returns.
  private func updateValues(on batch: Experience) throws -> Float? {
    guard let valueNetwork, let valueOptimizer else { return nil }
    let loss = batch.valueLoss(valueNetwork.values(batch.conversations))
    loss.backward()
    try valueOptimizer.step(loss)
    return loss.item
  }
}
