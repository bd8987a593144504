import Testing

@testable import TinyWorld

@Suite struct RecallPromptsTests {
  let world = Tables.world

  @Test func asksForNoFactTwice() {
    let facts = world.recallPrompts.map(\.fact)
    #expect(Set(facts).count == facts.count && facts == world.facts.filter(Set(facts).contains))
  }

  @Test func asksForNearlyEveryFact() {
    let missing = Set(world.facts).subtracting(world.recallPrompts.map(\.fact))
    #expect(Double(missing.count) < 0.05 * Double(world.facts.count), "\(missing.count)")
  }

  @Test func onlyTheExpectedAnswerIsTrue() {
    for prompt in world.recallPrompts {
      #expect(world.read(prompt.text + prompt.expected + ".")?.isTrue == true, "\(prompt)")
      let article = world.grammar.indefinite(prompt.fact.answer).prefix(3)
      let other = world.answers(to: prompt.fact.relation).first {
        $0 != prompt.fact.answer && (world.grammar.indefinite($0).prefix(3) == article || !prompt.hasArticle)
          && world.grammar.isMass($0) == world.grammar.isMass(prompt.fact.answer)
      }
      guard let other else { continue }
      #expect(world.read("\(prompt.text) \(other).")?.isTrue == false, "\(prompt.text) \(other).")
    }
  }

  @Test func manyPromptsAreInWordsNeverUsed() {
    let share = Double(world.recallPrompts.count(where: \.isHeldOut)) / Double(world.recallPrompts.count)
    #expect(share > 0.1 && share < 0.9, "\(share)")
    let heldOut = Set(world.heldOutSentences.map(\.sentence))
    for prompt in world.recallPrompts {
      #expect(heldOut.contains(prompt.text + prompt.expected + ".") == prompt.isHeldOut, "\(prompt)")
    }
  }

  /// No document goes on after the prompt with anything but the answer, unless it tells another fact: "works at", "works with".
  @Test func noDocumentContinuesAPromptOtherwise() {
    let expected = Dictionary(world.recallPrompts.map { ($0.text, $0) }) { first, _ in first }
    for document in world.documents(5_000) where !document.kind.asks {
      for sentence in World.sentences(of: document.text) {
        for place in sentence.indices where sentence[place] == " " {
          guard let prompt = expected[String(sentence[..<place])] else { continue }
          guard world.read(sentence)?.claim?.relation == prompt.fact.relation else { continue }
          #expect(sentence[place...].hasPrefix(prompt.expected), "\(sentence)")
        }
      }
    }
  }

  @Test func theTokenizerTextIsAlwaysTheSame() {
    let text = world.tokenizerText
    #expect(text == world.tokenizerText && text.utf8.count > 600_000)
    #expect(text.contains(" paris") && text == text.lowercased())
  }
}

extension RecallPrompt {
  /// Whether it ends in an article, which fits half of all answers only.
  fileprivate var hasArticle: Bool { text.hasSuffix(" a") || text.hasSuffix(" an") }
}
