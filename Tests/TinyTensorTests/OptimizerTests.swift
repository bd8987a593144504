// Optimisers by hand. PeerTests in TinyLMTests compares ten steps of AdamW with PyTorch's.

import Foundation
import Testing

@testable import TinyTensor

@Suite struct OptimizerTests {
  /// A parameter with a gradient.
  private func parameter(_ values: [Float], _ gradient: [Float], shape: [Int]? = nil) -> Tensor {
    let parameter = Tensor(values, shape: shape ?? [values.count], requiresGradient: true)
    parameter.gradient = Tensor(gradient, shape: parameter.shape)
    return parameter
  }

  @Test func gradientDescent() {
    let p = parameter([1, 2], [4, -8])
    SGD([p]).step(learningRate: 0.25)
    #expect(p.values == [0, 4])
    SGD([p]).step(learningRate: 0.25, gradientScale: 0.5)
    #expect(p.values == [-0.5, 5])
  }

  @Test func momentum() {
    // m = 0.5 m + g: 4, then 6, then 7. p -= 0.25 m: 1 - 1 = 0, 0 - 1.5, -1.5 - 1.75.
    let p = parameter([1], [4])
    let optimizer = SGD([p], momentum: 0.5)
    let places = (0..<3).map { _ in
      optimizer.step(learningRate: 0.25)
      return p.item
    }
    #expect(places == [0, -1.5, -3.25])
    #expect(optimizer.state.map(\.values) == [[7]] && optimizer.stepsTaken == 3)
  }

  @Test func firstStepsOfAdam() {
    // The first step is the sign of the gradient times the rate, whatever its size: m/(1-b1) = g, v/(1-b2) = g g.
    let p = parameter([1, 1, 1], [1e-3, -5, 100])
    let optimizer = AdamW([p], betas: (0.9, 0.98), epsilon: 0)
    optimizer.step(learningRate: 0.1)
    #expect(p.isClose(to: Tensor([0.9, 1.1, 0.9])))
    // The second, with gradient 3 after 1: m = 0.09 + 0.3 over 0.19, v = 0.0196 + 0.18 over 0.0396.
    let q = parameter([0], [1])
    let second = AdamW([q], betas: (0.9, 0.98), epsilon: 0)
    second.step(learningRate: 0.1)
    q.gradient = Tensor([3])
    second.step(learningRate: 0.1)
    let expected = -0.1 - 0.1 * (0.39 / 0.19) / (0.1996 / 0.0396).squareRoot()
    #expect(abs(Double(q.item) - expected) < 1e-6)
  }

  @Test func decayShrinksMatricesAlone() {
    let (matrix, vector) = (parameter([2, 4], [0, 0], shape: [1, 2]), parameter([2, 4], [0, 0]))
    AdamW([matrix, vector], weightDecay: 0.5).step(learningRate: 0.1)
    #expect(matrix.isClose(to: Tensor([[1.9, 3.8]])))
    #expect(vector.values == [2, 4])
    let hidden = parameter([2, 4], [0, 0], shape: [1, 2])
    Muon([hidden], weightDecay: 0.5).step(learningRate: 0.1)
    #expect(hidden.isClose(to: Tensor([[1.9, 3.8]])))
  }

  @Test func muonOfASingleNumber() {
    // A 1 x 1 matrix is divided by its length (and a millionth of a tenth, lest that be 0), so it begins at 1 or -1;
    // then five times x = a x + b x^3 + c x^5. Its length is 0.05 g, and 0.95 of that and 0.05 g for the look ahead.
    for gradient: Float in [0.003, 70, -4] {
      let length = (0.95 * 0.05 + 0.05) * Double(abs(gradient))
      var x = length / (length + 1e-7)
      for _ in 0..<5 { x = 3.4445 * x - 4.7750 * pow(x, 3) + 2.0315 * pow(x, 5) }
      let p = parameter([10], [gradient], shape: [1, 1])
      Muon([p]).step(learningRate: 0.5)
      #expect(abs(Double(p.item) - (10 - 0.5 * x * (gradient < 0 ? -1 : 1))) < 1e-4)
    }
  }

  @Test func muonMovesWideMatricesFarther() {
    // The step of an orthogonal row: as long as the row, times the root of columns / rows.
    let p = parameter([0, 0, 0, 0], [3, 0, 0, 0], shape: [1, 4])
    Muon([p]).step(learningRate: 1)
    let q = parameter([0, 0, 0, 0], [3, 0, 0, 0], shape: [4, 1])
    Muon([q]).step(learningRate: 1)
    #expect(abs(p.values[0] / q.values[0] - 2) < 1e-4)
    #expect(p.values[1...] == [0, 0, 0])
  }

  @Test func muonLooksAheadAlongItsMean() {
    // Mean of the gradients: 0.05 g1, then 0.95 x 0.05 g1 + 0.05 g2. Its direction is what is made orthogonal.
    var generator = SeededGenerator(seed: 1)
    let (g1, g2) = (Tensor(normal: [3, 3], using: &generator), Tensor(normal: [3, 3], using: &generator))
    let p = Tensor(repeating: 0, shape: [3, 3], requiresGradient: true)
    let optimizer = Muon([p])
    p.gradient = g1
    optimizer.step(learningRate: 0)
    p.gradient = g2
    optimizer.step(learningRate: 1)
    let mean = g1 * (0.95 * 0.05) + g2 * 0.05
    let ahead = (mean * 0.95 + g2 * 0.05).orthogonalized()
    #expect(p.isClose(to: -ahead, within: 1e-4))
    #expect(optimizer.state[0].isClose(to: mean))
  }

  /// X = U S Vᵀ becomes U T Vᵀ with T near 1: then Xᵀ (U T Vᵀ) = V S T Vᵀ is symmetric, and no direction is turned.
  @Test(arguments: [[12, 12], [12, 40], [40, 12], [3, 2]]) func orthogonalizingTurnsNothing(_ shape: [Int]) {
    var generator = SeededGenerator(seed: 2)
    let x = Tensor(normal: shape, using: &generator)
    let y = x.orthogonalized()
    let product =
      shape[0] <= shape[1] ? y.matrixProduct(x, transposed: .second) : y.matrixProduct(x, transposed: .first)
    let size = product.values.map(abs).max()!
    #expect(product.isClose(to: product.transposed(), within: 1e-3 * size))
    #expect((0..<product.shape[0]).allSatisfy { product[$0, $0] > 0 })
  }

  @Test func parametersWithoutAGradientStay() {
    let still = Tensor([[1, 2]], requiresGradient: true)
    let optimizers: [any Optimizer] = [
      SGD([still]), SGD([still], momentum: 0.9), AdamW([still], weightDecay: 1), Muon([still]),
    ]
    for optimizer in optimizers { optimizer.step(learningRate: 1) }
    #expect(still.values == [1, 2])
    #expect([still].gradientNorm() == 0)
  }

  @Test func theNormOfAllGradients() {
    let (p, q) = (parameter([0, 0], [3, 0]), parameter([0, 0], [0, 4], shape: [1, 2]))
    #expect([p, q].gradientNorm() == 5)
    SGD([p, q]).clearGradients()
    #expect(p.gradient == nil && q.gradient == nil)
    p.gradient = Tensor([Float.nan, 1])
    #expect([p, q].gradientNorm().isNaN)
  }

  @Test(arguments: ["sgd", "momentum", "adamw", "muon"]) func allFindTheBottomOfAValley(_ name: String) {
    // The loss is the squared distance to a matrix.
    let goal = Tensor([[1, -2], [3, 0.5]])
    let p = Tensor(repeating: 0, shape: [2, 2], requiresGradient: true)
    let optimizer: any Optimizer =
      switch name {
      case "sgd": SGD([p])
      case "momentum": SGD([p], momentum: 0.9)
      case "adamw": AdamW([p])
      default: Muon([p])
      }
    let schedule = LearningRateSchedule(totalSteps: 300, decay: .linear)
    for step in 0..<300 {
      ((p - goal) * (p - goal)).sum().backward()
      optimizer.step(
        learningRate: (name == "sgd" ? 0.4 : name == "momentum" ? 0.05 : 0.1) * schedule.factor(after: step))
      optimizer.clearGradients()
    }
    #expect(p.isClose(to: goal, within: 0.02), "\(p)")
  }

  @Test func stateGoesOn() {
    // An optimiser that is given another's state and count makes the same next step.
    func step(_ optimizer: any Optimizer, _ p: Tensor, _ gradient: [Float]) {
      p.gradient = Tensor(gradient, shape: p.shape)
      optimizer.step(learningRate: 0.1)
    }
    let makers: [(Tensor) -> any Optimizer] = [{ SGD([$0], momentum: 0.9) }, { AdamW([$0]) }, { Muon([$0]) }]
    for maker in makers {
      let p = Tensor([[1, 2], [3, 5]], requiresGradient: true)
      let first = maker(p)
      step(first, p, [1, 2, 3, 4])
      step(first, p, [4, -3, 2, 1])
      let q = p.copy().asParameter()
      let second = maker(q)
      for (to, from) in zip(second.state, first.state) { to.assign(from.values) }
      second.stepsTaken = first.stepsTaken
      step(first, p, [1, 1, -1, 2])
      step(second, q, [1, 1, -1, 2])
      #expect(p.values == q.values)
    }
  }

  @Test func muonTakesMatricesAlone() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Muon([Tensor([1, 2], requiresGradient: true)])
    }
    #expect(says("Muon takes matrices, got shapes [[2]]", in: result))
  }
}

@Suite struct LearningRateScheduleTests {
  @Test func everyWayDown() {
    func factors(_ decay: LearningRateSchedule.Decay, _ steps: [Int]) -> [Float] {
      let schedule = LearningRateSchedule(totalSteps: 20, warmUp: 0.2, decay: decay)
      return steps.map { schedule.factor(after: $0) }
    }
    for decay in LearningRateSchedule.Decay.allCases {
      #expect(factors(decay, [0, 1, 2, 3, 4]) == [0.25, 0.5, 0.75, 1, 1], "4 of 20 steps lead up")
    }
    #expect(factors(.linear, [8, 12, 16, 20, 99]) == [0.75, 0.5, 0.25, 0, 0])
    #expect(factors(.constant, [8, 20, 99]) == [1, 1, 1])
    let cosine = factors(.cosine, [8, 12, 16, 20, 99]).map(Double.init)
    let expected = [0.5 + 0.5 * cos(Double.pi / 4), 0.5, 0.5 - 0.5 * cos(Double.pi / 4), 0, 0]
    #expect(zip(cosine, expected).allSatisfy { abs($0 - $1) < 1e-7 })
  }

  @Test func theShortestSchedules() {
    #expect(LearningRateSchedule(totalSteps: 0).factor(after: 0) == 1)
    #expect(LearningRateSchedule(totalSteps: 1).factor(after: 0) == 1)
    #expect(LearningRateSchedule(totalSteps: 10, warmUp: 1).factor(after: 9) == 1)
  }
}
