import Foundation
import Testing
import TinyWorld

@Suite struct HeldOutTests {
  let world = try! World(tables: Tables.book)

  /// Wordings with people, and questions in their frames, are compared with the people left out.
  @Test func noDocumentHoldsAHeldOutSentence() {
    var seen: Set<String> = []
    for document in world.documents(30_000) where document.kind != .story && document.kind != .invented {
      for sentence in World.sentences(of: document.text) { seen.insert(bare(sentence)) }
    }
    let heldOut = Set(world.heldOutSentences.map { bare($0.sentence) })
    #expect(seen.isDisjoint(with: heldOut), "\(seen.intersection(heldOut))")
    #expect(heldOut.count > 500)
    // The sample is large enough to prove it: nearly all statements that are not held out are in it.
    let usual = world.recallPrompts.filter { !$0.isHeldOut }.map { bare($0.text + $0.expected + ".") }
    #expect(Double(usual.count { seen.contains($0) }) > 0.95 * Double(usual.count))
  }

  @Test func aboutHalfOfThePromptsAreInWordsNeverUsed() {
    let share = Double(world.recallPrompts.count(where: \.isHeldOut)) / Double(world.recallPrompts.count)
    #expect(share > 0.3 && share < 0.9, "\(share)")
    let heldOut = Set(world.heldOutSentences.map(\.sentence))
    for prompt in world.recallPrompts {
      #expect(heldOut.contains(prompt.text + prompt.expected + ".") == prompt.isHeldOut, "\(prompt)")
    }
  }

  @Test func chatWordingsAreNeverUsed() {
    let questions = Set(
      world.facts.flatMap { fact in
        (0..<3).map { world.chatQuestion(fact.relation, about: fact.subject, wording: $0) }
      })
    for document in world.documents(20_000) where document.kind.asks {
      for part in document.text.split(separator: ": ") {
        let question = part.split(separator: "?")[0] + "?"
        #expect(!questions.contains(String(question)), "\(document.text)")
      }
    }
  }

  /// A sentence without its people, a question with its answer but without its frame.
  private func bare(_ sentence: String) -> String {
    var text = sentence
    if sentence.contains("?") {
      let question = sentence.split(separator: ": ", maxSplits: 1)[1].split(separator: "?")[0]
      text = "\(question)? \(sentence.split(separator: ": ").last!)"
    }
    for person in world.people where text.contains(person) {
      text = text.replacingOccurrences(of: person, with: "-")
    }
    return text
  }
}
