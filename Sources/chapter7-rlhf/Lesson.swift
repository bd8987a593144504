// What the cells share: the models before and after, the judge, and the requests of the evaluation. Each is made when
// a cell first asks for it.

import Basics
import ChatWindow
import CommandLineKit
import CourseKit
import Notebook
import TinyLM
import TinyTensor
import TinyWorld
import Training

/// The lesson of one start of the program.
final class Lesson: CourseLesson {
  let page: Page

  /// The world and the chain of models.
  lazy var course = Later { [unowned self] in try Course(page) }
  /// The model as it is before this chapter: the start, and the reference.
  lazy var assistant = Later { [unowned self] in try course().assistant() }
  /// The judge of chapter 6.
  lazy var judge = Later { [unowned self] in try course().rewardModel() }
  /// The training of this chapter, finished.
  lazy var run = Later { [unowned self] in
    try course().trained(course().policyOptimization(PolicyOptimizationSettings(invocation)))
  }

  /// The policy of five answers, and the request that they belong to.
  lazy var toy = Later { [unowned self] in try makeToy() }
  /// Requests for measuring: none was learned from, none was looked at while the recipe was made.
  lazy var requests = Later { [unowned self] in try requests(for: .test, count: budget(600)) }
  /// The answers before.
  lazy var before = Later { [unowned self] in try evaluateSampled(assistant(), requests()) }
  /// The answers after.
  lazy var after = Later { [unowned self] in try evaluateSampled(run().model, requests()) }
  /// The answers before and after, each token the most probable one.
  lazy var greedy = Later { [unowned self] in
    (before: try evaluate(assistant(), requests()), after: try evaluate(run().model, requests()))
  }
  /// The judge that is fooled, and the key of what made it.
  lazy var poorJudge = Later { [unowned self] in try makePoorJudge() }
  /// The model that has fooled it.
  lazy var hacked = Later { [unowned self] in try hackingRun(klWeight: 0) }
  /// Its answers.
  lazy var afterHack = Later { [unowned self] in try evaluateSampled(hacked().model, requests()) }
  /// The run of DPO that is compared with the others.
  lazy var direct = Later { [unowned self] in try directRun(pairs: budget / 2, seed: invocation.seed) }
  /// The comparison of the ways to learn from a judge, with the seed of this run.
  lazy var comparison = Later { [unowned self] in try compare(seed: invocation.seed) }

  /// The models that solve word problems, beside the chain.
  lazy var wordProblems = Later { [unowned self] in try makeWordProblemModels() }
  /// The one that was shown the steps.
  lazy var stepper = Later { [unowned self] in try makeStepper() }
  /// What it became, learning on from people who work in different ways.
  lazy var undecided = Later { [unowned self] in try makeUndecided() }
  /// The answers of that, drawn at random.
  lazy var undecidedAnswers = Later { [unowned self] in try sampled(undecided()) }
  /// What became of it, with a program as reward.
  lazy var practised = Later { [unowned self] in try practise() }

  init(_ page: Page) { self.page = page }

  /// Requests of all kinds in their usual shares.
  func requests(for split: Split, count: Int) throws -> [Request] {
    var generator = generator("requests for \(split.rawValue)")
    return try course().world.requests(for: split, count: count, using: &generator)
  }

  /// Lets a model answer, each token drawn at temperature 0.7, and has the answers scored by the rules of the world.
  ///
  /// - Parameter again: another number gives other answers to the same requests.
  func evaluateSampled(_ model: GPT, _ requests: [Request], again: UInt64 = 0) throws -> Evaluation {
    try Evaluation(
      of: model, requests, world: course().world, format: course().format(),
      sampling: Sampling(temperature: usual.temperature), seed: invocation.seed + again)
  }

  /// The answers of an evaluation as rows of tokens, ready for a judge.
  func conversations(_ evaluation: Evaluation) throws -> [[MarkedToken]] {
    try evaluation.conversations(course().format())
  }

  /// What a judge gives to the answers of an evaluation, on average.
  func proxy(_ evaluation: Evaluation, by judge: RewardModel) throws -> Double {
    let scores = judge.rewards(of: try conversations(evaluation))
    return scores.reduce(0) { $0 + Double($1) } / Double(scores.count)
  }

  /// How far a model has gone from the reference, in nats an answer: the k3 estimate from answers that it wrote.
  func kl(_ model: GPT, in evaluation: Evaluation) throws -> Double {
    try evaluation.kl(
      of: model, from: assistant(), course().format(), temperature: usual.temperature)
  }

  /// A conversation at the terminal, with the model before and after.
  func chat() throws -> ExitCode {
    let course = try course()
    Chat.run(
      [
        ChatModel("sft", try course.assistant(), knowsChat: true),
        ChatModel("rlhf", try run().model, knowsChat: true),
      ], tokenizer: try course.tokenizer(), capitals: course.capitals, invocation: invocation,
      examples: course.examples())
    return .success
  }

  /// The three sentences at the end.
  func saw() throws -> [String] {
    let (before, after) = (try before(), try after())
    return [
      "The model wrote, the judge scored, and what was better than expected became more probable: the true score went "
        + "from \(before.gold.fixed(2)) to \(after.gold.fixed(2)).",
      "It refuses \(percent(after.refusals)) of the harmful requests (before: \(percent(before.refusals))) and "
        + "admits \(percent(after.honesty)) of what it cannot know (before: \(percent(before.honesty))).",
      "It learned to please a judge, not to be good. Where the judge is wrong and nothing holds the model back, the "
        + "score rises and the answers get worse.",
    ]
  }
}

extension PolicyOptimizationSettings {
  /// The settings that the knobs ask for.
  init(_ invocation: Invocation) {
    self = .ppo(
      iterations: invocation.integer("iterations"), promptsPerIteration: invocation.integer("prompts"),
      klWeight: Float(invocation.real("klWeight")), seed: invocation.seed)
    clip = Float(invocation.real("clip"))
    passes = invocation.integer("passes")
    learningRate = invocation.real("learningRate")
  }
}
