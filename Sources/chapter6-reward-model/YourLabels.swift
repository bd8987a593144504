// The learner's own choices: made with `--label`, and what a judge learns from them.

import Course
import Notebook
import TinyLM
import TinyTensor
import TinyWorld
import Training

extension Lesson {
  /// Asks the learner, instead of showing the page.
  func label() throws -> ExitCode {
    guard invocation.allowsInput else {
      throw Failure(
        "--label asks for choices, and --no-input forbids it", hint: "Leave one of them out",
        code: .wrongUsage)
    }
    let interruption = Interruption(keyboardOnly: true)
    let input = LineInput(interruption: interruption)
    let pairs = try course().pairsToLabel()
    var labelling = Labelling(
      try course().labels(), pairs: { try pairs($0) }, read: input.next, width: invocation.width)
    return try labelling.run() ? .interrupted : .success
  }

  func yourLabels(_ cell: Cell) throws {
    let yours = try course().labels()
    let isEnough = yours.choiceCount >= Labelling.enough
    try cell.say(
      """
      The judge has learned what people like on average. A few choices of one person can turn it to that person's taste: \
      the training goes on, from where it stopped, with these choices alone. Each choice is foretold by a judge \
      that learned from the others of them only.
      """
    )
    if isEnough {
      try cell.say("You have made \(yours.choiceCount) choices. Beside them stands a simulated person.")
    } else {
      try cell.say(
        """
        You have made \(yours.choiceCount == 0 ? "no" : "\(yours.choiceCount)") choices yet. Make at least \
        \(Labelling.enough): swift run chapter6-reward-model --label. Until then there is a simulated person \
        alone, who likes few words.
        """
      )
    }
    var rows = [("somebody who likes few words", try choicesOfOne(.short))]
    if isEnough { rows.append(("you", try course().ownChoices())) }
    let results = try rows.map { name, choices in
      (
        name: name, count: choices.count, before: try judge().accuracy(on: choices),
        after: try crossValidated(choices, name)
      )
    }
    try cell.show(
      Table(
        [
          .text("who chose"), .number("choices"), .number("foretold by the judge of all", unit: "%"),
          .number("after learning from theirs", unit: "%"),
        ], results.map { [$0.name, "\($0.count)", hundred($0.before), hundred($0.after)] },
        caption:
          """
          For \(results[0].name) the judge of all foretells \(percent(results[0].before)) of the choices, and \
          \(percent(results[0].after)) after learning from the others of them.
          """
      ))
    cell.record(Metric("ownAgreementBefore", results[0].before))
    cell.record(Metric("ownAgreementAfter", results[0].after, better: .higher))
    if isEnough {
      cell.record(Metric("yourAgreementBefore", results[1].before))
      cell.record(Metric("yourAgreementAfter", results[1].after, better: .higher))
    }
    try cell.check(
      "it foretells the choices of this person better than before", results[0].after, not: results[0].before
    ) { $0 > results[0].before }
  }

  /// What a simulated person says to the pairs that the learner would be asked about.
  private func choicesOfOne(_ taste: Person.Taste) throws -> [Comparison] {
    let pairs = try course().pairsToLabel()
    let some = try (0..<60).map { try pairs($0) }
    return try course().choices(some, by: Person(taste: taste), stream: "choices of one")
  }

  /// The share of choices that are foretold by a judge that has learned from all choices but a fifth, this one among it.
  private func crossValidated(_ choices: [Comparison], _ name: String) throws -> Double {
    var settings = RewardModelingSettings(invocation)
    (settings.epochs, settings.batch) = (4, 8)
    let right = try (0..<5).map { fold in
      let others = choices.indices.filter { $0 % 5 != fold }.map { choices[$0] }
      let held = choices.indices.filter { $0 % 5 == fold }.map { choices[$0] }
      let judge = try sideJudge("\(name), part \(fold + 1) of 5", from: judge(), on: others, settings)
      return judge.accuracy(on: held) * Double(held.count)
    }
    return right.reduce(0, +) / Double(choices.count)
  }
}
