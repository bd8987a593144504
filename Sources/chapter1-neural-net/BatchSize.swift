// A batch is a sample: its gradient is that of all points, plus noise. Four times the points, half the noise, as for
// every mean of random draws (Bottou 1998, for learning from single examples).

import Basics
import Notebook
import Pictures
import TinyTensor

// cell: batch-size
/// All slopes of the loss on some examples, as one long list.
func gradient(of network: Network, on batch: Examples) -> [Double] {
  network(batch.inputs).crossEntropy(batch.answers).backward()
  defer { for tensor in network.parameters { tensor.gradient = nil } }
  let slopes = network.parameters.flatMap { $0.gradient!.values }
  return slopes.map { Double($0) }
}
// cell: end

/// The gradients of many batches, compared with the gradient of all points.
struct BatchNoise {
  let size: Int
  /// The usual distance from the gradient of all points, as a share of the length of that gradient.
  let distance: Double
  /// The share of the batches whose gradient points to the wrong side.
  let uphill: Double

  /// - Parameter draw: gives the points of a batch.
  init(_ size: Int, _ network: Network, all: [Double], draws: Int = 200, draw: () -> Examples) {
    self.size = size
    let gradients = (0..<draws).map { _ in gradient(of: network, on: draw()) }
    func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).map(*).reduce(0, +) }
    let squares = gradients.map { gradient in
      let difference = zip(gradient, all).map(-)
      return product(difference, difference)
    }
    distance = (squares.reduce(0, +) / Double(draws) / product(all, all)).squareRoot()
    uphill = Double(gradients.count { product($0, all) < 0 }) / Double(draws)
  }
}

// MARK: - Cells

extension Lesson {
  func showBatchSize(_ cell: Cell) throws {
    let (network, data) = (spirals.untrained, spirals.training)
    try cell.say(
      "Each step looked at \(plan.batch) of the \(data.count) points. Does that show the way down? We take the "
        + "untrained network and compare the gradient of a batch with that of all points, for 200 batches of "
        + "each size. To walk by such samples is called **stochastic gradient descent**.")
    try cell.code()
    try cell.predict(
      "Four times the batch is four times the work. Is its gradient four times as exact?")
    let all = gradient(of: network, on: data)
    var random = generator("batches of many sizes")
    let sizes = [1, 4, 16, 64]
    let drawn = sizes.map { size in
      BatchNoise(size, network, all: all) { data.batch(size, using: &random) }
    }
    let repeated = sizes.map { size in
      BatchNoise(size, network, all: all) { data.samePoint(size, using: &random) }
    }
    try cell.show(table(drawn, repeated))
    let spread = (drawn.map(\.distance), repeated.map(\.distance))
    try cell.check(
      "four times the points divide the noise by 1.6 to 2.5, each time (control: one point repeated does not)",
      spread.0, not: spread.1
    ) { noise in zip(noise, noise.dropFirst()).allSatisfy { 1.6...2.5 ~= $0 / $1 } }
    cell.record(Metric("noiseOfOnePoint", drawn[0].distance))
    cell.record(Metric("noiseOfABatch", drawn[3].distance))
  }

  private func table(_ drawn: [BatchNoise], _ repeated: [BatchNoise]) -> Table {
    let rows = zip(drawn, repeated).map { drawn, repeated in
      [
        "\(drawn.size)", drawn.distance.fixed(2), percent(drawn.uphill, digits: 1),
        repeated.distance.fixed(2),
      ]
    }
    return Table(
      [
        .number("points in the batch"), .number("distance from the gradient of all"),
        .number("batches that point uphill"), .number("distance with one point repeated"),
      ], rows,
      caption: "Distances are in lengths of the gradient of all points. From 1 point to \(drawn[3].size) the "
        + "work grows \(drawn[3].size) times, but the noise falls only to "
        + "\(percent(drawn[3].distance / drawn[0].distance)): by about half each time. A batch points uphill if "
        + "a small step by it would raise the loss of all points.")
  }
}

extension Examples {
  /// A batch that only looks large: one point at random, again and again.
  fileprivate func samePoint(_ size: Int, using generator: inout SeededGenerator) -> Examples {
    let chosen = Array(repeating: generator.below(count), count: size)
    return Examples(inputs: inputs.rows(at: chosen), answers: chosen.map { answers[$0] })
  }
}
