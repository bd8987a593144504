// The progress line with a clock and a terminal made for the test.

import Testing

@testable import Basics
@testable import CommandLineKit

/// Collects what is written, and tells a time that only the test moves.
private final class Stage {
  var time = 100.0
  var text = ""
  var pauses = 0

  func target(redraws: Bool) -> ProgressLine.Target {
    let clock = WorkClock(now: { self.time }, pauses: { self.pauses })
    return ProgressLine.Target(redraws: redraws, clock: clock) { self.text += $0 }
  }
}

struct ProgressLineTests {
  @Test func oneLineForEachTenthWithoutATerminal() {
    let stage = Stage()
    let line = ProgressLine(
      "pre-training", total: 2343, from: 0, width: 80,
      target: stage.target(redraws: false))
    for step in 1...2343 {
      stage.time += 0.01
      line.update(step, "loss \(2.5.fixed(2))")
    }
    line.finish("done")
    let lines = stage.text.split(separator: "\n")
    #expect(lines.count == 12)
    #expect(lines[0] == "pre-training   0 %  0/2,343")
    #expect(lines[1] == "pre-training  10 %  235/2,343  loss 2.50  21 s left")
    #expect(lines[10] == "pre-training 100 %  2,343/2,343  loss 2.50")
    #expect(lines[11] == "done")
    #expect(!stage.text.contains("\r"))
  }

  @Test func noteIsLeftAloneUnlessDue() {
    let stage = Stage()
    let line = ProgressLine(
      "x", total: 1_000_000, from: 0, width: 80, target: stage.target(redraws: false))
    var notes = 0
    func note() -> String {
      notes += 1
      return ""
    }
    line.update(0, note())
    for step in 1..<100_000 { line.update(step, note()) }
    #expect(notes == 0)
  }

  @Test func terminalIsRedrawnTenTimesASecondAndLeftClean() {
    let stage = Stage()
    let line = ProgressLine(
      "x", total: 1000, from: 0, width: 80, target: stage.target(redraws: true))
    for step in 1...1000 {
      stage.time += 0.001
      line.update(step, step < 500 ? "a long note" : "")
    }
    #expect(stage.text.count { $0 == "\r" } <= 11)
    #expect(stage.text.hasPrefix("\rx   0 %  0/1,000\r"))
    #expect(!stage.text.contains("\n"))
    line.finish()
    // What the terminal shows in the end: each carriage return starts writing over the line again.
    var screen: [Character] = []
    for part in stage.text.split(separator: "\r", omittingEmptySubsequences: false) {
      screen.replaceSubrange(0..<min(part.count, screen.count), with: part)
    }
    #expect(screen.allSatisfy { $0 == " " })
  }

  @Test func resumedWorkCountsOnlyItsOwnTime() {
    let stage = Stage()
    let line = ProgressLine(
      "x", total: 100, from: 50, width: 80, target: stage.target(redraws: false))
    stage.time += 10
    line.update(60)
    #expect(stage.text == "x  50 %  50/100\nx  60 %  60/100  40 s left\n")
    #expect(line.elapsed == 10)
  }

  @Test(arguments: [true, false]) func aPauseIsNoWork(redraws: Bool) {
    let stage = Stage()
    let line = ProgressLine(
      "x", total: 100, from: 0, width: 80, target: stage.target(redraws: redraws))
    for step in 1...50 {
      stage.time += 1
      line.update(step)
    }
    stage.time += 3600
    stage.pauses += 1
    line.update(50)
    for step in 51...60 {
      stage.time += 1
      line.update(step)
    }
    #expect(line.elapsed == 60)
    #expect(stage.text.contains("60/100  40 s left"))
  }

  @Test(arguments: [true, false]) func neverWiderThanTheTerminal(redraws: Bool) {
    let stage = Stage()
    let line = ProgressLine(
      "a label", total: 10, from: 0, width: 40,
      target: stage.target(redraws: redraws))
    for step in 1...10 {
      stage.time += 1
      line.update(step, "loss 0.123456 accuracy 0.123456")
    }
    let lines = stage.text.split { $0 == "\r" || $0 == "\n" }
    #expect(lines.allSatisfy { $0.count < 40 })
    #expect(lines.count == 11)
  }

  @Test func nothingToDoAndTooManySteps() {
    let stage = Stage()
    let line = ProgressLine(
      "x", total: 0, from: 0, width: 80, target: stage.target(redraws: false))
    line.update(1)
    #expect(stage.text.hasPrefix("x 100 %  0/0\n"))
  }
}
