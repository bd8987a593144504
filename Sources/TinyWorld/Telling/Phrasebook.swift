// How facts are told and asked: wordings of each relation, frames around a schoolbook's questions, stories, people.
// Ours. A wording is a template with choices; a rule marked "later" is kept out of all text to learn from.
// Leaves out small talk and all that is not about facts: TalkBook.

import Foundation

/// The names of slots that are no columns of a table of facts.
struct SlotNames {
  private static let people: [String: Slot.Content] = [
    "name": .name, "friend": .friend, "he": .he, "him": .him, "his": .his, "user": .user,
    "invented": .invented,
  ]
  /// Names that no column may have.
  static let reserved = Set(people.keys).union([
    "question", "sentence", "clause", "phrase", "x", "y", "n", "m", "list",
  ])

  private var contents: [String: Slot.Content] = people

  init(of encyclopedia: Encyclopedia) {
    for (number, kind) in encyclopedia.kinds.enumerated() { contents[kind.name] = .thing(kind: number) }
    for (number, relation) in encyclopedia.relations.enumerated() {
      contents[relation.name] = .answer(relation: number)
    }
  }

  /// "animal", "a animal", "animals" and the like.
  ///
  /// - Parameter others: further names that are understood here.
  func slot(_ name: String, others: Set<String> = []) -> Slot? {
    if others.contains(name) { return Slot(.other(name)) }
    if let content = contents[name] { return Slot(content) }
    if name.hasPrefix("a "), let content = contents[String(name.dropFirst(2))] {
      return Slot(content, .indefinite)
    }
    if name.hasSuffix("s"), let content = contents[String(name.dropLast())] { return Slot(content, .plural) }
    if name.hasPrefix("a "), others.contains(String(name.dropFirst(2))) {
      return Slot(.other(String(name.dropFirst(2))), .indefinite)
    }
    if name.hasSuffix("s"), others.contains(String(name.dropLast())) {
      return Slot(.other(String(name.dropLast())), .plural)
    }
    return nil
  }
}

/// One way to tell a fact of one relation, or to ask for it.
struct Wording {
  enum Form: String, CaseIterable {
    /// As documents tell it.
    case statement
    /// As the assistant answers it.
    case answer
    /// A whole question of a user.
    case ask
    /// What stands after "tell me".
    case clause
    /// What stands after "what is".
    case phrase
    /// As people type in haste.
    case short
    /// The next question about the same thing, with a pronoun.
    case lean
    /// Whether the fact holds; the same with a pronoun.
    case yesNo, leanYesNo
    /// Which thing has this answer.
    case reverse
    /// A question of a schoolbook.
    case book
  }

  let relation: Int
  let form: Form
  /// Whether it may stand in text to learn from.
  let isForTraining: Bool
  let template: Template
}

/// A short text about one thing, about a name that nobody has heard, or about nothing in particular.
struct Story {
  let kind: String  // as the table calls it
  let template: Template
  let thing: Int?  // the kind of thing it tells about
  let relations: [Int]  // what must be known about that thing
}

/// The wordings, stories and people.
struct Phrasebook {
  private(set) var wordings: [Wording] = []
  /// Numbers of wordings: [relation][form].
  private(set) var wordingsOfRelation: [[Wording.Form: [Int]]] = []
  private(set) var stories: [Story] = []
  private(set) var frames: [Template] = []
  let people: [(name: String, pronoun: String)]
  let slots: SlotNames

  init(folder: URL, about encyclopedia: Encyclopedia) throws {
    let names = try PlainTable("names.tsv", in: folder)
    try names.requireColumns(["name", "he"])
    try names.requireDistinctRows()
    people = names.rows.map { ($0.cells[0], $0.cells[1]) }
    if let row = names.rows.first(where: { !["he", "she"].contains($0.cells[1]) }) {
      throw names.problem(row, "the pronoun is \(row.cells[1])", "Write he or she")
    }
    guard people.count > 2 else { throw names.problem("too few people", "Write three at least") }
    slots = SlotNames(of: encyclopedia)
    try addWordings(PlainTable("wordings.tsv", in: folder), encyclopedia)
    try addFrames(PlainTable("frames.tsv", in: folder))
    try addStories(PlainTable("stories.tsv", in: folder), encyclopedia)
  }

  /// "he", "him" or "his" of a person.
  static func pronoun(_ content: Slot.Content, isShe: Bool) -> String {
    switch content {
    case .him: isShe ? "her" : "him"
    case .his: isShe ? "her" : "his"
    default: isShe ? "she" : "he"
    }
  }

  /// The wordings of one relation and form.
  func wordings(of relation: Int, _ form: Wording.Form) -> [Int] { wordingsOfRelation[relation][form] ?? [] }

  /// The sentence with which the assistant tells a fact.
  func answer(of relation: Int) -> Template { wordings[wordings(of: relation, .answer)[0]].template }

  private mutating func addWordings(_ table: PlainTable, _ encyclopedia: Encyclopedia) throws {
    try table.requireColumns(["relation", "form", "use", "text"])
    let slots = slots
    wordingsOfRelation = Array(repeating: [:], count: encyclopedia.relations.count)
    for row in table.rows {
      guard let relation = encyclopedia.relations.firstIndex(where: { $0.name == row.cells[0] }) else {
        throw table.problem(row, "there is no relation \(row.cells[0])", "Use a column of a table of facts")
      }
      guard let form = Wording.Form(rawValue: row.cells[1]) else {
        throw table.problem(
          row, "there is no form \(row.cells[1])",
          "Use one of " + Wording.Form.allCases.map(\.rawValue).joined(separator: ", "))
      }
      let wording = Wording(
        relation: relation, form: form, isForTraining: try table.isForTraining(row, row.cells[2]),
        template: try Template(row.cells[3], slots: { slots.slot($0) }) { table.problem(row, $0, $1) })
      try check(wording, encyclopedia, table, row)
      guard form != .answer || (wordings(of: relation, form).isEmpty && !wording.template.hasChoices) else {
        throw table.problem(row, "\(row.cells[0]) has several answers", "Keep one, without choices")
      }
      wordingsOfRelation[relation][form, default: []].append(wordings.count)
      wordings.append(wording)
    }
    try requireEnough(table, encyclopedia)
  }

  /// Requires the slots that a form needs, and no others.
  private func check(
    _ wording: Wording, _ encyclopedia: Encyclopedia, _ table: PlainTable, _ row: PlainTable.Row
  )
    throws
  {
    let relation = encyclopedia.relations[wording.relation]
    let (thing, answer) = (
      Slot.Content.thing(kind: relation.kind), Slot.Content.answer(relation: wording.relation)
    )
    let (needsThing, needsAnswer): (Bool, Bool) =
      switch wording.form {
      case .statement, .yesNo: (true, true)
      case .answer, .leanYesNo, .reverse: (false, true)
      case .lean: (false, false)
      default: (true, false)
      }
    let text = wording.template.text
    guard !needsThing || wording.template.mentions(thing), !needsAnswer || wording.template.mentions(answer)
    else {
      throw table.problem(
        row, "\"\(text)\" does not tell the whole fact",
        "A \(wording.form.rawValue) needs the slot of "
          + [needsThing ? "the thing" : nil, needsAnswer ? "the answer" : nil].compactMap { $0 }
          .joined(separator: " and of "))
    }
    guard
      wording.template.slots.allSatisfy({
        $0.content == thing || ($0.content == answer && needsAnswer)
          || ($0.isOfPeople && wording.form == .statement)
      })
    else {
      throw table.problem(
        row, "\"\(text)\" tells more than this fact", "Use the slots of the thing and of its \(relation.name)"
      )
    }
  }

  private func requireEnough(_ table: PlainTable, _ encyclopedia: Encyclopedia) throws {
    for (number, relation) in encyclopedia.relations.enumerated() {
      for form in [Wording.Form.statement, .answer, .ask] where wordings(of: number, form).isEmpty {
        throw table.problem("\(relation.name) has no wording of the form \(form.rawValue)", "Write one")
      }
      guard wordings(of: number, .ask).contains(where: { wordings[$0].isForTraining }) else {
        throw table.problem("\(relation.name) has no ask for training", "Write one")
      }
      guard wordings(of: number, .statement).count > 1 else {
        throw table.problem(
          "\(relation.name) has one statement", "One can be held out, so at least two are needed")
      }
    }
  }

  private mutating func addFrames(_ table: PlainTable) throws {
    let slots = slots
    try table.requireColumns(["text"])
    for row in table.rows {
      let frame = try Template(
        row.cells[0], slots: { slots.slot($0, others: ["question", "sentence"]) }
      ) { table.problem(row, $0, $1) }
      guard frame.mentions(.other("question")), frame.mentions(.other("sentence")) else {
        throw table.problem(row, "\"\(frame.text)\" lacks a slot", "A frame needs {question} and {sentence}")
      }
      frames.append(frame)
    }
  }

  private mutating func addStories(_ table: PlainTable, _ encyclopedia: Encyclopedia) throws {
    let slots = slots
    try table.requireColumns(["kind", "text"])
    for row in table.rows {
      let template = try Template(row.cells[1], slots: { slots.slot($0) }) { table.problem(row, $0, $1) }
      var kinds: Set<Int> = []
      var relations: Set<Int> = []
      for slot in template.slots {
        switch slot.content {
        case .thing(let kind): kinds.insert(kind)
        case .answer(let relation):
          relations.insert(relation)
          kinds.insert(encyclopedia.relations[relation].kind)
        default: break
        }
      }
      guard kinds.count < 2 else {
        throw table.problem(
          row, "the text tells about \(kinds.count) kinds of things", "A story tells about one at most")
      }
      guard (row.cells[0] == "invented") == template.mentions(.invented),
        row.cells[0] != "invented" || kinds.isEmpty
      else {
        throw table.problem(
          row, "{invented} belongs to the kind invented", "There it stands, and no thing of a table")
      }
      stories.append(
        Story(kind: row.cells[0], template: template, thing: kinds.first, relations: relations.sorted()))
    }
  }
}

extension PlainTable {
  /// Reads a cell that says "training" or "later".
  func isForTraining(_ row: Row, _ use: String) throws -> Bool {
    guard ["training", "later"].contains(use) else {
      throw problem(row, "there is no use \(use)", "Write training or later")
    }
    return use == "training"
  }
}
