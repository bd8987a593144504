// After training: weights that stay as they are, and how many there are, here and in large language models.
// Sizes of GPT-2 from Radford et al. 2019, of GPT-3 from Brown et al. 2020, table 2.1.

import Basics
import Files
import Notebook
import Pictures
import TinyLM
import TinyTensor

// cell: frozen
/// One number that stands for all weights.
///
/// Change one bit of one weight, and it is another number.
func fingerprint(of network: Network) -> UInt64 {
  network.parameters.reduce(0) { seed, tensor in
    tensor.withUnsafeMutableValues {
      Checksum.of(UnsafeRawBufferPointer($0), seed: seed)
    }
  }
}
// cell: end

// MARK: - Cells

extension Lesson {
  func showFrozen(_ cell: Cell) throws {
    let (task, network) = (spirals, try spiralTraining().network)
    try cell.say(
      "Weights are internal parameters: tuned in training, fixed afterwards. Answering only reads them. So "
        + "the same input gets the same scores, today and in a year (a chat program then draws a word by chance), and a chat does not change the model."
    )
    try cell.code()
    let before = fingerprint(of: network)
    let rows = (0..<100).map { task.heldOut.inputs.rows(at: [$0]) }
    let answers = rows.map { network($0).values }
    let after = fingerprint(of: network)
    let other = network.copy()
    var random = generator("one more step")
    try train(other, on: task.training, Plan(steps: 1, learningRate: plan.learningRate), using: &random) {
      _, _ in
    }
    try cell.show(
      ("fingerprint after training", before.hex), ("after 100 predictions", after.hex),
      ("after one more training step", fingerprint(of: other).hex))
    try cell.check(
      "100 predictions leave the fingerprint as it was; one training step does not", after,
      not: fingerprint(of: other)
    ) { $0 == before }
    try cell.check("asked again, it gives the same 100 answers, to the last bit", network, not: other) {
      network in
      rows.map { network($0).values } == answers
    }
  }

  func showCounting(_ cell: Cell) throws {
    let model = GPTConfiguration(
      vocabularySize: 4096, context: 128, width: 128, layers: 4, heads: 4, positions: .rotary)
    let rows = sizes(model)
    try cell.say(
      "A large language model is such a function with many more weights. Its inputs are "
        + "words, its answers are scores for the next word, and training lowers the "
        + "surprise at the word that really came next. The rest of the book fills in how.")
    let spiral = Double(spirals.untrained.parameterCount)
    try cell.show(
      Table(
        [.text("function"), .number("parameters"), .number("times the spirals' network")],
        rows.map { [$0, $1.grouped, $1 < Int(spiral) ? "" : (Double($1) / spiral).rounded().whole] },
        caption:
          "The model that chapter 4 trains has \(model.parameterCount.grouped) "
          + "parameters; from there to GPT-3 the form is nearly the same, "
          + "\((Double(rows[rows.count - 1].1) / Double(model.parameterCount)).rounded().whole) "
          + "times as large."
      ))
    var random = generator("a model to count")
    let real = GPT(model, using: &random).parameterCount
    var larger = model
    larger.layers += 1
    try cell.check(
      "the count by formula is what a real model of chapter 4 holds", model, not: larger
    ) { $0.parameterCount == real }
    cell.record(Metric("spiralParameters", spiral))
    cell.record(Metric("modelParameters", Double(real)))
  }

  private func sizes(_ model: GPTConfiguration) -> [(String, Int)] {
    func released(_ context: Int, _ width: Int, _ layers: Int, _ heads: Int) -> Int {
      GPTConfiguration(vocabularySize: 50_257, context: context, width: width, layers: layers, heads: heads)
        .parameterCount
    }
    return [
      ("one neuron", Neuron.example.parameters.count),
      ("the students' network", studentNetwork().parameterCount),
      ("the spirals' network", spirals.untrained.parameterCount),
      ("the model of chapter 4", model.parameterCount),
      ("GPT-2, smallest (2019)", released(1024, 768, 12, 12)),
      ("GPT-2, largest (2019)", released(1024, 1600, 48, 25)),
      ("GPT-3 (2020)", released(2048, 12_288, 96, 96)),
    ]
  }
}

extension UInt64 {
  /// Sixteen digits and letters.
  var hex: String {
    let digits = String(self, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension Double {
  /// A whole number, with commas.
  var whole: String { Int(self).grouped }
}
