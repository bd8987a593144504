// Whose turns count: every answer of a conversation, or only the last one.

import Basics
import CourseKit
import Notebook
import Pictures
import TinyLM

extension Lesson {
  // cell: turns
  /// The marks if only the last answer counts, as some people do it.
  func lastAnswerOnly(_ tokens: [MarkedToken]) -> [MarkedToken] {
    let before = tokens.lastIndex { !$0.isLearned } ?? -1
    return tokens.enumerated().map { place, token in
      let isLast = place > before
      return MarkedToken(id: token.id, isLearned: token.isLearned && isLast)
    }
  }
  // cell: end

  func turns(_ cell: Cell) throws {
    try cell.say(
      """
      In a longer talk there is a choice. Every answer may count, or only the last one. If only the last one counts, \
      the earlier answers are read as if somebody else had given them. To learn them too, each \
      needs a row of its own that ends there.
      """
    )
    try cell.code("turns")
    try cell.predict(
      "A talk has \(Course.turns) turns. How many times as many tokens do we read if each answer gets its own row?"
    )
    let format = try course().format()
    let talks = try written().prefix(100 * Course.turns)
    let whole = try talks.filter(\.isLast).map { try format.tokens($0.conversation) }
    let last = whole.map(lastAnswerOnly)
    let parts = try talks.map { lastAnswerOnly(try format.tokens($0.conversation)) }
    func total(_ rows: [[MarkedToken]]) -> (read: Int, learned: Int) {
      (rows.map(\.count).reduce(0, +), rows.joined().count { $0.isLearned })
    }
    try showTurns(talks: whole.count, total(whole), total(last), total(parts), cell)
  }

  /// The counts of tokens read and learned: every answer, the last one only, a row for each turn.
  private func showTurns(
    talks: Int, _ all: (read: Int, learned: Int), _ one: (read: Int, learned: Int),
    _ each: (read: Int, learned: Int), _ cell: Cell
  ) throws {
    try cell.show(
      Table(
        [.text("what counts"), .number("tokens read"), .number("tokens learned")],
        [("every answer", all), ("the last answer", one), ("the last answer, a row for each turn", each)].map
        {
          [$0, $1.read.grouped, $1.learned.grouped]
        },
        caption:
          """
          \(talks) conversations. A row for each turn learns the same answers as the first way, and reads \
          \((Double(each.read) / Double(all.read)).fixed(1)) times as much.
          """
      ))
    try cell.say(
      """
      So in this course every answer counts. The causal mask of chapter 3 makes it possible: no answer can see \
      what comes after it.
      """
    )
    try cell.check(
      "one row with every answer learns as many tokens as a row for each turn (control: the last answer only)",
      all.learned, not: one.learned
    ) { $0 == each.learned }
  }
}
