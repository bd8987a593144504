// A model to talk to, with the name under which the learner asks for it.
// Leaves out where it comes from: a chapter has trained it, or it was read from a folder.

import Basics
import TinyLM

/// A model that takes part in a chat.
public struct ChatModel {
  /// Its name for `/model`, such as "sft".
  public let name: String
  let model: GPT
  let knowsChat: Bool

  /// A model under a name.
  ///
  /// - Parameters:
  ///   - knowsChat: whether it was trained on conversations. One that was not is given the words as plain text, and
  ///     continues them.
  /// - Precondition: it sees at least 8 tokens at once.
  public init(_ name: String, _ model: GPT, knowsChat: Bool) {
    require(model.configuration.context >= 8, "a chat needs a context of at least 8 tokens")
    self.name = name
    self.model = model.frozen()
    self.knowsChat = knowsChat
  }

  var context: Int { model.configuration.context }

  /// Its name in front of its answers.
  var speaker: String { knowsChat ? "TinyChat" : name }
}
