// What PPO compares an answer with: a guess, before each token, of the reward that is to come.
// Follows: Ouyang et al. 2022, appendix C.4: a network of its own that begins as the reward model.

import TinyLM
import TinyTensor

/// Predicts, before each token of an answer, the sum of the rewards to come: the value.
public struct ValueNetwork {
  /// Reads the conversation.
  public let trunk: GPT
  /// Turns a vector into one number.
  public let head: Linear

  /// A network that has learned nothing: every value is 0.
  ///
  /// - Parameter trunk: what it begins to read with, usually the reward model's; a copy is trained.
  public init(_ trunk: GPT) {
    self.trunk = trunk.trainableCopy()
    head = .zeros(inputs: trunk.configuration.width, outputs: 1)
  }

  private init(trunk: GPT, head: Linear) {
    self.trunk = trunk
    self.head = head
  }

  /// The same weights, in the same memory, without a record for gradients.
  func frozen() -> ValueNetwork {
    ValueNetwork(trunk: trunk.frozen(), head: head.frozen())
  }

  /// All that it learns, under the names of a checkpoint.
  public var parameters: NamedParameters {
    (trunk.parameters + head.parameters.map { ("head.\($0)", $1) }).map { ("value.\($0)", $1) }
  }

  /// The values before each token of each answer.
  ///
  /// - Parameter conversations: as for `GPT.answerLogProbabilities(_:temperature:)`.
  /// - Returns: `[tokens of all answers]`, answer by answer.
  public func values(_ conversations: [[MarkedToken]]) -> Tensor {
    let hiddenStates = trunk.answerHiddenStates(conversations)
    return head(hiddenStates).reshaped([hiddenStates.shape[0]])
  }
}
