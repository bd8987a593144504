// What the cells share: the models of all stages, their answers, and what is measured on plain text. Each is made when
// a cell first asks for it.

import Basics
import CommandLineKit
import CourseKit
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
  /// The model that is shipped.
  lazy var final = Later { [unowned self] in try course().final() }
  /// All stages, scored by the same rules.
  lazy var scores = Later { [unowned self] in
    try Scoreboard(
      course(), invocation, requests: requests(count: invocation.integer("requests")))
  }
  /// The final model with eyes and ears.
  lazy var senses = Later { [unowned self] in try course().senses().frozen() }

  init(_ page: Page) { self.page = page }

  /// The surprise of a model on text that no stage has learned from, in nats per token.
  func textLoss(_ model: GPT) throws -> Double {
    try course().text().corpus.validationLoss(of: model, windows: budget(160))
  }

  /// The three sentences at the end.
  func saw() throws -> [String] {
    let final = try scores().standing("final").answers
    return [
      "The model that is shipped answers \(percent(final.right)) of the held-out questions right, refuses "
        + "\(percent(final.refusals)) of the harmful requests and \(percent(final.overRefusals)) of the harmless ones.",
      "It is \(try self.final().parameterCount.grouped) numbers, and nothing else. They no longer change, whoever talks "
        + "to it; they fit in a quarter of the room; other programs can open them.",
      "Each stage changed the same numbers by the same five moves. What differed was the text that it learned from, and "
        + "who said what is good.",
    ]
  }
}
