// Whose values? The model goes where the choices point: those that the learner made in chapter 6, or else those of a
// simulated person with one taste.

import Basics
import CourseKit
import Notebook
import Pictures
import TinyTensor
import TinyWorld
import Training

/// Somebody who chose.
private struct Owner {
  /// As the page calls them: "you", or "this person".
  let name: String
  /// What is known of them.
  let description: String
  /// What they chose.
  let choices: [Comparison]
  /// How they choose, if that is known; nobody knows it of the learner.
  let person: Person?
}

extension Lesson {
  func yourTaste(_ cell: Cell) throws {
    let owner = try owner()
    let kept = owner.choices.indices.filter { $0 % 5 == 0 }.map { owner.choices[$0] }
    let learned = owner.choices.indices.filter { $0 % 5 != 0 }.map { owner.choices[$0] }
    try cell.say(
      """
      Whose taste is it? The judge has learned from everybody. Now it learns a little more, from \
      \(learned.count) choices of \(owner.description) alone; \(kept.count) others are kept back. Then two small \
      trainings from one start: one with the judge of all, one with that of one.
      """
    )
    let plan = try course().tasteModeling(learned)
    let judge = try RewardModel(assistant(), course().trained(plan).checkpoint)
    let (before, after) = try answersOfBoth(judge, plan.key)
    let liking = try likings(of: owner, judge)
    try showDifference(before, after, cell)
    let (predicted, predictedNow) = (try self.judge().accuracy(on: kept), judge.accuracy(on: kept))
    let liked = preference(liking(before), liking(after))
    try cell.show(
      ("choices kept back, predicted by the judge of all", percent(predicted)),
      ("choices kept back, predicted by the judge of one", percent(predictedNow)),
      ("\(owner.name) preferred the second training's answer", percent(liked)),
      ("words in an answer", "\(before.words.fixed(1)) and \(after.words.fixed(1))"),
      ("gold", "\(before.gold.fixed(2)) and \(after.gold.fixed(2))"))
    cell.record(Metric("tasteAgreementBefore", predicted))
    cell.record(Metric("tasteAgreementAfter", predictedNow, better: .higher))
    cell.record(Metric("tastePreferred", liked, better: .higher))
    try cell.check(
      "the answers of the second training are preferred", after, not: before,
      advice: "Make more choices: swift run chapter6-reward-model --label"
    ) { preference(liking(before), liking($0)) > 0.52 }
    try cell.say(
      """
      The loop cannot tell a good taste from a bad one. It gives more of what was chosen, whoever chose. That is \
      why it matters who the people are that a chat model learns from.
      """
    )
  }

  /// The answers after each of the two trainings: with the judge of all, and with that of one.
  private func answersOfBoth(_ judge: RewardModel, _ key: String) throws -> (Evaluation, Evaluation) {
    let all = try leashed(0.05)
    let own = try sideRun(smallSettings(klWeight: 0.05), by: (judge, key))
    return (try evaluateSampled(all.model, requests()), try evaluateSampled(own.model, requests()))
  }

  /// The learner, if there are enough choices; else a simulated person with the taste of the knob.
  private func owner() throws -> Owner {
    let course = try course()
    let own = try course.ownChoices()
    guard own.count < LabelFile.enough else {
      return Owner(name: "you", description: "you", choices: own, person: nil)
    }
    let person = Person(taste: Person.Taste(rawValue: invocation.text("taste"))!)
    let pairs = course.pairsToLabel()
    let some = try (0..<(invocation.isQuick ? 40 : 200)).map { try pairs($0) }
    let likes: [Person.Taste: String] = [
      .short: "few words", .long: "many words", .full: "whole sentences", .polite: "polite words",
    ]
    return Owner(
      name: "this person", description: "a person who likes \(likes[person.taste] ?? "what is good")",
      choices: course.choices(some, by: person, stream: "choices of one person"), person: person)
  }

  /// How much the answers of an evaluation are liked: by the person, or, for the learner, by the learner's judge.
  private func likings(of owner: Owner, _ judge: RewardModel) throws -> (Evaluation) -> [Double] {
    let world = try course().world
    guard let person = owner.person else {
      return { [self] in ((try? judge.rewards(of: conversations($0))) ?? []).map(Double.init) }
    }
    return { evaluation in
      evaluation.answers.map { world.score($0.text, to: $0.request, isEnded: $0.isEnded, by: person) }
    }
  }

  /// How often the new answer is liked more; equal ones count half.
  private func preference(_ old: [Double], _ new: [Double]) -> Double {
    mean(zip(old, new).map { $0 < $1 ? 1 : $0 == $1 ? 0.5 : 0 })
  }

  /// The first request that both answer well, in other words.
  private func showDifference(_ before: Evaluation, _ after: Evaluation, _ cell: Cell) throws {
    let place = after.answers.indices.first {
      before.answers[$0].verdict.isGood && after.answers[$0].verdict.isGood
        && before.answers[$0].text != after.answers[$0].text
    }
    guard let place else { return }
    let (old, new) = (before.answers[place], after.answers[place])
    try cell.show(
      SideBySide(
        about: old.request.text,
        [(header: "the judge of all", text: old.text), (header: "the judge of one", text: new.text)],
        caption: "\(old.verdict.wordCount) words and \(new.verdict.wordCount)."))
  }
}
