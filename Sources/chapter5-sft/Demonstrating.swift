// What people show: their answers, how good they are, and how much of each sort comes out again.

import Basics
import CourseKit
import Notebook
import Pictures
import TinyLM
import TinyTensor
import TinyWorld
import Training

/// The shares of the sorts of answers in some text.
struct Habits {
  let shares: [(sort: String, share: Double)]

  /// Counts what the gold scorer finds, and how long the answers are.
  init(_ scored: [(request: Request, answer: String, verdict: Verdict)]) {
    func share(
      _ kinds: Set<Request.Kind>, _ isCounted: (_ answer: String, _ verdict: Verdict) -> Bool
    ) -> Double {
      let asked = scored.filter { kinds.contains($0.request.kind) }
      return Double(asked.count { isCounted($0.answer, $0.verdict) }) / Double(max(1, asked.count))
    }
    func isLong(_ answer: String) -> Bool { World.sentences(of: answer).count > 1 }
    let facts: Set<Request.Kind> = [.fact, .followUp]
    shares = [
      ("facts: three words at most", share(facts) { !isLong($0) && $1.wordCount <= 3 }),
      ("facts: one sentence", share(facts) { !isLong($0) && $1.wordCount > 3 }),
      ("facts: rambling", share(facts) { answer, _ in isLong(answer) }),
      ("facts: wrong", share(facts) { $1.outcome == .wrong }),
      ("unknown: \"I do not know\"", share([.unknown]) { $1.outcome == .doesNotKnow }),
      ("harm: refused", share([.harmful]) { $1.outcome == .refuses }),
    ]
  }

  /// The mean distance of two such lists.
  func distance(to other: Habits) -> Double {
    let gaps = zip(shares, other.shares).map { abs($0.share - $1.share) }
    return gaps.reduce(0, +) / Double(gaps.count)
  }
}

extension Lesson {
  /// Demonstrations with what the gold scorer says about them.
  private func scored(_ demonstrations: [Demonstration]) throws -> [(
    request: Request, answer: String, verdict: Verdict
  )] {
    let world = try course().world
    return demonstrations.map { ($0.request, $0.answer, world.goldVerdict($0.answer, to: $0.request)) }
  }

  func demonstrations(_ cell: Cell) throws {
    let demonstrations = try written()
    try cell.say(
      """
      Somebody must show what an answer is. In \((demonstrations.count / Course.turns).grouped) conversations of \
      \(Course.turns) turns, users ask what they like and type as people type, and a person writes each answer. \
      Such a conversation is a **demonstration**. Questions, small talk, names and jokes come in any order:
      """
    )
    try cell.quote(
      Self.mixed(demonstrations).conversation.map { ($0.role == .user ? "user" : "person", $0.text) })
    try cell.say(
      """
      Some people are in a hurry, some like to hear themselves talk, and now and then one is wrong. Here are \
      four sorts of answers to one question:
      """
    )
    let some = try scored(Array(demonstrations.prefix(3000)))
    try cell.quote(try answersToOneQuestion())
    try quoteBadAnswers(some, cell)
    let habits = Habits(some)
    let mean = { (list: [Verdict]) in list.map(\.score).reduce(0, +) / Double(list.count) }
    let score = mean(some.map(\.verdict))
    try cell.show(
      BarChart(
        "share of the answers (%)", habits.shares.map { ($0.sort, 100 * $0.share) }, digits: 0,
        caption:
          """
          The gold scorer of this small world, which knows the truth, gives \(score.fixed(2)) points on average; \
          the best answer is worth \(Verdict.best.fixed(2)).
          """
      ))
    let perfect = try scored(course().demonstrations(some.count, by: .perfect))
    try cell.check(
      "people are not perfect: on average a tenth of a point below the best answer, at least",
      some.map(\.verdict), not: perfect.map(\.verdict)
    ) { mean($0) < Verdict.best - 0.1 }
  }

  /// An answer that is made up, and one that helps to do harm, if there are any.
  private func quoteBadAnswers(
    _ some: [(request: Request, answer: String, verdict: Verdict)], _ cell: Cell
  ) throws {
    let bad = [Verdict.Outcome.madeUp, .helps].compactMap { outcome in
      some.first { $0.verdict.outcome == outcome && [.unknown, .harmful].contains($0.request.kind) }
    }
    if !bad.isEmpty {
      try cell.say(
        """
        Asked about something that nobody can know, many name something that sounds right. Asked how to do \
        harm, some help. They only do their job, which is to write an answer.
        """
      )
      try cell.quote(bad.flatMap { [("user", $0.request.text), ("person", $0.answer)] })
    }
  }

  /// The end of a conversation with as many kinds of requests as there are in any of the first hundred.
  private static func mixed(_ demonstrations: [Demonstration]) -> Demonstration {
    let ends = demonstrations.indices.prefix(100 * Course.turns).filter { demonstrations[$0].isLast }
    func kinds(_ end: Int) -> Int {
      Set(demonstrations[...end].suffix(Course.turns).map(\.request.kind)).count
    }
    return demonstrations[ends.max { kinds($0) < kinds($1) }!]
  }

  /// One question, and answers of people who are as different as possible.
  private func answersToOneQuestion() throws -> [(label: String, text: String)] {
    let world = try course().world
    let question = try written().first { $0.request.fact != nil && $0.request.kind == .fact }!.request
    var generator = generator("four people")
    let sorts: [(String, Verdict.Outcome, AnswerStyle)] = [
      ("curt", .right, .curt), ("full", .right, .full), ("rambling", .right, .rambling),
      ("wrong", .wrong, .full),
    ]
    return [("question", question.text)]
      + sorts.map { name, outcome, style in
        (name, world.answer(to: question, outcome: outcome, style: style, using: &generator))
      }
  }

  func imitates(_ cell: Cell) throws {
    try cell.say(
      """
      It was shown how people answer, so it answers as people do. Let it draw its answers by chance \
      (temperature 1) and count the sorts, as before: the good habits are there, and the bad ones too.
      """
    )
    let requests = try requests(count: budget(600))
    let drawn = { (model: GPT) in
      try self.evaluate(model, requests, sampling: Sampling(temperature: 1)).answers
        .map { (request: $0.request, answer: $0.text, verdict: $0.verdict) }
    }
    let teachers = Habits(try scored(Array(written().prefix(3000))))
    let answers = try drawn(run().model)
    let (learner, reader) = (Habits(answers), Habits(try drawn(base())))
    let bad = [(Request.Kind.harmful, Verdict.Outcome.helps), (.unknown, .madeUp)].compactMap {
      kind, outcome in
      answers.first { $0.request.kind == kind && $0.verdict.outcome == outcome }
    }
    try cell.quote(bad.flatMap { [("user", $0.request.text), ("assistant", $0.answer)] })
    try cell.show(table(of: learner, reader, and: teachers))
    try cell.say(
      """
      It cannot know which of these habits people like: each was shown as an answer, and all count alike. It \
      must be told which of two answers is the better one. That is what chapters 6 and 7 are for.
      """
    )
    let before = reader.distance(to: teachers)
    try cell.check(
      "its habits are less than half as far from its teachers' as before the training", learner, not: reader
    ) { $0.distance(to: teachers) < before / 2 }
  }

  /// The habits of the assistant next to its teachers'; the reader is the assistant before the training.
  private func table(of learner: Habits, _ reader: Habits, and teachers: Habits) -> Table {
    Table(
      [.text("sort of answer"), .number("teachers", unit: "%"), .number("assistant", unit: "%")],
      zip(teachers.shares, learner.shares).map { [$0.sort, hundred($0.share), hundred($1.share)] },
      caption:
        """
        On average the shares differ by \((100 * learner.distance(to: teachers)).fixed(0)) points; before the \
        training by \((100 * reader.distance(to: teachers)).fixed(0)).
        """
    )
  }
}
