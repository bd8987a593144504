// The one way to train: once for each origin, again where it must be, and nothing is ever replaced by something else.

import Files
import Foundation
import Testing
import Training

@testable import CourseKit

@Suite struct PlanTests {
  @Test func theSameOriginIsTrainedOnce() throws {
    let (learner, training) = (try Learner(), TinyTraining())
    let first = try learner.course()
    let one = try first.trained(training.plan(first))
    let again = try first.trained(training.plan(first))
    let other = try learner.course()
    var shown: [Int] = []
    let read = try other.trained(training.plan(other)) { shown.append($0.step) }
    #expect(training.begun == 1)
    #expect(Set([one, again, read].map(\.model.fingerprint)).count == 1)
    #expect(read.reports.map(\.loss) == one.reports.map(\.loss) && read.stepsDone == 6)
    #expect(shown == Array(0...6), "the looks are shown by whoever asks")
  }

  @Test func anotherKnobIsAnotherFile() throws {
    let (learner, training) = (try Learner(), TinyTraining())
    let course = try learner.course()
    let book = try course.trained(training.plan(course))
    training.settings.steps = 3
    let experiment = try course.trained(training.plan(course))
    #expect(experiment.stepsDone == 3 && training.begun == 2)
    let quick = try learner.course(["--quick"])
    _ = try quick.trained(training.plan(quick))
    _ = try course.trained(training.plan(course, data: "another text"))
    #expect(training.begun == 4 && course.store.all().count == 4)
    training.settings.steps = 6
    let later = try learner.course()
    #expect(try later.trained(training.plan(later)).model.fingerprint == book.model.fingerprint)
    #expect(training.begun == 4)
  }

  @Test func goingOnEqualsNeverStopping() throws {
    let (learner, training) = (try Learner(), TinyTraining())
    let whole = try Learner().course()
    let expected = try whole.trained(training.plan(whole))
    let course = try learner.course()
    let plan = training.plan(course)
    // What a run leaves that is interrupted after two steps.
    let stage = training.stage()
    let looks = try plan.looks(stage)
    _ = try stage.look(looks)
    for _ in 0..<2 {
      try stage.step()
      _ = try stage.look(looks)
    }
    var saved = try stage.checkpoint(tokenizer: training.tokenizer.json)
    saved.notes = course.notes(plan.origin, Pretraining.name)
    try course.store.save(saved, plan.origin)
    #expect(course.store.all().map(\.isFinished) == [false])

    let (before, trained) = (training.steps.count, try course.trained(plan))
    #expect(Array(training.steps[before...]) == [3, 4, 5, 6], "the first looks were taken before")
    #expect(trained.checkpoint.tensors == expected.checkpoint.tensors)
    #expect(trained.checkpoint.configuration == expected.checkpoint.configuration)
    #expect(course.store.all().map(\.isFinished) == [true])
  }

  @Test func theChapterThatTeachesAStageNoticesItsCode() throws {
    let (learner, training) = (try Learner(), TinyTraining())
    func runs(_ arguments: [String] = [], chapter: Int) throws -> Int {
      let (course, before) = (try learner.course(arguments, chapter: chapter), training.begun)
      _ = try course.trained(training.plan(course))
      return training.begun - before
    }
    #expect(try runs(chapter: 4) == 1)
    try learner.edit("Training/Stage/Stage", "// another comment\n\nlet  one = 1\n")
    #expect(try runs(chapter: 4) == 0, "a comment or a blank is no change")
    try learner.edit("Training/FineTuning/FineTuning", "let one = 2\n")
    #expect(try runs(chapter: 4) == 0, "what only later stages use")
    try learner.edit("Training/Stage/Stage", "let one = 2\n")
    #expect(try runs(chapter: 6) == 0, "a later chapter says so and goes on")
    #expect(try runs(["--fresh"], chapter: 6) == 0)
    #expect(try runs(["--fresh", "all"], chapter: 6) == 1)
    #expect(try runs(chapter: 4) == 0, "it was trained by today's code")
    #expect(try runs(["--fresh"], chapter: 4) == 1)
    try learner.edit("Training/New", "let two = 2\n")
    #expect(try runs(chapter: 4) == 1, "a file that nobody has listed matters to all")
  }

  @Test func aModelGoesWithTheWeightsThatItBeganWith() throws {
    let (learner, training) = (try Learner(), TinyTraining())
    for (parent, times) in [(1, 1), (1, 1), (2, 2), (2, 2)] {
      training.parent = UInt64(parent)
      let course = try learner.course(chapter: 8)
      #expect(try course.trained(training.plan(course)).checkpoint.parent == "\(parent)")
      #expect(training.begun == times)
    }
  }

  /// Two at once: the second one waits, and takes what the first one made.
  @Test func twoAtOnceShareOneTraining() throws {
    nonisolated(unsafe) let learner = try Learner()  // it does not change
    let course = try learner.course()
    let begun = Counter()
    DispatchQueue.concurrentPerform(iterations: 2) { _ in
      guard let own = try? learner.course() else { return }
      let training = TinyTraining()
      _ = try? own.trained(training.plan(own))
      begun.add(training.begun)
    }
    #expect(begun.total == 1 && course.store.all().count == 1)
  }

  private final class Counter: @unchecked Sendable {
    private let lock = NSLock()
    private var sum = 0
    func add(_ number: Int) { lock.withLock { sum += number } }
    var total: Int { lock.withLock { sum } }
  }

  @Test func whereNothingCanBeKeptThePageGoesOn() throws {
    let (learner, training) = (try Learner(), TinyTraining())
    try Data().write(to: learner.runs)  // a file where the folder should be
    let course = try learner.course()
    #expect(try course.trained(training.plan(course)).stepsDone == 6)
    #expect(try course.trained(training.plan(course)).stepsDone == 6 && training.begun == 1)
    #expect(course.cannotKeep && course.store.all().isEmpty)
  }

  @Test func aDamagedFileIsNamed() throws {
    let (learner, training) = (try Learner(), TinyTraining())
    let course = try learner.course()
    let plan = training.plan(course)
    _ = try course.trained(plan)
    let file = course.store.finishedFile(of: plan.origin.name)
    var bytes = try Data(contentsOf: file)
    bytes[bytes.count - 3] ^= 1
    try bytes.write(to: file)
    let later = try learner.course()
    #expect(throws: FileProblem.self) { try later.trained(training.plan(later)) }
    let anew = try learner.course(["--fresh"])
    #expect(try anew.trained(training.plan(anew)).stepsDone == 6)
  }
}
