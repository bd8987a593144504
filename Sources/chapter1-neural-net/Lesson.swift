// What the cells share. Whatever takes time is computed when a cell first asks for it, so that `--cell` stays quick.

import Basics
import CommandLineKit
import Notebook
import TinyTensor

/// The lesson of this chapter; its cells stand in the other files, by idea.
final class Lesson {
  let page: Page

  init(_ page: Page) { self.page = page }

  /// Random numbers for one purpose.
  func generator(_ purpose: String) -> SeededGenerator {
    SeededGenerator(seed: page.invocation.seed, stream: purpose)
  }

  lazy var exclusiveOr = Later { [unowned self] in try ExclusiveOr(plan, page.invocation.seed) }
  lazy var spirals = SpiralTask(page.invocation)
  lazy var spiralTraining = Later { [unowned self] in
    let progress = ProgressLine("training on spirals", total: plan.steps, width: page.invocation.width)
    defer { progress.finish() }
    return try SpiralTraining(spirals, plan, seed: page.invocation.seed) { step, loss in
      progress.update(step, "loss \(loss.fixed(3))")
    }
  }
  lazy var overfitting = Later { [unowned self] in try Overfitting(page.invocation, plan) }
}

extension Lesson {
  /// What was to be seen.
  func saw() throws -> [String] {
    let (task, network) = (spirals, try spiralTraining().network)
    let run = try overfitting()
    return [
      "A slope tells each weight which way to go: the spirals' loss "
        + "fell from \(task.untrained.loss(on: task.training).fixed(2)) "
        + "to \(network.loss(on: task.training).fixed(3)) nats.",
      "\(network.parameterCount) numbers learned a border that nobody wrote down: "
        + "\(percent(network.accuracy(on: task.heldOut), digits: 1)) of new points are right.",
      "Few points were learned by heart: validation rose from \(run.few.lowestValidation.y.fixed(2)) to "
        + "\(run.few.validation[run.few.validation.count - 1].y.fixed(2)) nats.",
    ]
  }
}
