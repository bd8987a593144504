// Prompts that test what a model knows, and the text that a tokenizer is trained on.
// The prompts are cloze tests in the manner of LAMA (Petroni et al. 2019). The rest is ours.
// Leaves out wordings whose answer does not stand at the end.

import Basics
import Foundation

/// The beginning of a true sentence that lacks only its answer.
public struct RecallPrompt: Sendable, Equatable {
  /// For example "The capital of France is", without a space at the end.
  public let text: String
  /// For example " Paris", with the space before it, so that it is the same token as in running text; a full stop follows.
  public let expected: String
  /// The fact; results are reported by its `relation`.
  public let fact: Fact
  /// Whether no training document states this fact in this wording.
  public let isHeldOut: Bool
}

extension World {
  /// One prompt for every fact, in the order of `facts`.
  ///
  /// It is in a held-out wording where there is one whose answer comes last, else in the first such wording.
  public var recallPrompts: [RecallPrompt] {
    facts.indices.compactMap { fact in
      let heldOut = plan.heldOutWordingsOfFact[fact].first { canServe($0) }
      let usual = plan.wordingsOfFact[fact].first { canServe($0) }
      guard let wording = heldOut ?? usual else { return nil }
      let sentence = statement(phrasebook.wordings[wording].template, fact)
      let end = sentence.dropLast()
      guard let space = end.range(of: " " + answerWords(fact), options: .backwards) else { return nil }
      return RecallPrompt(
        text: String(end[..<space.lowerBound]), expected: String(end[space.lowerBound...]), fact: facts[fact],
        isHeldOut: heldOut != nil)
    }
  }

  /// Every pair of a fact and a wording that no document contains.
  public var heldOutSentences: [(fact: Fact, sentence: String)] {
    facts.indices.flatMap { fact in
      plan.heldOutWordingsOfFact[fact].map {
        (facts[fact], statement(phrasebook.wordings[$0].template, fact))
      }
    }
  }

  /// Without choices, people or an article that belongs to the answer: then the prompt is always the same.
  private func canServe(_ wording: Int) -> Bool {
    let template = phrasebook.wordings[wording].template
    return template.endsInAnswer && !template.slots.contains(where: \.isOfPeople)
      && template.pieces.allSatisfy { if case .choice = $0 { false } else { true } }
  }

  private func answerWords(_ fact: Int) -> String {
    let words = facts[fact].answer.split(separator: " ")
    return words.count > 1 ? facts[fact].answer : String(words[0])
  }

  /// A text for training the tokenizer, always the same one.
  ///
  /// It is documents and conversations, and the words of the tables, all in small letters. Lines of a conversation begin with a space, as they do after the token of a role.
  public var tokenizerText: String {
    var generator = Counter(state: 0x7E)
    var text = ""
    while text.utf8.count < 600_000 { text += " " + document(using: &generator).text + "\n" }
    for _ in 0..<800 {
      let exchanges = conversation(turns: 5, for: .training, by: .perfect, using: &generator)
      for (request, answer) in exchanges { text += " \(request.text)\n \(answer)\n" }
    }
    let names = self.names.joined(separator: " ")
    for _ in 0..<60 { text += " \(names)\n" }
    return text.lowercased()
  }

  /// All that the assistant says and what documents tell, in proper spelling: which words are written with a capital.
  public var spellingText: String {
    var generator = Counter(state: 0xCA)
    let documents = (0..<2000).map { _ in document(using: &generator) }.filter { !$0.kind.asks }.map(\.text)
    let names = users.map { "They are \($0) and \($0)." }  // twice, because Bella is also a word of Italian
    let words = talkBook.words.values.flatMap { $0 }.map { "Say \($0)." }
    let lines = facts.map { plainAnswer($0) } + talkBook.answers + names + words + documents
    return lines.joined(separator: "\n")
  }

  /// The words in which people ask.
  public var questionWords: String { phrasebook.wordings.map(\.template.text).joined(separator: "\n") }

  /// The words of facts that have a name: each is to be one token.
  private var names: [String] {
    let kinds = ["country", "animal", "food", "job", "word", "item"]
    let words = facts.filter { kinds.contains(kind(of: $0.relation)) }.flatMap { [$0.subject, $0.answer] }
    return Set(words.flatMap { $0.split(separator: " ").map(String.init) }).sorted()
  }
}

/// Random words for a fixed sample.
private struct Counter: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return splitMix64(state)
  }
}
