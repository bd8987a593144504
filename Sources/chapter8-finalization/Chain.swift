// From nothing: the chain of models, and the proof that it is one.

import Course
import Notebook
import TinyLM
import TinyTensor
import Training

/// One link, as it lies in its file.
private struct Found {
  let link: Link
  let steps: Int
  /// The model that it began with.
  let begunWith: String
  /// What later models call it.
  let fingerprint: String
}

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
    let links = try zip(Course.chain, prints).map { link, print in
      let saved = try course().checkpoint(of: link)
      return Found(
        link: link, steps: saved?.step ?? 0, begunWith: saved?.parent ?? "", fingerprint: "\(print)")
    }
    try cell.show(
      Pipeline(
        [.step("random weights")]
          + links.map { .step("\($0.link.chapter): \($0.link.what)", output: $0.fingerprint.asHex) },
        caption:
          "\(final.parameterCount.grouped) weights go through \(links.count) stages; beside each arrow, their fingerprint."
      ))
    try cell.show(
      Table(
        [.text("file in runs/"), .number("steps"), .text("began with"), .text("became")],
        links.map {
          [
            $0.link.file, $0.steps.grouped, $0.begunWith.isEmpty ? "nothing" : $0.begunWith.asHex,
            $0.fingerprint.asHex,
          ]
        }, caption: "What each stage became is what the next one began with."))
    cell.record(Metric("weights", Double(final.parameterCount)))
    try cell.check("each stage began with the weights of the one before", links, not: links.reversed()) {
      zip($0, $0.dropFirst()).allSatisfy { $1.begunWith == $0.fingerprint }
    }
  }
}

extension String {
  /// A fingerprint in eight hexadecimal digits.
  fileprivate var asHex: String {
    let digits = String(UInt64(self) ?? 0, radix: 16)
    return String((String(repeating: "0", count: 16 - digits.count) + digits).prefix(8))
  }
}
