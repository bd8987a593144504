// The first run, told while it happens: each stage of the chain in a sentence, what its model writes on the way, and the
// same three questions after it. It only looks: all its random numbers are its own, and the weights are those of a
// training that nobody watches.
// Leaves out the reasons, which are on the pages of the chapters.

import Basics
import CommandLineKit
import Foundation
import Notebook
import Pictures
import TinyLM
import TinyTensor
import TinyWorld
import Training

/// Shows how the chain of models is trained.
public final class Show {
  private let page: Page
  private let course: Course
  private var pace: Pace
  private var scene: Cell?
  private lazy var questions = course.openings([.fact, .unknown, .harmful], stream: "questions of the show")
  private var seen = 0  // looks of the training under way that were shown

  /// A show of a course, in the looks of a page.
  public convenience init(_ page: Page, _ course: Course) { self.init(page, course, Pace()) }

  init(_ page: Page, _ course: Course, _ pace: Pace) {
    self.page = page
    self.course = course
    self.pace = pace
  }

  /// Trains what is missing of the chain, and tells it; what is there already is told in short.
  ///
  /// - Throws: `Failure` with exit code 130 if it was interrupted; the next show goes on from there.
  public func run() throws {
    course.watch = { [unowned self] in try watch($0, $1) }
    defer { course.watch = nil }
    try stage(.pretraining, "It reads, and begins to write") { try reading($0) }
    try stage(.fineTuning, "People show it how to answer") { try answering($0) }
    try stage(.rewardModeling, "A judge learns what people prefer") { try judging($0) }
    try stage(.policyOptimization, "It learns to please the judge") { try pleasing($0) }
    try stage(.final, "The weights move one last time") { try finishing($0) }
  }

  /// Tells one stage.
  func stage(_ link: Link, _ title: String, _ body: (Cell) throws -> Void) throws {
    let number = 1 + Link.chain.firstIndex { $0.stage == link.stage }!
    try page.scene("Stage \(number) of \(Link.chain.count)", link.stage, title) { cell in
      (scene, seen) = (cell, 0)
      pace.restart()
      try body(cell)
    }
  }

  // MARK: - The stages

  private func reading(_ cell: Cell) throws {
    try cell.say(
      """
      A model of random numbers reads text about a small world. At every token it guesses the next one, and then all \
      its numbers move a little. From time to time it goes on with the same few words.
      """)
    let trained = try course.pretrained()
    try cell.show(
      trend("loss", trained.reports.map { Double($0.loss) }, "Its mean surprise at the next token, in nats"))
    try ask(
      cell,
      "Now it has read, but nobody has shown it how to answer. Here are three questions, the second about a thing that does not exist. It goes on with their words:"
    ) {
      try continuation(of: $0, by: trained.model)
    }
  }

  private func answering(_ cell: Cell) throws {
    try cell.say(
      """
      Now it reads \(course.recipe.demonstrations.grouped) conversations in which people have written the answers, good \
      ones and bad ones. From time to time it is asked: \(questions[0].text)
      """)
    let trained = try course.fineTuned()
    try cell.show(
      trend("loss", trained.reports.map { Double($0.loss) }, "Its mean surprise at the answers, in nats"))
    try ask(
      cell, "The same three questions, now asked in a chat:",
      answerer(trained.model))
  }

  private func judging(_ cell: Cell) throws {
    try cell.say(
      """
      People have chosen the better of two answers, \(course.recipe.choices.grouped) times. A second model learns to \
      give each answer a score, so that the chosen one gets more. How often does it agree with the last \
      \(Self.choices) choices, each asked before it learns from it?
      """)
    let trained = try course.rewardModeled()
    let steps = Self.steps(trained.settings)
    let groups = stride(from: 0, through: trained.reports.count - steps, by: steps).map { start in
      100 * mean(trained.reports[start..<start + steps].map(\.accuracy))
    }
    try cell.show(trend("agreement", groups, "Its agreement with people, in %", digits: 0))
    try cell.say(
      "Here are two answers to each of the same three questions, the one that the judge prefers first:"
    )
    for question in questions { try rank(question, cell) }
  }

  private func pleasing(_ cell: Cell) throws {
    try cell.say(
      """
      The model writes answers, the judge scores them, and what was better than expected becomes more probable. The \
      numbers below are the gold score, by the rules of the world: neither the model nor the judge ever sees it. The \
      best possible answer has \(Verdict.best.brief) points.
      """)
    let trained = try course.optimized()
    try cell.show(trend("gold", trained.journal.map(\.gold), "Its gold score, in points"))
    try ask(
      cell, "The same three questions, to the model that has learned from the judge:", answerer(trained.model)
    )
  }

  private func finishing(_ cell: Cell) throws {
    try cell.say(
      """
      Two last changes are tried: the average with another model that pleased the judge, and a short training on \
      the best of its own answers and people's. The best of the three models is kept.
      """)
    let candidates = try course.candidates()
    let best = course.best(of: candidates)
    try cell.show(
      BarChart(
        "gold score (points)", candidates.map { ($0.update.inWords, $0.answers.gold) },
        caption: "Kept: \(best.update.inWords), \(best.answers.gold.fixed(2)) points."))
    try ask(cell, "The same three questions, to the model that you will talk to:", answerer(course.final()))
  }

  // MARK: - Asking

  private func ask(_ cell: Cell, _ sentence: String, _ answer: (Request) throws -> String) throws {
    try cell.say(sentence)
    try cell.quote(questions.map { ($0.text, try answer($0)) })
  }

  /// Answers as in a chat, always with the most probable token.
  private func answerer(_ model: GPT) -> (Request) throws -> String {
    { [course] request in
      let format = try course.format()
      let tokens = model.continuation(
        of: try format.prompt(request), limit: Evaluation.longestAnswer, stop: format.end)
      return format.text(of: tokens)
    }
  }

  /// The words that a model that knows no chat puts after a text.
  private func continuation(of request: Request, by model: GPT) throws -> String {
    let tokenizer = try course.tokenizer()
    let end = tokenizer.id(ofSpecial: endOfText)!
    let words = try [end] + tokenizer.encode(" " + request.text.asRead)
    return tokenizer.decode(model.continuation(of: words, stop: end))
  }

  /// What the judge gives to a good answer and to a bad one.
  private func rank(_ question: Request, _ cell: Cell) throws {
    var generator = course.generator("answers of the show")
    let contrast = course.world.contrast(question.kind.contrasts[0], to: question, using: &generator)
    let (judge, format) = (try course.rewardModel(), try course.format())
    let answers = [contrast.better, contrast.worse]
    let scores = judge.rewards(of: try answers.map { try format.tokens(question, answer: $0) })
    let ranked = zip(answers, scores).sorted { $0.1 > $1.1 }
    try cell.quote([("asked", question.text)] + ranked.map { ("\($0.1.fixed(2)) points", $0.0) })
  }

  private func trend(_ name: String, _ values: [Double], _ meaning: String, digits: Int = 2) -> Trend {
    let ends = [values.first, values.last].map { ($0 ?? 0).fixed(digits) }
    return Trend(name, values, digits: digits, caption: "\(meaning): from \(ends[0]) to \(ends[1]).")
  }

  // MARK: - On the way

  /// Looks at a training, when it is time to.
  func watch(_ stage: any Stage, _ tokenizer: any Tokenizer) throws {
    switch stage {
    case let stage as Pretraining: try sometimes(stage) { writing(of: stage, tokenizer) }
    case let stage as FineTuning: try sometimes(stage) { try answerer(stage.model)(questions[0]) }
    case let stage as RewardModeling: try sometimes(stage) { agreement(of: stage) }
    case let stage as PolicyOptimization: try showGold(of: stage)
    default: break
    }
  }

  private func sometimes(_ stage: any Stage, _ look: () throws -> String?) throws {
    try pace.ifDue(isLast: stage.isFinished) {
      if let line = try look() { try quote(line, after: stage.stepsDone) }
    }
  }

  private func quote(_ line: String, after steps: Int) throws {
    try scene?.quote(line, label: "step \(steps.grouped)".left(10))
  }

  /// The beginning of a text that it never learns from, and what it makes of it, always by the same random numbers.
  private func writing(of stage: Pretraining, _ tokenizer: any Tokenizer) -> String {
    let beginning = stage.corpus.beginning(Self.beginning)
    var generator = SeededGenerator(seed: stage.settings.seed, stream: "writing in the show")
    let ending = stage.model.sample(tokenizer, after: beginning, limit: 28, using: &generator)
    return (tokenizer.decode(Array(beginning.dropFirst())) + " ..." + ending).replacing("\n", with: " ")
  }

  /// Tokens of it, with the one that stands before the text.
  private static let beginning = 5

  /// The share of right choices among the last ones; each was counted before it was learned from.
  private func agreement(of stage: RewardModeling) -> String? {
    let steps = Self.steps(stage.settings)
    guard stage.reports.count >= steps else { return nil }
    let share = mean(stage.reports.suffix(steps).map(\.accuracy))
    return bar(share, "agrees with \(percent(share))")
  }

  /// Choices to count agreement on: with few, chance decides.
  private static let choices = 256
  private static func steps(_ settings: RewardModelingSettings) -> Int { max(1, choices / settings.batch) }

  private func showGold(of stage: PolicyOptimization) throws {
    for look in stage.journal.dropFirst(seen) {
      try quote(bar(look.gold / Verdict.best, "gold \(look.gold.fixed(2))"), after: look.step)
    }
    seen = stage.journal.count
  }

  private func bar(_ share: Double, _ words: String) -> String {
    words + " " + String(repeating: "=", count: Int((40 * max(0, share)).rounded()))
  }
}

extension TokenCorpus {
  /// The first tokens of the longest text for examination, most likely a story.
  fileprivate func beginning(_ count: Int) -> [Int] {
    guard let separator else { return validation.prefix(count).map(Int.init) }
    let longest = validation.split(separator: separator).max { $0.count < $1.count } ?? []
    return [Int(separator)] + longest.prefix(count - 1).map(Int.init)
  }
}

/// Decides when a training is looked at: every few seconds, later more rarely, since it then changes more slowly; and never
/// for more than a 25th of the time.
struct Pace {
  /// Between two looks, at least.
  var seconds = 3.0
  /// The time in seconds.
  var now: () -> Double = {
    let start = ContinuousClock.now
    return { (ContinuousClock.now - start) / .seconds(1) }
  }()
  private var start = 0.0
  private var next = 0.0

  init() {}

  /// The next training begins.
  mutating func restart() {
    start = now()
    next = start
  }

  /// Looks, if it is time to; at the end of a training it is.
  mutating func ifDue(isLast: Bool, _ look: () throws -> Void) rethrows {
    let begin = now()
    guard isLast || begin >= next else { return }
    try look()
    let end = now()
    next = end + max(seconds, (end - start) / 8, 24 * (end - begin))
  }
}
