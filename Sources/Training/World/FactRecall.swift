// What a model knows: the beginning of a true sentence is given, and the model must finish it.

import TinyLM
import TinyTensor
import TinyWorld

/// How many facts a model can recall, by kind.
public struct FactRecall: Sendable {
  /// For each relation, such as "capital", how many facts were asked and how many were right.
  public let relations: [(name: String, right: Int, asked: Int)]

  /// Relations that say little about what is recalled: sums are worked out, and of two answers a guess hits every other
  /// one ("right" or "wrong").
  public static let notRecalled: Set<String> = ["sum", "difference", "conduct", "judgement"]

  /// Lets the model finish every prompt, always with its likeliest token.
  public init(of model: GPT, tokenizer: any Tokenizer, prompts: [RecallPrompt]) throws {
    let separator = tokenizer.id(ofSpecial: endOfText)!
    let expected = try prompts.map { try tokenizer.encode($0.expected.asRead) }
    var generator = SeededGenerator(seed: 0)  // greedy: not used
    var counts: [(name: String, right: Int, asked: Int)] = []
    let answers = model.rollouts(
      try prompts.map { [separator] + (try tokenizer.encode(" " + $0.text.asRead)) }, end: separator,
      limit: expected.map(\.count).max() ?? 0, sampling: .greedy, using: &generator
    ).map(\.answer)
    for (i, prompt) in prompts.enumerated() {
      let isRight = answers[i].starts(with: expected[i])
      let place = counts.firstIndex { $0.name == prompt.fact.relation } ?? counts.count
      if place == counts.count { counts.append((prompt.fact.relation, 0, 0)) }
      counts[place].asked += 1
      if isRight { counts[place].right += 1 }
    }
    relations = counts
  }

  /// The share of facts that were right, of all relations but some.
  public func share(except leftOut: Set<String> = []) -> Double {
    let counted = relations.filter { !leftOut.contains($0.name) }
    return Double(counted.reduce(0) { $0 + $1.right }) / Double(max(1, counted.reduce(0) { $0 + $1.asked }))
  }
}
