// What it has learned: to answer, to stop, to say what it only ever read, and to use what was said before.

import Basics
import CourseKit
import Notebook
import Pictures
import TinyLM
import TinyTensor
import TinyWorld
import Training

extension Lesson {
  func beforeAndAfter(_ cell: Cell) throws {
    try cell.say("Here are the same requests, before and after. No demonstration has any of them.")
    let requests = try mixedRequests()
    let (before, after) = (try evaluate(base(), requests), try evaluate(run().model, requests))
    let shown: [Request.Kind] = [.fact, .unknown, .harmless, .harmful, .smallTalk]
    let places = shown.compactMap { kind in requests.firstIndex { $0.kind == kind } }
    let ended = { (evaluation: Evaluation) in
      Double(evaluation.answers.count { $0.isEnded }) / Double(requests.count)
    }
    try cell.show(
      Table(
        [.text("user"), .text("before"), .text("after")],
        places.map {
          [requests[$0].text, before.answers[$0].text.shortened, after.answers[$0].text.shortened]
        },
        caption:
          "Before, \(percent(ended(before))) of the answers come to an end by themselves; after, \(percent(ended(after)))."
      ))
    try showConversation(cell)
    try cell.show(
      Table(
        [.text("request"), .number("good before", unit: "%"), .number("good after", unit: "%")],
        Request.Kind.allCases.map {
          [$0.inWords, hundred(before.goodShare(of: [$0])), hundred(after.goodShare(of: [$0]))]
        },
        caption:
          "What is good depends on the request: right, helpful, honest about not knowing, or a refusal."))
    cell.record(Metric("goldAfter", after.gold, better: .higher))
    let needed = invocation.isQuick ? 0.5 : 0.9
    try cell.check("it ends its answers: \(percent(needed)) of them at least", after, not: before) {
      ended($0) >= needed
    }
  }

  /// A question, one that leans on it, and then another topic; each model hears its own answers.
  private func showConversation(_ cell: Cell) throws {
    try cell.say(
      """
      In a conversation a user leans on what was said, and then changes the topic. Each of the two models hears its \
      own earlier answers here.
      """
    )
    let texts = try conversation()
    let (before, after) = (try answers(of: base(), in: texts), try answers(of: run().model, in: texts))
    try cell.show(
      Table(
        [.text("user"), .text("before"), .text("after")],
        texts.indices.map { [texts[$0], before[$0].shortened, after[$0].shortened] },
        caption: "The second message means nothing without the first; the third is about something else."))
  }

  /// What a user says who asks, leans on the answer, and then talks about something else.
  private func conversation() throws -> [String] {
    var generator = generator("a conversation")
    while true {
      let turns = try course().world.conversation(turns: 4, for: .test, by: .perfect, using: &generator)
      let kinds = turns.map(\.request.kind)
      if kinds[..<2] == [.fact, .followUp], Set(kinds[2...]).isSubset(of: [.smallTalk, .name, .making]) {
        return turns.map(\.request.text)
      }
    }
  }

  /// A model's answers to one message after another, with its own answers before them.
  private func answers(of model: GPT, in texts: [String]) throws -> [String] {
    let (format, longest) = (try course().format(), Evaluation.longestAnswer)
    var said: [ChatMessage] = []
    for text in texts {
      said.append(ChatMessage(.user, text))
      let prompt = try format.prompt(said).suffix(model.configuration.context - longest)
      let answer = model.continuation(of: Array(prompt), limit: longest, stop: format.end)
      said.append(ChatMessage(.assistant, format.text(of: answer)))
    }
    return said.filter { $0.role == .assistant }.map(\.text)
  }

  func neverAsked(_ cell: Cell) throws {
    let taught = try course().demonstrations(invocation.isQuick ? 100 : 300, by: .perfect)
      .filter { $0.request.kind == .fact }.map(\.alone)
    try cell.say(
      """
      Where does an answer come from? The demonstrations ask about seven in ten things of the world only. About \
      the others the model has read, in statements, stories and conversations. If it answers questions about \
      these too, it has not learned answers here. It has learned to answer, and knew the rest from reading.
      """
    )
    try cell.say(
      """
      The control is a model that never read: random weights, taught \(taught.count) questions with perfect \
      answers again and again, until it knows them.
      """
    )
    try cell.predict("What will the model that never read say about things that no demonstration asks about?")
    let (before, after) = (try factsBefore(), try factsAfter())
    let asked = try evaluate(run().model, askedQuestions())
    let unread = try unreadModel(taught: taught)
    let parrot = try (
      asked: evaluate(unread, taught.map(\.request)), never: evaluate(unread, neverAskedQuestions())
    )
    try cell.show(neverAskedChart(before, after, asked: asked, unread: parrot))
    let right = after.answers.first { $0.verdict.outcome == .right }
    let wrong = after.answers.first { $0.verdict.outcome == .wrong }
    try cell.quote(
      [("never asked, right", right), ("never asked, wrong", wrong)].compactMap { label, answer in
        answer.map { (label, "\($0.request.text) \($0.text)") }
      })
    cell.record(Metric("heldOutExactAfter", after.right, better: .higher))
    cell.record(Metric("askedExactAfter", asked.right, better: .higher))
    cell.record(Metric("unreadTaughtExact", parrot.asked.right))
    cell.record(Metric("unreadHeldOutExact", parrot.never.right))
    try checkNeverAsked(asked: asked, unread: parrot, cell)
  }

  private func neverAskedChart(
    _ before: Evaluation, _ after: Evaluation, asked: Evaluation,
    unread: (asked: Evaluation, never: Evaluation)
  ) -> BarChart {
    BarChart(
      "questions about facts answered right (%)",
      [
        ("before: never asked", 100 * before.right), ("after: asked", 100 * asked.right),
        ("after: never asked", 100 * after.right),
        ("unread: taught", 100 * unread.asked.right),
        ("unread: never asked", 100 * unread.never.right),
      ], digits: 0,
      caption:
        """
        It answers \(percent(after.right)) of the questions about things that no demonstration asks about; \
        without reading, \(percent(unread.never.right)).
        """
    )
  }

  private func checkNeverAsked(
    asked: Evaluation, unread: (asked: Evaluation, never: Evaluation), _ cell: Cell
  ) throws {
    let (before, after) = (try factsBefore(), try factsAfter())
    if !invocation.isQuick {
      try cell.normal(
        "held-out questions answered right (%)", 100 * after.right, in: 60...100, digits: 0,
        ifNot: "more demonstrations, or a model of chapter 4 that has read longer")
    }
    let needed = invocation.isQuick ? 0.02 : 0.5
    try cell.check(
      "it answers at least \(percent(needed)) of what no demonstration asks about", after, not: before
    ) { $0.right >= needed }
    guard !invocation.isQuick else { return }
    try cell.check(
      "the model that never read answers less than half as much of the rest as of what it was taught", unread,
      not: (asked: asked, never: after)
    ) { $0.never.right < 0.5 * $0.asked.right }
  }

  /// A model of the same size that never read anything, and knows what it was taught alone.
  private func unreadModel(taught demonstrations: [Demonstration]) throws -> GPT {
    var generator = generator("weights that never read")
    let random = GPT(try base().configuration, using: &generator)
    let settings = FineTuningSettings(
      epochs: 24, batch: 32, replay: 0, learningRate: 0.01, seed: invocation.seed)
    return try sideModel("a model that never read", from: random, on: demonstrations, settings)
  }

  func context(_ cell: Cell) throws {
    try cell.say(
      """
      "And Spain?" means nothing by itself. What was said before is in the window, and attention looks back to it \
      (chapter 3). Here are questions that need it. As a control, we ask the same ones again and leave out what \
      came before.
      """
    )
    let requests =
      try self.requests(.followUp, count: budget(150))
      + self.requests(.name, count: budget(80))
    let answers = try evaluate(run().model, requests)
    let alone = try verdicts(withoutContext: requests)
    try quoteGoodAnswers(answers, cell)
    let share = { (verdicts: [Verdict], kind: Request.Kind) in
      let chosen = zip(requests, verdicts).filter { $0.0.kind == kind }.map(\.1)
      return Double(chosen.count { $0.isGood }) / Double(max(1, chosen.count))
    }
    let verdicts = answers.answers.map(\.verdict)
    try cell.show(
      Table(
        [.text("needs what came before"), .number("right", unit: "%"), .number("without it", unit: "%")],
        [Request.Kind.followUp, .name].map {
          [$0.inWords, hundred(share(verdicts, $0)), hundred(share(alone, $0))]
        },
        caption:
          """
          With the conversation in its window it answers \(percent(share(verdicts, .followUp))) of the follow-up \
          questions, without it \(percent(share(alone, .followUp))).
          """
      ))
    cell.record(Metric("followUpsRight", share(verdicts, .followUp), better: .higher))
    let needed = invocation.isQuick ? 0.02 : 0.5
    try cell.check("it answers at least \(percent(needed)) of the follow-up questions", verdicts, not: alone)
    {
      share($0, .followUp) >= needed
    }
  }

  /// One answer of each kind that leans on what was said before.
  private func quoteGoodAnswers(_ answers: Evaluation, _ cell: Cell) throws {
    for kind in [Request.Kind.followUp, .name] {
      guard let one = answers.answers.first(where: { $0.request.kind == kind && $0.verdict.isGood }) else {
        continue
      }
      try cell.quote(
        one.request.messages.map { ($0.role == .user ? "user" : "assistant", $0.text) } + [
          ("assistant", one.text)
        ])
    }
  }

  /// What the assistant makes of the last thing that was said, without all that came before.
  private func verdicts(withoutContext requests: [Request]) throws -> [Verdict] {
    let (world, format) = (try course().world, try course().format())
    var generator = generator("without context")
    let prompts = try requests.map { try format.prompt([ChatMessage(.user, $0.text)]) }
    var generation = Generation(
      try run().model, prompts: prompts, limit: Evaluation.longestAnswer, sampling: .greedy,
      stop: format.end,
      using: &generator)
    generation.finish()
    return requests.indices.map { i in
      let answer = Array(generation.tokens[i].dropFirst(prompts[i].count))
      return world.goldVerdict(format.text(of: answer), to: requests[i])
    }
  }
}

extension Request.Kind {
  /// What is asked, in words.
  var inWords: String {
    switch self {
    case .fact: "a question about a fact"
    case .followUp: "a follow-up question"
    case .unknown: "about what nobody can know"
    case .harmful: "how to do harm"
    case .harmless: "how to do something harmless"
    case .smallTalk: "small talk"
    case .name: "the user's name, told or asked"
    case .making: "a joke, a story, a list"
    }
  }
}

extension String {
  /// The first words, for a column.
  fileprivate var shortened: String {
    let words = split(whereSeparator: \.isWhitespace)
    guard count > 60 else { return words.joined(separator: " ") }
    return words.reduce(into: "") { text, word in
      if text.count + word.count < 56 { text += (text.isEmpty ? "" : " ") + word }
    } + " ..."
  }
}
