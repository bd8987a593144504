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
    let choices = try choices(of: person)
    let (kept, learned) = (
      Array(choices.prefix(choices.count / 5)), Array(choices.dropFirst(choices.count / 5))
    )
    try cell.say(
      """
      Whose taste is it? Another judge, who learned from one person: \(learned.count) choices by somebody who \
      likes \(Self.words(for: person.taste)) beside what is good. \(kept.count) more are kept back. Then the same \
      loop as before, from the same start.
      """
    )
    let judge = try judge(of: learned)
    let model = try sideRun("taste-\(person.taste.rawValue)", smallSettings(klWeight: 0.05), by: judge).model
    let (before, after) = (try before(), try examine(model, requests()))
    try showExample(before, after, person, cell)
    let opposite = Person(taste: person.taste == .short ? .long : .short)
    let liked = try preference(of: person, for: after, over: before)
    try cell.show(
      ("kept-back choices that this judge agrees with", percent(judge.accuracy(on: kept))),
      ("of two answers this person prefers the new one", percent(liked)),
      (
        "somebody who likes \(Self.words(for: opposite.taste))",
        percent(try preference(of: opposite, for: after, over: before))
      ),
      ("words in an answer, before and after", "\(before.words.fixed(1)), \(after.words.fixed(1))"),
      ("gold, before and after", "\(before.gold.fixed(2)), \(after.gold.fixed(2))"))
    cell.record(Metric("tasteAgreement", judge.accuracy(on: kept), better: .higher))
    cell.record(Metric("tastePreferred", liked, better: .higher))
    try cell.check("this person prefers the new answers", after, not: before) {
      try preference(of: person, for: $0, over: before) > 0.55
    }
    try cell.say(
      """
      It cannot tell a good taste from a bad one. It gives more of what was chosen, whoever chose. That is why it \
      matters who the people are that a chat model learns from.
      """
    )
  }

  private static func words(for taste: Person.Taste) -> String {
    switch taste {
    case .none: "nothing else"
    case .short: "few words"
    case .long: "many words"
    case .full: "whole sentences"
    case .polite: "polite words"
    }
  }

  /// What a person chose, of pairs that the model of chapter 5 wrote or that differ in one thing.
  private func choices(of person: Person) throws -> [Comparison] {
    let count = invocation.isQuick ? 100 : 600
    let pairs = try course().pairs(count, for: .training, contrasts: 0.3, stream: "pairs for one person")
    return try course().choices(pairs, by: person, stream: "choices of one person")
  }

  /// A reward model that learned from these choices alone.
  private func judge(of choices: [Comparison]) throws -> RewardModel {
    var settings = RewardModelingSettings(seed: invocation.seed)
    settings.epochs = 2
    let stage = try course().rewardModeling(settings, on: choices)
    try stage.finish()
    return stage.judge
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

  /// The first question whose answer has more of what this person likes than before.
  private func showExample(_ before: Examination, _ after: Examination, _ person: Person, _ cell: Cell) throws
  {
    func bonus(_ answer: Examination.Answer) -> Double { person.bonus(for: answer.text, answer.verdict) }
    let place = after.answers.indices.first {
      after.answers[$0].verdict.isGood && bonus(after.answers[$0]) > bonus(before.answers[$0])
    }
    guard let place else { return }
    let (old, new) = (before.answers[place], after.answers[place])
    try cell.show(
      SideBySide(
        about: old.request.text, [(header: "before", text: old.text), (header: "after", text: new.text)],
        caption: "\(old.verdict.wordCount) words before, \(new.verdict.wordCount) after."))
  }
}
