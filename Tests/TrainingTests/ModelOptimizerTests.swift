// The optimiser of a model: it knows the rate of each step, and how many steps were taken.

import Testing
import TinyLM
import TinyTensor

@testable import Training

@Suite struct ModelOptimizerTests {
  /// A parameter with a gradient of norm 5, and its optimiser.
  private static func descent(steps: Int, updatesPerStep: Int = 1) -> (Tensor, ModelOptimizer) {
    let parameter = Tensor([0, 0], requiresGradient: true)
    let optimizer = ModelOptimizer(
      matrices: [], others: [parameter], .sgd, learningRate: 0.5, steps: steps, updatesPerStep: updatesPerStep
    )
    return (parameter, optimizer)
  }

  private static func update(_ parameter: Tensor, _ optimizer: ModelOptimizer) throws -> ModelOptimizer.Update
  {
    let loss = (parameter * Tensor([3, 4])).sum()
    loss.backward()
    return try optimizer.step(loss)
  }

  @Test func theRateFollowsTheSchedule() throws {
    let (parameter, optimizer) = Self.descent(steps: 40)
    let updates = try (0..<40).map { _ in try Self.update(parameter, optimizer) }
    let schedule = LearningRateSchedule(totalSteps: 40, decay: .linear)
    #expect(optimizer.totalSteps == 40 && updates.map(\.step) == Array(1...40))
    #expect(updates.map(\.learningRate) == (0..<40).map { 0.5 * schedule.factor(after: $0) })
    #expect(updates.allSatisfy { $0.gradientNorm == 5 })
  }

  @Test func theGradientIsClippedAndForgotten() throws {
    let (parameter, optimizer) = Self.descent(steps: 1)
    let update = try Self.update(parameter, optimizer)
    #expect(update.learningRate == 0.5)
    #expect(parameter.gradient == nil)
    #expect(TinyTalk.error(parameter.values, [-0.3, -0.4]) < 1e-6, "half of (3, 4) / 5")
  }

  @Test func updatesOfOneStepShareItsRate() throws {
    let (parameter, optimizer) = Self.descent(steps: 20, updatesPerStep: 3)
    let updates = try (0..<7).map { _ in try Self.update(parameter, optimizer) }
    #expect(updates.map(\.step) == [1, 1, 1, 2, 2, 2, 3])
    let schedule = LearningRateSchedule(totalSteps: 20, decay: .linear)
    #expect(updates.map(\.learningRate) == [0, 0, 0, 1, 1, 1, 2].map { 0.5 * schedule.factor(after: $0) })
  }

  @Test func resumingSetsTheStep() throws {
    let (parameter, optimizer) = Self.descent(steps: 20, updatesPerStep: 3)
    optimizer.resume(after: 4)
    #expect(try Self.update(parameter, optimizer).step == 5)
  }

  @Test func aBadLossChangesNothing() throws {
    let (parameter, optimizer) = Self.descent(steps: 20)
    #expect(throws: NonFiniteError.self) {
      let loss = (parameter * Tensor([.nan, 1])).sum()
      loss.backward()
      try optimizer.step(loss)
    }
    #expect(parameter.values == [0, 0])
    parameter.gradient = nil
    #expect(try Self.update(parameter, optimizer).step == 1, "the bad step was not counted")
  }
}
