// The small world that the model learns: true facts, told in plain English in many ways, with the truth known.
// Ours; the facts are general knowledge (see assets/world). Conversations: Talking. The gold scorer: Judging.
// Same tables and same random words, same text, on every machine.

import Basics
import Foundation

/// An encyclopedia, and everything that can be said about it.
public struct World: Sendable {
  let grammar: Grammar
  let encyclopedia: Encyclopedia
  let phrasebook: Phrasebook
  let plan: DocumentPlan
  let reader: Reader
  let talkBook: TalkBook
  let requestBook: RequestBook
  let answerReader: AnswerReader
  let needRelation: Int
  private let neverAsked: [[Bool]]  // [kind][thing]
  private let keptForTest: Set<UInt64>

  /// Reads the world.
  ///
  /// - Parameter tables: the folder `assets/world`.
  /// - Throws: `WorldProblem`, with file and line, for a table that is missing, malformed or contradicts itself.
  public init(tables: URL) throws {
    grammar = try Grammar(folder: tables)
    let tasks = try TalkBook.tasks(tables)
    let known = tasks.map { "\($0.text)\t" + ($0.isHarmful ? "-\twrong" : "\($0.tool)\tfine") }
    encyclopedia = try Encyclopedia(
      folder: tables,
      tasks: PlainTable("tasks.tsv", text: (["task\tneed\tconduct"] + known).joined(separator: "\n")))
    phrasebook = try Phrasebook(folder: tables, about: encyclopedia)
    neverAsked = encyclopedia.kinds.map {
      HeldOut.neverAsked($0.things, kind: $0.name, isMirrored: $0.isMirrored)
    }
    plan = try DocumentPlan(encyclopedia, phrasebook)
    talkBook = try TalkBook(
      folder: tables, people: phrasebook.people.map(\.name), slots: phrasebook.slots, tasks: tasks)
    reader = Reader(encyclopedia, phrasebook, talkBook, grammar)
    requestBook = try RequestBook(encyclopedia, talkBook, neverAsked: neverAsked)
    answerReader = AnswerReader(encyclopedia, talkBook)
    needRelation = encyclopedia.relations.firstIndex { $0.name == "need" }!
    let messages = try PeopleMessage.all(in: tables).flatMap(\.turns)
    keptForTest = try PeopleMessage.fingerprints(in: tables).union(messages.map(Self.fingerprint))
  }

  /// All true facts, relation by relation within a table, in the order of the tables.
  public var facts: [Fact] { encyclopedia.facts }

  /// The names of all relations, for example "capital".
  public var relations: [String] { encyclopedia.relations.map(\.name) }

  /// The names of the kinds of things, for example "country".
  public var kinds: [String] { encyclopedia.kinds.map(\.name) }

  /// The names of the people in documents.
  public var people: [String] { phrasebook.people.map(\.name) }

  /// The names of those who talk with the assistant.
  public var users: [String] { talkBook.users.known + talkBook.users.others }

  /// Sentences of the assistant that say nothing, to come before an answer and after it.
  public var fillers: (before: [String], after: [String]) { (talkBook.fillersBefore, talkBook.fillersAfter) }

  /// The kind of thing that a relation is about: "country" for "capital".
  ///
  /// - Precondition: the world has the relation.
  public func kind(of relation: String) -> String { encyclopedia.kinds[self.relation(relation).kind].name }

  /// The things of a kind, in the order of the table.
  ///
  /// - Precondition: the world has the kind.
  public func things(of kind: String) -> [String] {
    guard let found = encyclopedia.kinds.first(where: { $0.name == kind }) else {
      stop("no kind \"\(kind)\" among \(kinds)")
    }
    return found.things
  }

  /// The one right answer, or nil if the world does not know any.
  public func answer(to relation: String, of thing: String) -> String? {
    let relation = self.relation(relation)
    guard let number = encyclopedia.kinds[relation.kind].things.firstIndex(of: thing) else { return nil }
    return relation.answerOfThing[number].map { relation.answers[$0] }
  }

  /// All different answers of a relation.
  public func answers(to relation: String) -> [String] { self.relation(relation).answers }

  /// Whether fine-tuning may ask about a thing; 30 % of each kind are kept for the measurement.
  ///
  /// - Precondition: the world has the thing.
  public func isAsked(_ thing: String, kind: String) -> Bool {
    guard let kind = encyclopedia.kinds.firstIndex(where: { $0.name == kind }),
      let number = encyclopedia.kinds[kind].things.firstIndex(of: thing)
    else { stop("no \(kind) \"\(thing)\" in the world") }
    return !neverAsked[kind][number]
  }

  /// Whether fine-tuning may ask about the subject of a fact.
  public func isAsked(_ fact: Fact) -> Bool { isAsked(fact.subject, kind: kind(of: fact.relation)) }

  /// All that is known of a thing.
  ///
  /// - Precondition: the world has the kind.
  public func facts(about thing: String, kind: String) -> [Fact] {
    let kind = encyclopedia.kinds[kindNumber(kind)]
    guard let number = kind.things.firstIndex(of: thing) else { return [] }
    return kind.factsOfThing[number].map { facts[$0] }
  }

  /// The question that users ask most plainly, for example "What is the capital of France?".
  ///
  /// - Parameter thing: any words; also a thing that does not exist.
  public func plainQuestion(_ relation: String, about thing: String) -> String {
    let number = relationNumber(relation)
    let template = phrasebook.wordings[phrasebook.wordings(of: number, .ask)[0]].template
    let isFood = kind(of: relation) == "food"
    var dice = Dice(source: FirstChoice())
    return dice.write(template.pieces, isMany: isFood && !grammar.isMass(thing)) { slot, _ in
      grammar.form(thing, of: slot, isFood: isFood)
    }.tidied.sentenceCased + "?"
  }

  /// Whether a message is one of those that are kept to test the model.
  func isKeptForTest(_ message: String) -> Bool {
    keptForTest.contains(Self.fingerprint(message))
  }

  /// The same number for messages that differ in capitals and marks only.
  static func fingerprint(_ message: String) -> UInt64 { HeldOut.hash(bare(message)) }

  /// A message without capitals and marks.
  static func bare(_ message: String) -> String {
    let kept = message.lowercased().unicodeScalars.filter {
      $0.properties.isAlphabetic || $0 == " " || ("0"..."9").contains($0)
    }
    return String(String.UnicodeScalarView(kept)).tidied
  }

  func relation(_ name: String) -> Encyclopedia.Relation { encyclopedia.relations[relationNumber(name)] }

  func relationNumber(_ name: String) -> Int {
    guard let found = encyclopedia.relations.firstIndex(where: { $0.name == name }) else {
      stop("no relation \"\(name)\" among \(relations)")
    }
    return found
  }

  func kindNumber(_ name: String) -> Int {
    guard let found = encyclopedia.kinds.firstIndex(where: { $0.name == name }) else {
      stop("no kind \"\(name)\" among \(kinds)")
    }
    return found
  }
}
