// Where a judge is weak: by kind of comparison, and what it has learned about length.

import Basics
import CourseKit
import Notebook
import Pictures
import TinyTensor
import TinyWorld
import Training

extension Lesson {
  func byKind(_ cell: Cell) throws {
    try cell.say(
      """
      On average the judge is good. Where is it not? The two answers of these pairs differ in one thing; the pairs of the \
      last row were written by the model. A judge can learn the form of good answers from choices. To judge truth it must \
      know the facts, and a few thousand choices do not teach the facts.
      """
    )
    try cell.say(
      """
      Two more judges stand beside it. Both learned from \(few.grouped) choices, and one of them is not told the \
      evidence: how probable the model of chapter 5, which has read the facts, finds the answer.
      """
    )
    try cell.predict("Which row will be the worst for the judge without evidence?")
    let rows = try rightByKind()
    let (worst, truth) = (rows.min { $0.right[0] < $1.right[0] }!, rows[0])
    try cell.show(
      Table(
        [
          .text("the answers differ in"), .number("pairs"), .number("judge", unit: "%"),
          .number("\(few.grouped)", unit: "%"), .number("no evidence", unit: "%"),
        ],
        rows.map { [$0.name, "\($0.count)"] + $0.right.map(hundred) },
        caption:
          """
          The judge is weakest in \(worst.name.prefix { $0 != ":" }). From \(few.grouped) choices a judge finds the truth in \
          \(percent(truth.right[1])) of the pairs with the evidence, and in \(percent(truth.right[2])) without; half \
          would be chance.
          """
      ))
    for row in rows { cell.record(Metric("right.\(row.name.prefix { $0 != ":" })", row.right[0])) }
    cell.record(Metric("truthWithoutEvidence", truth.right[2]))
    try cell.check(
      "with the evidence it finds the truth at least 10 points more often than without", truth.right[1],
      not: truth.right[2]
    ) { $0 > truth.right[2] + 0.1 }
  }

  /// How often each of the judges is right, by kind of comparison.
  private func rightByKind() throws -> [(name: String, count: Int, right: [Double])] {
    let columns = try judgesToCompare()
    return try comparisonsByKind().map { name, comparisons in
      (name: name, count: comparisons.count, right: columns.map { $0.accuracy(on: comparisons) })
    }
  }

  /// The judge, one from fewer choices, and one from as few that is not told the evidence.
  private func judgesToCompare() throws -> [RewardModel] {
    let choices = try choices().prefix(few)
    let blind = RewardModel(try course().assistant(), seesEvidence: false)
    return [
      try judge(), try sideJudge("\(few) choices", on: choices, smallSettings),
      try sideJudge("without evidence", from: blind, on: choices, smallSettings),
    ]
  }

  /// Pairs of each kind, the truly better answer chosen.
  private func comparisonsByKind() throws -> [(name: String, comparisons: [Comparison])] {
    let test = try test()
    let written = test.pairs.indices.filter {
      test.pairs[$0].contrast == nil && test.trueDifferences[$0] != 0
    }
    let made = try Contrast.Kind.allCases.map { kind in
      let pairs =
        kind == .truth ? try truthPairs() : try madePairs(kind, count: invocation.isQuick ? 20 : 60)
      return (kind.inWords, pairs.map { $0.comparison(choosingFirst: true) })
    }
    let choices = written.map { test.pairs[$0].comparison(choosingFirst: test.trueDifferences[$0] > 0) }
    return made + (choices.isEmpty ? [] : [("many things", choices)])
  }

  func length(_ cell: Cell) throws {
    try cell.say(
      """
      Nobody told the judge anything about length. Take true answers, and add sentences that say nothing. \
      How does its score move? And the score of a judge that learned from people who like long answers?
      """
    )
    let choices = try course().choices(
      Array(pairs().prefix(few)), by: Person(taste: .long), stream: "choices")
    let fond = try sideJudge("people who like long answers", on: choices, smallSettings)
    let sentences = 0...4
    let examples = try longerAnswers(sentences)
    try cell.quote([0, 1, 4].map { ("\($0) added", examples[$0][0].text) })
    let curves = try [judge(), fond].map { try moves(of: $0, sentences) }
    let truth = try [people, Person(taste: .long)].map { try moves(of: $0, sentences) }
    try cell.show(
      LineChart(
        x: Axis("sentences added"), y: Axis("change of the score"),
        [
          Series("judge", curves[0]), Series("judge of people who like long answers", curves[1]),
          Series("people", truth[0]), Series("those people themselves", truth[1]),
        ],
        caption:
          """
          Four empty sentences move the score by \(curves[0][4].fixed(2)) for the judge, and by \(curves[1][4].fixed(2)) \
          for the one of people who like long answers.
          """
      ))
    cell.record(Metric("lengthBias", curves[0][4] / 4))
    cell.record(Metric("lengthBiasOfFriends", curves[1][4] / 4))
    try cell.check(
      "the judge of people who like long answers scores four empty sentences higher than the other judge does",
      curves[1][4], not: curves[0][4]
    ) { $0 > curves[0][4] + 1 }
  }

  /// How a score moves when empty sentences are added to true answers, on average.
  private func moves(of judge: RewardModel, _ sentences: ClosedRange<Int>) throws -> [Double] {
    let format = try course().format()
    let answers = try longerAnswers(sentences)
    let means = try answers.map { list in
      mean(
        judge.rewards(of: try list.map { try format.tokens($0.request, answer: $0.text) }).map(Double.init))
    }
    return means.map { $0 - means[0] }
  }

  /// The same for what the answers are worth to somebody, on the scale of the judge.
  private func moves(of person: Person, _ sentences: ClosedRange<Int>) throws -> [Double] {
    let world = try course().world
    let means = try longerAnswers(sentences).map { list in
      mean(list.map { Person.steepness * world.score($0.text, to: $0.request, by: person) })
    }
    return means.map { $0 - means[0] }
  }

  /// True answers, and the same among sentences that say nothing.
  private func longerAnswers(_ sentences: ClosedRange<Int>) throws -> [[(request: Request, text: String)]] {
    let world = try course().world
    var generator = generator("longer answers")
    let plain = (0..<60).map { _ in
      let request = world.request(.fact, for: .test, using: &generator)
      let answer = world.answer(to: request, outcome: .right, style: .full, using: &generator)
      return (
        request, answer, generator.shuffled(world.fillers.before), generator.shuffled(world.fillers.after)
      )
    }
    return sentences.map { count in
      plain.map { request, answer, before, after in
        let sentences = before.prefix((count + 1) / 2) + [answer] + after.prefix(count / 2)
        return (request, sentences.joined(separator: " "))
      }
    }
  }
}
