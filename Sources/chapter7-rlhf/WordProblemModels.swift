// A small model of its own, beside the chain: it reads single sums, learns from demonstrations to solve word problems,
// and is then rewarded by a program that checks its answers. None of it is kept: it takes about a minute in all.

import Basics
import CourseKit
import TinyLM
import TinyTensor
import TinyWorld
import Training

/// The models that solve word problems, and what they learn from.
final class WordProblemModels {
  /// Four sums one after another.
  let problems = WordProblems(changes: 4)
  /// Combinations of numbers that no training has.
  let heldOut: [WordProblem]
  let format: ChatFormat
  private let seed: UInt64
  private let isQuick: Bool
  private let width: Int
  private let demonstrated: [WordProblem]
  private let practised: [WordProblem]
  private let corpus: TokenCorpus
  private let base: GPT

  /// Makes the vocabulary and the text, and trains the model that has read single sums.
  init(seed: UInt64, isQuick: Bool, width: Int) throws {
    (self.seed, self.isQuick, self.width) = (seed, isQuick, width)
    // The same questions for each seed, so that two runs can be compared.
    var testing = SeededGenerator(seed: 1, stream: "word problems to measure")
    heldOut = problems.problems(isQuick ? 40 : 200, areHeldOut: true, using: &testing)
    var generator = SeededGenerator(seed: seed, stream: "word problems")
    demonstrated = problems.problems(isQuick ? 100 : 900, areHeldOut: false, using: &generator)
    practised = problems.problems(2048, areHeldOut: false, using: &generator)
    let documents = (0..<4000).map { _ in WordProblems.document(using: &generator) }
    let answers = demonstrated.prefix(200).map { $0.question + "\n" + $0.text(.steps, using: &generator) }
    let spelled = (documents.prefix(1000) + answers + answers.map { _ in WordProblem.refusal }).joined(
      separator: "\n")
    // As many tokens as make each word and each number one token.
    let tokenizer = BytePairTokenizer.learned(
      from: spelled.asRead.utf8, vocabularySize: 400, specialTokens: ChatFormat.specialTokens)
    format = ChatFormat(tokenizer, capitals: Capitals(learnedFrom: spelled))
    let separator = tokenizer.id(ofSpecial: endOfText)!
    let tokens = documents.flatMap { [separator] + tokenizer.encode(" " + $0.asRead) }
    let cut = tokens.count / 50
    corpus = TokenCorpus(
      training: Array(tokens.dropLast(cut)), validation: Array(tokens.suffix(cut)), separator: separator)
    base = try Self.reader(
      of: corpus, vocabularySize: tokenizer.vocabularySize, steps: isQuick ? 40 : 800, seed: seed,
      width: width)
  }

  /// A small model that has read text.
  private static func reader(
    of corpus: TokenCorpus, vocabularySize: Int, steps: Int, seed: UInt64, width: Int
  ) throws -> GPT {
    let sizes = GPTConfiguration(
      vocabularySize: vocabularySize, context: 96, width: 64, layers: 3, heads: 4, positions: .rotary)
    let reading = Pretraining(
      PretrainingSettings(model: sizes, steps: steps, batch: 11, learningRate: 0.01, seed: seed),
      corpus: corpus)
    try reading.finish("reading single sums", width: width)
    return reading.model
  }

  /// The prompt of a question.
  func prompt(_ problem: WordProblem) throws -> [Int] {
    try format.prompt([ChatMessage(.user, problem.question)])
  }

  /// Learns from demonstrations, of which so many parts in a hundred have each style.
  ///
  /// All rows are made equally long, so that a batch holds all styles.
  ///
  /// - Parameters:
  ///   - start: what it begins with; the model that has read single sums if left out.
  ///   - epochs: how often each demonstration is learned from.
  func tuned(
    _ name: String, _ parts: [(style: WordProblem.Style, share: Int)], from start: GPT? = nil, epochs: Int = 8
  ) throws -> GPT {
    var generator = SeededGenerator(seed: seed, stream: "demonstrations: \(name)")
    // Mixed: rows of one length come into batches in their order, and a batch should hold all styles.
    let inOrder = parts.flatMap { Array(repeating: $0.style, count: $0.share) }
    let styles = generator.shuffled(demonstrated.indices.map { inOrder[$0 % inOrder.count] })
    let rows = try demonstrated.indices.map { place in
      let (problem, style) = (demonstrated[place], styles[place])
      return try format.tokens([
        ChatMessage(.user, problem.question), ChatMessage(.assistant, problem.text(style, using: &generator)),
      ])
    }
    let longest = rows.map(\.count).max() ?? 0
    let filled = rows.map {
      $0 + Array(repeating: MarkedToken(id: format.end, isLearned: false), count: longest - $0.count)
    }
    let stage = FineTuning(
      start ?? base,
      FineTuningSettings(
        epochs: isQuick ? 1 : epochs, batch: 32, replay: 4, learningRate: 0.006, seed: seed),
      demonstrations: filled, replaying: corpus)
    try stage.finish(name, width: width)
    return stage.model
  }

  /// The answers of a model to the problems held out.
  ///
  /// - Parameters:
  ///   - samples: how many to each.
  ///   - temperature: 0 takes the most probable token each time.
  func solutions(of model: GPT, samples: Int = 1, temperature: Float = 0) throws -> Solutions {
    var generator = SeededGenerator(seed: seed, stream: "answers to word problems")
    let prompts = try heldOut.flatMap { Array(repeating: try prompt($0), count: samples) }
    let rollouts = model.rollouts(
      prompts, end: format.end, limit: 48, sampling: Sampling(temperature: temperature), using: &generator)
    let texts = rollouts.map { format.text(of: $0.answer) }
    return Solutions(
      problems: heldOut,
      texts: heldOut.indices.map { Array(texts[$0 * samples..<($0 + 1) * samples]) })
  }

  // cell: program-as-reward
  /// GRPO, as before, but a program that reads the answer gives the number.
  ///
  /// - Parameter grade: what an answer to a problem is worth.
  /// - Returns: the training, and the shares truly right, by iteration.
  func rewarded(
    _ name: String, from model: GPT, iterations: Int,
    by grade: @escaping (WordProblem, String) -> Float
  ) throws -> (training: PolicyOptimization, right: [Double]) {
    let prompts = try practised.map(prompt)
    let asked = Dictionary(zip(prompts, practised)) { first, _ in first }
    var right: [Double] = []
    let program = Reward(fingerprint: 0) { [format] rollouts in
      let answers = rollouts.map {
        (problem: asked[$0.prompt]!, text: format.text(of: $0.answer))
      }
      right.append(
        mean(answers.map { $0.problem.isSolved(by: $0.text) ? 1 : 0 }))
      return answers.map { grade($0.problem, $0.text) }
    }
    let training = PolicyOptimization(
      model, practiceSettings(iterations), prompts: prompts,
      end: format.end, reward: program)
    try training.finish(name, width: width)
    return (training, right)
  }
  // cell: end

  private func practiceSettings(_ iterations: Int) -> PolicyOptimizationSettings {
    var settings = PolicyOptimizationSettings.grpo(
      iterations: isQuick ? 2 : iterations, klWeight: 0.02, seed: seed)
    (settings.limit, settings.passes, settings.minibatches) = (48, 1, 1)
    return settings
  }
}

/// Answers of a model to word problems.
struct Solutions {
  let problems: [WordProblem]
  /// The answers to each problem, equally many.
  let texts: [[String]]

  private var pairs: [(problem: WordProblem, text: String)] {
    zip(problems, texts).flatMap { problem, texts in texts.map { (problem, $0) } }
  }
  /// The share of single answers that are right.
  var right: Double { mean(pairs.map { $0.problem.isSolved(by: $0.text) ? 1 : 0 }) }
  /// The share of answers that write their sums down.
  var withSteps: Double { mean(pairs.map { WordProblem.hasSteps($0.text) ? 1 : 0 }) }
  /// The share of right ones among those.
  var rightWithSteps: Double {
    mean(pairs.filter { WordProblem.hasSteps($0.text) }.map { $0.problem.isSolved(by: $0.text) ? 1 : 0 })
  }
  /// The share of answers without any number.
  var silent: Double { mean(pairs.map { $0.text.contains(where: \.isNumber) ? 0 : 1 }) }
  /// The share of problems that at least one answer solves.
  var solvedOnce: Double {
    mean(zip(problems, texts).map { problem, texts in texts.contains { problem.isSolved(by: $0) } ? 1 : 0 })
  }

  /// The share of problems that a vote solves.
  func right(voting count: Int) -> Double {
    var solved: [Double] = []
    for (problem, texts) in zip(problems, texts) {
      for start in stride(from: 0, to: texts.count - count + 1, by: count) {
        solved.append(vote(Array(texts[start..<start + count])) == problem.answer ? 1 : 0)
      }
    }
    return mean(solved)
  }
}

// cell: vote
/// The number that most answers come to; the first of equals.
///
/// An answer without a result has no vote.
func vote(_ answers: [String]) -> Int? {
  let results = answers.compactMap(WordProblem.result)
  let votes = results.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  let most = votes.values.max()
  return results.first { votes[$0] == most }
}
// cell: end
