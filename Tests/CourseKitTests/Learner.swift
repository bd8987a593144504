// A learner's folders, made up for a test: the book's own tables, sources that can be edited, and a place for models.

import Foundation
import TinyLM
import TinyTensor

@testable import CommandLineKit
@testable import CourseKit
@testable import Training

/// One learner with a book of their own; its folder is removed with it.
final class Learner {
  let folder = FileManager.default.temporaryDirectory.appending(path: "learner-" + UUID().uuidString)
  var runs: URL { folder.appending(path: "runs") }

  /// The sources that a model is trained by, as far as these tests have any.
  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: folder.appending(path: "assets"), withDestinationURL: PackageRoot().assets)
    for file in ["Training/Stage/Stage", "Training/FineTuning/FineTuning", "Files/Checkpoint"] {
      try edit(file, "let one = 1  // as it was\n")
    }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Gives a source file another content.
  func edit(_ file: String, _ text: String) throws {
    let url = folder.appending(path: "Sources/\(file).swift")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  var root: PackageRoot {
    get throws {
      try PackageRoot(environment: ["TINYCHAT_HOME": folder.path, "TINYCHAT_RUNS": runs.path])
    }
  }

  /// The chain as a chapter sees it that is started now.
  func course(_ arguments: [String] = [], chapter: Int = 4) throws -> Course {
    let command = Command(
      name: "chapter\(chapter)-test", question: "", options: Option.ofChapters + [.base] + Option.ofModels)
    return try Course(Invocation(of: command, arguments), root, chapter: chapter)
  }
}

/// A training that takes no time, and how often it was begun.
final class TinyTraining {
  private(set) var begun = 0
  /// The steps that were done, one after another.
  private(set) var steps: [Int] = []
  var settings = PretrainingSettings(
    model: GPTConfiguration(vocabularySize: 0, context: 4, width: 4, layers: 1, heads: 1), steps: 6, batch: 2,
    seed: 1)
  var parent: UInt64?
  let tokenizer = CharacterTokenizer(of: "abcd", specialTokens: ChatFormat.specialTokens)

  /// How the training begins.
  func stage() -> Pretraining {
    var settings = settings
    settings.model.vocabularySize = tokenizer.vocabularySize
    return Pretraining(
      settings, corpus: TokenCorpus(tokens: (0..<200).map { $0 * $0 % 4 }, validationShare: 0.1))
  }

  /// The plan of it, in a course.
  func plan(_ course: Course, chapter: Int = 4, data: String = "abcd") -> Plan<Pretraining> {
    Plan(
      link: Link(stage: Pretraining.name, what: "a tiny model", chapter: chapter, seconds: 0),
      origin: course.origin(.pretraining, settings, data: [data]), parent: { [self] in parent },
      tokenizer: { [self] in tokenizer },
      begin: { [self] in
        begun += 1
        return stage()
      },
      looks: { [self] _ in
        Looks(at: Array(0...settings.steps)) { [self] _, step in
          steps.append(step)
          return Pretraining.Look(step: step, loss: 0, writing: "", grammatical: nil, recall: nil)
        }
      })
  }
}
