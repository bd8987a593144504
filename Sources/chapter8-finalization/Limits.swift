// What it cannot do: remember what left its window, and think in two steps.

import Basics
import CourseKit
import Notebook
import Pictures
import TinyLM
import TinyTensor
import TinyWorld
import Training

/// Chats in which the user tells a name, talks about other things, and asks for it.
private struct Remembering {
  let exchanges: Int
  let tokens: Double
  /// The share of chats in which the name still stands in the window.
  let inWindow: Double
  /// For each chat, whether the name stood in the window and whether it was told right.
  let outcomes: [(isThere: Bool, isRight: Bool)]

  var right: Double { Double(outcomes.count { $0.isRight }) / Double(outcomes.count) }
}

extension Request {
  /// The exchange in which the user told the name that is asked for; nil if none was told or another thing is asked.
  fileprivate var introduction: Exchange? {
    guard case .name(let user?) = topic else { return nil }
    return earlier.last { $0.user.lowercased().contains(user.lowercased()) }
  }
}

extension Lesson {
  func window(_ cell: Cell) throws {
    let context = try final().configuration.context
    try cell.say(
      """
      The model sees \(context) tokens at once: its **window**. A chat that grows longer loses its oldest parts. Here \
      people tell their name, ask about other things, and then ask: what is my name? What no longer fits is left out, \
      the oldest question with its answer first.
      """
    )
    try cell.code("last-part")
    try cell.predict("After how many other questions will the name be gone?")
    let rows = try stride(from: 0, through: 8, by: 2).map { try remembering(exchanges: $0) }
    try cell.show(windowTable(rows))
    let all = rows.flatMap(\.outcomes)
    let share = { (isThere: Bool) in
      let chosen = all.filter { $0.isThere == isThere }
      return Double(chosen.count { $0.isRight }) / Double(max(1, chosen.count))
    }
    let (inside, outside) = (share(true), share(false))
    let lost = all.count { !$0.isThere }
    try cell.show(
      ("told right while it is in the window", percent(inside)),
      ("told right in the \(lost) chats in which it has fallen out", percent(outside)))
    cell.record(Metric("window.inside", inside, better: .higher))
    cell.record(Metric("window.outside", outside))
    try cell.check(
      "a name that fell out of the window is told right less than half as often as one in it", outside,
      not: inside
    ) { lost > 0 && $0 < inside / 2 }
  }

  private func windowTable(_ rows: [Remembering]) -> Table {
    Table(
      [
        .number("questions between"), .number("tokens in all"), .number("name in the window", unit: "%"),
        .number("name told right", unit: "%"),
      ],
      rows.map { ["\($0.exchanges)", $0.tokens.fixed(0), hundred($0.inWindow), hundred($0.right)] },
      caption: """
        With nothing between it tells \(percent(rows[0].right)) of the names, with \
        \(rows[rows.count - 1].exchanges) questions between \(percent(rows[rows.count - 1].right)).
        """
    )
  }

  /// Room for "Your name is ...", in tokens.
  private static let longestNameAnswer = 16

  private func remembering(exchanges: Int) throws -> Remembering {
    let (course, format, model) = (try course(), try course().format(), try final())
    let names = try requests(.name, count: budget(400)).filter { $0.introduction != nil }
    var generator = generator("talk between")
    var (prompts, isThere, lengths): ([[Int]], [Bool], [Int]) = ([], [], [])
    for request in names {
      let between = (0..<exchanges).flatMap { _ -> [ChatMessage] in
        let other = course.world.request(.fact, for: .training, using: &generator)
        let answer = course.world.demonstration(of: other, by: .perfect, using: &generator)
        return [ChatMessage(.user, other.text), ChatMessage(.assistant, answer)]
      }
      let introduction = request.introduction!
      let told = [
        ChatMessage(.user, introduction.user), ChatMessage(.assistant, introduction.assistant),
      ]
      let all = told + between + [ChatMessage(.user, request.text)]
      let kept = try lastPart(
        of: all, format: format, room: model.configuration.context - Self.longestNameAnswer)
      prompts.append(try format.prompt(kept))
      lengths.append(try format.prompt(all).count)
      isThere.append(kept.count == all.count)
    }
    let rollouts = model.rollouts(
      prompts, end: format.end, limit: Self.longestNameAnswer, sampling: .greedy, using: &generator)
    let answers = Evaluation(of: rollouts, to: names, world: course.world, format: format).answers
    let outcomes = zip(isThere, answers).map { (isThere: $0, isRight: $1.verdict.isGood) }
    return Remembering(
      exchanges: exchanges, tokens: Double(lengths.reduce(0, +)) / Double(lengths.count),
      inWindow: Double(isThere.count { $0 }) / Double(isThere.count), outcomes: outcomes)
  }

  /// The last messages of a chat that fit, whole exchanges only.
  private func lastPart(of messages: [ChatMessage], format: ChatFormat, room: Int) throws -> [ChatMessage] {
    // cell: last-part
    var kept = messages[...]
    while kept.count > 1, try format.prompt(Array(kept)).count > room {
      kept = kept.dropFirst(2)  // the oldest question and its answer
    }
    return Array(kept)
    // cell: end
  }

  func limits(_ cell: Cell) throws {
    let (world, model) = (try course().world, try final())
    try cell.say(
      """
      It knows the capital of a country, and what people speak there. Can it put the two together? To say what people \
      speak in "the country with the capital Lima" takes two steps, and nobody showed it how.
      """
    )
    let capitals = world.facts.filter { $0.relation == "capital" }
    let ask = { (place: String) in world.plainQuestion("language", about: place) }
    let one = try askLanguages(capitals) { ask($0.subject) }
    let two = try askLanguages(capitals) { ask("the country with the capital \($0.answer)") }
    try cell.show(
      (ask(capitals[0].subject), percent(one)),
      (ask("the country with the capital \(capitals[0].answer)"), percent(two)),
      ("countries asked about", "\(capitals.count)"))
    let outside = [
      "Who wrote Hamlet?", "What is 317 plus 486?", "Write a letter to my bank.",
      "Was ist die Hauptstadt von Peru?",
    ]
    try cell.quote(try outside.map { ($0, try answer($0, by: model).shortened) })
    cell.record(Metric("limits.oneStep", one, better: .higher))
    cell.record(Metric("limits.twoSteps", two, better: .higher))
    try cell.say(
      """
      A large model does all of this, and is built of the same parts: it has more of them, sees more at once, and has read \
      more. Its sizes can be computed with the same formula.
      """
    )
    try showSizes(cell, model)
    try cell.check("two steps are harder than one: less than half as many are right", two, not: one) {
      $0 < 0.5 * one
    }
  }

  /// What the model says to one message.
  private func answer(_ text: String, by model: GPT) throws -> String {
    var generator = generator("one answer")
    let format = try course().format()
    return format.text(
      of: model.generate(
        after: try format.prompt([ChatMessage(.user, text)]), limit: 24, sampling: .greedy, stop: format.end,
        using: &generator))
  }

  /// Asks for the language of the country of each capital.
  private func askLanguages(_ capitals: [Fact], _ question: (Fact) -> String) throws -> Double {
    let world = try course().world
    let requests = capitals.compactMap { capital in
      world.answer(to: "language", of: capital.subject).map { language in
        Request(
          kind: .fact, text: question(capital),
          topic: .fact(Fact(relation: "language", subject: capital.subject, answer: language)))
      }
    }
    let answers = try evaluate(final(), requests).answers
    let right = zip(requests, answers).count { request, answer in
      answer.text.contains(request.fact!.answer)
    }
    return Double(right) / Double(requests.count)
  }

  /// The sizes of this model and of two others, from their published configurations.
  private func showSizes(_ cell: Cell, _ model: GPT) throws {
    let sizes = [
      ("TinyChat", model.configuration),
      (
        "GPT-2, small",
        GPTConfiguration(vocabularySize: 50_257, context: 1024, width: 768, layers: 12, heads: 12)
      ),
      (
        "GPT-3", GPTConfiguration(vocabularySize: 50_257, context: 2048, width: 12_288, layers: 96, heads: 96)
      ),
    ]
    let counts = sizes.map { Double($0.1.parameterCount) }
    try cell.show(
      Table(
        [
          .text("model"), .number("weights", unit: "millions"), .number("window", unit: "tokens"),
          .number("blocks"),
          .number("width"),
        ],
        zip(sizes, counts).map { size, count in
          [
            size.0, count < 1e9 ? (count / 1e6).fixed(1) : Int(count / 1e6).grouped, size.1.context.grouped,
            "\(size.1.layers)", size.1.width.grouped,
          ]
        },
        caption:
          "GPT-3 has \(Int(counts[2] / counts[0]).grouped) times as many weights (Radford et al. 2019; Brown et al. 2020)."
      ))
  }
}
