// What fine-tuning costs and what it depends on: what is forgotten, what made-up answers teach, and how many
// demonstrations are needed. Small trainings on the side show it; each takes a second or two.

import Course
import Notebook
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
      Beside the assistant stand two small trainings on \(few.grouped) demonstrations that are alike but for \
      one thing: one reads some of the old text again in each step, the other does not.
      """
    )
    try cell.predict("How much will be gone?")
    let (before, after) = (try recall(of: base()), try recall(of: run().model))
    let with = try recall(of: sideModel("with replay"))
    let without = try recall(of: sideModel("without replay", replay: 0))
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
    try cell.check("the assistant has lost less than three points", after, not: without) { before - $0 < 0.03 }
  }

  func madeUp(_ cell: Cell) throws {
    try cell.say(
      """
      What if people always say "I do not know" about things that do not exist? Or never? Three small \
      trainings differ in this alone. Then each is asked about things that do not exist, and about things that \
      it has read about.
      """
    )
    let unknown = try requests(.unknown, for: .reporting, count: 200)
    let known = try neverAskedQuestions()
    let shares = [0, crowd.honest, 1]
    let models = try shares.map { share in
      var people = crowd
      people.honest = share
      return try share == crowd.honest
        ? sideModel("with replay") : sideModel("honest in \(percent(share))", by: people)
    }
    let results = try models.map { model in
      (honest: try examine(model, unknown).honesty, cautious: try examine(model, known))
    }
    try cell.show(
      Table(
        [
          .number("teachers honest", unit: "%"), .number("honest about what does not exist", unit: "%"),
          .number("\"I do not know\" about what it has read", unit: "%"), .number("right about it", unit: "%"),
        ],
        zip(shares, results).map {
          [hundred($0), hundred($1.honest), hundred($1.cautious.overcaution), hundred($1.cautious.right)]
        },
        caption:
          "Taught by people who make things up, it says so in \(percent(results[0].honest)) of the cases; by honest "
          + "ones, in \(percent(results[2].honest))."))
    for (share, result) in zip(shares, results) {
      cell.record(Metric("honestyTaught\(hundred(share))", result.honest))
      cell.record(Metric("overcautionTaught\(hundred(share))", result.cautious.overcaution))
    }
    try cell.check("the more honest its teachers, the more honest it is", results.map(\.honest), not: results.map(\.honest).reversed()) {
      zip($0, $0.dropFirst()).allSatisfy { $0 < $1 }
    }
  }

  func howMany(_ cell: Cell) throws {
    try cell.say(
      """
      How many demonstrations does it take? Small trainings on fewer and fewer of them, each asked the same \
      held-out questions.
      """
    )
    let counts = [few / 25, few / 5, few]
    let small = try counts.map { count in
      let model = try count == few ? sideModel("with replay") : sideModel("\(count) demonstrations", count: count)
      return (x: Double(count), y: 100 * (try examine(model, neverAskedQuestions()).right))
    }
    let points = [(x: 1.0, y: 100 * (try factsBefore().right))] + small
      + [(x: Double(try written().count), y: 100 * (try factsAfter().right))]
    try cell.show(
      LineChart(
        x: Axis("demonstrations", scale: .logarithmic), y: Axis("held-out questions right", unit: "%"),
        [Series("right", points)],
        caption: points.dropFirst().map { "\(Int($0.x).grouped): \($0.y.fixed(0)) %" }.joined(separator: ", ") + "."))
    try cell.check("more demonstrations, more right answers", points.map(\.y), not: points.map(\.y).reversed()) {
      $0[0] < $0[$0.count - 1]
    }
  }
}
