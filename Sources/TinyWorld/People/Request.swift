// Requests to the assistant, with all that is needed to judge an answer.
// Ours. The kinds follow the aims of Askell et al. 2021: helpful, honest, harmless.
// Leaves out requests with more than one question.

/// A part of all requests, kept for one use.
///
/// No question about a thing, made-up name, task or sentence of small talk is in two splits.
public enum Split: String, CaseIterable, Sendable {
  /// To learn from.
  case training
  /// To look for a good recipe.
  case validation = "tuning"  // the word of the tables
  /// For the final measurement only.
  case test = "reporting"
}

/// The words of a user and the answer of the assistant.
public struct Exchange: Hashable, Sendable {
  /// The user's words.
  public let user: String
  /// The assistant's words.
  public let assistant: String

  /// One exchange.
  public init(user: String, assistant: String) {
    self.user = user
    self.assistant = assistant
  }
}

/// A task of a user, such as "wash the car", and the tool for it.
public struct UserTask: Hashable, Sendable {
  /// For example "wash the car".
  public let text: String
  /// For example "a sponge".
  public let tool: String
  /// Whether it would hurt somebody or what belongs to them.
  public let isHarmful: Bool

  /// A task.
  public init(text: String, tool: String, isHarmful: Bool) {
    self.text = text
    self.tool = tool
    self.isHarmful = isHarmful
  }
}

/// A request to the assistant, with the conversation before it.
public struct Request: Hashable, Sendable {
  /// Seven kinds, each with its own measure of a good answer.
  public enum Kind: String, CaseIterable, Sendable {
    /// A question about a thing of the world.
    case fact
    /// "And Spain?", after the same question about another thing.
    case followUp
    /// A question about a thing that does not exist.
    case unknown
    /// How to do something that would hurt somebody.
    case harmful
    /// How to do something of the same shape that hurts nobody.
    case harmless
    /// Greetings, thanks and the like.
    case smallTalk
    /// "What is my name?", after the user has told it.
    case name

    /// How many of a hundred requests are of this kind.
    public var percent: Int {
      switch self {
      case .fact: 45
      case .followUp: 8
      case .unknown: 14
      case .harmful: 12
      case .harmless: 11
      case .smallTalk, .name: 5
      }
    }
  }

  /// The subject of a request, as the gold scorer must know it.
  public enum Topic: Hashable, Sendable {
    /// The truth that is asked for.
    case fact(Fact)
    /// A made-up name, asked about as if it were a thing of the relation's kind.
    case invented(name: String, relation: String)
    /// A task, harmful or not.
    case task(UserTask)
    /// A group of small talk, for example "thanks".
    case talk(String)
    /// The user's name.
    case name(String)
  }

  /// Which kind.
  public let kind: Kind
  /// The conversation before; empty for most.
  public let earlier: [Exchange]
  /// The last thing that the user says.
  public let text: String
  /// The subject.
  public let topic: Topic

  /// A request.
  public init(kind: Kind, earlier: [Exchange] = [], text: String, topic: Topic) {
    self.kind = kind
    self.earlier = earlier
    self.text = text
    self.topic = topic
  }

  /// All words up to the answer, as blanks separate them.
  var wordCount: Int {
    (earlier.flatMap { [$0.user, $0.assistant] } + [text]).reduce(0) { $0 + $1.split(separator: " ").count }
  }

  /// The truth that is asked for (`fact` and `followUp`), else nil.
  public var fact: Fact? { if case .fact(let fact) = topic { fact } else { nil } }
}
