// The small world that the model learns: true facts, told in plain English in many ways, with the truth known.
// Ours; the facts are general knowledge (see assets/world). Conversations and the gold scorer: People.
// Same tables and same random words, same text, on every machine.

import Basics
import Foundation

/// An encyclopedia, and everything that can be said about it.
public struct World: Sendable {
  let encyclopedia: Encyclopedia
  let phrasebook: Phrasebook
  let plan: DocumentPlan
  let reader: Reader
  let chat: ChatBook
  let requestBook: RequestBook
  let answerReader: AnswerReader
  private let neverAsked: [[Bool]]  // [kind][thing]

  /// Reads the world.
  ///
  /// - Parameter tables: the folder `assets/world`.
  /// - Throws: `WorldProblem`, with file and line, for a table that is missing, malformed or contradicts itself.
  public init(tables: URL) throws {
    encyclopedia = try Encyclopedia(folder: tables)
    phrasebook = try Phrasebook(folder: tables, about: encyclopedia)
    neverAsked = encyclopedia.kinds.map {
      HeldOut.neverAsked($0.things, kind: $0.name, isMirrored: $0.isMirrored)
    }
    plan = try DocumentPlan(encyclopedia, phrasebook)
    reader = Reader(encyclopedia, phrasebook)
    chat = try ChatBook(
      folder: tables, people: phrasebook.people.map(\.name), kinds: encyclopedia.kinds.map(\.name))
    requestBook = try RequestBook(encyclopedia, phrasebook, chat, neverAsked: neverAsked)
    answerReader = AnswerReader(encyclopedia, chat)
    try requireShortRequests()
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
  public var users: [String] { chat.users.known + chat.users.others }

  /// Sentences of the assistant that say nothing, to come before an answer and after it.
  public var fillers: (before: [String], after: [String]) { (chat.fillersBefore, chat.fillersAfter) }

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

  /// The wordings kept for chat, never used in a document, such as "What is the capital of {country}?".
  ///
  /// - Precondition: the world has the relation.
  public func chatWordings(of relation: String) -> [String] {
    phrasebook.wordings.filter { $0.form == .chat && encyclopedia.relations[$0.relation].name == relation }
      .map(\.template.text)
  }

  /// A chat question about a thing, for example "What is the capital of France?".
  ///
  /// - Parameters:
  ///   - relation: what is asked.
  ///   - thing: any words; also a thing that does not exist.
  ///   - wording: which chat wording, from 0.
  /// - Precondition: the relation has that many chat wordings.
  public func chatQuestion(_ relation: String, about thing: String, wording: Int) -> String {
    let wordings = chatWordings(of: relation)
    require(
      wordings.indices.contains(wording), "wording \(wording) of \(wordings.count) for \(relation)")
    return wordings[wording].replacingOccurrences(of: "{\(kind(of: relation))}", with: thing)
  }

  func relation(_ name: String) -> Encyclopedia.Relation {
    guard let found = encyclopedia.relations.first(where: { $0.name == name }) else {
      stop("no relation \"\(name)\" among \(relations)")
    }
    return found
  }
}
