// Whose values? The model goes where the choices point: those that the learner made in chapter 6, or else those of a
// simulated person with one taste.

import Course
import Notebook
import TinyLM
import TinyTensor
import TinyWorld
import Training

extension Lesson {
  func yourTaste(_ cell: Cell) throws {
    let person = Person(taste: Person.Taste(rawValue: invocation.text("taste"))!)
    let count = invocation.isQuick ? 100 : 400
    try cell.say(
      """
      Whose taste is it? One person, who likes \(Self.words(for: person.taste)), made \(count) choices. With so few \
      there is a shorter way: DPO makes the chosen answers likelier, without a judge. It begins with the policy \
      of this chapter. A fifth of the choices is kept back, to see.
      """
    )
    let choices = try choices(of: person, count: count)
    let (kept, learned) = (Array(choices.prefix(count / 5)), Array(choices.dropFirst(count / 5)))
    let start = try run().model
    let model = try follow(learned, from: start)
    let shuffled = try follow(flipped(learned), from: start)
    let some = Array(try requests().prefix(300))
    let (before, after) = (try examine(start, some), try examine(model, some))
    let liked = try preference(of: person, for: after, over: before)
    let agreement = agreement(of: model, beside: start, with: kept)
    let (old, new) = (try example(before, after, person), after)
    try cell.show(
      SideBySide(
        about: before.answers[old].request.text,
        [(header: "before", text: before.answers[old].text), (header: "after", text: new.answers[old].text)],
        caption:
          "Words in an answer: \(before.words.fixed(1)) before, \(after.words.fixed(1)) after. Polite words in "
          + "\(percent(polite(before))) of the answers before, in \(percent(polite(after))) after."))
    try cell.show(
      ("choices learned from, kept back", "\(learned.count), \(kept.count)"),
      ("kept-back choices it now agrees with (half by chance)", percent(agreement)),
      ("its owner prefers the new answer, ties counted half", percent(liked)),
      ("gold, before and after", "\(before.gold.fixed(2)), \(after.gold.fixed(2))"))
    cell.record(Metric("tasteAgreement", agreement, better: .higher))
    cell.record(Metric("tastePreferred", liked, better: .higher))
    try cell.check(
      "it agrees with most of the choices that were kept back", model, not: shuffled
    ) { self.agreement(of: $0, beside: start, with: kept) > 0.6 }
    try cell.check("this person prefers the new answers", liked, not: 0.5) { $0 > 0.5 }
    try cell.say(
      """
      It cannot tell a good taste from a bad one. It gives more of what was chosen, whoever chose. That is why it \
      matters who the people are that a chat model learns from.
      """
    )
  }

  private static func words(for taste: Person.Taste) -> String {
    switch taste {
    case .none: "what is good"
    case .short: "few words"
    case .long: "many words"
    case .full: "whole sentences"
    case .polite: "polite words"
    }
  }

  /// What a person chose, of pairs that the model of chapter 5 wrote or that differ in one thing.
  private func choices(of person: Person, count: Int) throws -> [Comparison] {
    let pairs = try course().pairs(count, for: .training, contrasts: 0.3, stream: "pairs for one person")
    return try course().choices(pairs, by: person, stream: "choices of one person")
  }

  /// Choices by the throw of a coin: the control.
  private func flipped(_ choices: [Comparison]) -> [Comparison] {
    var generator = generator("coin")
    return choices.map { generator.below(2) == 0 ? $0 : $0.reversed }
  }

  private func follow(_ choices: [Comparison], from start: GPT) throws -> GPT {
    let settings = DirectPreferenceOptimizationSettings(epochs: 3, batch: 16, seed: invocation.seed)
    let stage = DirectPreferenceOptimization(start, settings, comparisons: choices)
    try stage.finish()
    return stage.model
  }

  /// In how many choices the chosen answer has gained more than the other one.
  private func agreement(of model: GPT, beside start: GPT, with choices: [Comparison]) -> Double {
    func gains(_ rows: [[MarkedToken]]) -> [Float] {
      let lengths = rows.map { row in row.count(where: \.isLearned) }
      return implicitRewards(
        logProbabilities: model.frozen().answerLogProbabilities(rows),
        reference: start.frozen().answerLogProbabilities(rows), lengths: lengths, beta: 1
      ).values
    }
    let (chosen, rejected) = (gains(choices.map(\.chosen)), gains(choices.map(\.rejected)))
    return mean(zip(chosen, rejected).map { $0 > $1 ? 1 : $0 == $1 ? 0.5 : 0 })
  }

  /// How often a person likes the new answer more; equal ones count half.
  private func preference(of person: Person, for new: Examination, over old: Examination) throws -> Double {
    let world = try course().world
    func score(_ answer: Examination.Answer) -> Double {
      world.score(answer.text, to: answer.request, isEnded: answer.isEnded, by: person)
    }
    return mean(
      zip(new.answers, old.answers).map {
        let (a, b) = (score($0), score($1))
        return a > b ? 1 : a == b ? 0.5 : 0
      })
  }

  /// The first answer that this person likes more than before.
  private func example(_ before: Examination, _ after: Examination, _ person: Person) throws -> Int {
    before.answers.indices.first {
      person.bonus(for: after.answers[$0].text, after.answers[$0].verdict)
        > person.bonus(for: before.answers[$0].text, before.answers[$0].verdict)
    } ?? 0
  }

  private func polite(_ examination: Examination) -> Double {
    mean(examination.answers.map { Person.isPolite($0.text) ? 1 : 0 })
  }
}
