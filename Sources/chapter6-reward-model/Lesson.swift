// What the cells share: the pairs, the choices, the judge that is trained, and what it is tested on. Each is made when
// a cell first asks for it.

import Basics
import CommandLineKit
import CourseKit
import Notebook
import TinyTensor
import TinyWorld
import Training

/// The lesson of one start of the program.
final class Lesson: CourseLesson {
  let page: Page

  /// The world and the chain of models.
  lazy var course = Later { [unowned self] in try Course(page) }
  /// The people who choose.
  var people: Person { Person(taste: Person.Taste(rawValue: invocation.text("taste"))!) }
  /// What the judge learns from.
  var choosing: Course.Choosing {
    var choosing = Course.Choosing(invocation.integer("choices"))
    choosing.contrasts = invocation.real("contrasts")
    choosing.person = people
    choosing.careless = invocation.real("careless")
    return choosing
  }
  /// Pairs of answers to learn from.
  lazy var pairs = Later { [unowned self] in try course().pairs(choosing) }
  /// What people chose.
  lazy var choices = Later { [unowned self] in try course().choices(pairs(), choosing) }
  /// The training, finished.
  lazy var run = Later { [unowned self] in
    try course().trained(course().rewardModeling(RewardModelingSettings(invocation), from: choosing))
  }
  /// The judge that it trained.
  lazy var judge = Later { [unowned self] in try RewardModel(course().assistant(), run().checkpoint) }
  /// The small trainings that were done already, by what they are called.
  var sideJudges: [String: RewardModel] = [:]

  /// Pairs of answers to requests that nobody has trained on.
  lazy var test = Later { [unowned self] in
    try TestPairs(
      course(),
      course().pairs(
        invocation.isQuick ? 200 : 800, for: .test, contrasts: invocation.real("contrasts"),
        stream: "pairs of the test"), people, invocation.seed)
  }
  /// What the judge says to them.
  lazy var differences = Later { [unowned self] in try test().differences(of: judge()) }

  init(_ page: Page) { self.page = page }

  /// The three sentences at the end.
  func saw() throws -> [String] {
    let (test, differences) = (try test(), try differences())
    return [
      "From \(try choices().count.grouped) choices between two answers the judge learned to predict "
        + "\(percent(test.labelAccuracy(differences))) of new ones; nobody could do better than "
        + "\(percent(test.ceiling)).",
      "It is told nothing but who was chosen. What makes an answer good, and how much, it found out by itself; "
        + "and with it whatever else the people like.",
      "It gives a number to any answer at once and without getting tired. What happens when a model is trained to "
        + "please it is the next chapter.",
    ]
  }
}

extension RewardModelingSettings {
  /// The settings that the knobs ask for.
  init(_ invocation: Invocation) {
    self.init(
      epochs: invocation.integer("epochs"), batch: invocation.integer("batch"),
      optimizer: OptimizerChoice(rawValue: invocation.text("optimizer"))!,
      learningRate: invocation.real("learningRate"), seed: invocation.seed)
  }
}
