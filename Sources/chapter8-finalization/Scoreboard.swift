// Every stage answers the same requests, and is measured in the same ways.

import CommandLineKit
import CourseKit
import Notebook
import TinyLM
import TinyTensor
import TinyWorld
import Training

/// What was measured on one stage.
struct Standing {
  /// As in the metrics.
  let id: String
  /// As on the page.
  let name: String
  /// Its scored answers.
  let answers: Evaluation
  /// Its answers to messages in people's own words; nil where answers are chosen and no model writes them.
  let people: PeopleEvaluation?
  /// How often the gold scorer prefers them to those of the model of chapter 5; ties count half.
  let winRate: Double
  /// The KL from that model, in nats an answer; nil for the model that cannot answer.
  let kl: Double?
  /// The surprise at plain text, in nats per token.
  let textLoss: Double

  /// All numbers with their names in `--json`, and which way is better.
  var metrics: [Metric] {
    let all: [(String, Double, Metric.Direction)] = [
      ("right", answers.right, .higher), ("honesty", answers.honesty, .higher),
      ("refusals", answers.refusals, .higher), ("overRefusals", answers.overRefusals, .lower),
      ("sentences", answers.fullSentences, .higher), ("words", answers.words, .neither),
      ("gold", answers.gold, .higher), ("winRate", winRate, .higher), ("kl", kl ?? .nan, .neither),
      ("textLoss", textLoss, .lower), ("people", people?.share ?? .nan, .higher),
    ]
    return all.filter { $0.1.isFinite }.map { Metric("stages.\(id).\($0.0)", $0.1, better: $0.2) }
  }
}

/// All stages of one chain, each measured when it is first asked for.
final class Scoreboard {
  /// What all are asked.
  let requests: [Request]
  private let course: Course
  private let invocation: Invocation
  private var standings: [String: Standing] = [:]
  private lazy var messages = Later { [unowned self] in try course.peopleMessages() }

  /// In the order in which they learned.
  static let stages = [
    ("base", "base"), ("sft", "sft"), ("bestOfN", "best of n"), ("dpo", "dpo"), ("grpo", "grpo"),
    ("ppo", "ppo"),
    ("final", "final"),
  ]

  init(_ course: Course, _ invocation: Invocation, requests: [Request]) {
    self.course = course
    self.invocation = invocation
    self.requests = requests
  }

  /// All of them.
  func all() throws -> [Standing] { try Self.stages.map { try standing($0.0) } }

  /// What was measured on one stage.
  ///
  /// - Precondition: there is a stage of that id.
  func standing(_ id: String) throws -> Standing {
    if let known = standings[id] { return known }
    let name = Self.stages.first { $0.0 == id }!.1
    let model = try model(id)
    let answers = try id == "bestOfN" ? bestOfN() : examined(model)
    let standing = Standing(
      id: id, name: name, answers: answers,
      people: id == "bestOfN" ? nil : try PeopleEvaluation(of: model, messages(), format: course.format()),
      winRate: id == "sft" ? 0.5 : answers.winRate(over: try self.standing("sft").answers),
      kl: try kl(id, model),
      textLoss: try course.text().corpus.validationLoss(of: model, windows: invocation.isQuick ? 40 : 160))
    standings[id] = standing
    return standing
  }

  /// The weights that answer.
  func model(_ id: String) throws -> GPT {
    switch id {
    case "base": try course.base()
    case "dpo": try course.directPolicy()
    case "grpo": try course.groupPolicy()
    case "ppo": try course.policy()
    case "final": try course.final()
    default: try course.assistant()
    }
  }

  private func examined(_ model: GPT) throws -> Evaluation {
    try Evaluation(
      of: model, requests, world: course.world, format: course.format(),
      sampling: Sampling(temperature: Float(invocation.real("temperature"))), seed: invocation.seed)
  }

  /// The answers that the judge of chapter 6 likes best of several by the model of chapter 5.
  private func bestOfN() throws -> Evaluation {
    var generator = course.generator("candidates")
    let format = try course.format()
    let candidates = Candidates(
      invocation.integer("bestOf"), by: try course.assistant(), to: try requests.map(format.prompt),
      end: format.end, using: &generator)
    return Evaluation(
      of: candidates.best(by: try course.rewardModel().reward), to: requests, world: course.world,
      format: format)
  }

  /// How far a model has gone from the model of chapter 5, from answers that it draws at the usual temperature.
  private func kl(_ id: String, _ model: GPT) throws -> Double? {
    if id == "base" { return nil }
    if id == "sft" { return 0 }
    if id == "bestOfN" { return Candidates.kl(bestOf: invocation.integer("bestOf")) }
    var generator = course.generator("answers for the distance")
    let format = try course.format()
    let prompts = try requests.prefix(200).map(format.prompt)
    let rows = model.rollouts(prompts, end: format.end, using: &generator).map(\.conversation)
    return model.kl(from: try course.assistant(), on: rows, temperature: 0.7)
  }
}
