// The training of this chapter's model, what is looked at on the way, and the small trainings on the side that show
// what it depends on.

import Course
import Foundation
import Notebook
import TinyLM
import TinyTensor
import TinyWorld
import Training

/// What was seen at some step of the training.
struct Glimpse: Codable {
  let step: Int
  /// What the model answers to the question that it is asked at each stop.
  let answer: String
}

/// The training of this chapter's model.
struct Run {
  private let lesson: Lesson
  private let course: Course
  private let question: Request

  init(_ lesson: Lesson) throws {
    self.lesson = lesson
    course = try lesson.course()
    question = try lesson.neverAskedQuestions()[0]
  }

  /// Trains to the end; or takes the model that an earlier run with the same settings left.
  ///
  /// - Parameter cell: shows what the model answers on the way.
  /// - Returns: the stage, and the seconds that the training took.
  /// - Throws: `Failure` with exit code 130 if it was interrupted; all is saved then.
  func trained(watchedBy cell: Cell?) throws -> (stage: FineTuning, seconds: Double) {
    let run = try course.fineTuning(FineTuningSettings(lesson.invocation), on: lesson.written())
    let drive = Drive(
      run, try course.files(FineTuning.name), try course.tokenizer(),
      parent: "\(try lesson.base().fingerprint)", width: lesson.invocation.width)
    let total = Double(run.totalSteps)
    let moments = [0.02, 0.08, 0.2, 0.5, 1].map { max(1, Int((total * $0).rounded())) }
    let seconds = try drive.run(isFresh: lesson.invocation.isFresh) {
      try cell?.quote(question.text, label: "question".left)
      if run.stepsDone == 0 { try look(at: run) }
      for glimpse in Self.glimpses(of: run) { try show(glimpse, on: cell) }
    } watching: { report in
      guard moments.contains(report.step) else { return }
      try show(look(at: run), on: cell)
    }
    return (run, seconds)
  }

  /// Asks the question, and keeps the answer with the weights.
  @discardableResult
  private func look(at run: FineTuning) throws -> Glimpse {
    let answer = try lesson.continuation(of: course.format().prompt(question), by: run.model)
    let glimpse = Glimpse(step: run.stepsDone, answer: answer.trimmingCharacters(in: .whitespaces))
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    run.notes = String(decoding: try encoder.encode(Self.glimpses(of: run) + [glimpse]), as: UTF8.self)
    return glimpse
  }

  private static func glimpses(of run: FineTuning) -> [Glimpse] {
    (try? JSONDecoder().decode([Glimpse].self, from: Data(run.notes.utf8))) ?? []
  }

  private func show(_ glimpse: Glimpse, on cell: Cell?) throws {
    try cell?.quote(glimpse.answer, label: "step \(glimpse.step)".left)
  }
}

extension String {
  /// As wide as the labels of this page.
  fileprivate var left: String { padding(toLength: 8, withPad: " ", startingAt: 0) }
}

extension Lesson {
  /// How many demonstrations a small training takes.
  var few: Int { invocation.integer("small") }

  /// The settings of a small training: each demonstration once, in smaller steps, and all else as the knobs say.
  var smallSettings: FineTuningSettings {
    var settings = FineTuningSettings(invocation)
    (settings.epochs, settings.batch) = (1, max(1, settings.batch / 2))
    settings.replay = (settings.replay + 1) / 2
    return settings
  }

  /// A model after a training on the side; asked for by the same name again, it is not trained again.
  ///
  /// - Parameter start: what it begins with; the model that completes text if left out.
  func sideModel(
    _ name: String, from start: GPT? = nil, on demonstrations: [Demonstration], _ settings: FineTuningSettings
  ) throws -> GPT {
    if let model = sideModels[name] { return model }
    let (course, format) = (try course(), try course().format())
    let run = FineTuning(
      try start ?? base(), settings,
      demonstrations: try demonstrations.map { try format.tokens($0.request, answer: $0.answer) },
      replaying: try course.text().corpus)
    try run.finish(name, width: invocation.width)
    sideModels[name] = run.model
    return run.model
  }
}
