// The whole loop on a toy of five answers, first without a price for distance from the start, then with one.

import Basics
import CourseKit
import Notebook
import Pictures
import TinyTensor

extension Lesson {
  /// How often the toy draws and learns.
  private static let iterations = 400

  func bandit(_ cell: Cell) throws {
    let (request, toy) = try toy()
    try cell.say(
      """
      Before any network learns, we run the whole loop on one request with five answers: "\(request)" Each \
      answer is worth some points, the **reward**. The policy is five numbers, and softmax turns them into \
      probabilities. It draws answers, and an answer that brings more points than the mean becomes more probable. \
      This is **reinforcement learning**: nobody shows the right answer, there is only a score.
      """
    )
    try cell.code(in: "chapter7-rlhf/Toy.swift")
    let (best, second) = (places(of: toy)[0], places(of: toy)[1])
    try cell.predict(
      "The best answer begins with a probability of \(toy.reference[best].fixed(2)). Where will it end, and what is "
        + "left for the second best?")
    var dice = generator("toy")
    let history = toy.trained(Self.iterations, using: &dice)
    let end = history[history.count - 1]
    try cell.show(
      toyTable(
        toy, [("end", end)],
        caption:
          "Compare the last two columns. The best answer has \(end[best].fixed(2)) in the end. The second best falls "
          + "from \(toy.reference[second].fixed(2)) to \(end[second].fixed(2)), because by then the mean is "
          + "\(zip(end, toy.rewards).reduce(0) { $0 + $1.0 * $1.1 }.fixed(2)) points and it lies below."))
    try cell.show(
      toyChart(
        [Series("best answer", history.map { $0[best] }), Series("second best", history.map { $0[second] })],
        caption:
          "First both good answers rise, at the cost of the bad ones. Look where the o turns down: from there on the "
          + "best answer takes from the second best, too."))
    try checkBandit(toy, history, best, second, cell)
  }

  /// What became of the best answer and of the second best.
  private func checkBandit(
    _ toy: Toy, _ history: [[Double]], _ best: Int, _ second: Int, _ cell: Cell
  ) throws {
    let end = history[history.count - 1]
    try cell.check(
      "in the end the best answer has more than 0.9 (control: the start)", end, not: toy.reference
    ) {
      $0[best] > 0.9
    }
    try cell.check(
      "the second best first rises and then falls below its start (control: the best one)", second, not: best
    ) { place in
      let curve = history.map { $0[place] }
      return curve.max()! > toy.reference[place] + 0.02 && end[place] < toy.reference[place]
    }
  }

  /// The places of the answers, the one with most points first.
  private func places(of toy: Toy) -> [Int] {
    toy.rewards.indices.sorted { toy.rewards[$0] > toy.rewards[$1] }
  }

  func klPenalty(_ cell: Cell) throws {
    let weight = 1.0
    try cell.say(
      """
      In the toy one answer took everything, however good the second best was. A language model that does so says \
      the same to everybody. So each nat of distance from the reference gets a price, the **KL penalty**. It is a \
      leash: an answer that has become more probable than it was loses points for that.
      """
    )
    try cell.code(in: "chapter7-rlhf/Toy.swift")
    try cell.predict(
      "Each nat of distance now costs \(weight.brief) point. Will the other answers still vanish, only later, or will "
        + "they keep a share for good?")
    var held = try toy().policy
    var (first, second) = (generator("toy"), generator("toy"))
    let freely = held.trained(Self.iterations, using: &first)
    held.klWeight = weight
    let tied = held.trained(Self.iterations, using: &second)
    let (best, end) = (held.optimum, tied[tied.count - 1])
    try cell.show(
      toyTable(
        held, [("no penalty", freely[freely.count - 1]), ("penalty", end), ("exact", best)],
        caption:
          """
          They keep a share. The last column is known without any training: the reference, times e to the power of \
          points divided by the price, and the whole divided by its sum. Training comes close to it.
          """))
    let favourite = places(of: held)[0]
    let curves = [freely, tied].map { $0.map { $0[favourite] } }
    try cell.show(
      toyChart(
        [Series("no penalty", curves[0]), Series("with KL penalty", curves[1])], exact: best[favourite],
        caption:
          "The best answer goes to \(freely[freely.count - 1][favourite].fixed(2)), with the penalty to "
          + "\(end[favourite].fixed(2))."))
    try cell.check(
      "with the penalty no probability is farther than 0.05 from the exact optimum (control: without it)",
      end, not: freely[freely.count - 1]
    ) { zip($0, best).allSatisfy { abs($0 - $1) < 0.05 } }
  }

  /// The points and the probabilities at the start, and further columns of probabilities.
  private func toyTable(
    _ toy: Toy, _ further: [(name: String, probabilities: [Double])], caption: String
  ) -> Table {
    let columns = [toy.rewards, toy.reference] + further.map(\.probabilities)
    return Table(
      [.text("answer"), .number("points"), .number("start")] + further.map { .number($0.name) },
      toy.answers.indices.map { i in [toy.labels[i]] + columns.map { $0[i].fixed(2) } }, caption: caption)
  }

  /// How some probabilities went.
  private func toyChart(_ series: [Series], exact: Double? = nil, caption: String) -> LineChart {
    LineChart(
      x: Axis("iteration"), y: Axis("probability"), series,
      references: exact.map { [Reference("exact optimum", $0)] } ?? [], height: 8,
      caption: caption)
  }
}
