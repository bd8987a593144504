// What the tests of reward models and policy optimisation talk about: a language of twelve tokens.

import Foundation
import TinyLM
import TinyTensor

@testable import Training

/// A tiny model with random weights, prompts, and choices between answers.
enum TinyTalk {
  static let end = 0
  /// The token that the people of these tests like.
  static let liked = 5

  static func model(seed: UInt64 = 3) -> GPT {
    var generator = SeededGenerator(seed: seed)
    return GPT(
      GPTConfiguration(vocabularySize: 12, context: 16, width: 32, layers: 2, heads: 2), using: &generator)
  }

  /// Prompts of three to six tokens, each ending with token 1.
  static func prompts(_ count: Int = 64, seed: UInt64 = 4) -> [[Int]] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in (0..<2 + generator.below(4)).map { _ in 2 + generator.below(10) } + [1] }
  }

  /// Answers of one to six tokens with an end.
  static func conversations(_ count: Int, seed: UInt64) -> [[MarkedToken]] {
    var generator = SeededGenerator(seed: seed)
    return prompts(count, seed: seed &+ 1).map { prompt in
      let answer = (0..<1 + generator.below(6)).map { _ in 2 + generator.below(10) }
      return Rollout(prompt: prompt, answer: answer + [end], isEnded: true).conversation
    }
  }

  /// How often the liked token comes in the answer.
  static func likes(_ conversation: [MarkedToken]) -> Int {
    conversation.count { $0.isLearned && $0.id == liked }
  }

  /// Choices of people who like answers with the liked token; where two are equally good, there is no choice.
  static func comparisons(_ count: Int, seed: UInt64 = 7) -> [Comparison] {
    zip(conversations(3 * count, seed: seed), conversations(3 * count, seed: seed &+ 100))
      .filter { min(1, likes($0)) != min(1, likes($1)) }.prefix(count)
      .map { likes($0) > 0 ? Comparison(chosen: $0, rejected: $1) : Comparison(chosen: $1, rejected: $0) }
  }

  /// The share of the liked token among the tokens of an answer.
  static var reward: Reward {
    Reward(fingerprint: 1) { rollouts in
      rollouts.map { Float(likes($0.conversation)) / Float($0.answer.count) }
    }
  }

  /// The largest difference of two lists.
  static func error(_ found: [Float], _ expected: [Float]) -> Float {
    found.count == expected.count ? zip(found, expected).map { abs($0 - $1) }.max() ?? 0 : .infinity
  }
}

/// The numbers of Fixtures/rlhf.json; the program that made them stands beside it.
struct RLHFFixture: Decodable {
  struct BradleyTerry: Decodable {
    let chosen: [Float], rejected: [Float], loss: Float, chosenGradient: [Float], rejectedGradient: [Float]
  }
  struct Advantages: Decodable {
    let rewards: [Float], values: [Float], discount: Float, lambda: Float, advantages: [Float]
  }
  struct Clipped: Decodable {
    let ratio: [Float], advantage: [Float], clip: Float, objective: [Float], gradient: [Float]
  }
  struct KL: Decodable { let logProbabilities: [Float], reference: [Float], k3: [Float], gradient: [Float] }
  struct Divergence: Decodable { let model: [Float], reference: [Float], exact: Float }
  struct Answers: Decodable {
    let logProbabilities: [[Float]], reference: [[Float]], values: [[Float]]
    let rewards: [Float], klWeight: Float, lambda: Float
    let returns: [[Float]], advantages: [[Float]]
    let newValues: [Float], valueLoss: Float, valueGradient: [Float]
  }
  struct PPO: Decodable { let now: [Float], loss: Float, gradient: [Float] }
  struct GRPO: Decodable {
    let rewards: [Float], group: Int, advantages: [Float], loss: Float, gradient: [Float]
  }
  struct DPO: Decodable {
    let beta: Float, lengths: [[Int]], policy: [[Float]], reference: [[Float]], rewards: [[Float]]
    let loss: Float, gradients: [[Float]]
  }
  let bradleyTerry: BradleyTerry, generalizedAdvantages: [Advantages], clippedObjective: Clipped
  let kl: KL, divergence: Divergence, experience: Answers, ppo: PPO, grpo: GRPO, dpo: DPO

  static func load() throws -> RLHFFixture {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/rlhf.json")
    return try JSONDecoder().decode(RLHFFixture.self, from: Data(contentsOf: file))
  }
}
