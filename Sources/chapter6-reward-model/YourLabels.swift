// The learner's own choices: made with `--label`, and what a judge learns from them.

import Basics
import CommandLineKit
import CourseKit
import Notebook
import Pictures
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
      try course().labels(), pairs: { try pairs($0) },
      read: {
        let arrival = input.next()
        // What comes through a pipe does not stand on the screen by itself.
        if case .line(let line) = arrival, !LineInput.isTerminal { Console.write(line + "\n") }
        return arrival
      }, width: invocation.width)
    return try labelling.run() ? .interrupted : .success
  }

  func yourLabels(_ cell: Cell) throws {
    let yours = try course().labels()
    let taste: Person.Taste = people.taste == .short ? .long : .short
    let isEnough = yours.choiceCount >= LabelFile.enough
    try cell.say(
      """
      The judge has learned what people like on average. A few choices of one person can pull it towards that person's taste: \
      the training goes on, from where it stopped, with these choices alone. The test is fair: four fifths of the choices \
      are learned, and the last fifth is predicted; then the next fifth, and so on.
      """
    )
    if isEnough {
      try cell.say("You have made \(yours.choiceCount) choices. Beside them stands a simulated person.")
    } else {
      try cell.say(
        """
        You have made \(yours.choiceCount) choices so far. Make at least \
        \(LabelFile.enough): swift run chapter6-reward-model --label. Until then there is a simulated person \
        alone, who likes \(taste.inWords).
        """
      )
    }
    var rows = [("somebody who likes \(taste.inWords)", try choicesOfOne(taste))]
    if isEnough { rows.append(("you", try course().ownChoices())) }
    let results = try predictions(of: rows)
    try show(results, cell)
    let folds = Fold.five(of: results[0].count)
    try cell.check(
      "no judge is asked about a choice that it learned from", folds,
      not: folds.map { Fold(learned: $0.learned + $0.held.prefix(1), held: $0.held) }
    ) { $0.allSatisfy { Set($0.learned).isDisjoint(with: $0.held) } }
    guard !invocation.isQuick else { return }
    try cell.check(
      "after learning from their choices it predicts those of this person better", results[0].after,
      not: results[0].before
    ) { $0 > results[0].before }
  }

  private typealias Prediction = (name: String, count: Int, before: Double, after: Double)

  /// The share of each one's choices that is predicted before learning from the others of them, and after it.
  private func predictions(of rows: [(String, [Comparison])]) throws -> [Prediction] {
    try rows.map { name, choices in
      (
        name: name, count: choices.count, before: try judge().accuracy(on: choices),
        after: try crossValidated(choices, name)
      )
    }
  }

  /// Shows the simulated person, and below it the learner if there are enough choices.
  private func show(_ results: [Prediction], _ cell: Cell) throws {
    try cell.show(
      Table(
        [
          .text("who chose"), .number("choices"), .number("predicted before", unit: "%"),
          .number("after", unit: "%"),
        ], results.map { [$0.name, "\($0.count)", hundred($0.before), hundred($0.after)] },
        caption:
          """
          For \(results[0].name) the judge of all predicts \(percent(results[0].before)) of the choices, and \
          \(percent(results[0].after)) after learning from the others of them.
          """
      ))
    cell.record(Metric("ownAgreementBefore", results[0].before))
    cell.record(Metric("ownAgreementAfter", results[0].after, better: .higher))
    if results.count > 1 {
      cell.record(Metric("yourAgreementBefore", results[1].before))
      cell.record(Metric("yourAgreementAfter", results[1].after, better: .higher))
    }
  }

  /// What a simulated person says to the pairs that the learner would be asked about.
  private func choicesOfOne(_ taste: Person.Taste) throws -> [Comparison] {
    let pairs = try course().pairsToLabel()
    let some = try (0..<300).map { try pairs($0) }
    return try course().choices(some, by: Person(taste: taste), stream: "choices of one")
  }

  /// The share of choices that are predicted by a judge that has learned from four fifths of all, this one not among them.
  private func crossValidated(_ choices: [Comparison], _ name: String) throws -> Double {
    var settings = RewardModelingSettings(invocation)
    (settings.epochs, settings.batch) = (2, 8)  // so few choices make many small steps
    settings.learningRate /= 2
    let right = try Fold.five(of: choices.count).enumerated().map { number, fold in
      let judge = try sideJudge(
        "\(name), part \(number + 1) of 5", from: judge(), on: fold.learned.map { choices[$0] }, settings)
      return judge.accuracy(on: fold.held.map { choices[$0] }) * Double(fold.held.count)
    }
    return right.reduce(0, +) / Double(choices.count)
  }
}

/// One turn of cross-validation: the places of what is learned, and of what is kept back.
private struct Fold {
  let learned: [Int]
  let held: [Int]

  /// Five turns; every place is kept back in one of them.
  static func five(of count: Int) -> [Fold] {
    (0..<5).map { fold in
      Fold(
        learned: (0..<count).filter { $0 % 5 != fold }, held: (0..<count).filter { $0 % 5 == fold })
    }
  }
}
