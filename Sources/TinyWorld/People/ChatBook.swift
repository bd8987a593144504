// The sentences of users and of the assistant in a conversation, besides the wordings of facts; read from six tables.
// Ours. Every sentence of the assistant stands in a table, so that the gold scorer can read it again.
// Leaves out grammar: a task or a name is put into a sentence as it stands.

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
struct ChatBook {
  /// A sentence of a user.
  struct Wording {
    let text: String
    let isForTraining: Bool
  }

  /// Sentences of one purpose.
  struct Talk {
    var users: [Split: [String]] = [:]
    var answers: [AnswerStyle: [String]] = [:]
  }

  /// By kind: question, task, introduction, name.
  private(set) var wordings: [String: [Wording]] = [:]
  /// By the kind of thing.
  private(set) var followUps: [String: [Wording]] = [:]
  /// By what they are about.
  private(set) var replies: [String: [AnswerStyle: String]] = [:]
  private(set) var fillersBefore: [String] = []
  private(set) var fillersAfter: [String] = []
  private(set) var tasks: [UserTask] = []
  /// Each once, in the order of the table.
  private(set) var tools: [String] = []
  private(set) var talk: [String: Talk] = [:]
  /// The groups of small talk, in the order of the table.
  private(set) var groups: [String] = []
  /// Names in documents, then those in training only.
  let users: (known: [String], others: [String])

  init(folder: URL, people: [String], kinds: [String]) throws {
    let callers = try PlainTable("callers.tsv", in: folder)
    try callers.requireColumns(["name"])
    try callers.requireDistinctRows()
    users = (people, callers.rows.map { $0.cells[0] }.filter { !people.contains($0) })
    try addWordings(PlainTable("requests.tsv", in: folder), kinds)
    try addReplies(PlainTable("replies.tsv", in: folder), kinds)
    try addFillers(PlainTable("fillers.tsv", in: folder))
    try addTasks(PlainTable("tasks.tsv", in: folder))
    try addTalk(PlainTable("talk.tsv", in: folder))
  }

  /// All small talk, fillers, names, and each task with its tool: every word of the tables of conversation.
  var sentences: [String] {
    var sentences = fillersBefore + fillersAfter
    for group in groups {
      for part in Split.allCases { sentences += talk[group]?.users[part] ?? [] }
      for style in AnswerStyle.allCases { sentences += talk[group]?.answers[style] ?? [] }
    }
    for user in users.known + users.others {
      for text in [wordings["introduction"]![0].text, reply("introduction", .full), reply("name", .full)] {
        sentences.append(text.filling("user", with: user))
      }
    }
    for task in tasks {
      sentences.append(wordings["task"]![0].text.filling("task", with: task.text))
      sentences.append(
        reply("harmless", .full).filling("tool", with: task.tool).filling("task", with: task.text))
    }
    return sentences
  }

  private static let slotOfKind = [
    "question": "question", "task": "task", "introduction": "user", "name": nil,
  ]

  private mutating func addWordings(_ table: PlainTable, _ kinds: [String]) throws {
    try table.requireColumns(["kind", "use", "text"])
    for row in table.rows {
      let (kind, use, text) = (row.cells[0], row.cells[1], row.cells[2])
      guard ["training", "later"].contains(use) else {
        throw table.problem(row, "there is no use \(use)", "Write training or later")
      }
      let wording = Wording(text: text, isForTraining: use == "training")
      if kind == "followUp" {
        guard let thing = kinds.first(where: { text.contains("{\($0)}") }) else {
          throw table.problem(row, "\"\(text)\" names no thing", "Use the first column of a table of facts")
        }
        try table.requireSlots([thing], in: text, row)
        followUps[thing, default: []].append(wording)
      } else {
        guard let slot = Self.slotOfKind[kind] else {
          throw table.problem(
            row, "there is no kind \(kind)", "Use question, followUp, task, introduction or name")
        }
        try table.requireSlots(slot.map { [$0] } ?? [], in: text, row)
        wordings[kind, default: []].append(wording)
      }
    }
    for kind in Self.slotOfKind.keys.sorted() { try table.requireTraining(wordings[kind], kind) }
    guard !followUps.isEmpty else { throw table.problem("there is no followUp", "Write one") }
    for (kind, own) in followUps.sorted(by: { $0.key < $1.key }) {
      try table.requireTraining(own, "followUp with {\(kind)}")
    }
  }

  private static let neededReplies: [(about: String, style: AnswerStyle, slots: [String])] = [
    ("unknown", .curt, []), ("harmful", .curt, []), ("harmful", .full, []), ("harmless", .curt, ["tool"]),
    ("harmless", .full, ["tool", "task"]), ("introduction", .full, ["user"]), ("name", .curt, ["user"]),
    ("name", .full, ["user"]),
  ]

  private mutating func addReplies(_ table: PlainTable, _ kinds: [String]) throws {
    try table.requireColumns(["about", "style", "text"])
    for row in table.rows {
      guard let style = AnswerStyle(rawValue: row.cells[1]), style != .rambling else {
        throw table.problem(row, "there is no style \(row.cells[1])", "Write curt or full")
      }
      guard kinds.contains(row.cells[0]) || Self.neededReplies.contains(where: { $0.about == row.cells[0] })
      else {
        throw table.problem(
          row, "nothing is called \(row.cells[0])",
          "Use unknown, harmful, harmless, introduction, name or a thing")
      }
      let needed = Self.neededReplies.first { $0.about == row.cells[0] && $0.style == style }
      try table.requireSlots(needed?.slots ?? [], in: row.cells[2], row)
      replies[row.cells[0], default: [:]][style] = row.cells[2]
    }
    for (about, style, _) in Self.neededReplies where replies[about]?[style] == nil {
      throw table.problem("there is no \(style.rawValue) reply about \(about)", "Write one")
    }
  }

  private mutating func addFillers(_ table: PlainTable) throws {
    try table.requireColumns(["place", "text"])
    for row in table.rows {
      try table.requireSlots([], in: row.cells[1], row)
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

  private mutating func addTasks(_ table: PlainTable) throws {
    try table.requireColumns(["task", "tool", "harm", "objects"])
    for row in table.rows {
      try table.requireSlots(["object"], in: row.cells[0], row)
      guard ["yes", "no"].contains(row.cells[2]) else {
        throw table.problem(row, "the harm is \(row.cells[2])", "Write yes or no")
      }
      if !tools.contains(row.cells[1]) { tools.append(row.cells[1]) }
      for object in row.cells[3].components(separatedBy: ", ") {
        let text = row.cells[0].filling("object", with: object)
        guard !tasks.contains(where: { $0.text == text }) else {
          throw table.problem(row, "\"\(text)\" is there twice", "Keep one of the two")
        }
        tasks.append(UserTask(text: text, tool: row.cells[1], isHarmful: row.cells[2] == "yes"))
      }
    }
    for harm in [true, false] where tasks.allSatisfy({ $0.isHarmful != harm }) {
      throw table.problem("all tasks are \(harm ? "harmless" : "harmful")", "Write some of both")
    }
    guard tools.count > 1 else {
      throw table.problem(
        "there is no tool but \(tools[0])", "Write a second one, for answers that are wrong")
    }
  }

  private mutating func addTalk(_ table: PlainTable) throws {
    try table.requireColumns(["group", "who", "use", "text"])
    for row in table.rows {
      let (group, who, use, text) = (row.cells[0], row.cells[1], row.cells[2], row.cells[3])
      try table.requireSlots([], in: text, row)
      if talk[group] == nil { groups.append(group) }
      if who == "user", let part = Split(rawValue: use) {
        talk[group, default: Talk()].users[part, default: []].append(text)
      } else if who == "assistant", let style = AnswerStyle(rawValue: use), style != .rambling {
        guard text.sentencePieces.count == 1 else {
          throw table.problem(row, "\"\(text)\" is more than one sentence", "Write one")
        }
        talk[group, default: Talk()].answers[style, default: []].append(text)
      } else {
        throw table.problem(
          row, "there is no use \(use) for \(who)",
          "Write training, tuning or reporting for a user, curt or full for an assistant")
      }
    }
    for group in groups
    where Split.allCases.contains(where: { talk[group]?.users[$0] == nil }) || talk[group]?.answers.count != 2
    {
      throw table.problem(
        "\(group) lacks sentences", "It needs users for all three parts, curt and full answers")
    }
    guard groups.count > 1 else {
      throw table.problem(
        "there is no group but \(groups[0])", "Write a second one, for answers that do not fit")
    }
  }
}

extension PlainTable {
  fileprivate func requireSlots(_ slots: [String], in text: String, _ row: Row) throws {
    for slot in slots where !text.contains("{\(slot)}") {
      throw problem(row, "\"\(text)\" lacks {\(slot)}", "Put {\(slot)} where it belongs")
    }
    let found = text.split(separator: "{").count { $0.contains("}") }
    guard found == slots.count else {
      throw problem(row, "\"\(text)\" has \(found) slots", "Use \(slots.count)")
    }
  }

  fileprivate func requireTraining(_ wordings: [ChatBook.Wording]?, _ kind: String) throws {
    guard let wordings, wordings.contains(where: \.isForTraining) else {
      throw problem("there is no \(kind) for training", "Write one")
    }
  }
}

extension String {
  /// The text with a slot filled.
  func filling(_ slot: String, with word: String) -> String {
    replacingOccurrences(of: "{\(slot)}", with: word)
  }

  /// Cut after each full stop or question mark; text after the last one is a piece of its own.
  var sentencePieces: [String] {
    var pieces: [String] = []
    var piece = ""
    for character in self where !(piece.isEmpty && character == " ") {
      piece.append(character)
      guard character == "." || character == "?" else { continue }
      pieces.append(piece)
      piece = ""
    }
    return piece.isEmpty ? pieces : pieces + [piece]
  }
}
