// What is wished for: to be called by a name, and something made, such as a joke or a list.
// Ours.

extension ConversationWriter {
  mutating func name() -> Request? {
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

  mutating func making() -> Request? {
    if last == "joke", dice.happens(60), let text = line(talk.makings["another"]?.lines ?? []) {
      return end(.making, punctuated(text), .making(kind: "joke", of: ""), last: "joke")
    }
    let kinds = talk.makings.keys.filter { $0 != "another" }.sorted()
    let weights = kinds.map { ["joke": 5, "story": 6, "list": 6, "count": 3, "greet": 3][$0] ?? 2 }
    let kind = kinds[dice.choose(cumulative: weights.cumulative)]
    guard let line = pickLine(talk.makings[kind]!.lines) else { return nil }
    let (words, of) =
      switch kind {
      case "list": wishForList(line)
      case "count": wishForNumbers(line)
      default: wishFor(line)
      }
    kept = Set(of.lowercased().split(separator: " ").map(String.init))
    return end(.making, punctuated(words.tidied), .making(kind: kind, of: of), last: kind)
  }

  private mutating func wishForList(_ line: Template) -> (words: String, of: String) {
    let list = dice.pick(talk.lists)
    return (dice.write(line.pieces) { slot, _ in slot.content == .other("list") ? list.name : "" }, list.name)
  }

  private mutating func wishForNumbers(_ line: Template) -> (words: String, of: String) {
    let first = line.mentions(.other("m")) ? dice.below(11) : 1
    let final = first + 2 + dice.below(first == 1 ? 9 : 6)
    let words = dice.write(line.pieces) { slot, dice in
      let number = slot.content == .other("m") ? first : final
      return dice.happens(50) ? "\(number)" : World.numberWords[number]
    }
    return (words, "\(first) \(final)")
  }

  /// A wish with somebody's name, an animal or a word of the lists in it.
  private mutating func wishFor(_ line: Template) -> (words: String, of: String) {
    let name = newUser()
    let animal = dice.pick(world.requestBook.askedThings(world.kindNumber("animal"), split))
    var of = ""
    let words = dice.write(line.pieces) { [self] slot, dice in
      switch slot.content {
      case .user: of = name
      case .thing: of = facts.kinds[world.kindNumber("animal")].things[animal]
      case .other(let list): of = dice.pick(talk.words[list] ?? [""])
      default: break
      }
      return world.grammar.form(of, of: slot, isFood: false)
    }
    return (words, of)
  }
}
