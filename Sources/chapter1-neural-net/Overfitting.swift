// Too few examples, too many weights: the network learns its examples by heart, mistakes and all. Two losses show
// it, one on the training points and one on points that are held out (validation).
// Leaves out the remedies but for more examples; exercises try others.

import Basics
import CommandLineKit
import Notebook
import Pictures
import TinyTensor

/// The same large network trained on few points, and on many.
struct Overfitting {
  /// The two losses on the way.
  struct Curves {
    var training: [(x: Double, y: Double)] = []
    var validation: [(x: Double, y: Double)] = []
  }

  let fewPoints: Int
  let few: Curves
  let many: Curves

  init(_ invocation: Invocation, _ plan: Plan) throws {
    func points(_ count: Int, for purpose: String) -> Examples {
      var generator = SeededGenerator(seed: invocation.seed, stream: purpose)
      return spirals(count, noise: 0.4, using: &generator)
    }
    let validation = points(500, for: "validation")
    func curves(_ count: Int) throws -> Curves {
      var generator = SeededGenerator(seed: invocation.seed, stream: "large network")
      let network = Network([2, 128, 2], using: &generator)
      let data = points(count, for: "few points")
      var curves = Curves()
      let slow = Plan(steps: plan.steps, learningRate: plan.learningRate / 15)
      try train(network, on: data, slow, using: &generator) { step, _ in
        guard step % max(1, plan.steps / 60) == 0 else { return }
        curves.training.append((Double(step), network.loss(on: data)))
        curves.validation.append((Double(step), network.loss(on: validation)))
      }
      return curves
    }
    fewPoints = invocation.integer("fewPoints")
    few = try curves(fewPoints)
    many = try curves(20 * fewPoints)
  }
}

// MARK: - Cells

extension Lesson {
  func showOverfitting(_ cell: Cell) throws {
    let run = try overfitting()
    try cell.say(
      "Now \(run.fewPoints) points only, with so much noise that some lie on the wrong side, and a network "
        + "with 128 hidden neurons. It learns the points by heart, and the noise with them: overfitting. The "
        + "loss on 500 other points, the validation loss, tells.")
    try cell.predict("The training loss will go to 0. What will the validation loss do?")
    let (lowest, last) = (run.few.lowestValidation, run.few.validation[run.few.validation.count - 1])
    try cell.show(
      LineChart(
        x: Axis("step"), y: Axis("loss", unit: "nats"),
        [
          Series("training", run.few.training), Series("validation", run.few.validation),
          Series("validation, trained on \(20 * run.fewPoints)", run.many.validation),
        ], height: 12,
        caption:
          "Training: \(run.few.training[run.few.training.count - 1].y.fixed(3)) nats at the end. Validation: "
          + "lowest at step \(Int(lowest.x)) with \(lowest.y.fixed(2)), at the end \(last.y.fixed(2))."))
    try cell.check(
      "with \(run.fewPoints) points the validation loss rises again by more than a fifth; "
        + "with \(20 * run.fewPoints) it does not", run.few, not: run.many, advice: trainLonger
    ) { $0.validation[$0.validation.count - 1].y > 1.2 * $0.lowestValidation.y }
    cell.record(Metric("lowestValidationLoss", lowest.y))
    cell.record(Metric("lastValidationLoss", last.y))
  }
}

extension Overfitting.Curves {
  /// The step with the lowest validation loss, and that loss.
  var lowestValidation: (x: Double, y: Double) { validation.min { $0.y < $1.y }! }
}
