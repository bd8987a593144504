// The model that takes the place of the people who choose: it reads a conversation and gives one number.
// Follows: Ziegler et al. 2019, "Fine-Tuning Language Models from Human Preferences", section 2: a fine-tuned trunk
// with a scalar head. Ours: it is also told how likely the fine-tuned model finds the answer; a small trunk alone
// learns the form of good answers from so few choices, and not which of them are true.

import Basics
import Files
import TinyLM
import TinyTensor

/// Gives each conversation a reward: the higher, the more likely people are to prefer its last answer.
public struct RewardModel {
  /// Reads the conversation; it begins as a copy of the fine-tuned model.
  public let trunk: GPT
  /// Turns the vector of the last token into four numbers: a reward for what was read, and how much each of the three
  /// `evidence` numbers counts here.
  public let head: Linear
  /// The fine-tuned model as it is; nil if the judge is not told what it says.
  private let fineTuned: GPT?

  /// A model that has learned nothing from people yet: every reward is 0.
  ///
  /// - Parameters:
  ///   - fineTuned: it stays as it is, and a copy is trained.
  ///   - seesEvidence: whether it is told how likely the fine-tuned model finds an answer.
  public init(_ fineTuned: GPT, seesEvidence: Bool = true) {
    trunk = fineTuned.trainableCopy()
    self.fineTuned = seesEvidence ? fineTuned.frozen() : nil
    head = .zeros(inputs: fineTuned.configuration.width, outputs: 4)
  }

  /// The model in a checkpoint of `RewardModeling`.
  ///
  /// - Parameter fineTuned: what the training began with.
  /// - Throws: `FileProblem` if the checkpoint holds no such model.
  public init(_ fineTuned: GPT, _ checkpoint: Checkpoint) throws {
    self.init(fineTuned)
    try checkpoint.assign(to: parameters)
  }

  /// All that it learns, under the names of a checkpoint.
  public var parameters: NamedParameters { trunk.parameters + headParameters }
  var headParameters: NamedParameters { head.parameters.map { ("head.\($0)", $1) } }

  // cell: reward-model
  /// How good the last answer of each conversation is: the higher the
  /// reward, the more likely people are to prefer it.
  ///
  /// - Parameter evidence: what `evidence(of:)` gave for them, if known.
  /// - Returns: `[B]`; only differences mean something.
  public func callAsFunction(
    _ conversations: [[MarkedToken]], evidence: [Evidence]? = nil
  ) -> Tensor {
    let context = trunk.configuration.context
    let rows = conversations.map { $0.suffix(context).map(\.id) }
    let last = rows.map { $0.count - 1..<$0.count }
    let hidden = trunk.hiddenStates(of: rows, at: last)  // [B, C]
    let evidence = evidence ?? self.evidence(of: conversations)
    let known = evidence.map { [1, $0.mean, $0.least, $0.first] }  // [B, 4]
    return (head(hidden) * Tensor(known)).sum(along: 1)
  }
  // cell: end

  /// How likely the fine-tuned model finds an answer, in nats.
  public struct Evidence: Equatable, Sendable {
    /// The mean log-probability of the answer's tokens.
    public let mean: Float
    /// That of the least likely token.
    public let least: Float
    /// That of the first token.
    public let first: Float
  }

  /// The evidence on the last answer of each conversation, from the fine-tuned model; it never changes.
  ///
  /// Of an answer that does not fit into the context the beginning is left out.
  ///
  /// - Returns: zeros for a judge that sees no evidence.
  /// - Precondition: each conversation ends with an answer.
  public func evidence(of conversations: [[MarkedToken]]) -> [Evidence] {
    guard let fineTuned else { return conversations.map { _ in Evidence(mean: 0, least: 0, first: 0) } }
    let rows = conversations.map { Array($0.suffix(fineTuned.configuration.context + 1)) }
    let values = fineTuned.answerLogProbabilities(rows).values
    let lengths = rows.map(\.answerLength)
    require(!lengths.contains(0), "a conversation without an answer cannot be judged")
    return values.cut(into: lengths).map {
      Evidence(mean: $0.reduce(0, +) / Float($0.count), least: $0.min()!, first: $0[0])
    }
  }

  /// The rewards without a record for gradients, for using the model.
  ///
  /// - Parameter evidence: what `evidence(of:)` gave for these conversations, if it is known.
  public func rewards(of conversations: [[MarkedToken]], evidence: [Evidence]? = nil) -> [Float] {
    let frozen = RewardModel(trunk: trunk.frozen(), head: head.frozen(), fineTuned: fineTuned)
    return stride(from: 0, to: conversations.count, by: 128).flatMap { start in
      let part = start..<min(conversations.count, start + 128)
      return frozen(Array(conversations[part]), evidence: evidence.map { Array($0[part]) }).values
    }
  }

  /// A number that identifies this model as it is now.
  public var fingerprint: UInt64 {
    headParameters.fingerprint(after: trunk.fingerprint &+ (fineTuned == nil ? 1 : 0))
  }

  /// As a reward for policy optimisation, as the model is now.
  public var reward: Reward {
    Reward(fingerprint: fingerprint) { rewards(of: $0.map(\.conversation)) }
  }

  /// The same in memory of its own, ready to be trained further.
  func trainableCopy() -> RewardModel {
    RewardModel(trunk: trunk.trainableCopy(), head: head.trainableCopy(), fineTuned: fineTuned)
  }

  private init(trunk: GPT, head: Linear, fineTuned: GPT?) {
    self.trunk = trunk
    self.head = head
    self.fineTuned = fineTuned
  }
}

/// Says how good answers are: usually a reward model.
public struct Reward {
  /// A number that identifies this reward, so that training is not resumed with another one.
  public let fingerprint: UInt64
  private let function: ([Rollout]) -> [Float]

  /// A reward that is computed by a function, which gives one number for each rollout.
  public init(fingerprint: UInt64, function: @escaping ([Rollout]) -> [Float]) {
    self.fingerprint = fingerprint
    self.function = function
  }

  /// A reward for each rollout, in their order.
  public func callAsFunction(_ rollouts: [Rollout]) -> [Float] { function(rollouts) }
}
