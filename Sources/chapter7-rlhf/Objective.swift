// How far one update may go: the clip on the ratio of a token.
// Follows Schulman et al. 2017, "Proximal Policy Optimization Algorithms".

import Basics
import Notebook
import Pictures
import TinyTensor
import Training

extension Lesson {
  func clip(_ cell: Cell) throws {
    let clip = Float(invocation.real("clip"))
    let (low, high) = ((1 - clip).fixed(2), (1 + clip).fixed(2))
    try cell.say(
      """
      An iteration learns from the same answers several times. After the first update they are answers of an older \
      model. The **importance ratio** of a token corrects for that: its probability now, divided by its probability when \
      it was written. Training maximises the ratio times the advantage. But the advantage was measured on the old \
      model, so outside \(low) to \(high) there is nothing more to gain. This **clip** keeps the new policy near the \
      old one. Hence the name **PPO**, proximal policy optimization.
      """
    )
    let ratios = (0...80).map { Float($0) / 80 * 1.2 + 0.4 }
    // cell: clip
    func byHand(_ ratio: Float, _ advantage: Float) -> Float {
      let clipped = max(1 - clip, min(1 + clip, ratio))
      return min(ratio * advantage, clipped * advantage)
    }
    func library(_ advantage: Float) -> [Float] {
      let same = Tensor(repeating: advantage, shape: [ratios.count])
      return clippedObjective(
        ratio: Tensor(ratios), advantage: same, clip: clip
      ).values
    }
    // cell: end
    try cell.code()
    let (good, bad) = (ratios.map { byHand($0, 1) }, ratios.map { byHand($0, -1) })
    try cell.show(clipChart(ratios, good: good, bad: bad, flat: (low, high)))
    try cell.check(
      "the library draws the same two curves (control: two good tokens)", library(1) + library(-1),
      not: library(1) + library(1)
    ) { zip($0, good + bad).allSatisfy { abs($0 - $1) < 1e-6 } }
    try cell.check(
      "a good token that is probable enough has no slope left (control: a ratio of 1)", 1 + 2 * clip, not: 1
    ) {
      slope(ofRatio: $0, clip: clip) == 0
    }
  }

  /// The curves of a good and a bad token, and the ratios at which they become flat.
  private func clipChart(
    _ ratios: [Float], good: [Float], bad: [Float], flat: (low: String, high: String)
  ) -> LineChart {
    let points = { (objective: [Float]) in zip(ratios, objective).map { (x: Double($0), y: Double($1)) } }
    return LineChart(
      x: Axis("ratio"), y: Axis("objective"),
      [
        Series("a good token (advantage 1)", points(good)),
        Series("a bad token (advantage -1)", points(bad)),
      ],
      caption:
        "Find the two flat parts: the good one's curve beyond \(flat.high), the bad one's below \(flat.low). "
        + "There nothing pulls any more."
    )
  }

  /// How much the objective of a good token still rises with its ratio.
  private func slope(ofRatio ratio: Float, clip: Float) -> Float {
    let now = Tensor([ratio], requiresGradient: true)
    clippedObjective(ratio: now, advantage: Tensor([Float(1)]), clip: clip).sum().backward()
    return now.gradient?.values[0] ?? 0
  }
}
