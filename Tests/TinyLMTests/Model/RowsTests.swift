// Rows of different lengths together are the same as each one alone.

import Basics
import Testing
import TinyLM
import TinyTensor

@Suite struct RowsTests {
  private static let rows = [[1, 2, 3], [4, 5, 6, 7, 8], [2], [9, 8, 7, 6, 5, 4, 3, 2], [1, 1, 3, 4]]

  @Test func togetherAsAlone() {
    let model = randomModel().frozen()
    let places = [1..<3, 0..<5, 0..<1, 7..<8, 2..<2]
    let together = model.hiddenStates(of: Self.rows, at: places)
    let width = model.configuration.width
    #expect(together.shape == [9, width])
    let alone = zip(Self.rows, places).flatMap { row, range in
      range.flatMap { model.hiddenStates(of: [row], at: [$0..<$0 + 1]).values }
    }
    #expect(together.values == alone, "to the last bit")
    let plain = zip(Self.rows, places).flatMap { row, range in
      model.hiddenStates(of: row, sequences: 1).values[range.lowerBound * width..<range.upperBound * width]
    }
    #expect(zip(together.values, plain).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test func gradientsReachEveryParameter() throws {
    let model = randomModel()
    model.outputLogits(model.hiddenStates(of: Self.rows, at: Self.rows.map { 0..<$0.count }))
      .crossEntropy(Self.rows.flatMap { $0 }).backward()
    for (name, tensor) in model.parameters {
      #expect(try #require(tensor.gradient, "\(name)").values.contains { $0 != 0 })
    }
  }
}
