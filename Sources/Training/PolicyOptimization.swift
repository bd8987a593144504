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
  /// What its files are called after.
  public static let name = "policy-optimization"
  /// What it was begun with.
  public let settings: PolicyOptimizationSettings
  /// What is trained, as it is after the steps done.
  public let model: GPT
  /// A number that tells what it begins with and learns from.
  public let source: UInt64
  /// What the steps did so far.
  public var reports = Reports<Report>()
  /// What was seen on the way.
  public var journal: [Look] = []

  private let reference: GPT
  private let prompts: [[Int]]
  private let end: Int
  private let reward: Reward
  private let valueNetwork: ValueNetwork?
  private let optimizer: ModelOptimizer
  private let valueOptimizer: ModelOptimizer?
  private let schedule: LearningRateSchedule

  /// Begins with a fine-tuned model; it stays as it is, as the reference, and a copy is trained.
  ///
  /// - Parameters:
  ///   - prompts: each iteration takes the next ones; if there are too few, they come again in another order.
  ///   - end: the token with which an answer ends.
  ///   - reward: says how good the answers are.
  ///   - trunk: what PPO's value network begins as, mostly the reward model's trunk; the fine-tuned model if left
  ///     out. GRPO has none.
  public init(
    _ fineTuned: GPT, _ settings: PolicyOptimizationSettings, prompts: [[Int]], end: Int, reward: Reward,
    valuesFrom trunk: GPT? = nil
  ) {
    require(prompts.count >= settings.prompts, "\(prompts.count) prompts for \(settings.prompts) at once")
    (self.settings, self.prompts, self.end, self.reward) = (settings, prompts, end, reward)
    reference = fineTuned.frozen()
    model = fineTuned.trainableCopy()
    optimizer = ModelOptimizer(model, settings.optimizer)
    valueNetwork = settings.method == .ppo ? ValueNetwork(trunk ?? fineTuned) : nil
    valueOptimizer = valueNetwork.map {
      ModelOptimizer($0.trunk, settings.optimizer, head: $0.head.parameters.map(\.tensor))
    }
    schedule = LearningRateSchedule(totalSteps: settings.iterations, decay: .linear)
    let models = fineTuned.fingerprint &+ 31 &* (trunk?.fingerprint ?? 0) &+ 37 &* reward.fingerprint
    source = prompts.reduce(models) { $1.reduce($0 &* 31 &+ UInt64($1.count)) { $0 &* 31 &+ UInt64($1) } }
  }

  /// How many steps the whole training takes.
  public var totalSteps: Int { settings.iterations }

  /// What the steps change beside the model, by name: the value network, and what the optimisers remember.
  public var memory: NamedParameters {
    optimizer.namedMemory + (valueNetwork?.parameters ?? [])
      + (valueOptimizer?.namedMemory ?? []).map { ("value.\($0)", $1) }
  }

  /// Tells the optimisers how many steps they have taken.
  public func resume(after steps: Int) {
    optimizer.resume(after: steps * settings.updates)
    valueOptimizer?.resume(after: steps * settings.updates)
  }

  // cell: policy-optimization-step
  /// One iteration: write, score, compare, update a few times, report.
  @discardableResult
  public func step() throws -> Report {
    let rollouts = rollouts()
    let scores = reward.scores(rollouts)
    let experience = experience(of: rollouts, scores)
    let updates = try undoingOnError {
      try minibatches().map { try update(on: experience.part($0)) }
    }
    reports.append(report(rollouts, scores, experience, updates))
    return reports[reports.count - 1]
  }
  // cell: end

  /// The answers of this iteration; with GRPO, those to one prompt stand side by side.
  private func rollouts() -> [Rollout] {
    var generator = SeededGenerator(seed: settings.seed, stream: "rollouts \(stepsDone)")
    let now = nextPrompts().flatMap { Array(repeating: $0, count: settings.group) }
    return model.rollouts(
      now, end: end, limit: settings.limit, sampling: Sampling(temperature: settings.temperature),
      using: &generator)
  }

  /// The prompts of this iteration: all of them once before one comes again.
  private func nextPrompts() -> [[Int]] {
    let inOnePass = prompts.count / settings.prompts
    var generator = SeededGenerator(seed: settings.seed, stream: "prompts \(stepsDone / inOnePass)")
    let start = stepsDone % inOnePass * settings.prompts
    return Array(generator.shuffled(prompts)[start..<start + settings.prompts])
  }

  /// What is known of each token before the first update.
  private func experience(of rollouts: [Rollout], _ scores: [Float]) -> Experience {
    let conversations = rollouts.map(\.conversation)
    let lengths = rollouts.map(\.answer.count)
    func perAnswer(_ tensor: Tensor) -> [[Float]] { tensor.values.cut(into: lengths) }
    var experience = Experience(
      conversations: conversations,
      logProbabilities: perAnswer(logProbabilities(conversations, of: model.frozen())),
      reference: perAnswer(logProbabilities(conversations, of: reference)))
    let rewards = rewards(rollouts, scores)
    if let valueNetwork {
      let values = perAnswer(valueNetwork.frozen().values(conversations))
      experience.setAdvantages(rewards, values: values, klWeight: klWeight, lambda: settings.lambda)
    } else {
      experience.advantages = zip(groupAdvantages(rewards: rewards, group: settings.group), lengths).map {
        Array(repeating: $0, count: $1)
      }
    }
    return experience
  }

  private func logProbabilities(_ conversations: [[MarkedToken]], of model: GPT) -> Tensor {
    model.answerLogProbabilities(conversations, temperature: settings.temperature)
  }

  /// The scores on the scale of the first iteration's, and a point less for what came to no end.
  private func rewards(_ rollouts: [Rollout], _ scores: [Float]) -> [Float] {
    let (mean, deviation) = reports.first.map { ($0.reward, $0.rewardDeviation) } ?? spread(of: scores)
    return zip(rollouts, scores).map { rollout, score in
      (score - mean) / max(deviation, 1e-6) - (rollout.isEnded ? 0 : settings.unfinishedPenalty)
    }
  }

  /// How much a nat of distance from the reference costs now.
  var klWeight: Float {
    guard let target = settings.klTarget, let last = reports.last else { return settings.klWeight }
    // Ziegler et al. 2019, section 2.2.
    return last.klWeight * (1 + max(-0.2, min(0.2, last.kl / target - 1)))
  }

  /// The answers of each update: all of them once in each pass.
  private func minibatches() -> [[Int]] {
    var generator = SeededGenerator(seed: settings.seed, stream: "minibatches \(stepsDone)")
    let count = settings.prompts * settings.group
    return (0..<settings.passes).flatMap { _ in
      let order = generator.shuffled(Array(0..<count))
      return (0..<settings.minibatches).map { part in
        Array(order[count * part / settings.minibatches..<count * (part + 1) / settings.minibatches])
      }
    }
  }

  /// Makes good tokens likelier and bad ones less likely.
  private func update(on batch: Experience) throws -> Update {
    let now = logProbabilities(batch.conversations, of: model)
    let ratio = (now - batch.logProbabilities.tensor).exp()
    let loss = batch.policyLoss(
      now: now, ratio: ratio, method: settings.method, clip: settings.clip, klWeight: klWeight)
    loss.backward()
    let rate = Float(settings.learningRate) * schedule.factor(after: stepsDone)
    try optimizer.step(learningRate: rate, loss: loss.item, number: stepsDone + 1)
    return Update(ratios: ratio.values, valueLoss: try updateValues(on: batch))
  }

  /// Makes the guesses of the value network more like what came.
  private func updateValues(on batch: Experience) throws -> Float? {
    guard let valueNetwork, let valueOptimizer else { return nil }
    let loss = batch.valueLoss(valueNetwork.values(batch.conversations))
    loss.backward()
    let rate = Float(settings.valueLearningRate) * schedule.factor(after: stepsDone)
    try valueOptimizer.step(learningRate: rate, loss: loss.item, number: stepsDone + 1)
    return loss.item
  }
}
