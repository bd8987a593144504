// What a model answers now, as demonstrations for a later stage: learned again there, they keep it as it is, with all
// that earlier stages taught it. Follows: Li and Hoiem 2016, "Learning without Forgetting".
// Leaves out the probabilities of the other tokens, which the source keeps as well.

import TinyLM
import TinyTensor

extension GPT {
  /// The model's own answers, always with its most probable token, as demonstrations.
  ///
  /// - Parameters:
  ///   - conversations: each ends with what the user says.
  ///   - limit: how many tokens an answer has at most; a conversation whose answer has not ended by then is left out.
  /// - Returns: the conversations with their answers; only the answers are to be learned.
  /// - Throws: `FileProblem` if a text holds something that the vocabulary does not.
  public func ownAnswers(
    to conversations: [[ChatMessage]], format: ChatFormat, limit: Int = 32
  ) throws -> [[MarkedToken]] {
    let groupSize = 200  // more at once would take much memory
    var generator = SeededGenerator(seed: 0)  // greedy: not used
    return try stride(from: 0, to: conversations.count, by: groupSize).flatMap { start in
      let group = conversations[start..<min(start + groupSize, conversations.count)]
      let prompts = try group.map(format.prompt)
      return rollouts(
        ofOneBatch: prompts, end: format.end, limit: limit, sampling: .greedy, using: &generator
      )
      .filter(\.isEnded).map(\.conversation)
    }
  }
}
