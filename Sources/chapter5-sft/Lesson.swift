// What the cells share: the models before and after, the demonstrations, and the questions of the evaluation. Each
// is made when a cell first asks for it.

import Basics
import ChatWindow
import CommandLineKit
import CourseKit
import Foundation
import Notebook
import TinyLM
import TinyTensor
import TinyWorld
import Training

/// The lesson of one start of the program.
final class Lesson: CourseLesson {
  let page: Page

  /// The world and the chain of models.
  lazy var course = Later { [unowned self] in try Course(page) }
  /// The model that completes text.
  lazy var base = Later { [unowned self] in try course().base() }
  /// The people whose answers it learns from.
  var crowd: Demonstrators { Demonstrators(invocation) }
  /// What they wrote.
  lazy var written = Later { [unowned self] in
    try course().demonstrations(invocation.integer("demonstrations"), by: crowd)
  }
  /// The cell that shows the training, if it is run.
  var watcher: Cell?
  /// The training, finished.
  lazy var run = Later { [unowned self] in
    let plan = try course().fineTuning(
      FineTuningSettings(invocation), count: invocation.integer("demonstrations"), by: crowd)
    try watcher?.quote(course().questionOnTheWay().text, label: "question")
    return try course().trained(plan) { look in
      try watcher?.quote(
        look.answer, label: "step \(look.step)".padding(toLength: 8, withPad: " ", startingAt: 0))
    }
  }
  /// The small trainings that were done already, by what they are called.
  var sideModels: [String: GPT] = [:]

  /// Questions about things that no demonstration asks about.
  lazy var neverAskedQuestions = Later { [unowned self] in try requests(.fact, count: budget(300)) }
  /// Questions about things that demonstrations ask about.
  lazy var askedQuestions = Later { [unowned self] in try requests(.fact, for: .training, count: budget(300))
  }
  /// The answers of the model that completes text.
  lazy var factsBefore = Later { [unowned self] in try evaluate(base(), neverAskedQuestions()) }
  /// The answers of the assistant to the same questions.
  lazy var factsAfter = Later { [unowned self] in try evaluate(run().model, neverAskedQuestions()) }
  /// Requests of all kinds, in their usual shares.
  lazy var mixedRequests = Later { [unowned self] in try requests(count: budget(300)) }

  init(_ page: Page) { self.page = page }

  /// What a model writes after a row of tokens, with its likeliest tokens.
  func continuation(of tokens: [Int], by model: GPT, limit: Int = 24) throws -> String {
    let course = try course()
    return try course.tokenizer().decode(
      model.continuation(of: tokens, limit: limit, stop: course.format().end))
  }

  /// A token as it stands in a picture.
  func name(of token: Int) throws -> String { try course().tokenizer().decode([token]) }

  /// Talks with the assistant, and with the model before it.
  func chat() throws -> ExitCode {
    let course = try course()
    Chat.run(
      [
        ChatModel("base", try course.base(), knowsChat: false),
        ChatModel("sft", try run().model, knowsChat: true),
      ], tokenizer: try course.tokenizer(), capitals: course.capitals, invocation: invocation,
      examples: course.examples())
    return .success
  }

  /// The three sentences at the end.
  func saw() throws -> [String] {
    let (before, after) = (try factsBefore().right, try factsAfter().right)
    return [
      "Before, it answered \(percent(before)) of the held-out questions right; after a few hundred steps on "
        + "demonstrations, \(percent(after)).",
      "What it answers it knew from reading: no demonstration asks about these things. The demonstrations taught "
        + "it to answer, not what to say.",
      "It imitates whoever wrote the demonstrations, mistakes, chatter and all. That people like one answer better "
        + "than another it has not been told yet: that is the next chapter.",
    ]
  }
}

extension Demonstrators {
  /// The people that the knobs ask for.
  init(_ invocation: Invocation) {
    self.init(
      curt: invocation.real("curt"), wrong: invocation.real("wrong"), honest: invocation.real("honest"),
      refusing: invocation.real("refusing"))
  }
}

extension FineTuningSettings {
  /// The settings that the knobs ask for.
  init(_ invocation: Invocation) {
    self.init(
      epochs: invocation.integer("epochs"), batch: invocation.integer("batch"),
      replay: invocation.integer("replay"),
      optimizer: OptimizerChoice(rawValue: invocation.text("optimizer"))!,
      learningRate: invocation.real("learningRate"), seed: invocation.seed)
  }
}
