// Prompts that test what a model knows, and the text that a tokenizer is trained on.
// The prompts are cloze tests in the manner of LAMA (Petroni et al. 2019). The rest is ours.
// Leaves out wordings whose answer does not stand at the end.

import Basics

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
  /// It is in a held-out wording where there is one whose answer comes last, else in the first such wording. Wordings with
  /// a person use the first one of `people`.
  public var recallPrompts: [RecallPrompt] {
    facts.indices.compactMap { fact in
      let heldOut = plan.heldOutWordingsOfFact[fact].first { canServe($0) }
      let usual = plan.wordingsOfFact[.statement]?[fact].first { canServe($0) }
      guard let wording = heldOut ?? usual else { return nil }
      let sentence = fill(phrasebook.wordings[wording].template, with: fact)
      let expected = " " + facts[fact].answer
      return RecallPrompt(
        text: String(sentence.dropLast(expected.count + 1)), expected: expected, fact: facts[fact],
        isHeldOut: heldOut != nil)
    }
  }

  /// Every pair of a fact and a wording that no document contains.
  ///
  /// A question is given as it stands in the first frame; it is held out of all frames.
  public var heldOutSentences: [(fact: Fact, sentence: String)] {
    facts.indices.flatMap { fact in
      plan.heldOutWordingsOfFact[fact].map {
        (facts[fact], fill(phrasebook.wordings[$0].framed[0], with: fact))
      }
    }
  }

  private func canServe(_ wording: Int) -> Bool {
    phrasebook.wordings[wording].form == .statement && phrasebook.wordings[wording].template.endsInAnswer
  }

  private func fill(_ template: Template, with fact: Int) -> String {
    var sentence = ""
    for piece in template.pieces {
      switch piece {
      case .literal(let text): sentence += text
      case .slot(.thing): sentence += facts[fact].subject
      case .slot(.answer): sentence += facts[fact].answer
      case .slot(.friend): sentence += people[1]
      case .slot: sentence += people[0]
      }
    }
    return sentence
  }

  /// A text for training the tokenizer, always the same one.
  ///
  /// It is 300 kB of documents, then every chat wording with every thing that it can be asked about, then all other
  /// sentences of users and the assistant, so that chat needs no other tokens. Lines of a conversation begin with a
  /// space, as they do after the token of a role.
  public var tokenizerText: String {
    var generator = Counter(state: 0x7E)
    var text = ""
    while text.utf8.count < 300_000 { text += document(using: &generator).text + "\n" }
    for wording in phrasebook.wordings where wording.form == .chat {
      for fact in encyclopedia.relations[wording.relation].facts {
        text += " " + fill(wording.template, with: fact) + "\n"
      }
    }
    for sentence in chat.sentences { text += " \(sentence)\n" }
    for part in Split.allCases {
      for request in requests(for: part, count: 300, using: &generator) {
        text += " \(request.text)\n \(demonstration(of: request, by: .mixed, using: &generator))\n"
      }
    }
    return text
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
