// Frozen: what training changed and chatting does not. And what a weight is, one last time.

import Basics
import CourseKit
import Notebook
import Pictures
import TinyLM
import TinyTensor
import TinyWorld
import Training

extension Lesson {
  func frozen(_ cell: Cell) throws {
    let count = budget(100)
    try cell.say(
      """
      From now on the weights are **fixed**. Using a model reads them and never writes them: no chat teaches it anything. \
      Here are \(count) chats with the final model, its fingerprint before and after; and, as a control, one single \
      step of training.
      """
    )
    let warm = Sampling(temperature: 0.7)
    try cell.code()
    // cell: frozen
    let model = try final()
    let before = model.fingerprint
    let chats = try evaluate(model, requests(count: count), sampling: warm)
    let after = model.fingerprint
    // cell: end
    let learned = try oneStep(from: model).fingerprint
    try cell.show(
      ("before", hexadecimal(before)), ("after \(count) chats", hexadecimal(after)),
      ("after one step of training", hexadecimal(learned)),
      ("words that it said", "\(chats.answers.reduce(0) { $0 + $1.verdict.wordCount }.grouped)"))
    try cell.say(
      "What seems like memory in a chat is the conversation itself: it is given to the model again with each question."
    )
    try cell.check("\(count) chats have not changed a single bit of a weight", after, not: learned) {
      $0 == before
    }
  }

  /// The model after one more step of fine-tuning; the model itself stays as it is.
  private func oneStep(from model: GPT) throws -> GPT {
    let (course, format) = (try course(), try course().format())
    let stage = FineTuning(
      model, FineTuningSettings(epochs: 1, seed: invocation.seed),
      demonstrations: try course.demonstrations(32).filter(\.isLast).map {
        try format.tokens($0.request, answer: $0.answer)
      },
      replaying: try course.text().corpus)
    try stage.step()
    return stage.model
  }

  func weights(_ cell: Cell) throws {
    try cell.say(
      """
      A **weight** is a number that training adjusts so that what the model predicts comes closer to what really came. \
      Afterwards the numbers are the model: whoever writes them down, in order, can build it again.
      """
    )
    try cell.code()
    // cell: weights
    let model = try final()
    let numbers = model.parameters.flatMap { $0.tensor.values }
    func built(from numbers: [Float]) -> GPT {
      var rest = numbers[...]
      return GPT(model.configuration) { _, shape in
        let count = shape.reduce(1, *)
        defer { rest = rest.dropFirst(count) }
        return Tensor(Array(rest.prefix(count)), shape: shape)
      }
    }
    // cell: end
    try showOneWeight(cell)
    try cell.show(
      Histogram(
        "all weights of the final model", numbers, bins: 12, range: -0.6...0.6,
        caption: "\(numbers.count.grouped) numbers, most of them near 0: none means anything by itself."))
    let requests = try requests(count: 40)
    let said = { try self.evaluate($0, requests).answers.map(\.text) }
    let (answers, mixed) = (try said(model), generator("mixed weights"))
    var generator = mixed
    try cell.check(
      "built again from the row of numbers, it gives the same answers; from the same numbers in another order, not",
      built(from: numbers), not: built(from: generator.shuffled(numbers))
    ) { try said($0) == answers }
  }

  /// The weight of the middle block that training moved most, at each stage.
  private func showOneWeight(_ cell: Cell) throws {
    let stages = [
      ("base", try course().base()), ("sft", try course().assistant()), ("ppo", try course().policy()),
      ("final", try final()),
    ]
    let name = "transformer.h.\(stages[0].1.configuration.layers / 2).mlp.c_fc.weight"
    let values = stages.map { _, model in model.parameters.first { $0.name == name }!.tensor.values }
    let moved = values[0].indices.max {
      abs(values[3][$0] - values[0][$0]) < abs(values[3][$1] - values[0][$1])
    }!
    let changes = zip(stages, stages.dropFirst()).map { relativeChange(from: $0.1, to: $1.1) }
    try cell.show(
      Table(
        [.text("after stage"), .number("one weight"), .number("all weights moved by", unit: "%")],
        stages.indices.map { i in
          [stages[i].0, values[i][moved].fixed(4), i == 0 ? "-" : (100 * changes[i - 1]).fixed(1)]
        },
        caption: """
          Number \(moved.grouped) of \(name) is the one of that matrix that moved most after pre-training; the length of \
          all changes as one arrow, in percent of the length of all weights.
          """
      ))
    try cell.check(
      "fine-tuning has moved the weights; a copy has not", changes[0],
      not: relativeChange(from: stages[0].1, to: stages[0].1)
    ) {
      $0 > 0
    }
  }

  /// How far all weights have moved, as a share of their size.
  private func relativeChange(from old: GPT, to new: GPT) -> Double {
    var (moved, size) = (0.0, 0.0)
    for (before, after) in zip(old.parameters, new.parameters) {
      let difference = after.tensor.detached() - before.tensor.detached()
      moved += Double((difference * difference).sum().item)
      size += Double((before.tensor.detached() * before.tensor.detached()).sum().item)
    }
    return (moved / size).squareRoot()
  }
}

/// A fingerprint as people compare it.
func hexadecimal(_ number: UInt64) -> String {
  let digits = String(number, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
