// The trainings of this chapter, and the looks at the truth on the way. The truth is never told to the model: it is
// what the experimenter writes down. Each training is kept in runs/ and goes on after an interruption.

import Course
import Foundation
import Notebook
import TinyLM
import TinyTensor
import TinyWorld
import Training

/// What was seen before some iteration of a training.
struct Glimpse: Codable {
  /// How many iterations were done.
  let iteration: Int
  /// The mean true score on tuning requests, in points.
  let gold: Double
  /// How far it had gone from the start, in nats an answer.
  let kl: Double
}

/// One training of this chapter.
struct Run {
  private let lesson: Lesson
  private let course: Course
  private let requests: [Request]

  init(_ lesson: Lesson) throws {
    (self.lesson, course) = (lesson, try lesson.course())
    requests = try lesson.requests(for: .tuning, count: 150)
  }

  /// Trains to the end; or takes the model that an earlier run with the same settings left.
  ///
  /// - Parameters:
  ///   - name: what its files are called after; those of the book's own chain if left out.
  ///   - looks: how many looks at the truth, besides the one at the start.
  /// - Returns: the stage, and the seconds that the training took.
  /// - Throws: `Failure` with exit code 130 if it was interrupted; all is saved then.
  func trained(_ stage: PolicyOptimization, as name: String? = nil, looks: Int = 10) throws
    -> (stage: PolicyOptimization, seconds: Double)
  {
    let files = try course.files(PolicyOptimization.name + (name.map { "-" + $0 } ?? ""))
    let parent = "\(try lesson.judge().reward.fingerprint)"
    let drive = Drive(stage, files, try course.tokenizer(), parent: parent, width: lesson.invocation.width)
    let total = Double(stage.totalSteps)
    let moments = Set((1...max(1, looks)).map { Int((total * Double($0) / Double(max(1, looks))).rounded()) })
    let seconds = try drive.run(isFresh: lesson.invocation.isFresh) {
      if stage.stepsDone == 0, looks > 0 { try look(at: stage) }
    } watching: { report in
      if looks > 0, moments.contains(report.step) { try look(at: stage) }
    }
    return (stage, seconds)
  }

  /// Asks for answers, has the world judge them, and keeps what was seen with the weights.
  private func look(at stage: PolicyOptimization) throws {
    let seen = try lesson.examine(stage.model, requests)
    let glimpse = Glimpse(
      iteration: stage.stepsDone, gold: seen.gold, kl: try lesson.distance(stage.model, in: seen))
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    stage.notes = String(decoding: try encoder.encode(stage.glimpses + [glimpse]), as: UTF8.self)
  }
}

extension PolicyOptimization {
  /// What was seen on the way.
  var glimpses: [Glimpse] { (try? JSONDecoder().decode([Glimpse].self, from: Data(notes.utf8))) ?? [] }

  /// How many tokens it has written to learn from.
  var tokensWritten: Double {
    reports.reduce(0) { $0 + Double($1.length) * Double(settings.prompts * settings.group) }
  }
}

extension Lesson {
  /// The settings of a small training on the side: without a value network.
  func smallSettings(klWeight: Double, seed: UInt64? = nil) -> PolicyOptimizationSettings {
    .grpo(
      iterations: invocation.integer("small"), prompts: invocation.isQuick ? 4 : 16,
      klWeight: Float(klWeight),
      seed: seed ?? invocation.seed)
  }

  /// Trains to the end whatever is small, with a line of progress; or takes what an earlier run left.
  func finish(_ stage: some Stage, as name: String) throws {
    let course = try course()
    try Drive(stage, course.files(name), course.tokenizer(), width: invocation.width)
      .run(isFresh: invocation.isFresh)
  }

  /// A training on the side; asked for by the same name again, it is not trained again.
  func sideRun(
    _ name: String, _ settings: PolicyOptimizationSettings, by judge: RewardModel? = nil, looks: Int = 0
  ) throws -> PolicyOptimization {
    if let run = sideRuns[name] { return run }
    let stage = try course().policyOptimization(settings, by: judge)
    let run = try Run(self).trained(stage, as: name, looks: looks).stage
    sideRuns[name] = run
    return run
  }
}
