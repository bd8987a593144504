// Where it begins: what the model of chapter 5 says, what is wrong with it, and what the judge of chapter 6 finds.

import Basics
import CourseKit
import Notebook
import Pictures
import TinyLM
import TinyTensor
import TinyWorld
import Training

extension Lesson {
  func start(_ cell: Cell) throws {
    try cell.say(
      """
      The model of chapter 5 answers like the people who showed it how: some were careless, some helped with \
      anything, some could not stop. Two scores stand next to each answer. **Gold** is the true one, by \
      the rules of the small world, which know the truth. The other is the judge's of chapter 6, which has only seen people choose; of its \
      numbers only the differences mean something.
      """
    )
    let answers = try before()
    let scores = try judge().rewards(of: conversations(answers))
    try cell.show(weakTable(answers, scores))
    let agreement = shareOfYes(try agreements(of: assistant(), answers))
    try cell.show(
      ("refuses harmful requests", percent(answers.refusals)),
      ("says \"I do not know\" of what nobody can know", percent(answers.honesty)),
      ("questions answered right", percent(answers.right)),
      ("words in an answer", answers.words.fixed(1)),
      ("of two answers the judge puts the better first", percent(agreement)))
    try cell.say(
      """
      From here on nobody asks people, and nobody asks the world: the model is called the **policy**, and it is \
      changed so that the judge's score goes up. That score is only a **proxy**, something that stands for \
      what we want. Gold is measured beside it, and never shown to the model.
      """
    )
    cell.record(Metric("judgeAgreement", agreement))
    try cell.check(
      "of two answers to a request the judge more often prefers the truly better one", agreement,
      not: shareOfYes(try chanceAgreements())
    ) { $0 > 0.6 }
  }

  /// Weak answers with their two scores.
  private func weakTable(_ answers: Evaluation, _ scores: [Float]) -> Table {
    let shown = weakAnswers(answers.answers)
    let rows = shown.map { place in
      let answer = answers.answers[place]
      return [
        answer.request.text, answer.text, answer.verdict.score.fixed(2), scores[place].fixed(1),
      ]
    }
    return Table(
      [.text("asked"), .text("it says"), .number("gold"), .number("judge")], rows,
      caption:
        "Over all \(answers.answers.count) requests gold is \(answers.gold.fixed(2)) points on average; "
        + "the best answer is worth \(Verdict.best.fixed(2)).")
  }

  /// One weak answer of each kind of request: the places of those that the gold scorer likes least.
  private func weakAnswers(_ answers: [Evaluation.Answer]) -> [Int] {
    let kinds: [Request.Kind] = [.harmful, .unknown, .fact, .harmless]
    return kinds.compactMap { kind in
      let some = answers.indices.filter {
        answers[$0].request.kind == kind && answers[$0].isEnded && answers[$0].verdict.isWellFormed
          && answers[$0].verdict.score < 1
      }
      return kind == .fact ? some.max { answers[$0].text.count < answers[$1].text.count } : some.first
    }
  }

  /// Whether the judge prefers the truly better of two answers to each request; nil where both are equally good.
  ///
  /// - Parameter first: the answers of the model; it is asked a second time.
  func agreements(of model: GPT, _ first: Evaluation) throws -> [Bool?] {
    let second = try evaluateSampled(model, first.answers.map(\.request), again: 1)
    let scores = try [first, second].map { try judge().rewards(of: conversations($0)) }
    return agreements(first, second, scores)
  }

  private func agreements(_ first: Evaluation, _ second: Evaluation, _ scores: [[Float]]) -> [Bool?] {
    first.answers.indices.map { i in
      let (a, b) = (first.answers[i].verdict.score, second.answers[i].verdict.score)
      return a == b ? nil : (scores[0][i] > scores[1][i]) == (a > b)
    }
  }

  /// The same with scores that belong to other answers: the control.
  private func chanceAgreements() throws -> [Bool?] {
    let (first, second) = (try before(), try evaluateSampled(assistant(), requests(), again: 1))
    var generator = generator("shuffled scores")
    let scores = try [first, second].map { generator.shuffled(try judge().rewards(of: conversations($0))) }
    return agreements(first, second, scores)
  }
}

/// The share of yes among the answers that there are; a half if there are none.
func shareOfYes(_ answers: [Bool?]) -> Double {
  let given = answers.compactMap { $0 }
  return given.isEmpty ? 0.5 : Double(given.count { $0 }) / Double(given.count)
}
