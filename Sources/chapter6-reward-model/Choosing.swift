// What people choose: two answers of one model, the reasons of the gold scorer, which knows the truth, and choices with noise.

import Basics
import CourseKit
import Notebook
import Pictures
import TinyTensor
import TinyWorld
import Training

extension Lesson {
  func twoAnswers(_ cell: Cell) throws {
    try cell.say(
      """
      The model of chapter 5 draws its words by chance. Asked the same thing twice, it often says two \
      different things. Nobody has told it yet which one people like better.
      """
    )
    let pairs = try sampledPairs()
    let pair = pairs.first(where: isTelling) ?? pairs[0]
    try cell.show(
      SideBySide(
        about: pair.request.text, [("answer 1", pair.first.text), ("answer 2", pair.second.text)],
        caption: "Two answers of one model to one request."))
    try cell.predict("Which one would you choose? What makes it the better one?")
    try showVerdicts(on: pair, cell)
    try cell.say(
      """
      Two answers of a model usually differ in several things at once. Therefore some pairs are made: they differ in \
      one thing only, so that a choice tells about that thing. Some of these are **misfits**: one answer would be good \
      after another request.
      """
    )
    for made in [try truthPair(), try stylePair(.misfit)] {
      try cell.show(
        SideBySide(
          about: made.request.text, [("answer 1", made.first.text), ("answer 2", made.second.text)],
          caption: "The difference is \(made.contrast!.inWords)."))
    }
    let differ = { (pairs: [AnswerPair]) in mean(pairs.map { $0.first.text == $0.second.text ? 0 : 1 }) }
    try cell.check(
      "of \(pairs.count) requests asked twice, at least a quarter get two different answers", pairs,
      not: greedyPairs(to: pairs)
    ) { differ($0) >= 0.25 }
    try cell.say(
      """
      To \(percent(1 - differ(pairs))) of these requests it said the same twice. Two equal answers are no choice: \
      from here on such pairs are left out, and others are drawn in their place.
      """
    )
  }

  private func showVerdicts(on pair: AnswerPair, _ cell: Cell) throws {
    let world = try course().world
    let verdicts = [pair.first, pair.second].map {
      world.goldVerdict($0.text, to: pair.request, isEnded: $0.isEnded)
    }
    try cell.show(
      Table(
        [.text("answer"), .text("what the gold scorer finds"), .number("points")],
        verdicts.enumerated().map { ["\($0 + 1)", $1.inWords, $1.score.fixed(2)] },
        caption:
          """
          The gold scorer knows all facts. It stands for what people truly value; the best answer is worth \
          \(Verdict.best.fixed(2)) points.
          """
      ))
  }

  /// Whether two answers to a question about a fact are worth different points.
  private func isTelling(_ pair: AnswerPair) -> Bool {
    guard let world = try? course().world, pair.request.kind == .fact, pair.first.isEnded,
      pair.second.isEnded
    else { return false }
    return world.goldVerdict(pair.first.text, to: pair.request).score
      != world.goldVerdict(pair.second.text, to: pair.request).score
  }

  /// Requests that the model was asked twice.
  private func sampledPairs() throws -> [AnswerPair] {
    try course().pairs(40, for: .test, contrasts: 0, stream: "two answers", keepsEqual: true)
  }

  /// The same requests, asked twice, and answered with the likeliest words.
  private func greedyPairs(to pairs: [AnswerPair]) throws -> [AnswerPair] {
    let (course, format) = (try course(), try course().format())
    var generator = generator("greedy answers")
    let prompts = try pairs.flatMap { Array(repeating: try format.prompt($0.request), count: 2) }
    let answers = try course.assistant().rollouts(
      prompts, end: format.end, sampling: .greedy, using: &generator
    ).map {
      AnswerPair.Answer(
        text: format.text(of: $0.answer), conversation: $0.conversation, isEnded: $0.isEnded)
    }
    return pairs.indices.map {
      AnswerPair(
        request: pairs[$0].request, first: answers[2 * $0], second: answers[2 * $0 + 1], contrast: nil)
    }
  }

  /// A short pair of which one answer is true and the other is not.
  func truthPair() throws -> AnswerPair {
    let pairs = try madePairs(.truth, count: 40).filter { $0.request.kind == .fact }
    return pairs.first { $0.first.text.split(separator: " ").count > 3 && $0.first.text.count < 40 }
      ?? pairs[0]
  }

  func choosing(_ cell: Cell) throws {
    try cell.say(
      """
      People do not agree with each other, nor always with themselves. Here they are simulated: the larger the \
      difference in points, the surer the choice. This is the model of Bradley and Terry, of 1952. The same \
      pair, shown to twenty people:
      """
    )
    let course = try course()
    let pair = try stylePair(.style)
    var generator = generator("twenty people")
    // cell: choosing
    // The sigmoid of 1.5 times the difference in points.
    let chance = course.probabilityOfFirst(pair, by: Person())
    let chosen = (0..<20).map { _ in
      generator.uniform() < chance ? "1" : "2"
    }
    // cell: end
    try cell.code()
    try cell.quote([
      ("request", pair.request.text), ("1", pair.first.text), ("2", pair.second.text),
      ("they chose", chosen.joined(separator: " ")),
    ])
    try cell.show(
      ("chance that 1 is chosen", percent(chance)),
      ("it was chosen by", "\(chosen.count { $0 == "1" }) of \(chosen.count)"))
    try cell.say(
      """
      Some people also have a taste of their own. A taste adds points, and moves the choices.
      """
    )
    let tastes = try chancesByTaste()
    try showTastes(tastes, cell)
    try noiseCeiling(cell)
    let long = Person.Taste.allCases.firstIndex(of: .long)!
    try cell.check(
      "people who like long answers choose the rambling one more often than not", tastes[long][1],
      not: tastes[0][1]
    ) { $0 < 0.5 }
  }

  /// For each taste the chance that a whole sentence is chosen over a word, and a plain one over a rambling one.
  private func chancesByTaste() throws -> [[Double]] {
    let course = try course()
    let pairs = [try stylePair(.style), try stylePair(.length)]
    return Person.Taste.allCases.map { taste in
      pairs.map { course.probabilityOfFirst($0, by: Person(taste: taste)) }
    }
  }

  private func showTastes(_ tastes: [[Double]], _ cell: Cell) throws {
    try cell.show(
      Table(
        [
          .text("somebody who likes"), .number("sentence over word", unit: "%"),
          .number("plain over rambling", unit: "%"),
        ],
        zip(Person.Taste.allCases, tastes).map { [$0.inWords] + $1.map(hundred) },
        caption:
          """
          The chance that a whole sentence is chosen over a single word, and that it is chosen over one with \
          chatter around it.
          """
      ))
  }

  private func noiseCeiling(_ cell: Cell) throws {
    let test = try test()
    try cell.say(
      """
      So no judge can predict every choice. The best that anybody can do is to name the more probable \
      one each time. How often that is right is the **noise ceiling**.
      """
    )
    try cell.show(
      Histogram(
        "pairs, by the chance of the more probable choice", test.chances.map { max($0, 1 - $0) }, bins: 5,
        range: 0.5...1,
        caption: "Their mean is the noise ceiling: \(percent(test.ceiling)) of the choices can be predicted.")
    )
    let known = test.chances.map { $0 - 0.5 }
    let room = invocation.isQuick ? 0.09 : 0.045
    try cell.check(
      "naming the more probable choice is right as often as the ceiling says, within \(percent(room))", known,
      not: known.map { -$0 }
    ) { abs(test.labelAccuracy($0) - test.ceiling) < room }
  }

  /// A made pair of answers to a question about a fact, the better one first.
  func stylePair(_ kind: Contrast.Kind) throws -> AnswerPair {
    var generator = generator("one pair")
    let request = try course().world.request(.fact, for: .test, using: &generator)
    return try madePair(kind, to: request, using: &generator)
  }

  /// Made pairs that differ in one thing, the better answer first.
  func madePairs(_ kind: Contrast.Kind, count: Int) throws -> [AnswerPair] {
    var generator = generator("pairs that differ in \(kind.rawValue)")
    let world = try course().world
    return try (0..<count).map { _ in
      var request = world.request(for: .test, using: &generator)
      while !request.kind.contrasts.contains(kind) {
        request = world.request(for: .test, using: &generator)
      }
      return try madePair(kind, to: request, using: &generator)
    }
  }

  /// A made pair of answers to a request, the better one first.
  func madePair(_ kind: Contrast.Kind, to request: Request, using generator: inout SeededGenerator)
    throws -> AnswerPair
  {
    let made = try course().world.contrast(kind, to: request, using: &generator)
    return try course().pair(made, to: request)
  }
}

extension Verdict {
  /// The reasons with their points: "right 1.50, a whole sentence 0.75".
  var inWords: String { reasons.map { "\($0.text) \($0.points.fixed(2))" }.joined(separator: ", ") }
}

extension Contrast.Kind {
  /// In what the answers of such a pair differ.
  var inWords: String {
    switch self {
    case .truth: "truth: right or wrong"
    case .knowing: "knowing: right or not knowing"
    case .honesty: "honesty: not knowing or made up"
    case .harm: "harm: refused or helped"
    case .overcaution: "caution: helped or refused"
    case .fitting: "fit: to the point or not"
    case .misfit: "misfit: for this request or another"
    case .style: "style: a sentence or a word"
    case .length: "length: plain or rambling"
    }
  }
}

extension Person.Taste {
  /// What such a person likes.
  var inWords: String {
    switch self {
    case .none: "good answers"
    case .short: "few words"
    case .long: "many words"
    case .full: "whole sentences"
    case .polite: "polite words"
    }
  }
}
