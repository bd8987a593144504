// Two details that keep a training stable, as curves from its own reports: the learning rate and the gradient norm.
// And the loss in two other units.

import Basics
import Notebook
import Pictures
import TinyLM
import Training

extension Lesson {
  func schedule(_ cell: Cell) throws {
    try cell.say(
      """
      Each step has reported how far it went. The **learning rate** is small at first, because the first gradients \
      say little about where to go. It then falls to 0, so that the last steps settle. This plan is the \
      **learning-rate schedule**. A gradient with a norm above 1 is shortened to norm 1, which is called \
      **gradient clipping**.
      """
    )
    try cell.predict("When will gradients be clipped most often: at the beginning, or at the end?")
    let reports = try run().reports
    let rates = reports.map { Double($0.learningRate) }
    let norms = reports.map { Double($0.gradientNorm) }
    func curve(_ name: String, _ values: [Double]) -> Series {
      Series(name, zip(reports, values).map { (x: Double($0.step), y: $1) })
    }
    let clipped = norms.map { $0 > 1 ? 1.0 : 0 }
    let part = max(1, norms.count / 20)  // a twentieth of the steps
    try showRates(reports.map(\.step), rates, curve("rate", rates), cell)
    try showClipping(clipped, part, curve("before clipping", norms), cell)
    try cell.check(
      "the rate is highest within the first tenth of the steps (control: the same read backwards)", rates,
      not: rates.reversed()
    ) { rates in
      (rates.indices.max { rates[$0] < rates[$1] } ?? 0) <= rates.count / 10
    }
    if !invocation.isQuick {
      try cell.check(
        "more of the first steps are clipped than of the last (control: read backwards)", clipped,
        not: clipped.reversed()
      ) { mean($0.prefix(part)) > mean($0.suffix(part)) }
    }
  }

  private func showRates(_ steps: [Int], _ rates: [Double], _ curve: Series, _ cell: Cell) throws {
    let peak = rates.indices.max { rates[$0] < rates[$1] } ?? 0
    try cell.show(
      LineChart(
        x: Axis("step"), y: Axis("learning rate"), [curve], height: 7,
        caption:
          "It is highest at step \(steps[peak].grouped), \(rates[peak].fixed(3)), and 0 when the training is over."
      ))
  }

  /// How often the gradient was shortened, and when.
  private func showClipping(_ clipped: [Double], _ part: Int, _ curve: Series, _ cell: Cell) throws {
    try cell.show(
      LineChart(
        x: Axis("step"), y: Axis("norm of the gradient"), [curve],
        references: [Reference("limit", 1)], height: 9,
        caption:
          """
          Clipped are \(percent(mean(clipped), digits: 1)) of all steps: \(percent(mean(clipped.prefix(part)))) of \
          the first twentieth, and \(percent(mean(clipped.suffix(part)))) of the last.
          """
      ))
    cell.record(Metric("clippedShare", mean(clipped)))
  }

  /// The losses of a model and of counting in three units.
  func units(_ cell: Cell) throws {
    let source = try source()
    let rows = source.references.map { ($0.name, $0.loss) } + [("this model", try lossAfter())]
    try cell.say(
      """
      Papers and reports often give a loss in other units. The **perplexity** is e to the loss: the model is as \
      unsure as if it had to choose among so many equally probable tokens. **Bits per byte** do not depend on how \
      the text is cut, so they can compare models with different tokenizers.
      """
    )
    try cell.show(
      Table(
        [.text("model"), .number("nats per token"), .number("perplexity"), .number("bits per byte")],
        rows.map { name, loss in
          let bits = loss / source.bytesPerToken / PortableMath.log(2)
          return [name, loss.fixed(2), PortableMath.exp(loss).fixed(1), bits.fixed(2)]
        },
        caption: "A token of this text has \(source.bytesPerToken.fixed(2)) bytes on average."))
    let size = Double(source.tokenizer.vocabularySize)
    try cell.check(
      "the perplexity of knowing nothing is the number of tokens (control: this model's)", rows[0].1,
      not: rows[rows.count - 1].1
    ) { abs(PortableMath.exp($0) - size) < 0.01 * size }
  }
}
