// What the assistant cannot know or shall not do: the world outside, invented things, word salad, and tasks of all kinds.
// Ours.

extension ConversationWriter {
  mutating func unknown() -> Request? {
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

  mutating func task(_ verbs: [[UserTask]], _ kind: Request.Kind) -> Request? {
    let task = dice.pick(dice.pick(verbs))
    let need = world.needRelation
    let text: String
    switch dice.choose(cumulative: [70, 85, 100]) {
    case 1:
      guard let clause = wording(need, .clause), let frame = pickLine(talk.asking["lead"]!) else {
        return nil
      }
      text = fill(frame.filling(["clause": clause]), task: task.text)
    case 2:
      guard let short = wording(need, .short) else { return nil }
      text = fill(short, task: task.text)
    default: text = fill(wording(need, .ask)!, task: task.text)
    }
    return end(kind, wrapped(text), .task(task), last: kind.rawValue)
  }
}
