// The training of this chapter's model, and what is looked at on the way.

import Course
import Foundation
import Notebook
import TinyLM
import TinyTensor
import Training

/// What was seen at some step of the training.
struct Glimpse: Codable {
  let step: Int
  /// In nats per token, on validation text.
  let loss: Double
  /// What the model wrote.
  let writing: String
  /// The share of sentences that are grammatical, and of facts that are recalled.
  ///
  /// Both are nil for a text of the learner's.
  let grammatical: Double?
  let recall: Double?
}

/// What is kept beside the weights, so that a training that was interrupted shows the same page.
struct Journal: Codable {
  var glimpses: [Glimpse] = []
}

/// The training of this chapter's model.
struct Run {
  private let lesson: Lesson
  private let settings: PretrainingSettings
  private let source: Source

  init(_ lesson: Lesson) throws {
    self.lesson = lesson
    (settings, source) = (try lesson.settings(), try lesson.source())
  }

  /// The steps at which the model is looked at: more often at first, when it changes fastest.
  private var moments: [Int] {
    [0.01, 0.04, 0.1, 0.2, 0.4, 0.7, 1].map { max(1, Int((Double(settings.steps) * $0).rounded())) }
  }

  /// Trains to the end; or takes the model that an earlier run with the same settings left.
  ///
  /// - Parameter cell: shows what the model writes on the way.
  /// - Returns: the stage, and the seconds that the training took.
  /// - Throws: `Failure` with exit code 130 if it was interrupted; all is saved then.
  func trained(watchedBy cell: Cell?) throws -> (stage: Pretraining, seconds: Double) {
    let run = Pretraining(settings, corpus: source.corpus)
    let name = "pretraining" + (source.name.map { "-" + $0 } ?? "")
    let files = try StageFiles(lesson.page.root, name, lesson.invocation)
    let drive = Drive(run, files, source.tokenizer, width: lesson.invocation.width)
    let seconds = try drive.run(isFresh: lesson.invocation.isFresh) {
      if run.stepsDone == 0 { try look(at: run) }
      for glimpse in Journal(of: run).glimpses { try show(glimpse, on: cell) }
    } watching: { report in
      guard moments.contains(report.step) else { return }
      try show(look(at: run), on: cell)
    }
    return (run, seconds)
  }

  /// Looks at the model, and keeps what was seen with its weights.
  @discardableResult
  private func look(at run: Pretraining) throws -> Glimpse {
    var journal = Journal(of: run)
    journal.glimpses.append(try glimpse(of: run))
    run.notes = try journal.text
    return journal.glimpses[journal.glimpses.count - 1]
  }

  private func glimpse(of run: Pretraining) throws -> Glimpse {
    var generator = lesson.generator("writing at step \(run.stepsDone)")
    return Glimpse(
      step: run.stepsDone, loss: run.validationLoss(windows: 128),
      writing: source.sample(run.model, using: &generator), grammatical: grammatical(run.model, &generator),
      recall: try recall(run.model))
  }

  /// The share of grammatical sentences in a few documents; 0 if it does not write a single sentence.
  private func grammatical(_ model: GPT, _ generator: inout SeededGenerator) -> Double? {
    source.world.map { world in
      let writing = Writing(
        by: model, tokenizer: source.tokenizer, world: world,
        seen: SeenSentences(in: [], tokenizer: source.tokenizer, people: []),
        documents: lesson.invocation.isQuick ? 20 : 60, using: &generator)
      return writing.sentences.isEmpty ? 0 : writing.grammatical
    }
  }

  /// The share of facts that are recalled, asked of some of them.
  private func recall(_ model: GPT) throws -> Double? {
    try source.world.map { world in
      let some = world.recallPrompts.enumerated().filter {
        $0.offset % (lesson.invocation.isQuick ? 16 : 4) == 0
      }.map(\.element)
      return try FactRecall(of: model, tokenizer: source.tokenizer, prompts: some).share(except: ["sum"])
    }
  }

  private func show(_ glimpse: Glimpse, on cell: Cell?) throws {
    try cell?.quote(glimpse.writing, label: "step \(glimpse.step.grouped)")
  }
}

extension Journal {
  /// What was kept with a training.
  init(of run: Pretraining) {
    self = (try? JSONDecoder().decode(Journal.self, from: Data(run.notes.utf8))) ?? Journal()
  }

  /// As JSON.
  var text: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }
}
