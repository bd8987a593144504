// From one choice to a loss on two numbers, and from many choices to an order. Follows Bradley and Terry 1952.
// Leaves out the model: the scores are plain numbers here.

import Basics
import CourseKit
import Notebook
import Pictures
import TinyTensor
import TinyWorld
import Training

// cell: strengths
/// How often the first of two strengths wins: its share of both.
///
/// Strengths are above 0. Source: Bradley and Terry 1952.
func share(_ strength: Double, against other: Double) -> Double {
  strength / (strength + other)
}
// cell: end

// cell: by-hand
/// The chance that the first of two scores wins: the sigmoid of their
/// difference.
func chance(_ score: Double, over other: Double) -> Double {
  1 / (1 + PortableMath.exp(other - score))
}

/// The surprise at a choice, in nats, and its slope for the chosen score.
///
/// The slope for the other score is the same with the other sign.
func surprise(
  chosen: Double, rejected: Double
) -> (loss: Double, slope: Double) {
  let chance = chance(chosen, over: rejected)
  return (-PortableMath.log(chance), chance - 1)
}
// cell: end

extension Lesson {
  func byHand(_ cell: Cell) throws {
    try sayStrengths(cell)
    try cell.code()
    try showSteps(cell)
  }

  /// From strengths to the sigmoid of a difference.
  private func sayStrengths(_ cell: Cell) throws {
    try cell.say(
      """
      Give each answer a strength: one with strength 3 wins three of four times against one with strength 1. That is the \
      **Bradley-Terry model**.
      """
    )
    try cell.code("strengths")
    try cell.say(
      """
      A strength must stay above 0, so write it as e to the power of a **score**, which may be any number. Divide above \
      and below by the first strength, and only the difference of the scores is left, in a sigmoid. The loss is the \
      surprise at what was chosen, as in chapter 4.
      """
    )
  }

  private func showSteps(_ cell: Cell) throws {
    try cell.say(
      """
      Two scores, both 0 at first. Somebody chooses the first answer. Five steps downhill, each as long as the slope:
      """
    )
    try cell.predict("The steps get shorter and shorter. Why?")
    let steps = stepsByHand(6)
    try cell.show(
      Table(
        [
          .number("step"), .number("chosen"), .number("rejected"), .number("chance"),
          .number("loss", unit: "nats"), .number("slope"),
        ],
        steps.enumerated().map { number, step in
          ["\(number)"]
            + [step.chosen, step.rejected, step.chance, step.loss, step.slope].map { $0.fixed(3) }
        },
        caption:
          """
          The chosen score rises, the other one falls, and the loss falls from \(steps[0].loss.fixed(2)) to \
          \(steps[steps.count - 1].loss.fixed(2)) nats.
          """
      ))
    try cell.say("The library does the same with whole batches of scores:")
    try cell.code("bradley-terry", in: "Training/RewardModeling/RewardModeling.swift")
    try compareWithLibrary(steps, cell)
    let powers = steps.map { (PortableMath.exp($0.chosen), PortableMath.exp($0.rejected)) }
    try cell.check(
      "strengths that are powers of e give the same chances as the scores (the scores as strengths do not)",
      powers, not: steps.map { ($0.chosen, $0.rejected) }
    ) { strengths in
      zip(strengths, steps).allSatisfy { abs(share($0.0, against: $0.1) - $1.chance) < 1e-12 }
    }
  }

  private func compareWithLibrary(_ steps: [StepByHand], _ cell: Cell) throws {
    let hand = steps.map { [$0.loss, $0.slope] }
    let swapped = steps.map { step -> [Double] in
      let other = surprise(chosen: step.rejected, rejected: step.chosen)
      return [other.loss, other.slope]
    }
    let library = steps.map { libraryStep(chosen: $0.chosen, rejected: $0.rejected) }
    try cell.check("the library gives the same losses and slopes to a millionth", hand, not: swapped) {
      zip($0.joined(), library.joined()).allSatisfy { abs($0 - $1) < 1e-6 }
    }
  }

  private typealias StepByHand = (
    chosen: Double, rejected: Double, chance: Double, loss: Double, slope: Double
  )

  /// What the scores are before each step, and the loss there.
  private func stepsByHand(_ count: Int) -> [StepByHand] {
    var (chosen, rejected) = (0.0, 0.0)
    return (0..<count).map { _ in
      let (loss, slope) = surprise(chosen: chosen, rejected: rejected)
      defer { (chosen, rejected) = (chosen - slope, rejected + slope) }
      return (chosen, rejected, chance(chosen, over: rejected), loss, slope)
    }
  }

  private func libraryStep(chosen: Double, rejected: Double) -> [Double] {
    let (one, other) = (Tensor([Float(chosen)], requiresGradient: true), Tensor([Float(rejected)]))
    let loss = bradleyTerryLoss(chosen: one, rejected: other)
    loss.backward()
    return [Double(loss.item), Double(one.gradient!.values[0])]
  }

  func ranking(_ cell: Cell) throws {
    try cell.say(
      """
      Five answers to one request. Sixty people choose between each two of them; nobody gives points. Five \
      scores, all 0 at first, take steps downhill on the mean loss of all \
      choices.
      """
    )
    let (request, answers) = try fiveAnswers()
    let choices = try choices(between: answers, to: request)
    // cell: ranking
    let scores = Tensor([0, 0, 0, 0, 0], requiresGradient: true)
    let optimizer = SGD([scores], momentum: 0.9)
    for _ in 0..<200 {
      let loss = loss(of: scores, on: choices)
      loss.backward()
      optimizer.step(learningRate: 0.5)
      optimizer.clearGradients()
    }
    // cell: end
    try cell.code()
    let learned = scores.values.map(Double.init)
    try cell.quote(request.text, label: "request")
    try show(learned, of: answers, cell)
    let isInOrder = { (scores: [Double]) in zip(scores, scores.dropFirst()).allSatisfy { $0 > $1 } }
    try cell.check(
      "the scores learned from choices put the five in the true order", learned,
      not: [Double](repeating: 0, count: 5), isInOrder)
    let before = loss(of: scores, on: choices).item
    try cell.check(
      "with ten added to every score the loss is the same", scores + 10,
      not: scores + Tensor([10, 0, 0, 0, 0])
    ) {
      abs(loss(of: $0, on: choices).item - before) < 1e-4
    }
  }

  /// The learned scores beside the true points, both moved so that their mean is 0.
  private func show(_ learned: [Double], of answers: [(text: String, score: Double)], _ cell: Cell) throws {
    let truth = answers.map(\.score)
    let (meanScore, meanTruth) = (mean(learned), mean(truth))
    try cell.show(
      Table(
        [.text("answer"), .number("learned score"), .number("1.5 x points, moved")],
        answers.indices.map {
          [
            answers[$0].text, (learned[$0] - meanScore).fixed(2),
            (Person.steepness * (truth[$0] - meanTruth)).fixed(2),
          ]
        },
        caption:
          """
          The choices alone give back the order, and nearly the distances. Both columns are moved so that their \
          mean is 0: choices do not tell where zero is.
          """
      ))
  }

  /// The mean surprise of scores at choices, each given by the places of the chosen and of the other answer.
  private func loss(of scores: Tensor, on choices: [(chosen: Int, rejected: Int)]) -> Tensor {
    let column = scores.reshaped([scores.count, 1])
    return bradleyTerryLoss(
      chosen: column.rows(at: choices.map(\.chosen)).reshaped([choices.count]),
      rejected: column.rows(at: choices.map(\.rejected)).reshaped([choices.count]))
  }

  /// Five answers to one question about a fact, the best one first.
  private func fiveAnswers() throws -> (request: Request, answers: [(text: String, score: Double)]) {
    let world = try course().world
    var generator = generator("five answers")
    let request = world.request(.fact, for: .test, using: &generator)
    let wanted: [(Verdict.Outcome, AnswerStyle)] = [
      (.right, .full), (.right, .curt), (.right, .rambling), (.doesNotKnow, .curt), (.wrong, .full),
    ]
    let answers = wanted.map { outcome, style in
      let text = world.answer(to: request, outcome: outcome, style: style, using: &generator)
      return (text, world.goldVerdict(text, to: request).score)
    }
    return (request, answers.sorted { $0.1 > $1.1 })
  }

  private func choices(between answers: [(text: String, score: Double)], to request: Request) throws
    -> [(chosen: Int, rejected: Int)]
  {
    let world = try course().world
    var generator = generator("choices between five")
    var choices: [(chosen: Int, rejected: Int)] = []
    for first in answers.indices {
      for second in answers.indices where second > first {
        for _ in 0..<60 {
          let isFirst = world.prefersFirst(
            answers[first].text, answers[second].text, for: request, by: Person(), using: &generator)
          choices.append(isFirst ? (first, second) : (second, first))
        }
      }
    }
    return choices
  }
}
