// Between the world's requests, which are strings, and the model, which reads tokens.

import TinyLM
import TinyTensor
import TinyWorld

extension Request {
  /// The messages so far, the request last.
  public var messages: [ChatMessage] {
    earlier.flatMap { [ChatMessage(.user, $0.user), ChatMessage(.assistant, $0.assistant)] }
      + [ChatMessage(.user, text)]
  }
}

extension ChatFormat {
  /// The tokens that the model is given in order to answer a request.
  ///
  /// - Throws: `FileProblem` if a text holds something that the vocabulary does not.
  public func prompt(_ request: Request) throws -> [Int] { try prompt(request.messages) }

  /// A request and an answer; only this answer and its end are to be learned, not the ones before.
  ///
  /// - Throws: `FileProblem` if a text holds something that the vocabulary does not.
  public func tokens(_ request: Request, answer: String) throws -> [MarkedToken] {
    try tokens(request.messages, answer: answer)
  }

  /// The messages so far and an answer; only this answer and its end are to be learned, not the ones before.
  ///
  /// - Throws: `FileProblem` if a text holds something that the vocabulary does not.
  public func tokens(_ messages: [ChatMessage], answer: String) throws -> [MarkedToken] {
    let given = try prompt(messages)
    let whole = try tokens(messages + [ChatMessage(.assistant, answer)])
    return whole.enumerated().map { MarkedToken(id: $1.id, isLearned: $0 >= given.count) }
  }
}
