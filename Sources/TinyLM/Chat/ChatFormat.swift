// How a conversation becomes one row of tokens, and which of them the model learns to write.
// Follows the idea of ChatML (OpenAI 2023) and nanochat's masks (Karpathy 2025): each append says learned or not.
// Leaves out: a role for instructions of the system, tools, pictures.

import Basics

/// One message of a conversation.
public struct ChatMessage: Hashable, Codable, Sendable {
  /// The speaker of a message.
  public enum Role: String, Codable, Sendable {
    /// The person.
    case user
    /// The model.
    case assistant
  }

  /// The speaker.
  public let role: Role
  /// The words, without a blank before them.
  public let text: String

  /// A message.
  public init(_ role: Role, _ text: String) {
    self.role = role
    self.text = text
  }
}

extension String {
  /// The text as the model reads it: in small letters, since people type as they like.
  public var asRead: String { lowercased() }

  /// The text without the blank that comes before it.
  public var withoutBlank: String { hasPrefix(" ") ? String(dropFirst()) : self }
}

/// A token, and whether the model learns to write it.
public struct MarkedToken: Hashable, Sendable {
  /// The token.
  public let id: Int
  /// Whether its surprise counts in the loss; the others are only read.
  public let isLearned: Bool

  /// A token with its mark.
  public init(id: Int, isLearned: Bool) {
    self.id = id
    self.isLearned = isLearned
  }
}

/// Writes conversations with one tokenizer.
///
///     <|user|> what is the capital of france?<|assistant|> paris.<|end|>
///
/// There is one blank between a role and its text, so that " paris" is the same token as in running text. All words
/// are in small letters.
public struct ChatFormat: Sendable {
  static let userTurn = "<|user|>"
  static let assistantTurn = "<|assistant|>"
  static let endOfAnswer = "<|end|>"
  /// The tokens that a tokenizer needs for chat: the end of a text, one token for each role, the end of an answer.
  public static let specialTokens = [endOfText, userTurn, assistantTurn, endOfAnswer]

  private let tokenizer: any Tokenizer
  private let capitals: Capitals
  private let user: Int
  private let assistant: Int
  /// The token with which the assistant says that it has finished.
  public let end: Int

  /// The format in the tokens of a tokenizer.
  ///
  /// - Parameter capitals: puts the capitals back into answers.
  /// - Precondition: the tokenizer has `specialTokens`.
  public init(_ tokenizer: any Tokenizer, capitals: Capitals = Capitals()) {
    func id(_ name: String) -> Int {
      guard let id = tokenizer.id(ofSpecial: name) else { stop("the tokenizer has no token \(name)") }
      return id
    }
    self.tokenizer = tokenizer
    self.capitals = capitals
    user = id(Self.userTurn)
    assistant = id(Self.assistantTurn)
    end = id(Self.endOfAnswer)
  }

  // cell: chat-format
  /// The tokens of a conversation.
  ///
  /// What the assistant says, and its end, is to be learned.
  ///
  /// - Throws: `FileProblem` if a text holds what the vocabulary does not.
  public func tokens(_ messages: [ChatMessage]) throws -> [MarkedToken] {
    try messages.flatMap { message in
      let isAnswer = message.role == .assistant
      func marked(_ ids: [Int], _ isLearned: Bool) -> [MarkedToken] {
        ids.map { MarkedToken(id: $0, isLearned: isLearned) }
      }
      return marked([isAnswer ? assistant : user], false)
        + marked(try tokenizer.encode(" " + message.text.asRead), isAnswer)
        + marked(isAnswer ? [end] : [], true)
    }
  }

  /// The conversation so far, and the sign that it is the model's turn.
  ///
  /// - Throws: `FileProblem` if a text holds what the vocabulary does not.
  public func prompt(_ messages: [ChatMessage]) throws -> [Int] {
    try tokens(messages).map(\.id) + [assistant]
  }
  // cell: end

  /// The words of the assistant, from the tokens that it wrote.
  public func text(of answer: [Int]) -> String {
    capitals.restored(tokenizer.decode(Array(answer.prefix { $0 != end })).withoutBlank)
  }
}

extension TokenBatch {
  /// Rows of tokens of different lengths, filled up at the right; only learned tokens count.
  ///
  /// - Precondition: each row has two tokens at least.
  public init(_ rows: [[MarkedToken]]) {
    let length = (rows.map(\.count).max() ?? 0) - 1
    require(rows.allSatisfy { $0.count > 1 }, "a row needs two tokens at least")
    func filled(_ tokens: [MarkedToken]) -> [MarkedToken] {
      tokens + Array(repeating: MarkedToken(id: 0, isLearned: false), count: length - tokens.count)
    }
    let inputs = rows.flatMap { filled($0.dropLast()) }
    let targets = rows.flatMap { filled(Array($0.dropFirst())) }
    self.init(
      inputs: inputs.map(\.id), targets: targets.map(\.id), weights: targets.map { $0.isLearned ? 1 : 0 },
      sequences: rows.count)
  }
}
