// Multiple choice by likelihood: which of four answers does a model find most probable? No answer has to be written.

import Basics
import CourseKit
import Notebook
import Pictures
import TinyLM
import TinyTensor
import TinyWorld
import Training

/// A question with four answers of the right kind; the first one is true.
struct Choice {
  let request: Request
  let answers: [String]
}

extension Lesson {
  func choose(_ cell: Cell) throws {
    try cell.say(
      """
      A model may know more than it writes. So we let it choose. Each question gets four answers of the right \
      kind, one of them true. The model writes nothing. We add up the log-probabilities that it gives to the \
      tokens of each answer, and the highest sum is its choice. This is **multiple choice by likelihood**; published \
      benchmarks, such as MMLU, are often scored like this.
      """
    )
    try cell.code("choose")
    try cell.predict(
      "Asked in the form of a chat, the base model wrote no right answer. How often will it choose the right one?"
    )
    let choices = try choices(count: budget(120))
    let (format, base) = (try course().format(), try base())
    var generator = generator("weights that never read")
    let random = GPT(base.configuration, using: &generator)
    let inChat = try choices.map { choice in
      try choice.answers.map { try format.tokens(choice.request, answer: $0) }
    }
    let inFrame = try choices.map { choice in
      try choice.answers.map { try framedTokens(choice.request.text, answer: $0) }
    }
    try showOne(choices[0], chosen(by: base, from: [inFrame[0]]).sums[0], cell)
    let rows = try [
      (name: "random weights, chat", model: random, rows: inChat),
      (name: "base, chat", model: base, rows: inChat),
      (name: "base, frame of its text", model: base, rows: inFrame),
      (name: "assistant, chat", model: run().model, rows: inChat),
    ].map { ($0.name, share: chosen(by: $0.model, from: $0.rows).share, $0.model) }
    let requests = choices.map(\.request)
    let written = try [
      evaluate(random, requests).right, evaluate(base, requests).right,
      mean(
        verdicts(on: writtenAfter(requests.map { framed($0.text) }), to: requests)
          .map { $0.outcome == .right ? 1 : 0 }), evaluate(run().model, requests).right,
    ]
    try showChoices(rows.map { ($0.0, $0.share) }, written: written, of: choices.count, cell)
    try checkChoices(rows.map(\.share), written: written, cell)
  }

  // cell: choose
  /// How often the first of four answers is the most probable one.
  ///
  /// - Parameter choices: for each question four rows of tokens, the
  ///   answer marked.
  /// - Returns: the share, and the log-probabilities in nats.
  func chosen(
    by model: GPT, from choices: [[[MarkedToken]]]
  ) -> (share: Double, sums: [[Float]]) {
    let frozen = model.frozen()
    let sums = choices.map { answers in
      answers.map {
        frozen.answerLogProbabilities([$0]).values.reduce(0, +)
      }
    }
    return (mean(sums.map { $0[0] == $0.max() ? 1 : 0 }), sums)
  }
  // cell: end

  /// Plain questions with four answers each; what is true of another thing is offered as a false answer.
  private func choices(count: Int) throws -> [Choice] {
    let world = try course().world
    var generator = generator("false answers")
    return try plainQuestions(count: count).map { request in
      let fact = request.fact!
      let others = generator.shuffled(world.answers(to: fact.relation).filter { $0 != fact.answer })
      let answers = ([fact.answer] + others.prefix(3)).map { answer in
        let claim = Fact(relation: fact.relation, subject: fact.subject, answer: answer)
        return world.answer(
          to: Request(kind: .fact, text: request.text, topic: .fact(claim)), outcome: .right, style: .full,
          using: &generator)
      }
      return Choice(request: request, answers: answers)
    }
  }

  /// A question in the frame of the text, and an answer, which is marked.
  private func framedTokens(_ question: String, answer: String) throws -> [MarkedToken] {
    let tokenizer = try course().tokenizer()
    let before = try [tokenizer.id(ofSpecial: endOfText)!] + tokenizer.encode(" " + framed(question).asRead)
    return before.map { MarkedToken(id: $0, isLearned: false) }
      + (try tokenizer.encode(" " + answer.asRead)).map { MarkedToken(id: $0, isLearned: true) }
  }

  private func showOne(_ choice: Choice, _ sums: [Float], _ cell: Cell) throws {
    try cell.quote(choice.request.text, label: "question")
    try cell.show(
      Table(
        [.text("answer"), .number("log-probability", unit: "nats"), .text("")],
        zip(choice.answers, sums).map { [$0, $1.fixed(2), $1 == sums.max() ? "chosen" : ""] },
        caption: "The base model, asked in the frame of its text. The first answer is the true one."))
  }

  private func showChoices(
    _ rows: [(name: String, share: Double)], written: [Double], of count: Int, _ cell: Cell
  ) throws {
    try cell.show(
      Table(
        [
          .text("model, and how it is asked"), .number("chosen right", unit: "%"), .text("95 % interval"),
          .number("written right", unit: "%"),
        ],
        zip(rows, written).map { row, written in
          [
            row.name, hundred(row.share), percentRange(interval(ofShare: row.share, in: count)),
            hundred(written),
          ]
        },
        caption:
          """
          \(count) questions about things that no demonstration asks about. Compare the two columns in the row \
          "base, chat": \(hundred(rows[1].share)) and \(hundred(written[1])).
          """
      ))
    for (name, row) in zip(["random", "baseChat", "baseFrame", "assistant"], rows) {
      cell.record(Metric("\(name)Chosen", row.share))
    }
  }

  private func checkChoices(_ shares: [Double], written: [Double], _ cell: Cell) throws {
    try cell.say(
      """
      The base model chooses well in a form in which it cannot answer. It was never lost for knowledge, only for \
      the habit of writing the answer. Random weights choose by luck, one in four.
      """
    )
    let needed = invocation.isQuick ? 0.3 : 0.7
    try cell.check(
      """
      in the form of a chat the base model chooses at least \(percent(needed)) right (control: random weights)
      """, shares[1], not: shares[0]
    ) { $0 >= needed }
    try cell.check(
      "random weights choose between 10 and 40 % right (control: the base model in the frame)", shares[0],
      not: shares[2]
    ) { (0.1...0.4).contains($0) }
  }
}
