// From nothing: the chain of models, and the proof that it is one.

import Basics
import CourseKit
import Files
import Notebook
import Pictures
import TinyTensor
import Training

extension Lesson {
  func chain(_ cell: Cell) throws {
    try cell.say(
      """
      Whoever starts this chapter on an empty disk gets everything: what is missing is trained first, in order, and \
      kept in `runs/`. Each file says with which weights its training began. A **fingerprint** is a number that is \
      computed from all weights: one weight changed, and it is another.
      """
    )
    try cell.code()
    // cell: chain
    let base = try course().base()  // chapter 4: goes on with text
    let assistant = try course().assistant()  // chapter 5: answers
    let judge = try course().rewardModel()  // chapter 6: judges answers
    let policy = try course().policy()  // chapter 7: pleases the judge
    let final = try course().final()  // chapter 8: is shipped
    // cell: end
    let prints = [
      base.fingerprint, assistant.fingerprint, judge.reward.fingerprint, policy.fingerprint,
      final.fingerprint,
    ]
    let links = Array(zip(try course().chain(), prints))
    try cell.show(
      Pipeline(
        [.step("random weights")]
          + links.map { .step("\($0.link.chapter): \($0.link.what)", output: short($1)) },
        caption:
          "\(final.parameterCount.grouped) weights go through \(links.count) stages; beside each arrow, their fingerprint."
      ))
    try cell.show(stageTable(links))
    cell.record(Metric("weights", Double(final.parameterCount)))
    try cell.check("each stage began with the weights of the one before", links, not: links.reversed()) {
      zip($0, $0.dropFirst()).allSatisfy { $1.0.checkpoint.parent == "\($0.1)" }
    }
  }

  private func stageTable(_ links: [((link: Link, checkpoint: Checkpoint), UInt64)]) -> Table {
    Table(
      [.text("stage"), .number("steps"), .text("began with"), .text("became")],
      links.map { trained, print in
        [
          trained.link.stage, trained.checkpoint.step.grouped,
          trained.checkpoint.parent.flatMap { UInt64($0) }.map(short) ?? "nothing", short(print),
        ]
      }, caption: "What each stage became is what the next one began with.")
  }
}

/// A fingerprint in eight hexadecimal digits.
private func short(_ fingerprint: UInt64) -> String { String(hexadecimal(fingerprint).prefix(8)) }
