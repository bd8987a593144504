// Answers that a model samples: it is scored by them, and learns from them when nobody shows it the right words.
// Follows: Stiennon et al. 2020, "Learning to summarize from human feedback". Leaves out tools and longer talks: a
// rollout is one answer.

import Basics
import TinyLM
import TinyTensor

/// A prompt, and what a model answered.
public struct Rollout: Hashable, Sendable {
  /// The tokens that the model was given, up to the sign that it is its turn.
  public let prompt: [Int]
  /// The tokens that it wrote; the last one is the end if it came to one.
  public let answer: [Int]
  /// Whether it came to an end before the limit.
  public let isEnded: Bool

  /// A prompt with its answer.
  public init(prompt: [Int], answer: [Int], isEnded: Bool) {
    self.prompt = prompt
    self.answer = answer
    self.isEnded = isEnded
  }

  /// As one row of tokens, of which the answer is marked.
  public var conversation: [MarkedToken] {
    prompt.map { MarkedToken(id: $0, isLearned: false) } + answer.map { MarkedToken(id: $0, isLearned: true) }
  }
}

extension GPT {
  /// So many prompts are answered at a time; the answers are the same if they come in such groups one after another.
  public static let rolloutGroup = 128

  /// Answers each prompt once.
  ///
  /// - Parameters:
  ///   - prompts: beginnings that would not leave room for the answer are cut off.
  ///   - end: the token with which an answer ends.
  ///   - limit: how many tokens an answer may have, its end not counted; below the context.
  /// - Returns: one rollout for each prompt, in order. What one prompt gets does not depend on the others' answers.
  public func rollouts(
    _ prompts: [[Int]], end: Int, limit: Int = Evaluation.longestAnswer,
    sampling: Sampling = Sampling(temperature: 0.7),
    using generator: inout SeededGenerator
  ) -> [Rollout] {
    require(limit < configuration.context, "\(limit) tokens do not fit into \(configuration.context)")
    return stride(from: 0, to: prompts.count, by: Self.rolloutGroup).flatMap { start in
      let prompts = prompts[start..<min(prompts.count, start + Self.rolloutGroup)].map {
        Array($0.suffix(configuration.context - limit))
      }
      return rollouts(ofOneBatch: prompts, end: end, limit: limit, sampling: sampling, using: &generator)
    }
  }

  /// Answers prompts that are neither cut off nor divided into groups.
  ///
  /// - Parameters: as for `rollouts`.
  func rollouts(
    ofOneBatch prompts: [[Int]], end: Int, limit: Int, sampling: Sampling,
    using generator: inout SeededGenerator
  ) -> [Rollout] {
    var generation = Generation(
      self, prompts: prompts, limit: limit, sampling: sampling, stop: end, using: &generator)
    generation.finish()
    return zip(prompts, generation.tokens).map { prompt, text in
      let answer = Array(text[prompt.count...])
      let isEnded = answer.count < limit
      return Rollout(prompt: prompt, answer: isEnded ? answer + [end] : answer, isEnded: isEnded)
    }
  }

  /// The log-probability with which the model writes each token of each answer.
  ///
  /// - Parameters:
  ///   - conversations: rows of tokens; the answer is what is marked at the end of each.
  ///   - temperature: as in `Sampling`: the probabilities are those with which the model is sampled.
  /// - Returns: `[tokens of all answers]`, in nats, answer by answer.
  public func answerLogProbabilities(
    _ conversations: [[MarkedToken]], temperature: Float = 1
  ) -> Tensor {
    let logits = outputLogits(answerHiddenStates(conversations)) * (1 / temperature)
    let answers = conversations.flatMap { $0.suffix($0.answerLength).map(\.id) }
    return logits.logSoftmax().gather(answers)
  }

  /// The hidden states from which each token of each answer is predicted: `[tokens of all answers, C]`.
  ///
  /// - Precondition: each answer, with one token before it, fits into the context; what was said before is cut off.
  func answerHiddenStates(_ conversations: [[MarkedToken]]) -> Tensor {
    let rows = conversations.map { Array($0.suffix(configuration.context + 1)) }
    return hiddenStates(
      of: rows.map { $0.dropLast().map(\.id) },
      at: rows.map { $0.count - 1 - $0.answerLength..<$0.count - 1 })
  }
}

extension [MarkedToken] {
  /// How many tokens the answer at the end has; the first token of a row belongs to no answer.
  var answerLength: Int { dropFirst().reversed().prefix(while: \.isLearned).count }
}

extension Array {
  /// Cut into parts of given lengths.
  func cut(into lengths: [Int]) -> [[Element]] {
    var start = 0
    return lengths.map { length in
      defer { start += length }
      return Array(self[start..<start + length])
    }
  }
}
