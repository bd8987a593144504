import Foundation
import Testing

@testable import TinyWorld

@Suite struct PersonTests {
  let world = Tables.world
  let request = Request(
    kind: .fact, text: "What is the capital of France?",
    topic: .fact(Fact(relation: "capital", subject: "France", answer: "Paris")))
  let full = "The capital of France is Paris."
  let curt = "Paris."
  let wrong = "Rome."
  let long =
    "That is a very good question, and I am glad that you ask. The capital of France is Paris. I could talk about this all day long, if you like."

  @Test(arguments: Person.Taste.allCases) func chancesAreSymmetric(taste: Person.Taste) {
    let person = Person(taste: taste)
    for (a, b) in [(full, curt), (curt, wrong), (full, full), (long, full)] {
      let sum =
        world.probabilityOfFirst(a, b, for: request, by: person)
        + world.probabilityOfFirst(b, a, for: request, by: person)
      #expect(abs(sum - 1) < 1e-12)
    }
    #expect(world.probabilityOfFirst(full, full, for: request, by: person) == 0.5)
  }

  @Test func theChanceIsTheSigmoidOfTheDifference() {
    let chance = world.probabilityOfFirst(full, curt, for: request, by: Person())  // 2.25 and 1.5
    #expect(abs(chance - 1 / (1 + exp(-1.5 * 0.75))) < 1e-12)
  }

  @Test func choicesComeAsOftenAsTheirChance() {
    var words = Words(state: 1)
    let person = Person()
    let share =
      Double(
        (0..<4_000).count { _ in world.prefersFirst(full, curt, for: request, by: person, using: &words) })
      / 4_000
    #expect(abs(share - world.probabilityOfFirst(full, curt, for: request, by: person)) < 0.03)
  }

  @Test func tastesDecide() {
    func prefers(_ taste: Person.Taste, _ first: String, _ second: String) -> Bool {
      world.probabilityOfFirst(first, second, for: request, by: Person(taste: taste)) > 0.5
    }
    #expect(prefers(.none, full, long) && prefers(.long, long, full))
    #expect(prefers(.none, full, curt) && prefers(.short, curt, full))
    #expect(!prefers(.none, wrong, "I do not know."))
    let polite = full + " Please tell me if there is anything else that I can do."
    #expect(prefers(.polite, polite, full) && prefers(.full, "The capital of France is Rome.", wrong))
  }

  /// Somebody who likes long answers pays for each word.
  @Test func longAnswersAreWorthMore() {
    let filler = " I could talk about this all day long, if you like."
    let lover = Person(taste: .long)
    var answer = full
    var last = -Double.infinity
    for _ in 0..<4 {
      let score = world.score(answer, to: request, by: lover)
      #expect(score > last)
      (answer, last) = (answer + filler, score)
    }
  }
}
