// What the lessons of chapters 4 to 8 share: random numbers, requests, and the gold scorer's view of a model.

import CommandLineKit
import Notebook
import TinyLM
import TinyTensor
import TinyWorld
import Training

/// The lesson of a chapter that trains models of the book, or uses them.
public protocol CourseLesson: AnyObject {
  /// The page that the lesson shows.
  var page: Page { get }
  /// The world and the chain of models.
  var course: Later<Course> { get }
}

extension CourseLesson {
  /// The options and knobs of this run.
  public var invocation: Invocation { page.invocation }

  /// Sets the number of threads, and does what `--models` and `--forget` ask for: the first call of a page.
  public func begin() {
    if let threads = invocation.threads { Workers.count = threads }
    Course.manageModels(on: page) { try self.course() }
  }

  /// Random numbers of this run, for one purpose.
  public func generator(_ stream: String) -> SeededGenerator {
    SeededGenerator(seed: invocation.seed, stream: stream)
  }

  /// A quarter as many under `--quick`, but at least 10.
  public func budget(_ normal: Int) -> Int { invocation.isQuick ? max(10, normal / 4) : normal }

  /// Requests of one kind, or of all kinds in their usual shares.
  public func requests(_ kind: Request.Kind? = nil, for split: Split = .test, count: Int) throws -> [Request]
  {
    var generator = generator("\(kind?.rawValue ?? "all") requests for \(split.rawValue)")
    return try course().world.requests(kind, for: split, count: count, using: &generator)
  }

  /// Lets a model answer, and has the answers scored by the rules of the world.
  public func evaluate(_ model: GPT, _ requests: [Request], sampling: Sampling = .greedy) throws -> Evaluation
  {
    try Evaluation(
      of: model, requests, world: course().world, format: course().format(), sampling: sampling,
      seed: invocation.seed)
  }
}
