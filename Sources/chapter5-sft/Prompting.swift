// What the model of chapter 4 already does if it is asked in the right way: facts in the frame of its text, and with
// examples before them.

import Basics
import CourseKit
import Notebook
import Pictures
import TinyLM
import TinyTensor
import TinyWorld
import Training

// cell: frame
/// A question as in a typed conversation of the text, after others with
/// their answers.
func framed(
  _ question: String, after examples: [Exchange] = []
) -> String {
  let lines = examples.flatMap { [$0.user, $0.assistant] } + [question]
  return lines.map { "- \($0)\n" }.joined() + "-"
}
// cell: end

extension Lesson {
  /// Plain questions about things that no demonstration asks about; sums and right or wrong are left out.
  func plainQuestions(count: Int) throws -> [Request] {
    try plainQuestions(count: count, asked: false, stream: "plain questions")
  }

  private func plainQuestions(count: Int, asked: Bool, stream: String) throws -> [Request] {
    let world = try course().world
    var generator = generator(stream)
    let facts = world.facts.filter {
      world.isAsked($0) == asked && !FactRecall.notRecalled.contains($0.relation)
        && world.answers(to: $0.relation).count >= 4
    }
    return generator.shuffled(facts).prefix(count).map {
      Request(kind: .fact, text: world.plainQuestion($0.relation, about: $0.subject), topic: .fact($0))
    }
  }

  func prompting(_ cell: Cell) throws {
    try cell.say(
      """
      In the form of a chat it did not answer. Does it not know, or did we ask in the wrong way? A text model goes on with a \
      text, so we write one in which an answer comes next. The text of chapter 4 has typed conversations with a \
      dash before each line. We put each question into such a **frame**. Then we also put examples before \
      it, other questions with their answers. Doing a task after a few examples in the prompt, with no weight \
      changed, is called **few-shot prompting** or **in-context learning**.
      """
    )
    try cell.code("frame")
    try cell.predict(
      "Bare, framed, framed after three examples: at which step does the share of right answers rise most?")
    let questions = try plainQuestions(count: budget(200))
    let ways = try waysToAsk(questions)
    let example = ways[2].prompts[0]
    try cell.quote([("prompt", example), ("it goes on", try writtenAfter([example])[0])])
    let answers = try ways.map { try writtenAfter($0.prompts) }
    let shares = try answers.map { try right($0, to: questions) }
    let misplaced = try right(Array(answers[1].dropFirst() + answers[1].prefix(1)), to: questions)
    try cell.show(
      Table(
        [.text("how it is asked"), .number("right", unit: "%"), .text("95 % interval")],
        zip(ways, shares).map { way, share in
          [way.name, hundred(share), percentRange(interval(ofShare: share, in: questions.count))]
        },
        caption:
          """
          The frame alone changes the share by \((100 * (shares[1] - shares[0])).fixed(0)) points, three examples \
          by \((100 * (shares[3] - shares[1])).fixed(0)) more.
          """
      ))
    cell.record(Metric("bareRight", shares[0]))
    cell.record(Metric("framedRight", shares[1], better: .higher))
    cell.record(Metric("threeShotRight", shares[3], better: .higher))
    if !invocation.isQuick { try sayWhatPromptingShows(shares, misplaced, questions.count, cell) }
  }

  /// The share of answers that are right.
  private func right(_ answers: [String], to questions: [Request]) throws -> Double {
    mean(try verdicts(on: answers, to: questions).map { $0.outcome == .right ? 1 : 0 })
  }

  /// - Parameter misplaced: the share right if each answer is given to the next question.
  private func sayWhatPromptingShows(_ shares: [Double], _ misplaced: Double, _ count: Int, _ cell: Cell)
    throws
  {
    let framed = interval(ofShare: shares[1], in: count)
    try cell.say(
      """
      In the last row the words of each question are in random order: \
      \(framed.contains(shares[4]) ? "no clear difference. Which words there are says nearly all" : "that makes a clear difference"). \
      Nobody wants to write a frame around each question. So the model now learns to answer without one.
      """
    )
    let bare = interval(ofShare: shares[0], in: count)
    try cell.check(
      """
      in the frame more answers are right than bare, and the intervals do not meet (control: each answer given to \
      the next question)
      """, shares[1], not: misplaced
    ) { interval(ofShare: $0, in: count).lowerBound > bare.upperBound }
  }

  /// The prompts for some questions, in five ways.
  private func waysToAsk(_ questions: [Request]) throws -> [(name: String, prompts: [String])] {
    let examples = try examples(for: questions, each: 3)
    var generator = generator("shuffled words")
    let shuffled = questions.map { question in
      generator.shuffled(question.text.dropLast().split(separator: " ").map(String.init))
        .joined(separator: " ") + "?"
    }
    return [
      ("bare", questions.map(\.text)),
      ("in the frame", questions.map { framed($0.text) }),
      (
        "in the frame, 1 example",
        zip(questions, examples).map { framed($0.text, after: Array($1.prefix(1))) }
      ),
      ("in the frame, 3 examples", zip(questions, examples).map { framed($0.text, after: $1) }),
      ("in the frame, words shuffled", shuffled.map { framed($0) }),
    ]
  }

  /// For each question others with the right answer, about things that demonstrations ask about.
  private func examples(for questions: [Request], each: Int) throws -> [[Exchange]] {
    let world = try course().world
    let others = try plainQuestions(count: each * questions.count, asked: true, stream: "examples")
    var generator = generator("answers of examples")
    return questions.indices.map { i in
      (0..<each).map { j in
        let other = others[(each * i + j) % others.count]
        let answer = world.answer(to: other, outcome: .right, style: .full, using: &generator)
        return Exchange(user: other.text, assistant: answer)
      }
    }
  }

  /// The first sentence that the model of chapter 4 writes after each text.
  func writtenAfter(_ prompts: [String]) throws -> [String] {
    let (tokenizer, format, base) = (try course().tokenizer(), try course().format(), try base())
    let separator = tokenizer.id(ofSpecial: endOfText)!
    var generator = generator("not used")  // the likeliest token, always
    let rows = try prompts.map { [separator] + (try tokenizer.encode(" " + $0.asRead)) }
    return base.rollouts(
      rows, end: separator, limit: 24, sampling: .greedy, using: &generator
    ).map { rollout in
      let line = format.text(of: rollout.answer.filter { $0 != separator }).split(separator: "\n").first ?? ""
      let end = line.firstIndex { ".!?".contains($0) }
      return String(end.map { line[...$0] } ?? line)
    }
  }

  /// What the gold scorer finds in answers.
  func verdicts(on answers: [String], to requests: [Request]) throws -> [Verdict] {
    let world = try course().world
    return zip(answers, requests).map { world.goldVerdict($0, to: $1) }
  }

  /// An interval in whole percent, such as "61 to 74".
  func percentRange(_ range: ClosedRange<Double>) -> String {
    "\(hundred(range.lowerBound)) to \(hundred(range.upperBound))"
  }
}
