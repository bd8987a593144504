// The task: in a row of people with their drinks, find the drink of the one who is asked for. Some people and drinks
// never stand side by side in training, so that a right answer there was looked up and not remembered.
// Follows the "associative recall" of Graves et al. 2014, section 4.3, in its simplest form.

import TinyLM
import TinyTensor

/// Rows such as "tom milk ann tea", then questions: "ann" must be followed by "tea".
struct PairTask {
  static let names = ["tom", "ann", "sam", "eva", "max", "lea", "ben", "mia"]
  static let drinks = ["tea", "milk", "juice", "water", "cocoa", "soda", "cider", "broth"]
  static let kinds = names.count

  /// How many people have a drink.
  let pairs: Int

  /// All words; a token is a place in this list.
  var words: [String] { Self.names + Self.drinks }
  /// How many tokens the model reads.
  ///
  /// These are all pairs, and each of them asked for and answered, but for the last answer.
  var rowLength: Int { 4 * pairs - 1 }
  /// How many tokens a row with one question has.
  var promptLength: Int { 2 * pairs + 1 }
}

/// A row that ends with a question.
struct Prompt {
  let tokens: [Int]
  /// The drink that should come next.
  let answer: Int
  /// Where the drink stands in the row; its name stands just before.
  let answerPlace: Int
}

// cell: task
extension PairTask {
  /// Some people, each with a drink.
  ///
  /// The first name never has the first drink in training, the
  /// second never the second, and so on: such a pair is new.
  func row(
    withNewPair: Bool, using random: inout SeededGenerator
  ) -> [(name: Int, drink: Int)] {
    while true {
      let kinds = Array(0..<Self.kinds)
      let names = random.shuffled(kinds).prefix(pairs)
      let drinks = random.shuffled(kinds).prefix(pairs)
      let row = zip(names, drinks).map { (name: $0, drink: $1) }
      let hasNew = row.contains { $0.name == $0.drink }
      if hasNew == withNewPair { return row }
    }
  }
}
// cell: end

extension PairTask {
  private func tokens(_ row: [(name: Int, drink: Int)]) -> [Int] {
    row.flatMap { [$0.name, Self.kinds + $0.drink] }
  }

  /// Rows in which everybody is asked for, in random order; only the answers count.
  func batch(_ count: Int, using random: inout SeededGenerator) -> TokenBatch {
    let rows = (0..<count).map { _ in
      let row = row(withNewPair: false, using: &random)
      return tokens(row) + tokens(random.shuffled(row))
    }
    let counts = (0..<rowLength).map { Float($0 >= 2 * pairs && $0 % 2 == 0 ? 1 : 0) }
    return TokenBatch(
      inputs: rows.flatMap { $0.dropLast() }, targets: rows.flatMap { $0.dropFirst() },
      weights: rows.flatMap { _ in counts }, sequences: count)
  }

  /// Rows to examine a model with; with new pairs, it is a new pair that is asked for.
  func prompts(_ count: Int, withNewPair: Bool, using random: inout SeededGenerator) -> [Prompt] {
    (0..<count).map { _ in
      let row = row(withNewPair: withNewPair, using: &random)
      let candidates = row.indices.filter { !withNewPair || row[$0].name == row[$0].drink }
      let asked = candidates[random.below(candidates.count)]
      return Prompt(
        tokens: tokens(row) + [row[asked].name], answer: Self.kinds + row[asked].drink,
        answerPlace: 2 * asked + 1)
    }
  }
}

extension GPT {
  /// The share of prompts that it answers rightly, reading no more than its context.
  ///
  /// - Parameter bends: whether its feed-forward layers have their bend.
  func accuracy(_ prompts: [Prompt], bends: Bool = true) -> Double {
    let length = min(configuration.context, prompts[0].tokens.count)
    let tokens = prompts.flatMap { $0.tokens.suffix(length) }
    let scores =
      bends
      ? frozen().logits(tokens, sequences: prompts.count)
      : chapter3_attention.logits(frozen(), tokens, sequences: prompts.count, bends: false)
    let answers = scores.argmax()
    let right = prompts.indices.count { answers[($0 + 1) * length - 1] == prompts[$0].answer }
    return Double(right) / Double(prompts.count)
  }

  /// For each block and head, how much the question looks at its answer and the answer at its name.
  ///
  /// - Returns: means over the prompts.
  func looks(_ prompts: [Prompt]) -> [(block: Int, head: Int, atAnswer: Double, atName: Double)] {
    let length = prompts[0].tokens.count
    let shares = frozen().attentionWeights(prompts.flatMap(\.tokens), sequences: prompts.count)
    return configuration.layers.indices.flatMap { block in
      configuration.heads.indices.map { head in
        let atAnswer = prompts.indices.map { shares[block][$0, head, length - 1, prompts[$0].answerPlace] }
        let atName = prompts.indices.map {
          shares[block][$0, head, prompts[$0].answerPlace, prompts[$0].answerPlace - 1]
        }
        return (block, head, mean(atAnswer), mean(atName))
      }
    }
  }
}

extension Int {
  fileprivate var indices: Range<Int> { 0..<self }
}

private func mean(_ values: [Float]) -> Double { Double(values.reduce(0, +)) / Double(values.count) }
