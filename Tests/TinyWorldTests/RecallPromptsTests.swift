import Testing
import TinyWorld

@Suite struct RecallPromptsTests {
  let world = try! World(tables: Tables.book)

  @Test func asksForEveryFactOnce() {
    #expect(world.recallPrompts.map(\.fact) == world.facts)
  }

  @Test func onlyTheExpectedAnswerIsTrue() {
    for prompt in world.recallPrompts {
      for answer in world.answers(to: prompt.fact.relation) {
        let reading = world.read("\(prompt.text) \(answer).")
        #expect(reading?.isTrue == (answer == prompt.fact.answer), "\(prompt.text) \(answer).")
      }
    }
  }

  /// No document goes on after the prompt with anything but the answer.
  @Test func noDocumentContinuesAPromptOtherwise() {
    let expected = Dictionary(world.recallPrompts.map { ($0.text, $0.expected) }) { first, _ in first }
    for document in world.documents(10_000) {
      for sentence in World.sentences(of: document.text) {
        for (place, character) in sentence.enumerated() where character == " " {
          guard let answer = expected[String(sentence.prefix(place))] else { continue }
          #expect(sentence.dropFirst(place) == answer + ".", "\(sentence)")
        }
      }
    }
  }

  @Test func theTokenizerTextIsAlwaysTheSame() {
    let text = world.tokenizerText
    #expect(text == world.tokenizerText && text.utf8.count > 300_000)
    #expect(text.contains("What is the capital of France?"))
  }
}
