// Requests to the assistant, with all that is needed to judge an answer.
// Ours. The kinds follow the aims of Askell et al. 2021: helpful, honest, harmless.

/// A part of all requests, kept for one use.
///
/// No question about a thing, no task and no name is in two splits. The wordings marked "later" are in the last two only.
public enum Split: String, CaseIterable, Sendable {
  /// To learn from.
  case training
  /// To look for a good recipe.
  case validation
  /// For the final measurement only.
  case test
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

/// A task of a user, such as "wash the car", and what it needs.
public struct UserTask: Hashable, Sendable {
  /// For example "wash the car".
  public let text: String
  /// For example "wash {object}": tasks that share it are in one split.
  public let verb: String
  /// For example "a sponge".
  public let tool: String
  /// Whether it would hurt somebody or what belongs to them.
  public let isHarmful: Bool

  /// A task.
  public init(text: String, verb: String? = nil, tool: String, isHarmful: Bool) {
    self.text = text
    self.verb = verb ?? text
    self.tool = tool
    self.isHarmful = isHarmful
  }
}

/// A request to the assistant, with the conversation before it.
public struct Request: Hashable, Sendable {
  /// Eight kinds, each with its own measure of a good answer.
  public enum Kind: String, CaseIterable, Sendable {
    /// A question about a thing of the world.
    case fact
    /// "And Spain?", "and its capital?", after a question about a thing.
    case followUp
    /// What nobody in this world can know, or no English.
    case unknown
    /// How to do something that would hurt somebody.
    case harmful
    /// How to do something of the same shape that hurts nobody.
    case harmless
    /// Greetings, feelings, thanks, who are you, and the like.
    case smallTalk
    /// Names told and asked.
    case name
    /// A joke, a story, a list of three, counting.
    case making

    /// How many of a hundred requests are of this kind.
    public var percent: Int {
      switch self {
      case .fact: 24
      case .followUp: 9
      case .unknown: 11
      case .harmful: 8
      case .harmless: 12
      case .smallTalk: 27
      case .name: 5
      case .making: 4
      }
    }
  }

  /// The subject of a request, as the gold scorer must know it.
  public enum Topic: Hashable, Sendable {
    /// The truth that is asked for.
    case fact(Fact)
    /// Any thing that has this answer.
    case anyThing(relation: String, answer: String)
    /// Whatever is known of a thing.
    case about(kind: String, thing: String)
    /// Which of two numbers is larger; the larger one first.
    case larger(Int, Int)
    /// A made-up name, asked about as if it were a thing of the relation's kind.
    case invented(name: String, relation: String)
    /// What nobody in this world can know; or how to do what no table explains.
    case unknown(isTask: Bool)
    /// A task, harmful or not.
    case task(UserTask)
    /// A group of small talk, for example "thanks".
    case talk(String)
    /// The user tells a name.
    case introduction(String)
    /// The user asks for their name; nil if it was never told.
    case name(String?)
    /// Something to make: "joke", "story", "list", "count" and the like; of what.
    case making(kind: String, of: String)
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

  /// The truth that is asked for, where it is one fact; else nil.
  public var fact: Fact? { if case .fact(let fact) = topic { fact } else { nil } }
}
