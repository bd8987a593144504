// The small trainings on the side, which show what a result depends on.

import CourseKit
import TinyLM
import Training

extension Lesson {
  /// How many conversations a small training takes.
  var few: Int { invocation.integer("small") }

  /// The settings of a small training: each demonstration once, in smaller steps, and all else as the knobs say.
  var smallSettings: FineTuningSettings {
    var settings = FineTuningSettings(invocation)
    (settings.epochs, settings.batch) = (1, max(1, settings.batch / 2))
    settings.replay = (settings.replay + 1) / 2
    return settings
  }

  /// A model after a training on the side; asked for by the same name again, it is not trained again.
  ///
  /// - Parameter start: what it begins with; the model that completes text if left out.
  func sideModel(
    _ name: String, from start: GPT? = nil, on demonstrations: [Demonstration], _ settings: FineTuningSettings
  ) throws -> GPT {
    if let model = sideModels[name] { return model }
    let run = try course().fineTuning(settings, on: demonstrations, from: start)
    try run.finish(name, width: invocation.width)
    sideModels[name] = run.model
    return run.model
  }
}
