// The show of the first run, from a training that takes no time: its text, the order of what it is told, and that the
// training does not notice it.

import Foundation
import Testing
import TinyLM
import Training

@testable import CommandLineKit
@testable import CourseKit
@testable import Notebook

@Suite struct ShowTests {
  private let chapter = Chapter(8, "show", question: "?", needs: "nothing", seconds: 0, knobs: [])

  /// A training with room for a few words, and what a show of it prints.
  private func show(_ pace: Pace = Pace()) throws -> (training: TinyTraining, course: Course, lines: [String])
  {
    let (learner, training) = (try Learner(), TinyTraining())
    training.settings.model.context = 48
    let course = try learner.course()
    var lines: [String] = []
    let invocation = try Invocation(of: chapter.command, [])
    let page = try Page(
      chapter, invocation, root: learner.root,
      renderers: [TextRenderer(width: 60, isPlain: false, isStyled: false) { lines.append($0) }])
    let show = Show(page, course, pace)
    course.watch = { try show.watch($0, $1) }
    try show.stage(.pretraining, "It reads") { cell in
      try cell.say("A model of random numbers reads.")
      _ = try course.trained(training.plan(course))
    }
    return (training, course, lines)
  }

  @Test func aStageInWords() throws {
    let lines = try show(Self.everyStep).lines
    #expect(
      lines.prefix(5) == [
        "", "", "Stage 1 of 5  It reads                         [pretraining]",
        "------------------------------------------------------------", "A model of random numbers reads.",
      ])
    let samples = lines.filter { $0.hasPrefix("  step") }
    #expect(samples.map { $0.prefix(10) } == (0...6).map { "  step \($0)  " })
    let beginnings = samples.compactMap { $0.split(separator: "|").last?.split(separator: " ").first }
    #expect(Set(beginnings).count == 1 && beginnings.count == 7)
  }

  private static var everyStep: Pace {
    var pace = Pace()
    pace.seconds = 0
    pace.now = { 0 }
    return pace
  }

  @Test func itIsToldOfTheBeginningAndOfEachStep() throws {
    let (learner, training) = (try Learner(), TinyTraining())
    let course = try learner.course()
    var told: [Int] = []
    course.watch = { stage, _ in
      told.append(stage.stepsDone)
      #expect((stage as? Pretraining)?.journal.last?.step == stage.stepsDone, "the looks come first")
    }
    _ = try course.trained(training.plan(course))
    #expect(told == Array(0...6))
    _ = try course.trained(training.plan(course))
    #expect(told.count == 7, "what is trained already is not trained again")
  }

  @Test func theTrainingDoesNotNoticeIt() throws {
    let (training, course, _) = try show(Self.everyStep)
    course.watch = nil
    let seen = try course.trained(training.plan(course))
    let (learner, other) = (try Learner(), TinyTraining())
    other.settings = training.settings
    let alone = try learner.course()
    let unseen = try alone.trained(other.plan(alone))
    #expect(seen.checkpoint.tensors == unseen.checkpoint.tensors)
    #expect(seen.checkpoint.configuration == unseen.checkpoint.configuration)
  }

  @Test func itLooksForASmallShareOfTheTime() {
    var (pace, time, looks) = (Pace(), 0.0, [Double]())
    pace.now = { time }
    func look(isLast: Bool = false, taking seconds: Double = 0) {
      pace.ifDue(isLast: isLast) {
        looks.append(time)
        time += seconds
      }
    }
    for _ in 0..<9 {
      look()
      time += 1
    }
    #expect(looks == [0, 3, 6])
    look(taking: 1)  // at 9
    for _ in 0..<30 {
      look()
      time += 1
    }
    #expect(looks == [0, 3, 6, 9, 34, 39])
    look(isLast: true)
    #expect(looks.last == 40)
    time = 100
    look()
    (looks, time) = ([], 109)
    for _ in 0..<10 {
      look()
      time += 1
    }
    #expect(looks == [113], "after an eighth of the time so far")
    pace.restart()
    look()
    #expect(looks.last == 119, "the next training is looked at from its beginning")
  }

  @Test func questionsStandByThemselves() throws {
    let course = try Learner().course()
    let requests = course.openings([.fact, .unknown, .harmful], stream: "questions of the show")
    #expect(requests.map(\.kind) == [.fact, .unknown, .harmful])
    #expect(requests.allSatisfy { $0.earlier.isEmpty && $0.text.count <= 40 })
    #expect(course.examples().count == 3 && course.examples() == course.examples())
  }
}
