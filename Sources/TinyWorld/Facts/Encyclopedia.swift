// All facts: things (France), relations (capital), and the one answer to each pair of them (Paris).
// The facts were written for this book from general knowledge; sums are computed.
// Leaves out whatever has no single undoubted answer.

import Foundation

/// One true thing to know: `relation` of `subject` is `answer`.
public struct Fact: Hashable, Sendable {
  /// The kind of fact, for example "capital"; every relation belongs to one kind of thing.
  public let relation: String
  /// The thing, for example "France".
  public let subject: String
  /// For example "Paris".
  public let answer: String

  /// A claim that may be true or false; `World.facts` are the true ones.
  public init(relation: String, subject: String, answer: String) {
    self.relation = relation
    self.subject = subject
    self.answer = answer
  }
}

/// The things, relations and facts, by number.
struct Encyclopedia {
  /// Things of one kind.
  struct Kind {
    let name: String  // "country"
    let table: PlainTable
    var isMirrored = false  // whether the things stand in pairs: hot, cold
    var things: [String] = []
    var relations: [Int] = []
    var factsOfThing: [[Int]] = []
  }

  /// One question that can be asked about every thing of a kind.
  struct Relation {
    let name: String  // "capital"
    let kind: Int
    var answers: [String] = []  // each once, in the order of the table
    var facts: [Int] = []
    var factOfThing: [Int?] = []
    var answerOfThing: [Int?] = []
  }

  private(set) var kinds: [Kind] = []
  private(set) var relations: [Relation] = []
  private(set) var facts: [Fact] = []
  private(set) var thingOfFact: [Int] = []
  private(set) var relationOfFact: [Int] = []

  static let tables = [
    "countries.tsv", "animals.tsv", "foods.tsv", "jobs.tsv", "opposites.tsv", "order.tsv", "deeds.tsv",
    "things.tsv", "amounts.tsv",
  ]

  /// - Parameter tasks: all tasks, what they need, and whether they are fine or wrong.
  init(folder: URL, tasks: PlainTable) throws {
    for file in Self.tables { try add(PlainTable(file, in: folder), mirrored: file == "opposites.tsv") }
    try add(tasks)
    try add(Self.sums())
    try add(Self.differences())
  }

  /// Sums up to ten: small enough to be learned by heart.
  private static func sums() throws -> PlainTable {
    let rows = (0...10).flatMap { a in (0...(10 - a)).map { "\(a) plus \($0)\t\(a + $0)" } }
    return try PlainTable("sums", text: (["addition\tsum"] + rows).joined(separator: "\n"))
  }

  /// Differences that are not below zero.
  private static func differences() throws -> PlainTable {
    let rows = (0...10).flatMap { a in (0...a).map { "\(a) minus \($0)\t\(a - $0)" } }
    return try PlainTable("differences", text: (["subtraction\tdifference"] + rows).joined(separator: "\n"))
  }

  /// Adds one kind: the first column holds the things, each other column is a relation.
  ///
  /// - Parameter mirrored: each row is read in both directions (hot, cold; cold, hot).
  private mutating func add(_ table: PlainTable, mirrored: Bool = false) throws {
    guard !mirrored || table.columns.count == 2 else {
      throw table.headProblem("\(table.columns.count) columns cannot be read in both directions", "Use two")
    }
    var kind = Kind(name: table.columns[0], table: table, isMirrored: mirrored)
    try requireNew(kind.name, in: table)
    for name in table.columns.dropFirst() {
      guard name != kind.name else { throw table.headProblem("two columns are called \(name)", "Rename one") }
      try requireNew(name, in: table)
      kind.relations.append(relations.count)
      relations.append(Relation(name: name, kind: kinds.count))
    }
    var lineOfThing: [String: Int] = [:]
    for row in table.rows {
      for cells in mirrored ? [row.cells, row.cells.reversed()] : [row.cells] {
        guard cells[0] != "-" else {
          throw table.problem(row, "\"-\" is no thing", "Write its name, or leave the row out")
        }
        if let line = lineOfThing.updateValue(row.line, forKey: cells[0]) {
          throw table.problem(row, "\(cells[0]) is also in line \(line)", "Keep one of the two")
        }
        addThing(cells, to: &kind)
      }
    }
    kinds.append(kind)
  }

  /// A column gives a slot its name, so no two may have the same, nor one that means something else.
  private func requireNew(_ name: String, in table: PlainTable) throws {
    guard !relations.contains(where: { $0.name == name }), !kinds.contains(where: { $0.name == name }) else {
      throw table.headProblem("the column \(name) is also in another table", "Rename it")
    }
    guard !SlotNames.reserved.contains(name) else {
      throw table.headProblem("{\(name)} has another meaning", "Rename the column")
    }
  }

  private mutating func addThing(_ cells: [String], to kind: inout Kind) {
    var own: [Int] = []
    for (relation, answer) in zip(kind.relations, cells.dropFirst()) {
      let known = answer != "-"
      relations[relation].factOfThing.append(known ? facts.count : nil)
      relations[relation].answerOfThing.append(known ? number(of: answer, in: relation) : nil)
      guard known else { continue }
      own.append(facts.count)
      relations[relation].facts.append(facts.count)
      facts.append(Fact(relation: relations[relation].name, subject: cells[0], answer: answer))
      thingOfFact.append(kind.things.count)
      relationOfFact.append(relation)
    }
    kind.things.append(cells[0])
    kind.factsOfThing.append(own)
  }

  private mutating func number(of answer: String, in relation: Int) -> Int {
    if let known = relations[relation].answers.firstIndex(of: answer) { return known }
    relations[relation].answers.append(answer)
    return relations[relation].answers.count - 1
  }
}
