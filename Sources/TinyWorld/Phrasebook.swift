// How the facts are told: wordings of each relation, frames around questions, and stories; read from three tables.
// Ours. A wording is a statement, a question, or one of a conversation: its question (chat) or its answer.
// Leaves out rules of grammar: each wording is a whole sentence.

import Foundation

/// One way to tell the facts of one relation.
struct Wording {
  enum Form: String, CaseIterable {
    case statement, question, chat, answer
  }

  let relation: Int
  let form: Form
  let template: Template
  /// Whether it is the whole sentence with which a question is answered.
  let isAnswer: Bool
  /// The wording as it stands in a document: itself for a statement, once in each frame for a question.
  let framed: [Template]
}

/// A short story about one thing, or about a name that nobody has heard.
struct Story {
  let sentences: [Template]
  let kind: Int?  // of the thing it tells about
  let relations: [Int]  // what must be known about that thing
  let invented: Bool
}

/// The wordings, stories and people.
struct Phrasebook {
  private(set) var wordings: [Wording] = []
  private(set) var stories: [Story] = []
  let people: [(name: String, pronoun: String)]
  /// The name of every slot.
  let slots: [String: Slot]

  init(folder: URL, about encyclopedia: Encyclopedia) throws {
    let names = try PlainTable("names.tsv", in: folder)
    try names.requireColumns(["name", "he"])
    try names.requireDistinctRows()
    people = names.rows.map { ($0.cells[0], $0.cells[1]) }
    slots = Self.slots(of: encyclopedia)
    try addWordings(
      PlainTable("wordings.tsv", in: folder), frames: PlainTable("frames.tsv", in: folder), encyclopedia)
    try addStories(PlainTable("stories.tsv", in: folder), encyclopedia)
  }

  /// The slots of people, and of a name that nobody has heard.
  static let otherSlots: [String: Slot] = [
    "name": .name, "friend": .friend, "he": .pronoun, "He": .capitalPronoun, "invented": .invented,
  ]

  /// The slots of frames alone.
  static let slotsOfFrames = ["question", "answer", "sentence"]

  private static func slots(of encyclopedia: Encyclopedia) -> [String: Slot] {
    var slots = otherSlots
    for (number, kind) in encyclopedia.kinds.enumerated() { slots[kind.name] = .thing(kind: number) }
    for (number, relation) in encyclopedia.relations.enumerated() {
      slots[relation.name] = .answer(relation: number)
    }
    return slots
  }

  private mutating func addWordings(
    _ table: PlainTable, frames: PlainTable, _ encyclopedia: Encyclopedia
  ) throws {
    try table.requireColumns(["relation", "form", "text"])
    try frames.requireColumns(["text"])
    for row in frames.rows { try Self.check(row, of: frames) }
    for row in table.rows {
      let (name, text) = (row.cells[0], row.cells[2])
      guard let relation = encyclopedia.relations.firstIndex(where: { $0.name == name }) else {
        throw table.problem(row, "there is no relation \(name)", "Use a column of a table of facts")
      }
      guard let form = Wording.Form(rawValue: row.cells[1]) else {
        throw table.problem(
          row, "there is no form \(row.cells[1])", "Use statement, question, chat or answer")
      }
      func template(_ text: String) throws -> Template {
        try Template(text, slots: slots) { table.problem(row, $0, $1) }
      }
      let sentence = Self.answerSentence(to: name, in: table)
      let wording = try Wording(
        relation: relation, form: form, template: template(text), isAnswer: text == sentence,
        framed: form == .question
          ? frames.rows.map {
            try template(Self.fill($0.cells[0], question: text, answer: "{\(name)}", sentence: sentence))
          } : [template(text)])
      let fact: [Slot] = [.thing(kind: encyclopedia.relations[relation].kind), .answer(relation: relation)]
      let needed = form == .chat ? fact.prefix(1) : fact[...]
      guard needed.allSatisfy({ slot in wording.framed.allSatisfy { $0.slots.contains(slot) } }) else {
        throw table.problem(
          row, "\"\(text)\" does not tell the whole fact", "It needs the slots of the thing and of the answer"
        )
      }
      guard wording.template.slots.allSatisfy({ $0.isOfPeople || fact.contains($0) }) else {
        throw table.problem(
          row, "\"\(text)\" tells more than one fact",
          "Use the slots of the thing, of its \(name), and of people")
      }
      guard !(form == .chat || wording.isAnswer) || !wording.template.slots.contains(where: \.isOfPeople)
      else {
        throw table.problem(
          row, "\"\(text)\" names people, but it stands in conversations too",
          "Leave them out, or write a wording of the form answer without them")
      }
      wordings.append(wording)
    }
  }

  /// Requires that a frame has its slots, and no others than those of people.
  private static func check(_ row: PlainTable.Row, of frames: PlainTable) throws {
    let text = row.cells[0]
    func problem(_ what: String) -> WorldProblem {
      frames.problem(
        row, what, "A frame needs {question}, and {answer} or {sentence}; it may have {name} and {friend}")
    }
    guard text.contains("{question}"), text.contains("{answer}") || text.contains("{sentence}") else {
      throw problem("\"\(text)\" lacks a slot")
    }
    let words = fill(text, question: "question", answer: "answer", sentence: "sentence")
    _ = try Template(words, slots: otherSlots.filter { $0.value.isOfPeople }) { what, _ in problem(what) }
  }

  /// The whole sentence that answers a question: the wording of the form answer, or else the first statement.
  private static func answerSentence(to relation: String, in table: PlainTable) -> String {
    let own = table.rows.filter { $0.cells[0] == relation }
    func first(_ form: Wording.Form) -> String? { own.first { $0.cells[1] == form.rawValue }?.cells[2] }
    return first(.answer) ?? first(.statement) ?? ""
  }

  private static func fill(_ frame: String, question: String, answer: String, sentence: String) -> String {
    frame.replacingOccurrences(of: "{question}", with: question)
      .replacingOccurrences(of: "{answer}", with: answer)
      .replacingOccurrences(of: "{sentence}", with: sentence)
  }

  private mutating func addStories(_ table: PlainTable, _ encyclopedia: Encyclopedia) throws {
    try table.requireColumns(["kind", "text"])
    for row in table.rows {
      let sentences = try World.sentences(of: row.cells[1]).map {
        try Template($0, slots: slots) { table.problem(row, $0, $1) }
      }
      var kinds: Set<Int> = []
      var relations: Set<Int> = []
      for case .answer(let relation) in sentences.flatMap(\.slots) { relations.insert(relation) }
      for case .thing(let kind) in sentences.flatMap(\.slots) { kinds.insert(kind) }
      for relation in relations { kinds.insert(encyclopedia.relations[relation].kind) }
      guard ["story", "invented"].contains(row.cells[0]) else {
        throw table.problem(row, "there is no kind \(row.cells[0])", "Write story or invented")
      }
      let invented = row.cells[0] == "invented"
      guard invented || !sentences.contains(where: { $0.slots.contains(.invented) }) else {
        throw table.problem(
          row, "a story has {invented}", "Make its kind invented, or name a thing of a table")
      }
      guard kinds.count == (invented ? 0 : 1) else {
        throw table.problem(
          row, "the story tells about \(kinds.count) kinds of things",
          "A story tells about one, an invented one about none")
      }
      stories.append(
        Story(sentences: sentences, kind: kinds.first, relations: relations.sorted(), invented: invented))
    }
  }
}
