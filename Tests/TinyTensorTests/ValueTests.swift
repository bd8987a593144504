// Values by hand, and the vector functions against the system's mathematics library.

import Foundation
import Testing

@testable import TinyTensor

@Suite struct ValueTests {
  @Test func vectorFunctionsAgreeWithTheSystems() {
    let x = stride(from: Float(-30), through: 30, by: 0.0173).map { $0 }
    func error(_ found: Tensor, _ expected: (Double) -> Double) -> Double {
      zip(found.values, x).map {
        abs(Double($0) - expected(Double($1))) / max(abs(expected(Double($1))), 1e-30)
      }.max()!
    }
    #expect(error(Tensor(x).exp(), Foundation.exp) < 3e-7)
    #expect(error(Tensor(x).tanh(), Foundation.tanh) < 6e-7)
    #expect(error(Tensor(x).sigmoid()) { 1 / (1 + Foundation.exp(-$0)) } < 4e-7)
    let positive = x.map { Foundation.exp($0) }
    let logs = zip(Tensor(positive).log().values, positive).map {
      abs(Double($0) - Foundation.log(Double($1)))
    }
    #expect(logs.max()! < 4e-6)
    for value in [Float.leastNonzeroMagnitude, .leastNormalMagnitude, 1, .greatestFiniteMagnitude] {
      #expect(abs(Tensor(value).log().item - Foundation.log(value)) < 1e-5, "log \(value)")
    }
  }

  @Test func endsOfTheNumberLine() {
    #expect(Tensor([-Float.infinity, -1000, 1000, .infinity]).exp().values == [0, 0, .infinity, .infinity])
    #expect(Tensor([-Float.infinity, -1000, 1000, .infinity]).tanh().values == [-1, -1, 1, 1])
    #expect(Tensor([0, Float.infinity]).log().values == [-.infinity, .infinity])
    for function in [
      Tensor.exp, Tensor.log, Tensor.tanh, Tensor.sigmoid, Tensor.logSigmoid, Tensor.gelu, Tensor.softmax,
    ] {
      let values = function(Tensor([Float.nan, .nan]))().values
      #expect(values.allSatisfy { $0.isNaN })
    }
    #expect(Tensor(-1).log().item.isNaN)
  }

  @Test func logSigmoidFarFromZero() {
    let scores = Tensor([-Float.infinity, -1000, -20, 0, 20, 1000, .infinity], requiresGradient: true)
    let y = scores.logSigmoid()
    #expect(y.values == [-.infinity, -1000, -20, -0.6931472, 0, 0, 0])
    y.sum().backward()
    #expect(scores.gradient!.isClose(to: Tensor([1, 1, 1, 0.5, 0, 0, 0])))
  }

  @Test func softmaxByHand() {
    #expect(Tensor([[0, 0, 0, 0]]).softmax().values == [0.25, 0.25, 0.25, 0.25])
    #expect(Tensor([1000, 1000, -Float.infinity]).softmax().values == [0.5, 0.5, 0])
    let uniform = Tensor(repeating: 3, shape: [2, 8]).crossEntropy([0, 7]).item
    #expect(abs(uniform - Foundation.log(Float(8))) < 1e-6)
  }

  @Test func weightsOfCrossEntropy() {
    let scores = Tensor([[2, 0], [0, 1]])
    let (first, second) = (
      scores.slice(0..<1).crossEntropy([0]).item, scores.slice(1..<2).crossEntropy([0]).item
    )
    #expect(abs(scores.crossEntropy([0, 0], weights: [3, 1]).item - (3 * first + second) / 4) < 1e-6)
    #expect(scores.crossEntropy([0, 0], weights: [0, 1]).item == second)
    #expect(scores.crossEntropy([0, 0], weights: [0, 0]).item == 0)
  }

  /// Three equal keys: the last position looks at all of them alike, whatever the size of its scores.
  @Test(arguments: [1, 1000, 10_000, 100_000, 1e15] as [Float]) func attentionWithLargeScores(_ c: Float) {
    let qkv = Tensor(repeating: c, shape: [1, 3, 6], requiresGradient: true)
    let y = qkv.attention(heads: 1)
    #expect(y.values.allSatisfy { abs($0 / c - 1) < 1e-6 })
    y.sum().backward()
    let slopes = qkv.gradient!.values
    let ofValues = (0..<3).flatMap { slopes[6 * $0 + 4..<6 * $0 + 6] }
    #expect(abs(ofValues.reduce(0, +) - 6) < 1e-5, "two columns of 3 each: \(ofValues)")
    #expect(slopes.allSatisfy { $0.isFinite })
  }

  /// Two keys, far from 0 and near each other: what counts is their difference, and it is exact.
  @Test func nearKeysAreToldApart() {
    let rows: [[Float]] = [[1, 0, 1e6, 0, 0, 0], [1, 0, 1e6 + 1, 0, 0, 0]]
    let weights = Tensor(rows.flatMap { $0 }, shape: [1, 2, 6]).attentionWeights(heads: 1)
    let expected = 1 / (1 + Foundation.exp(-Float(0.5).squareRoot()))
    #expect(abs(weights[0, 0, 1, 1] - expected) < 1e-6)
  }

  @Test(arguments: [0, 1e4, -1e4, 1e6, 1e30] as [Float]) func aCommonOffsetCostsNoDigits(_ offset: Float) {
    let scores = Tensor([[offset, offset]])
    #expect(scores.crossEntropy([1]).item == Float(0.6931472))
    #expect(scores.logSoftmax().values == [-0.6931472, -0.6931472])
    #expect(Tensor([[offset, offset]], requiresGradient: true).crossEntropy([0]).item == Float(0.6931472))
  }

  /// For each place of a NaN among others, whatever comes before and after it.
  @Test func whatIsNoNumberIsTheLargest() {
    for size in [1, 2, 5, 17, 40] {
      for place in 0..<size {
        var values = (0..<size).map { Float($0 * 7 % 5) }
        values[place] = .nan
        #expect(Tensor([values]).argmax() == [place])
        #expect(Tensor(values).max(along: 0).item.isNaN)
        #expect(Tensor([values, values]).transposed().max(along: 0).values.allSatisfy { $0.isNaN })
      }
    }
    #expect(Tensor([[1, .nan, 3, .nan]]).argmax() == [1], "the first of them")
    #expect(Tensor([[1, .infinity, 3, .infinity]]).argmax() == [1])
  }

  /// In a process of its own, whose memory goes back to the system.
  @Test func longSumsKeepTheirDigits() async {
    await #expect(processExitsWith: .success) {
      let count = 1 << 25
      #expect(Tensor(repeating: 1, shape: [count]).sum().item == Float(count))
      #expect(
        Tensor(repeating: 1, shape: [count / 2 + 4096, 2]).sum(along: 0).values == [16_781_312, 16_781_312])
      #expect(Tensor(repeating: 1, shape: [count]).mean().item == 1)
      let (ones, tenths) = (Tensor(repeating: 1, shape: [count]), Tensor(repeating: 0.1, shape: [count]))
      #expect(abs(tenths.mean().item - 0.1) < 2e-4)
      let product = withExtendedLifetime((ones, tenths)) {
        RowKernel.dot(ones.start, tenths.start, count)
      }
      #expect(abs(product / Float(count) - 0.1) < 2e-4)
    }
  }

  @Test func sizesOfZero() {
    let empty = Tensor([], shape: [2, 0])
    let layer = empty.linear(Tensor([], shape: [0, 3]), bias: Tensor([5, 6, 7]))
    #expect(layer.shape == [2, 3] && layer.values == [5, 6, 7, 5, 6, 7])
    let row = Tensor([], shape: [1, 0]).linear(Tensor([], shape: [0, 3]), bias: Tensor([5, 6, 7]))
    #expect(row.values == [5, 6, 7])
    let product = Tensor([], shape: [2, 5, 0]).matrixProduct(Tensor([], shape: [0, 7]))
    #expect(product.shape == [2, 5, 7] && product.values.allSatisfy { $0 == 0 })
    let pairs = Tensor([], shape: [2, 1, 0]).matrixProduct(Tensor([], shape: [2, 0, 3]))
    #expect(pairs.values == [0, 0, 0, 0, 0, 0])
    let transposed = empty.matrixProduct(Tensor([], shape: [4, 0]), transposed: .second)
    #expect(transposed.shape == [2, 4] && transposed.values.allSatisfy { $0 == 0 })
    #expect(empty.sum(along: 1).values == [0, 0] && empty.sum(along: 0).values == [])
    #expect(empty.softmax().shape == [2, 0] && empty.logSoftmax().shape == [2, 0])
    let weight = Tensor([], shape: [0, 3], requiresGradient: true)
    let bias = Tensor([5, 6, 7], requiresGradient: true)
    empty.linear(weight, bias: bias).sum().backward()
    #expect(weight.gradient?.shape == [0, 3] && bias.gradient?.values == [2, 2, 2])
    #expect(Tensor([], shape: [0, 4]).argmax() == [])
  }

  @Test func nothingHasNoLargest() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor([], shape: [2, 0]).max(along: 1)
    }
    #expect(says("axis 1 of shape [2, 0] holds nothing to choose from", in: result))
  }

  @Test func aCacheGivesTheSameBitsAsTheWhole() {
    var generator = SeededGenerator(seed: 10)
    let (time, width) = (70, 12)
    let qkv = Tensor(normal: [2, time, 3 * width], using: &generator)
    let whole = qkv.attention(heads: 3)
    let cache = KeyValueCache(sequences: 2, capacity: time, width: width)
    for (from, to) in [(0, 40), (40, 41), (41, 42), (42, 70)] {
      let part = cache.attend(qkv.slice(from..<to, along: 1), sequences: [0, 1], heads: 3)
      #expect(part.values == whole.slice(from..<to, along: 1).values)
    }
  }

  @Test func schedule() {
    let schedule = LearningRateSchedule(totalSteps: 100, warmUp: 0.1)
    #expect(schedule.factor(after: 0) == 0.1)
    #expect(schedule.factor(after: 9) == 1)
    #expect(abs(schedule.factor(after: 55) - 0.5) < 1e-6)
    #expect(schedule.factor(after: 100) == 0)
    #expect(
      abs(LearningRateSchedule(totalSteps: 100, warmUp: 0, decay: .linear).factor(after: 25) - 0.75) < 1e-6)
  }

  @Test func generatorsAreWhatTheyWere() {
    // Worked out once from the published algorithm; they may never change.
    var words = SeededGenerator(state: 0)
    #expect([words.next(), words.next()] == [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4])
    var (a, b) = (SeededGenerator(seed: 1, stream: "a"), SeededGenerator(seed: 1, stream: "b"))
    #expect(a.next() != b.next())
    var counts = [Int](repeating: 0, count: 6)
    for _ in 0..<60_000 { counts[a.below(6)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 10_000) < 400 })
    let normals = (0..<40_000).map { _ in Double(a.normal()) }
    #expect(abs(normals.reduce(0, +) / 40_000) < 0.02)
    #expect(abs(normals.map { $0 * $0 }.reduce(0, +) / 40_000 - 1) < 0.03)
    #expect(a.shuffled(Array(0..<50)).sorted() == Array(0..<50))
  }
}
