// The trainings on the side, which show what a result depends on. Each is kept, and goes on after an interruption.

import Basics
import CourseKit
import TinyTensor
import Training

extension Trained<PolicyOptimization> {
  /// How many tokens it has written to learn from.
  var tokensWritten: Double {
    let lengths = reports.map { Double($0.length) }
    return mean(lengths) * Double(stepsDone * settings.promptsPerIteration * settings.group)
  }
}

extension Lesson {
  /// The settings of a small training on the side: without a value network.
  func smallSettings(klWeight: Double, seed: UInt64? = nil) -> PolicyOptimizationSettings {
    .grpo(
      iterations: invocation.integer("small"),
      promptsPerIteration: (invocation.isQuick ? Recipe.quick : .full).smallPrompts,
      klWeight: Float(klWeight), seed: seed ?? invocation.seed)
  }

  /// A training on the side.
  ///
  /// - Parameters:
  ///   - judge: what it is rewarded by, and the key of what made that; the judge of chapter 6 if left out.
  ///   - looks: how many looks at the true score on the way.
  func sideRun(
    _ settings: PolicyOptimizationSettings, by judge: (model: RewardModel, key: String)? = nil, looks: Int = 0
  ) throws -> Trained<PolicyOptimization> {
    let course = try course()
    return try course.trained(course.policyOptimization(settings, by: judge, looks: looks))
  }
}
