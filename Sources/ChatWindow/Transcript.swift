// The conversation as Markdown. Its words are data: nothing in them becomes a heading, a link or a tag.

import Basics

extension ChatSession {
  /// All that was said and not taken back, also what no longer fits into the window.
  var transcript: String {
    let head = ["# A chat with TinyChat", "Written by small language models: what they say may be wrong."]
    let before = system.isEmpty ? [] : ["Before the first message: " + Self.escaped(system)]
    let talk = turns.flatMap { turn in
      [
        "**You:** " + Self.escaped(turn.question),
        "**\(Self.escaped(turn.answer.model.name))** (\(turn.answer.settings.choosing)): "
          + Self.escaped(turn.answer.text),
      ]
    }
    return (head + before + talk).joined(separator: "\n\n") + "\n"
  }

  private static func escaped(_ text: String) -> String {
    text.printable.map { "\\`*_[]<>#|~&$".contains($0) ? "\\\($0)" : "\($0)" }.joined()
  }
}
