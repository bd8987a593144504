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
  private var thing: (kind: Int, thing: Int)?
  private var relation: Int?
  private var user: String?
  /// The group or kind of the last turn.
  private var last = ""
  private var kept: Set<String> = []

  init(world: World, split: Split, dice: Dice<Source>) {
    self.world = world
    self.split = split
    self.dice = dice
  }

  private var book: Phrasebook { world.phrasebook }
  private var talk: TalkBook { world.talkBook }
  private var facts: Encyclopedia { world.encyclopedia }

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
  private mutating func end(_ kind: Request.Kind, _ text: String, _ topic: Request.Topic, last: String)
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

  // MARK: Facts

  private mutating func factRequest(from pool: Pool? = nil) -> Request? {
    let pool = pool ?? .split(split)
    switch dice.choose(cumulative: [64, 82, 91, 98, 100]) {
    case 0: return asked(world.requestBook.drawFact(pool, &dice))
    case 1: return yesNo(world.requestBook.drawFact(pool, &dice), .yesNo)
    case 2: return reverse(pool)
    case 3: return about(pool)
    default: return larger()
    }
  }

  /// A question about any thing that the model has read about, in the wordings for training.
  mutating func questionAboutAnything() -> Request? {
    kept = []
    return factRequest(from: .everything)
  }

  private mutating func asked(_ fact: Int) -> Request? {
    let text = question(fact)
    remember(fact)
    return end(.fact, text, .fact(facts.facts[fact]), last: "fact")
  }

  /// A question in one of the four ways to ask.
  mutating func question(_ fact: Int) -> String {
    let number = facts.relationOfFact[fact]
    switch dice.choose(cumulative: [52, 66, 82, 100]) {
    case 1: if let text = framed("lead", .clause, "clause", fact) { return wrapped(text) }
    case 2: if let text = framed("phrase", .phrase, "phrase", fact) { return wrapped(text) }
    case 3: if let wording = wording(number, .short) { return wrapped(fill(wording, fact)) }
    default: break
    }
    return wrapped(fill(wording(number, .ask)!, fact))
  }

  private mutating func framed(_ place: String, _ form: Wording.Form, _ slot: String, _ fact: Int) -> String?
  {
    guard let wording = wording(facts.relationOfFact[fact], form), let frame = pick(talk.asking[place]!)
    else {
      return nil
    }
    return fill(frame.filling([slot: wording]), fact)
  }

  private mutating func yesNo(_ fact: Int, _ form: Wording.Form) -> Request? {
    let number = facts.relationOfFact[fact]
    let relation = facts.relations[number]
    guard let wording = wording(number, form), relation.answers.count > 1 else { return nil }
    let truth = relation.answerOfThing[facts.thingOfFact[fact]]!
    var answer = truth
    if dice.happens(50) {
      answer = dice.below(relation.answers.count - 1)
      if answer >= truth { answer += 1 }
    }
    let text = fill(wording, fact, answer: relation.answers[answer])
    remember(fact)
    return end(form == .yesNo ? .fact : .followUp, wrapped(text), .fact(facts.facts[fact]), last: "fact")
  }

  private mutating func reverse(_ pool: Pool) -> Request? {
    let possible = facts.relations.indices.filter { wordings($0, .reverse).isEmpty == false }
    guard !possible.isEmpty else { return nil }
    let number = dice.pick(possible)
    guard let fact = world.requestBook.drawFact(pool, of: number, &dice) else { return nil }
    let wording = wording(number, .reverse)!
    let text = fill(wording, fact)
    let topic = Request.Topic.anyThing(
      relation: facts.relations[number].name, answer: facts.facts[fact].answer)
    return end(.fact, wrapped(text), topic, last: "reverse")
  }

  private mutating func about(_ pool: Pool) -> Request? {
    let fact = world.requestBook.drawFact(pool, &dice)
    let number = facts.relations[facts.relationOfFact[fact]].kind
    let kind = facts.kinds[number]
    let subject = facts.thingOfFact[fact]
    guard kind.factsOfThing[subject].count > 1, let text = askingAbout("about", number, subject) else {
      return nil
    }
    remember(fact)
    relation = nil
    return end(.fact, wrapped(text), .about(kind: kind.name, thing: kind.things[subject]), last: "fact")
  }

  private mutating func larger() -> Request? {
    let limit = 21
    let a = dice.below(limit)
    let b = dice.below(limit)
    guard a != b, let frame = pick(talk.asking["compare"]!) else { return nil }
    let text = dice.write(frame.pieces) { slot, _ in slot.content == .other("x") ? "\(a)" : "\(b)" }
    return end(.fact, wrapped(text.tidied), .larger(max(a, b), min(a, b)), last: "compare")
  }

  private mutating func followUp() -> Request? {
    if thing == nil {  // only when it is asked for by itself
      guard let first = asked(world.requestBook.drawFact(.split(split), &dice)) else { return nil }
      hear(world.bestAnswer(to: first, &dice), to: first)
    }
    guard let (kind, subject) = thing else { return nil }
    let isPaired = facts.kinds[kind].relations.count < 3 && facts.kinds[kind].name != "job"
    switch dice.choose(cumulative: [45, 78, 100]) {
    case 0 where !isPaired:
      let others = facts.kinds[kind].factsOfThing[subject].filter {
        facts.relationOfFact[$0] != relation && wording(facts.relationOfFact[$0], .lean) != nil
      }
      guard !others.isEmpty else { return nil }
      let fact = dice.pick(others)
      let text = fill(wording(facts.relationOfFact[fact], .lean)!, fact)
      remember(fact)
      return end(.followUp, wrapped(text), .fact(facts.facts[fact]), last: "followUp")
    case 2 where !isPaired:
      let own = facts.kinds[kind].factsOfThing[subject]
      return yesNo(dice.pick(own), .leanYesNo)
    default:
      guard let relation, let fact = world.requestBook.drawFact(.split(split), of: relation, &dice) else {
        return nil
      }
      let isOther = facts.thingOfFact[fact] != subject
      guard isOther else { return nil }
      let text: String
      if isPaired, dice.happens(50), let wording = wording(relation, .lean) {
        text = fill(wording, fact)
      } else {
        guard let framed = askingAbout("next", kind, facts.thingOfFact[fact]) else { return nil }
        text = framed
      }
      remember(fact)
      return end(.followUp, wrapped(text), .fact(facts.facts[fact]), last: "followUp")
    }
  }

  private mutating func askingAbout(_ place: String, _ kind: Int, _ subject: Int) -> String? {
    guard let frame = pick(talk.asking[place]!) else { return nil }
    let name = facts.kinds[kind].things[subject]
    let word: String
    switch facts.kinds[kind].name {
    case "animal", "job":
      word = dice.happens(50) ? world.grammar.indefinite(name) : world.grammar.plural(name)
    case "addition", "subtraction": word = typedNumbers(name)
    default: word = name
    }
    return dice.write(frame.pieces) { _, _ in word }.tidied
  }

  private mutating func remember(_ fact: Int) {
    relation = facts.relationOfFact[fact]
    thing = (facts.relations[relation!].kind, facts.thingOfFact[fact])
  }

  // MARK: Other kinds

  private mutating func unknown() -> Request? {
    if dice.happens(12) { return invented() }
    if dice.happens(8) { return gibberish() }
    let group = talk.unknown[
      dice.choose(cumulative: talk.unknown.map { Self.weight(ofUnknown: $0.name) }.cumulative)]
    guard let text = line(group.lines) else { return nil }
    return end(.unknown, punctuated(text), .unknown(isTask: group.name == "howto"), last: "unknown")
  }

  /// Questions about what is missing of known things are rare, or it would doubt what it knows.
  private static func weight(ofUnknown group: String) -> Int {
    switch group {
    case "outside": 8
    case "howto": 6
    case "missing", "gibberish": 1
    default: 2
    }
  }

  private mutating func invented() -> Request? {
    let number = dice.pick(world.requestBook.inventable)
    let name = dice.inventedName(unlessKnownTo: world.reader)
    guard let wording = wording(number, .ask) else { return nil }
    let text = dice.write(wording.pieces) { slot, _ in
      slot.form == .indefinite ? "a \(name.lowercased())" : name
    }
    return end(
      .unknown, wrapped(text.tidied), .invented(name: name, relation: facts.relations[number].name),
      last: "unknown")
  }

  /// Letters that say nothing: one row of the keyboard, or words in any order.
  private mutating func gibberish() -> Request? {
    let letters = dice.pick(["asdfghjkl", "qwertyuiop", "zxcvbnm", "aeioubdgkl"]).map { $0 }
    var words: [String] = []
    for _ in 0..<(1 + dice.below(3)) {
      words.append(String((0..<(3 + dice.below(5))).map { _ in dice.pick(letters) }))
    }
    return end(.unknown, words.joined(separator: " "), .unknown(isTask: false), last: "unknown")
  }

  private mutating func task(_ verbs: [[UserTask]], _ kind: Request.Kind) -> Request? {
    let task = dice.pick(dice.pick(verbs))
    let need = world.needRelation
    let text: String
    switch dice.choose(cumulative: [70, 85, 100]) {
    case 1:
      guard let clause = wording(need, .clause), let frame = pick(talk.asking["lead"]!) else { return nil }
      text = fill(frame.filling(["clause": clause]), task: task.text)
    case 2:
      guard let short = wording(need, .short) else { return nil }
      text = fill(short, task: task.text)
    default: text = fill(wording(need, .ask)!, task: task.text)
    }
    return end(kind, wrapped(text), .task(task), last: kind.rawValue)
  }

  private mutating func fill(_ template: Template, task: String) -> String {
    dice.write(template.pieces) { _, _ in task.saidByUser }.tidied
  }

  private mutating func name() -> Request? {
    if dice.happens(user == nil ? 8 : 55) {
      guard let text = line(talk.nameQuestions) else { return nil }
      return end(.name, punctuated(text, isQuestion: true), .name(user), last: "name")
    }
    let name = newUser()
    kept = [name.lowercased()]
    guard let text = line(talk.introductions, user: name) else { return nil }
    let before = user
    user = name
    guard let request = end(.name, punctuated(text), .introduction(name), last: "introduction") else {
      user = before
      return nil
    }
    return request
  }

  /// A name of the split; in training more than half are made up, so that any can be copied.
  private mutating func newUser() -> String {
    guard split == .training, dice.happens(55) else { return dice.pick(world.requestBook.users[split]!) }
    return dice.happens(40) ? dice.inventedName(unlessKnownTo: world.reader) : blendedName()
  }

  /// The beginning of one name and the end of another, such as "Jomina": its pieces are those of real names.
  private mutating func blendedName() -> String {
    let known = world.requestBook.users[.training]!
    let before = dice.nats
    while true {
      dice.nats = before
      let beginning = dice.pick(known).prefix(1 + dice.below(4))
      let name = beginning + dice.pick(known).suffix(2 + dice.below(3)).lowercased()
      let isUsable = name.count > 2 && name.allSatisfy(\.isLetter)
      if isUsable, !world.users.contains(String(name)) { return String(name) }
    }
  }

  private mutating func making() -> Request? {
    if last == "joke", dice.happens(60), let text = line(talk.makings["another"]?.lines ?? []) {
      return end(.making, punctuated(text), .making(kind: "joke", of: ""), last: "joke")
    }
    let kinds = talk.makings.keys.filter { $0 != "another" }.sorted()
    let weights = kinds.map { ["joke": 5, "story": 6, "list": 6, "count": 3, "greet": 3][$0] ?? 2 }
    let kind = kinds[dice.choose(cumulative: weights.cumulative)]
    let making = talk.makings[kind]!
    guard let line = pickLine(making.lines) else { return nil }
    var of = ""
    var words = ""
    switch kind {
    case "list":
      let list = dice.pick(talk.lists)
      of = list.name
      words = dice.write(line.pieces) { slot, _ in slot.content == .other("list") ? list.name : "" }
    case "count":
      let first = line.mentions(.other("m")) ? dice.below(11) : 1
      let final = first + 2 + dice.below(first == 1 ? 9 : 6)
      of = "\(first) \(final)"
      words = dice.write(line.pieces) { slot, dice in
        let number = slot.content == .other("m") ? first : final
        return dice.happens(50) ? "\(number)" : World.numberWords[number]
      }
    default:
      let name = newUser()
      let animal = dice.pick(world.requestBook.askedThings(world.kindNumber("animal"), split))
      words = dice.write(line.pieces) { [self] slot, dice in
        switch slot.content {
        case .user: of = name
        case .thing: of = facts.kinds[world.kindNumber("animal")].things[animal]
        case .other(let list): of = dice.pick(talk.words[list] ?? [""])
        default: break
        }
        return world.grammar.form(of, of: slot, isFood: false)
      }
    }
    kept = Set(of.lowercased().split(separator: " ").map(String.init))
    return end(.making, punctuated(words.tidied), .making(kind: kind, of: of), last: kind)
  }

  // MARK: Words

  private func isUsable(_ isForTraining: Bool) -> Bool {
    split == .training ? isForTraining : !usesLaterOnly || !isForTraining
  }

  private func isUsable(_ line: TalkBook.Line) -> Bool { isUsable(line.isForTraining) }

  /// The numbers of the wordings that may be used; all of the form if none is kept for later.
  private func wordings(_ relation: Int, _ form: Wording.Form) -> [Int] {
    let all = book.wordings(of: relation, form)
    let usable = all.filter { isUsable(book.wordings[$0].isForTraining) }
    return usable.isEmpty && split != .training ? all : usable
  }

  private mutating func wording(_ relation: Int, _ form: Wording.Form) -> Template? {
    let usable = wordings(relation, form)
    return usable.isEmpty ? nil : book.wordings[dice.pick(usable)].template
  }

  private func usableLines(_ lines: [TalkBook.Line]) -> [TalkBook.Line] {
    let usable = lines.filter(isUsable)
    return usable.isEmpty && split != .training ? lines : usable
  }

  private mutating func pickLine(_ lines: [TalkBook.Line]) -> Template? {
    let usable = usableLines(lines)
    return usable.isEmpty ? nil : dice.pick(usable).template
  }

  private mutating func pick(_ lines: [TalkBook.Line]) -> Template? { pickLine(lines) }

  private mutating func line(_ lines: [TalkBook.Line], user: String = "") -> String? {
    guard let template = pickLine(lines) else { return nil }
    return words(template, user: user)
  }

  /// A template with words of the lists and any things in its slots.
  private mutating func words(_ template: Template, user: String = "") -> String {
    dice.write(template.pieces) { [self] slot, dice in
      switch slot.content {
      case .user where !user.isEmpty: user
      case .user, .name, .friend: dice.pick(world.requestBook.users[split]!)
      case .invented: dice.inventedName(unlessKnownTo: world.reader)
      case .thing(let kind):
        world.grammar.form(
          facts.kinds[kind].things[dice.pick(world.requestBook.askedThings(kind, split))], of: slot,
          isFood: facts.kinds[kind].name == "food")
      case .answer(let relation): dice.pick(facts.relations[relation].answers)
      case .other(let list): world.grammar.form(dice.pick(talk.words[list] ?? [""]), of: slot, isFood: false)
      default: ""
      }
    }.tidied
  }

  private mutating func fill(_ template: Template, _ fact: Int, answer: String? = nil) -> String {
    let (number, subject) = (facts.relationOfFact[fact], facts.thingOfFact[fact])
    let kind = facts.kinds[facts.relations[number].kind]
    let isFood = kind.name == "food"
    let isNumber = ["addition", "subtraction"].contains(kind.name)
    let name = isNumber ? typedNumbers(kind.things[subject]) : kind.things[subject].saidByUser
    let said = answer ?? facts.facts[fact].answer
    return dice.write(template.pieces, isMany: isFood && !world.grammar.isMass(kind.things[subject])) {
      [self] slot, _ in
      switch slot.content {
      case .thing: world.grammar.form(name, of: slot, isFood: isFood)
      default: world.grammar.form(said, of: slot, isFood: false)
      }
    }.tidied
  }

  /// "2 plus 3" as people write it.
  private mutating func typedNumbers(_ text: String) -> String {
    let parts = text.components(separatedBy: " ")
    let sign = parts[1] == "plus" ? "+" : "-"
    switch dice.choose(cumulative: [30, 50, 70, 85, 100]) {
    case 0: return text
    case 1: return "\(parts[0])\(sign)\(parts[2])"
    case 2: return "\(parts[0]) \(sign) \(parts[2])"
    case 3: return "\(World.numberWords[Int(parts[0])!]) \(parts[1]) \(World.numberWords[Int(parts[2])!])"
    default: return parts[1] == "plus" ? "\(parts[0]) and \(parts[2])" : "\(parts[0]) minus \(parts[2])"
    }
  }

  /// A question with what people put around it.
  private mutating func wrapped(_ core: String) -> String {
    var text = core
    if dice.happens(20), let opener = line(talk.asking["opener"]!) {
      text = opener + dice.pick([", ", " ", "! ", ". "]) + text
    }
    if dice.happens(10), let closer = line(talk.asking["closer"]!) {
      text += dice.pick([", ", " "]) + closer
    }
    return punctuated(text, isQuestion: true)
  }

  private mutating func punctuated(_ text: String, isQuestion: Bool = false) -> String {
    let first = text.prefix { $0 != " " && $0 != "," }.lowercased()
    let asks = isQuestion || World.askingWords.contains(first) && !text.lowercased().hasPrefix("have a ")
    let neat = text.withCapitalI.sentenceCased
    if asks { return neat + (dice.happens(88) ? "?" : "") }
    return neat + dice.pick([".", ".", "!", ""])
  }
}

extension String {
  /// The text with "I" for "i", also in "i'm" and "i've".
  fileprivate var withCapitalI: String {
    split(separator: " ", omittingEmptySubsequences: false)
      .map { $0 == "i" || $0.hasPrefix("i'") || $0.hasPrefix("i,") ? "I" + $0.dropFirst() : String($0) }
      .joined(separator: " ")
  }
}

extension World {
  /// A sentence that begins with one of them is a question.
  static let askingWords: Set = [
    "what", "who", "how", "where", "which", "why", "when", "whose", "am", "is", "are", "was", "were", "do",
    "does",
    "did", "can", "could", "may", "will", "would", "shall", "should", "have", "has",
  ]

  static let numberWords = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
  ]
}
