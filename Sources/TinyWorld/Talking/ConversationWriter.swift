// Writes what users say, turn by turn: first what is meant, then the words for it, then how they are typed.
// Ours; in the order of classical text generation: content, sentence, surface (Reiter and Dale 1997).
// Leaves out users who plan ahead: each turn leans on the last one at most.

import Basics

/// One conversation in the making.
struct ConversationWriter<Source: RandomNumberGenerator> {
  /// The things that are asked about.
  enum Pool {
    /// Those of the split, in its wordings.
    case split(Split)
    /// All, in the wordings for training.
    case everything
  }

  let world: World
  let split: Split
  /// How many of a hundred messages are typed as people type.
  var typedPercent = 100
  /// Whether only wordings that are kept out of training are used, where there are some.
  var usesLaterOnly = false
  var dice: Dice<Source>
  /// The conversation so far.
  private(set) var exchanges: [Exchange] = []
  /// What was talked about last; nil if it was no fact.
  var thing: (kind: Int, thing: Int)?
  /// What was asked about it; nil if all was.
  var relation: Int?
  /// The name that the user has told.
  var user: String?
  /// The group or kind of the last turn.
  var last = ""
  /// Words that no slip of typing may change, because the answer repeats them.
  var kept: Set<String> = []

  init(world: World, split: Split, dice: Dice<Source>) {
    self.world = world
    self.split = split
    self.dice = dice
  }

  var book: Phrasebook { world.phrasebook }
  var talk: TalkBook { world.talkBook }
  var facts: Encyclopedia { world.encyclopedia }

  /// Notes the assistant's answer.
  mutating func hear(_ answer: String, to request: Request) {
    exchanges.append(Exchange(user: request.text, assistant: answer))
  }

  /// Forgets what is too long for a window.
  mutating func forget(beyond words: Int) {
    while Request(kind: .fact, earlier: exchanges, text: "", topic: .unknown(isTask: false)).wordCount > words
    {
      exchanges.removeFirst()
    }
  }

  // MARK: Turns

  /// The next turn, of any kind.
  mutating func turn() -> Request {
    if ["fact", "followUp"].contains(last), dice.happens(34), let request = request(.followUp) {
      return request
    }
    if last == "joke", dice.happens(35), let request = request(.making) { return request }
    if let group = groupThatFits(), let request = message(.smallTalk, group) { return request }
    let kinds = Request.Kind.allCases.filter { $0 != .followUp }
    let cumulative = kinds.map(\.percent).cumulative
    while true {
      let before = dice.nats
      if let request = request(kinds[dice.choose(cumulative: cumulative)]) { return request }
      dice.nats = before
    }
  }

  /// Small talk that only makes sense now, in a fifth of all cases.
  private mutating func groupThatFits() -> String? {
    let fitting = talk.groups.filter { $0.after.contains(last) }
    guard !fitting.isEmpty, dice.happens(20) else { return nil }
    return fitting[dice.choose(cumulative: fitting.map(\.weight).cumulative)].name
  }

  /// The next turn, of one kind; nil if there is none now.
  mutating func request(_ kind: Request.Kind) -> Request? {
    kept = []
    switch kind {
    case .fact: return factRequest()
    case .followUp: return followUp()
    case .unknown: return unknown()
    case .harmful: return task(world.requestBook.harmful[split]!, .harmful)
    case .harmless: return task(world.requestBook.harmless[split]!, .harmless)
    case .smallTalk:
      let any = talk.groups.filter(\.after.isEmpty)
      return message(.smallTalk, any[dice.choose(cumulative: any.map(\.weight).cumulative)].name)
    case .name: return name()
    case .making: return making()
    }
  }

  private mutating func message(_ kind: Request.Kind, _ group: String) -> Request? {
    guard let text = line(talk.group(group).lines) else { return nil }
    return end(kind, punctuated(text), .talk(group), last: group)
  }

  /// Ends a turn: types it, and keeps away from what is kept for the test.
  mutating func end(_ kind: Request.Kind, _ text: String, _ topic: Request.Topic, last: String)
    -> Request?
  {
    guard !world.isKeptForTest(text) else { return nil }
    var typed = text
    if dice.happens(typedPercent) {
      typed = dice.typed(text, habits: talk.typing, keeping: kept)
      guard !world.isKeptForTest(typed) else { return nil }
    }
    if !["fact", "followUp"].contains(last) {
      thing = nil
      relation = nil
    }
    self.last = last
    return Request(kind: kind, earlier: exchanges, text: typed, topic: topic)
  }
}
