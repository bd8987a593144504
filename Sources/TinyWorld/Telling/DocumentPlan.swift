// The choices of the generator of documents, worked out once: which wordings are left for a fact, which facts for a
// wording, and how often each kind of document and of fact is drawn.
// Ours. The weights are chosen so that all facts occur about equally often, and sums more often.

/// A short text, and how surprising it was.
public struct Document: Sendable, Equatable {
  /// The form of a document.
  public enum Kind: String, CaseIterable, Sendable {
    /// Several facts on one thing, as statements.
    case portrait
    /// The same fact of several things, as statements.
    case list
    /// A short story, a letter, a rhyme.
    case story
    /// The same with a name that nobody has heard before.
    case invented
    /// Questions with answers, as in a schoolbook.
    case schoolbook
    /// A typed conversation, a line for each message.
    case chat
    /// A typed conversation in which names are told and asked.
    case names

    /// How many of a hundred documents are of this kind.
    public var percent: Int {
      switch self {
      case .portrait: 11
      case .list: 19
      case .story: 9
      case .invented: 5
      case .schoolbook: 6
      case .chat: 42
      case .names: 8
      }
    }

    /// Whether it asks and answers.
    public var asks: Bool { [.schoolbook, .chat, .names].contains(self) }
  }

  /// The form.
  public let kind: Kind
  /// One paragraph, or a line for each message of a conversation.
  public let text: String
  /// Minus the natural logarithm of the probability of the generator's choices.
  ///
  /// Summed over many documents and divided by their tokens it is an upper bound on the entropy of the text, the loss of
  /// the best possible model.
  public let nats: Double
}

/// All lists that the generator draws from.
struct DocumentPlan {
  let kinds: [Int]  // cumulative percent, in the order of Document.Kind.allCases
  let relations: [Int]  // cumulative weight of each relation, for lists
  // Left to use after holding out.
  private(set) var wordingsOfFact: [[Int]] = []
  private(set) var factsOfWording: [[Int]] = []
  private(set) var heldOutWordingsOfFact: [[Int]] = []
  /// Things with at least two facts.
  private(set) var portraits: [(kind: Int, thing: Int)] = []
  private(set) var stories: [(story: Int, things: [Int])] = []
  private(set) var invented: [Int] = []
  /// Relations with questions of a schoolbook.
  private(set) var schoolbook: [Int] = []

  /// How much more often a fact of this kind is drawn for a list.
  ///
  /// The kinds with few or single relations have no portraits, so they need more; sums are the hardest to learn.
  static func weight(ofKind kind: String) -> Int {
    switch kind {
    case "item": 20
    case "amount", "thing", "word": 12
    case "addition", "subtraction": 24
    case "food": 10
    case "deed", "job": 6
    case "animal": 5
    case "country": 4
    default: 1
    }
  }

  init(_ encyclopedia: Encyclopedia, _ book: Phrasebook) throws {
    kinds = Document.Kind.allCases.map(\.percent).cumulative
    relations =
      encyclopedia.relations.map {
        $0.facts.count * Self.weight(ofKind: encyclopedia.kinds[$0.kind].name)
      }.cumulative
    for (kind, things) in encyclopedia.kinds.enumerated() where things.name != "task" {
      for thing in things.things.indices where things.factsOfThing[thing].count >= 2 {
        portraits.append((kind, thing))
      }
    }
    schoolbook = encyclopedia.relations.indices.filter { !book.wordings(of: $0, .book).isEmpty }
    planStatements(encyclopedia, book)
    planStories(encyclopedia, book)
    try requireEnough(book)
  }

  /// Which wording may state which fact: one wording of each is kept for the examination.
  private mutating func planStatements(_ encyclopedia: Encyclopedia, _ book: Phrasebook) {
    factsOfWording = Array(repeating: [], count: book.wordings.count)
    heldOutWordingsOfFact = Array(repeating: [], count: encyclopedia.facts.count)
    wordingsOfFact = heldOutWordingsOfFact
    for fact in encyclopedia.facts.indices {
      let wordings = book.wordings(of: encyclopedia.relationOfFact[fact], .statement)
      let held = HeldOut.wording(of: encyclopedia.facts[fact], form: "statement", count: wordings.count)
      for (number, wording) in wordings.enumerated() {
        if number == held {
          heldOutWordingsOfFact[fact].append(wording)
        } else {
          wordingsOfFact[fact].append(wording)
          factsOfWording[wording].append(fact)
        }
      }
    }
  }

  private mutating func planStories(_ encyclopedia: Encyclopedia, _ book: Phrasebook) {
    for (number, story) in book.stories.enumerated() {
      if story.kind == "invented" {
        invented.append(number)
      } else if let kind = story.thing {
        let things = encyclopedia.kinds[kind].things.indices.filter { thing in
          story.relations.allSatisfy { encyclopedia.relations[$0].factOfThing[thing] != nil }
        }
        stories.append((number, things))
      } else {
        stories.append((number, [0]))
      }
    }
  }

  /// Requires that no list is empty: a learner may have shortened a table.
  private func requireEnough(_ book: Phrasebook) throws {
    func require(_ file: String, _ what: String, _ need: String, _ isEnough: Bool) throws {
      guard isEnough else { throw WorldProblem(file: file, line: 0, what: what, need: need) }
    }
    for (wording, facts) in zip(book.wordings, factsOfWording) where wording.form == .statement {
      try require(
        "wordings.tsv", "\"\(wording.template.text)\" is left for \(facts.count) facts",
        "A list needs at least two, so add things to the table of facts", facts.count >= 2)
    }
    for (story, things) in stories {
      try require(
        "stories.tsv", "of no thing all is known that \"\(book.stories[story].template.text)\" needs",
        "Tell less, or add facts", !things.isEmpty)
    }
    try require(
      "stories.tsv", "a kind of story is missing", "Write one story and one invented one at least",
      !stories.isEmpty && !invented.isEmpty)
    try require(
      "animals.tsv", "of no thing two facts are known", "Add a column to a table", !portraits.isEmpty)
    try require("wordings.tsv", "there is no wording of the form book", "Write one", !schoolbook.isEmpty)
  }
}
