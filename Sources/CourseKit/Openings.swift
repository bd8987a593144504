// What a model is asked first, with nothing said before: the questions that the show repeats after each stage, and the
// examples above a chat.

import TinyWorld

extension Course {
  /// Something to say first in a chat: a question about a fact, something to make, and small talk.
  public func examples() -> [String] {
    openings([.fact, .making, .smallTalk], stream: "examples of the chat").map(\.text)
  }

  /// Short requests of some kinds that no stage has learned from.
  ///
  /// - Parameter stream: names the random numbers.
  func openings(_ kinds: [Request.Kind], stream: String) -> [Request] {
    var generator = generator(stream)
    return kinds.map { kind in
      while true {
        let request = world.request(kind, for: .test, using: &generator)
        if request.isOpening { return request }
      }
    }
  }
}

extension Request {
  /// Whether it stands by itself, on half a line; of what nobody can know, only a made-up name does.
  fileprivate var isOpening: Bool {
    if kind == .unknown, !topic.isInvented { return false }
    return earlier.isEmpty && text.count <= 40
  }
}

extension Request.Topic {
  fileprivate var isInvented: Bool { if case .invented = self { true } else { false } }
}
