// Slips in the tables of conversation, each named with its line: a slot that is missing, an answer with two wordings.
// Ours. Leaves out what a table lacks as a whole: TalkBook.

extension PlainTable {
  /// Requires a sentence of the assistant to be one sentence, always the same: the gold scorer looks it up as it stands.
  func requireOneWording(_ row: Row, _ text: String, known: String? = nil) throws {
    guard !text.contains(where: "[]{}|".contains) else {
      throw problem(row, "\"\(text)\" has choices or slots", "Write one sentence, always the same")
    }
    guard known == nil else { throw problem(row, "\"\(known!)\" is there already", "Keep one of the two") }
  }

  /// Requires a line to have slots, each in all that it can become.
  func requireSlots(_ row: Row, _ template: Template, _ slots: [Slot.Content]) throws {
    for slot in slots where !template.alwaysHas(slot) {
      throw problem(
        row, "\"\(template.text)\" lacks a slot", "Put {\(slot.name)} where it belongs, outside of choices")
    }
  }

  /// Requires a word to be one of several.
  func require(_ row: Row, _ what: String, _ word: String, oneOf words: some Collection<String>) throws {
    guard words.contains(word) else {
      throw problem(
        row, "there is no \(what) \(word)", "Use one of " + words.sorted().joined(separator: ", "))
    }
  }
}

extension TalkBook {
  /// The places of asking.tsv and the slots that their lines need.
  static let places: [String: [Slot.Content]] = [
    "lead": [.other("clause")], "phrase": [.other("phrase")], "opener": [], "closer": [],
    "about": [.other("x")],
    "next": [.other("x")], "compare": [.other("x"), .other("y")],
  ]

  /// The slots that a line of a user needs to ask for a making.
  static let askedFor: [String: [Slot.Content]] = ["count": [.other("n")], "list": [.other("list")]]

  /// The slots of the replies that have some.
  static let slotsOfReply: [String: [Slot.Content]] = [
    "introduction": [.user], "name": [.user], "compare": [.other("x"), .other("y")],
  ]
}

extension Template {
  /// Whether a slot occurs whatever is chosen.
  func alwaysHas(_ content: Slot.Content) -> Bool { Self.always(content, pieces) }

  private static func always(_ content: Slot.Content, _ pieces: [Piece]) -> Bool {
    pieces.contains { piece in
      switch piece {
      case .slot(let slot): slot.content == content
      case .choice(let options, _): options.allSatisfy { always(content, $0) }
      case .literal, .agreement: false
      }
    }
  }

  /// Whether something is left to choose.
  var hasChoices: Bool { pieces.contains { if case .choice = $0 { true } else { false } } }
}

extension Slot.Content {
  /// As a table writes it.
  fileprivate var name: String {
    switch self {
    case .other(let name): name
    default: "\(self)"
    }
  }
}
