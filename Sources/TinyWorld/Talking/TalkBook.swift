// What is said besides facts: small talk, what nobody here can know, things to make, names, how people type.
// Ours. Every sentence of the assistant stands in a table, so that the gold scorer can read it again.
// Leaves out when what is said: ConversationWriter.

import Foundation

/// How an answer is put.
public enum AnswerStyle: String, CaseIterable, Sendable {
  /// As few words as possible: "Paris."
  case curt
  /// A whole sentence: "The capital of France is Paris."
  case full
  /// The whole sentence among others that say nothing.
  case rambling

  /// The style of the tables: they hold no rambling answers.
  var plain: AnswerStyle { self == .curt ? .curt : .full }
}

/// The tables of conversation.
struct TalkBook {
  /// A sentence of a user.
  struct Line {
    let template: Template
    let isForTraining: Bool
  }

  /// Small talk of one purpose.
  struct Group {
    let name: String
    let weight: Int
    /// The groups and kinds of requests after which alone it makes sense; empty for any time.
    let after: [String]
    var lines: [Line] = []
    var answers: [AnswerStyle: String] = [:]
  }

  /// Something to make: a joke, a story, a list.
  struct Making {
    var lines: [Line] = []
    var answers: [Template] = []
  }

  /// A made thing of three, such as "birds".
  struct List {
    let name: String
    var answers: [String]
  }

  private(set) var groups: [Group] = []
  /// By group: outside, now, howto and so on; "howto" has a reply of its own.
  private(set) var unknown: [(name: String, lines: [Line])] = []
  private(set) var words: [String: [String]] = [:]
  private(set) var makings: [String: Making] = [:]
  private(set) var lists: [List] = []
  /// By what they are about.
  private(set) var replies: [String: [AnswerStyle: Template]] = [:]
  private(set) var introductions: [Line] = []
  private(set) var nameQuestions: [Line] = []
  /// By place: lead, phrase, opener, closer, about, next, compare.
  private(set) var asking: [String: [Line]] = [:]
  private(set) var fillersBefore: [String] = []
  private(set) var fillersAfter: [String] = []
  private(set) var tasks: [UserTask] = []
  private(set) var typing: [(from: String, to: String)] = []
  /// Names in documents, then those of users only.
  let users: (known: [String], others: [String])
  private let slots: SlotNames

  /// The tasks as they stand in their table.
  static func tasks(_ folder: URL) throws -> [UserTask] {
    let table = try PlainTable("tasks.tsv", in: folder)
    try table.requireColumns(["task", "need", "harm", "objects"])
    var tasks: [UserTask] = []
    for row in table.rows {
      guard row.cells[0].contains("{object}") else {
        throw table.problem(row, "\"\(row.cells[0])\" lacks {object}", "Put {object} where it belongs")
      }
      guard ["yes", "no"].contains(row.cells[2]) else {
        throw table.problem(row, "the harm is \(row.cells[2])", "Write yes or no")
      }
      guard row.cells[1] != "-" else { throw table.problem(row, "it needs nothing", "Write what is needed") }
      for object in row.cells[3].components(separatedBy: ", ") {
        let text = row.cells[0].filling("object", with: object).saidToUser
        guard !tasks.contains(where: { $0.text == text }) else {
          throw table.problem(row, "\"\(text)\" is there twice", "Keep one of the two")
        }
        tasks.append(
          UserTask(text: text, verb: row.cells[0], tool: row.cells[1], isHarmful: row.cells[2] == "yes"))
      }
    }
    for harm in [true, false] where tasks.allSatisfy({ $0.isHarmful != harm }) {
      throw table.problem("all tasks are \(harm ? "harmless" : "harmful")", "Write some of both")
    }
    return tasks
  }

  init(folder: URL, people: [String], slots: SlotNames, tasks: [UserTask]) throws {
    self.slots = slots
    self.tasks = tasks
    let callers = try PlainTable("callers.tsv", in: folder)
    try callers.requireColumns(["name"])
    try callers.requireDistinctRows()
    users = (people, callers.rows.map { $0.cells[0] }.filter { !people.contains($0) })
    try addWords(PlainTable("words.tsv", in: folder))
    try addGroups(PlainTable("groups.tsv", in: folder))
    try addTalk(PlainTable("talk.tsv", in: folder))
    try addUnknown(PlainTable("unknown.tsv", in: folder))
    try addMakings(PlainTable("making.tsv", in: folder), PlainTable("lists.tsv", in: folder))
    try addReplies(PlainTable("replies.tsv", in: folder))
    try addAsking(PlainTable("asking.tsv", in: folder))
    try addFillers(PlainTable("fillers.tsv", in: folder))
    try requireTurns(PlainTable("groups.tsv", in: folder))
    let typed = try PlainTable("typing.tsv", in: folder)
    try typed.requireColumns(["from", "to"])
    typing = typed.rows.map { ($0.cells[0], $0.cells[1]) }
  }

  /// A reply that the table must have.
  func reply(_ about: String, _ style: AnswerStyle = .full) -> Template {
    replies[about]?[style] ?? replies[about]![.full]!
  }

  /// A reply that has no slots.
  func sentence(_ about: String, _ style: AnswerStyle = .full) -> String { reply(about, style).text }

  /// All sentences of the assistant, as they stand in the tables.
  var answers: [String] {
    let templates = makings.values.flatMap(\.answers) + replies.values.flatMap(\.values)
    return groups.flatMap(\.answers.values) + lists.flatMap(\.answers) + fillersBefore + fillersAfter
      + templates.map(\.text)
  }

  func group(_ name: String) -> Group { groups.first { $0.name == name }! }

  private mutating func addWords(_ table: PlainTable) throws {
    try table.requireColumns(["list", "words"])
    for row in table.rows {
      words[row.cells[0], default: []] += row.cells[1].components(separatedBy: ",")
        .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }
  }

  private func template(_ text: String, _ table: PlainTable, _ row: PlainTable.Row, others: [String] = [])
    throws
    -> Template
  {
    let known = Set(words.keys).union(others)
    return try Template(text, slots: { slots.slot($0, others: known) }) { table.problem(row, $0, $1) }
  }

  private mutating func addGroups(_ table: PlainTable) throws {
    try table.requireColumns(["group", "weight", "after"])
    for row in table.rows {
      guard let weight = Int(row.cells[1]), weight > 0 else {
        throw table.problem(row, "the weight is \(row.cells[1])", "Write a whole number above 0")
      }
      guard !groups.contains(where: { $0.name == row.cells[0] }) else {
        throw table.problem(row, "\(row.cells[0]) is there twice", "Keep one of the two")
      }
      let after =
        row.cells[2] == "-"
        ? []
        : row.cells[2].components(separatedBy: ",").map {
          $0.trimmingCharacters(in: .whitespaces)
        }
      groups.append(Group(name: row.cells[0], weight: weight, after: after))
    }
    guard groups.count > 1 else { throw table.problem("there is one group only", "Write a second one") }
  }

  /// What is said in each group.
  private mutating func addTalk(_ talk: PlainTable) throws {
    try talk.requireColumns(["group", "who", "use", "text"])
    for row in talk.rows {
      guard let number = groups.firstIndex(where: { $0.name == row.cells[0] }) else {
        throw talk.problem(row, "there is no group \(row.cells[0])", "Name it in groups.tsv")
      }
      if row.cells[1] == "user" {
        groups[number].lines.append(
          Line(
            template: try template(row.cells[3], talk, row),
            isForTraining: try talk.isForTraining(row, row.cells[2])))
      } else if row.cells[1] == "assistant", let style = AnswerStyle(rawValue: row.cells[2]),
        style != .rambling
      {
        try talk.requireOneWording(row, row.cells[3], known: groups[number].answers[style])
        groups[number].answers[style] = row.cells[3]
      } else {
        throw talk.problem(
          row, "there is no use \(row.cells[2]) for \(row.cells[1])",
          "Write training or later for a user, curt or full for an assistant")
      }
    }
    for group in groups {
      guard group.answers.count == 2, group.lines.contains(where: \.isForTraining) else {
        throw talk.problem(
          "\(group.name) lacks sentences", "It needs a user's line for training, a curt and a full answer")
      }
    }
  }

  /// Requires what groups come after to be something that occurs.
  private func requireTurns(_ table: PlainTable) throws {
    let turns = Set(
      groups.map(\.name) + Request.Kind.allCases.map(\.rawValue) + makings.keys + ["introduction"])
    for (group, row) in zip(groups, table.rows) {
      for turn in group.after { try table.require(row, "group", turn, oneOf: turns) }
    }
  }

  private mutating func addUnknown(_ table: PlainTable) throws {
    try table.requireColumns(["group", "use", "text"])
    for row in table.rows {
      let line = Line(
        template: try template(row.cells[2], table, row),
        isForTraining: try table.isForTraining(row, row.cells[1]))
      if let group = unknown.firstIndex(where: { $0.name == row.cells[0] }) {
        unknown[group].lines.append(line)
      } else {
        unknown.append((row.cells[0], [line]))
      }
    }
    for group in unknown where !group.lines.contains(where: \.isForTraining) {
      throw table.problem("\(group.name) has no line for training", "Write one")
    }
  }

  private mutating func addMakings(_ table: PlainTable, _ lists: PlainTable) throws {
    try lists.requireColumns(["list", "answer"])
    for row in lists.rows {
      try lists.requireOneWording(row, row.cells[1])
      if let number = self.lists.firstIndex(where: { $0.name == row.cells[0] }) {
        self.lists[number].answers.append(row.cells[1])
      } else {
        self.lists.append(List(name: row.cells[0], answers: [row.cells[1]]))
      }
    }
    try table.requireColumns(["kind", "who", "use", "text"])
    for row in table.rows {
      let text = try template(row.cells[3], table, row, others: ["n", "m", "list"])
      try table.require(row, "speaker", row.cells[1], oneOf: ["user", "assistant"])
      if row.cells[1] == "user" {
        let line = Line(template: text, isForTraining: try table.isForTraining(row, row.cells[2]))
        try table.requireSlots(row, text, Self.askedFor[row.cells[0]] ?? [])
        makings[row.cells[0], default: Making()].lines.append(line)
      } else {
        makings[row.cells[0], default: Making()].answers.append(text)
      }
    }
    for kind in ["joke", "story", "count", "list"]
    where makings[kind]?.lines.contains(where: \.isForTraining) != true {
      throw table.problem("nobody asks for a \(kind)", "Write a line of a user for training")
    }
    for (kind, making) in makings.sorted(by: { $0.key < $1.key })
    where !["another", "count", "list"].contains(kind) {
      guard !making.answers.isEmpty else {
        throw table.problem("nobody makes a \(kind)", "Write an assistant's line")
      }
    }
  }

  private mutating func addReplies(_ table: PlainTable) throws {
    try table.requireColumns(["about", "style", "text"])
    for row in table.rows {
      let (about, style) = (row.cells[0], row.cells[1])
      let text = try template(row.cells[2], table, row, others: ["x", "y"])
      if ["user", "userLater"].contains(style) {
        let line = Line(template: text, isForTraining: style == "user")
        try table.require(row, "question about", about, oneOf: ["introduction", "name"])
        if about == "introduction" {
          try table.requireSlots(row, text, [.user])
          introductions.append(line)
        } else {
          nameQuestions.append(line)
        }
      } else if let style = AnswerStyle(rawValue: style), style != .rambling {
        let slots = Self.slotsOfReply[about] ?? []
        try table.requireSlots(row, text, slots)
        guard !text.hasChoices, text.slots.count == slots.count, replies[about]?[style] == nil else {
          throw table.problem(row, "the reply about \(about) has two wordings", "Write one, always the same")
        }
        replies[about, default: [:]][style] = text
      } else {
        throw table.problem(row, "there is no style \(style)", "Write curt, full, user or userLater")
      }
    }
    let needed = ["unknown", "howTo", "harmful", "whyNot", "introduction", "name", "noName", "compare"]
    for about in needed where replies[about]?[.full] == nil {
      throw table.problem("there is no full reply about \(about)", "Write one")
    }
    guard introductions.contains(where: \.isForTraining), nameQuestions.contains(where: \.isForTraining)
    else {
      throw table.problem(
        "nobody tells or asks a name", "Write a line of style user for introduction and name")
    }
  }

  private mutating func addAsking(_ table: PlainTable) throws {
    try table.requireColumns(["place", "use", "text"])
    for row in table.rows {
      let line = Line(
        template: try template(row.cells[2], table, row, others: ["clause", "phrase", "x", "y"]),
        isForTraining: try table.isForTraining(row, row.cells[1]))
      try table.require(row, "place", row.cells[0], oneOf: Self.places.keys)
      try table.requireSlots(row, line.template, Self.places[row.cells[0]]!)
      asking[row.cells[0], default: []].append(line)
    }
    for place in Self.places.keys.sorted()
    where asking[place]?.contains(where: \.isForTraining) != true {
      throw table.problem("there is no \(place) for training", "Write one")
    }
  }

  private mutating func addFillers(_ table: PlainTable) throws {
    try table.requireColumns(["place", "text"])
    for row in table.rows {
      try table.requireOneWording(row, row.cells[1])
      switch row.cells[0] {
      case "before": fillersBefore.append(row.cells[1])
      case "after": fillersAfter.append(row.cells[1])
      default: throw table.problem(row, "there is no place \(row.cells[0])", "Write before or after")
      }
    }
    guard fillersBefore.count > 1, fillersAfter.count > 1 else {
      throw table.problem("too few sentences", "Write two before and two after the answer")
    }
  }
}

extension String {
  /// What a user says of their own things, as the assistant says it: "my bike" to "your bike".
  var saidToUser: String { changing("my", to: "your") }

  /// The same the other way round.
  var saidByUser: String { changing("your", to: "my") }

  private func changing(_ word: String, to other: String) -> String {
    split(separator: " ", omittingEmptySubsequences: false)
      .map { $0 == word ? other : $0 == "\(word)self" ? "\(other)self" : String($0) }.joined(separator: " ")
  }

  /// The text with a slot filled.
  func filling(_ slot: String, with word: String) -> String {
    replacingOccurrences(of: "{\(slot)}", with: word)
  }
}
