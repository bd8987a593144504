// Where the judge is weak: by kind of comparison, and what it has learned about length.

import Course
import Notebook
import TinyLM
import TinyTensor
import TinyWorld
import Training

extension Lesson {
  func byKind(_ cell: Cell) throws {
    try cell.say(
      """
      On average it is good. Where is it not? The made pairs differ in one thing each; take them apart by that thing. The \
      last row are pairs that the model wrote.
      """
    )
    try cell.predict("Which will be the hardest kind for a judge of this size, and why?")
    let (test, differences) = (try test(), try differences())
    let kinds = Contrast.Kind.allCases.map(Optional.some) + [nil]
    let rows = kinds.compactMap { kind -> (kind: Contrast.Kind?, count: Int, right: Double)? in
      let count = test.pairs.indices.count {
        test.pairs[$0].contrast == kind && test.trueDifferences[$0] != 0
      }
      return count == 0
        ? nil : (kind, count, test.trueAccuracy(differences) { $0.contrast == kind })
    }
    try cell.show(
      Table(
        [.text("the answers differ in"), .number("pairs"), .number("right", unit: "%")],
        rows.map { [$0.kind?.inWords ?? "many things: written by the model", "\($0.count)", hundred($0.right)] },
        caption:
          "Hardest is \((rows.min { $0.right < $1.right }?.kind?.inWords) ?? "what the model wrote itself")."))
    try truthWithoutEvidence(cell)
  }

  /// Two judges from the same few choices, one of which is not told what the model of chapter 5 finds likely.
  private func truthWithoutEvidence(_ cell: Cell) throws {
    try cell.say(
      """
      A judge can learn the form of good answers from choices alone. To judge truth it must know the facts, and a few \
      thousand choices do not teach the facts. Here are two judges from the same \(few.grouped) choices, one with the \
      evidence and one without, on \(try truthPairs().count) pairs that differ in truth alone.
      """
    )
    let (pairs, choices) = (try truthPairs(), try choices().prefix(few))
    let seeing = try sideJudge("\(few) choices", on: choices, smallSettings)
    let blind = try sideJudge(
      "without evidence", from: RewardModel(course().assistant(), seesEvidence: false), on: choices,
      smallSettings)
    let right = { (judge: RewardModel) in
      judge.accuracy(on: pairs.map { $0.comparison(choosingFirst: true) })
    }
    let (all, with, without) = (right(try judge()), right(seeing), right(blind))
    try cell.show(
      BarChart(
        "of two answers, the true one found (%)",
        [
          ("without evidence", 100 * without), ("with evidence", 100 * with),
          ("all choices, with evidence", 100 * all),
        ], digits: 0,
        caption:
          """
          Without the evidence it tells true from false in \(percent(without)) of the pairs, with it in \
          \(percent(with)).
          """
      ))
    cell.record(Metric("truthAccuracy", all, better: .higher))
    cell.record(Metric("truthWithoutEvidence", without))
    try cell.check("with the evidence it finds the truth more often than without", with, not: without) {
      $0 > without
    }
  }

  func length(_ cell: Cell) throws {
    try cell.say(
      """
      Nobody told the judge anything about length. Take true answers, and add sentences that say nothing. \
      How does its score move? And the score of a judge that learned from people who like long answers?
      """
    )
    try cell.quote(try course().world.fillers[0], label: "for example")
    let choices = try choices(Array(pairs().prefix(few)), by: Person(taste: .long))
    let fond = try sideJudge("people who like long answers", on: choices, smallSettings)
    let sentences = 0...4
    let curves = try [judge(), fond].map { try moves(of: $0, sentences) }
    let truth = try [people, Person(taste: .long)].map { try moves(of: $0, sentences) }
    try cell.show(
      LineChart(
        x: Axis("sentences added"), y: Axis("change of the score"),
        [
          Series("judge", curves[0]), Series("judge of long answers' friends", curves[1]),
          Series("people", truth[0]), Series("friends of long answers", truth[1]),
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
      "who learned from friends of long answers likes empty sentences better than the other judge does",
      curves[1][4], not: curves[0][4]
    ) { $0 > curves[0][4] + 1 }
  }

  /// How a score moves when empty sentences are added to true answers, on average.
  private func moves(of judge: RewardModel, _ sentences: ClosedRange<Int>) throws -> [Double] {
    let format = try course().format()
    let answers = try longerAnswers(sentences)
    let means = try answers.map { list in
      mean(
        judge.values(of: try list.map { try format.tokens($0.request, answer: $0.text) }).map(Double.init))
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

  /// True answers, and the same with sentences after them that say nothing.
  private func longerAnswers(_ sentences: ClosedRange<Int>) throws -> [[(request: Request, text: String)]] {
    let world = try course().world
    var generator = generator("longer answers")
    let plain = (0..<60).map { _ in
      let request = world.request(.fact, for: .reporting, using: &generator)
      let answer = world.answer(to: request, outcome: .right, style: .full, using: &generator)
      return (request, answer, generator.shuffled(world.fillers))
    }
    return sentences.map { count in
      plain.map { ($0.0, ([$0.1] + $0.2.prefix(count)).joined(separator: " ")) }
    }
  }
}
