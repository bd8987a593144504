// What fine-tuning costs and what it depends on: what is forgotten, what made-up answers teach, and how many
// demonstrations are needed. Small trainings on the side show it; each takes a second or two.

import Basics
import CourseKit
import Notebook
import Pictures
import TinyLM
import TinyTensor
import TinyWorld
import Training

extension Lesson {
  /// The share of facts that a model recalls in plain text.
  private func recall(of model: GPT) throws -> Double {
    let world = try course().world
    let prompts = world.recallPrompts.enumerated().filter { !invocation.isQuick || $0.offset % 4 == 0 }
    return try FactRecall(of: model, tokenizer: course().tokenizer(), prompts: prompts.map(\.element)).share()
  }

  func forgetting(_ cell: Cell) throws {
    try cell.say(
      """
      Every step moves weights that hold what was read. Does it still know it, in plain text, as in chapter 4? \
      Next to the assistant there are two small trainings on \(few.grouped) conversations that are alike but for \
      one thing. One reads some of the old text again in each step, the other does not.
      """
    )
    try cell.predict("How much will be gone?")
    let (before, after, with, without) = try recalls()
    try cell.show(
      BarChart(
        "facts recalled in plain text (%)",
        [
          ("before", 100 * before), ("the assistant", 100 * after), ("small, with replay", 100 * with),
          ("small, without replay", 100 * without),
        ], digits: 1,
        caption:
          """
          The assistant recalls \((100 * (before - after)).fixed(1)) points less than before; the small training \
          without replay lost \((100 * (before - without)).fixed(1)).
          """
      ))
    cell.record(Metric("recallBefore", before, better: .higher))
    cell.record(Metric("recallAfter", after, better: .higher))
    cell.record(Metric("recallWithReplay", with, better: .higher))
    cell.record(Metric("recallWithoutReplay", without, better: .higher))
    guard !invocation.isQuick else { return }  // who has hardly read has nothing to forget
    try cell.normal(
      "points of recall that the assistant has lost", 100 * (before - after), in: -1...3, digits: 1,
      ifNot: "more replay, or a lower learningRate")
    try cell.check("the assistant has lost less than three points", after, not: without) {
      before - $0 < 0.03
    }
    try cell.check("of two that are alike, the one that reads again forgets less", with, not: without) {
      $0 > without
    }
  }

  /// What is recalled before and after, and after two small trainings, with the old text and without it.
  private func recalls() throws -> (before: Double, after: Double, with: Double, without: Double) {
    let (before, after) = (try recall(of: base()), try recall(of: run().model))
    var settings = smallSettings
    let with = try recall(of: smallAssistant())
    settings.replay = 0
    let without = try recall(of: sideModel("without replay", on: demonstrations(few), settings))
    return (before, after, with, without)
  }

  func madeUp(_ cell: Cell) throws {
    try cell.say(
      """
      What should it say about things that nobody can know? It cannot look them up, only copy what people did. Two \
      groups of people go on teaching the assistant. One always names something that sounds right, the other \
      always says "I do not know". All else is alike.
      """
    )
    try cell.predict("What will the second group's pupil say about things that do exist?")
    let unknown = try requests(.unknown, count: budget(200))
    let known = try neverAskedQuestions()
    let results = try [0, crowd.honest, 1].map { share in
      let model = try pupil(ofPeopleHonestIn: share)
      return (
        share: share, honest: try evaluate(model, unknown).honesty, known: try evaluate(model, known)
      )
    }
    try showHonesty(results, cell)
    for (name, result) in zip(["MadeUp", "", "Honest"], results) {
      cell.record(Metric("honesty\(name)", result.honest))
      cell.record(Metric("overcaution\(name)", result.known.overcaution))
    }
    try cell.check(
      "the more honest its teachers, the more honest it is", results.map(\.honest),
      not: results.map(\.honest).reversed()
    ) { $0[0] < $0[2] }
    try cell.check(
      "honesty has a price: it also gives up more often on what it knows",
      results.map(\.known.overcaution), not: results.map(\.known.overcaution).reversed()
    ) { $0[0] < $0[2] }
  }

  /// What three pupils say of what nobody can know, and of what they know.
  private func showHonesty(
    _ results: [(share: Double, honest: Double, known: Evaluation)], _ cell: Cell
  ) throws {
    try cell.show(
      LineChart(
        x: Axis("honest", unit: "%"), y: Axis("over-cautious", unit: "%"),
        [Series("the three", results.map { (x: 100 * $0.honest, y: 100 * $0.known.overcaution) })], height: 8,
        caption:
          "To the right: it says that it does not know what nobody can know. Upwards: it says so of what it knows."
      ))
    try cell.show(
      Table(
        [
          .text("taught by people who are honest in"), .number("honest", unit: "%"),
          .number("over-cautious", unit: "%"), .number("right", unit: "%"),
        ],
        results.map {
          [percent($0.share), hundred($0.honest), hundred($0.known.overcaution), hundred($0.known.right)]
        },
        caption:
          """
          Made-up answers teach it to sound sure of what it cannot know; honest ones teach it to say so, and in \
          \(percent(results[2].known.overcaution)) of the cases also where it could have answered.
          """
      ))
  }

  /// The assistant after more lessons; of people like those of the knobs, as it is.
  private func pupil(ofPeopleHonestIn share: Double) throws -> GPT {
    guard share != crowd.honest else { return try run().model }
    var people = crowd
    people.honest = share
    var settings = smallSettings
    settings.learningRate /= 2  // it is to change its mind about one thing only
    return try sideModel(
      "honest in \(percent(share))", from: run().model, on: course().demonstrations(few, by: people), settings
    )
  }

  /// Demonstrations of the people of the knobs.
  private func demonstrations(_ count: Int) throws -> [Demonstration] {
    try course().demonstrations(count, by: crowd)
  }

  /// A small training like the large one.
  private func smallAssistant() throws -> GPT {
    try sideModel("\(few) demonstrations", on: demonstrations(few), smallSettings)
  }

  func howMany(_ cell: Cell) throws {
    try cell.say(
      """
      How many demonstrations does it take? We train on fewer and fewer conversations, and ask each of these \
      models the same held-out questions.
      """
    )
    let small = try [few / 20, few / 4, few].map { count in
      let model = try sideModel("\(count) demonstrations", on: demonstrations(count), smallSettings)
      return (x: Double(count), y: 100 * (try evaluate(model, neverAskedQuestions()).right))
    }
    let points =
      [(x: 1.0, y: 100 * (try factsBefore().right))] + small
      + [(x: Double(invocation.integer("demonstrations")), y: 100 * (try factsAfter().right))]
    try cell.show(
      LineChart(
        x: Axis("conversations", scale: .logarithmic), y: Axis("held-out questions right", unit: "%"),
        [Series("right", points)],
        caption: points.dropFirst().map { "\(Int($0.x).grouped): \($0.y.fixed(0)) %" }.joined(separator: ", ")
          + "."))
    try cell.check(
      "more demonstrations, more right answers", points.map(\.y), not: points.map(\.y).reversed()
    ) {
      $0[0] < $0[$0.count - 1]
    }
  }
}
