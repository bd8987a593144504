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
        let request = plain(world.request(kind, for: .test, using: &generator))
        if request.isOpening { return request }
      }
    }
  }

  /// The same in the plainest words, if it asks for one fact.
  private func plain(_ request: Request) -> Request {
    func asking(_ relation: String, _ thing: String) -> Request {
      Request(
        kind: request.kind, earlier: request.earlier, text: world.plainQuestion(relation, about: thing),
        topic: request.topic)
    }
    return switch request.topic {
    case .fact(let fact): asking(fact.relation, fact.subject)
    case .invented(let name, let relation): asking(relation, name)
    default: request
    }
  }
}

extension Request {
  /// Whether it stands by itself on half a line, and shows what its kind is about: no sum, and a name that is made up
  /// rather than a remark that nobody could answer.
  fileprivate var isOpening: Bool {
    guard earlier.isEmpty, text.count <= 40 else { return false }
    switch (kind, topic) {
    case (.fact, .fact(let fact)): return Int(fact.answer) == nil
    case (.fact, _): return false
    case (.unknown, .invented): return true
    case (.unknown, _): return false
    default: return true
    }
  }
}
