// The choices of the generator of documents, worked out once: which wordings are left for a fact, which facts for a
// wording, and how often each kind of document and of fact is drawn.
// Ours. The weights are chosen so that all facts occur about equally often, and sums more often.

import Basics

/// A short text, and how surprising it was.
public struct Document: Sendable, Equatable {
  /// The form of a document.
  public enum Kind: String, CaseIterable, Sendable {
    /// Several facts on one thing, as statements.
    case portrait
    /// The same fact of several things, as statements.
    case list
    /// A short story that uses facts.
    case story
    /// A short story with a name that nobody has heard before.
    case invented
    /// Several questions on one thing, with answers.
    case interview
    /// The same question about several things, with answers.
    case quiz

    /// How many of a hundred documents are of this kind.
    ///
    /// Questions (`interview` and `quiz`) are 40.
    public var percent: Int {
      switch self {
      case .portrait: 19
      case .list: 25
      case .story: 12
      case .invented: 4
      case .interview: 16
      case .quiz: 24
      }
    }

    /// Whether it asks and answers.
    public var asks: Bool { self == .interview || self == .quiz }
  }

  /// The form.
  public let kind: Kind
  /// One paragraph, without a line break.
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
  let relations: [Int]  // cumulative weight of each relation, for lists and quizzes
  // Left to use after holding out: [relation], [wording] and [fact] of each form.
  private(set) var wordingsOfRelation: [Wording.Form: [[Int]]] = [:]
  private(set) var wordingsOfFact: [Wording.Form: [[Int]]] = [:]
  private(set) var factsOfWording: [[Int]]
  private(set) var heldOutWordingsOfFact: [[Int]]
  /// Things with at least two facts.
  private(set) var portraits: [(kind: Int, thing: Int)] = []
  private(set) var stories: [(story: Int, things: [Int])] = []
  private(set) var invented: [Int] = []

  /// How much more often a fact of this kind is drawn for a list or quiz.
  ///
  /// The kinds with few or single relations have no portraits, so they need more; sums are the hardest to learn.
  static func weight(ofKind kind: String) -> Int {
    switch kind {
    case "addition": 8
    case "item": 6
    case "word", "deed": 3
    case "animal": 2
    default: 1
    }
  }

  init(_ encyclopedia: Encyclopedia, _ book: Phrasebook) throws {
    kinds = Document.Kind.allCases.map(\.percent).cumulative
    let weights = encyclopedia.relations.map {
      $0.facts.count * Self.weight(ofKind: encyclopedia.kinds[$0.kind].name)
    }
    relations = weights.cumulative
    factsOfWording = Array(repeating: [], count: book.wordings.count)
    heldOutWordingsOfFact = Array(repeating: [], count: encyclopedia.facts.count)
    for form in [Wording.Form.statement, .question] { try share(form, encyclopedia, book) }
    for (kind, things) in encyclopedia.kinds.enumerated() {
      for thing in things.things.indices where things.factsOfThing[thing].count >= 2 {
        portraits.append((kind, thing))
      }
    }
    for (number, story) in book.stories.enumerated() {
      guard let kind = story.kind else {
        invented.append(number)
        continue
      }
      let things = encyclopedia.kinds[kind].things.indices.filter { thing in
        story.relations.allSatisfy { encyclopedia.relations[$0].factOfThing[thing] != nil }
      }
      stories.append((number, things))
    }
    try requireEnough(book)
  }

  /// Requires that no list is empty: a learner may have shortened a table.
  private func requireEnough(_ book: Phrasebook) throws {
    func require(_ file: String, _ what: String, _ need: String, _ isEnough: Bool) throws {
      guard isEnough else { throw WorldProblem(file: file, line: 0, what: what, need: need) }
    }
    for (wording, facts) in zip(book.wordings, factsOfWording)
    where [.statement, .question].contains(wording.form) {
      try require(
        "wordings.tsv", "\"\(wording.template.text)\" is left for \(facts.count) facts",
        "A list needs at least two, so add things to the table of facts", facts.count >= 2)
    }
    for (story, things) in stories {
      try require(
        "stories.tsv", "of no thing is all known that \"\(book.stories[story].sentences[0].text)\" needs",
        "Tell less, or add facts", !things.isEmpty)
    }
    try require(
      "stories.tsv", "a kind of story is missing", "Write one story and one invented one at least",
      !stories.isEmpty && !invented.isEmpty)
    try require(
      "animals.tsv", "of no thing two facts are known", "Add a column to a table", !portraits.isEmpty)
  }

  /// Gives each fact its wordings of one form, all but the one held out.
  private mutating func share(_ form: Wording.Form, _ encyclopedia: Encyclopedia, _ book: Phrasebook) throws {
    let all = encyclopedia.relations.indices.map { relation in
      book.wordings.indices.filter {
        book.wordings[$0].form == form && book.wordings[$0].relation == relation
      }
    }
    if let poor = all.firstIndex(where: { $0.count < 2 }) {
      throw WorldProblem(
        file: "wordings.tsv", line: 0,
        what:
          "\(encyclopedia.relations[poor].name) has \(all[poor].count) wordings of the form \(form.rawValue)",
        need: "One can be held out, so at least two are needed")
    }
    wordingsOfRelation[form] = all
    wordingsOfFact[form] = encyclopedia.facts.indices.map { fact in
      let wordings = all[encyclopedia.relationOfFact[fact]]
      let drawn = HeldOut.wording(of: encyclopedia.facts[fact], form: form.rawValue, count: wordings.count)
      // The sentence that answers a question stands in the frames of all questions.
      let held = drawn.flatMap { book.wordings[wordings[$0]].isAnswer ? nil : $0 }
      for (number, wording) in wordings.enumerated() where number != held {
        factsOfWording[wording].append(fact)
      }
      if let held { heldOutWordingsOfFact[fact].append(wordings[held]) }
      return wordings.indices.filter { $0 != held }.map { wordings[$0] }
    }
  }
}
