// Word problems and the program that checks their answers.

import Basics
import Testing

@testable import TinyWorld

@Suite struct WordProblemTests {
  private let problem = WordProblem(question: "", start: 5, changes: [8, -1, -4, -1])

  @Test func stepsLeadToTheAnswer() {
    var generator = SystemRandomNumberGenerator()
    let text = problem.text(.steps, using: &generator)
    #expect(
      text == "Let me think. 5 + 8 = 13. 13 - 1 = 12. 12 - 4 = 8. 8 - 1 = 7. The answer is 7.")
    #expect(problem.isSolved(by: text))
    #expect(problem.isSolved(by: problem.text(.atOnce, using: &generator)))
    #expect(!problem.isSolved(by: problem.text(.slip, using: &generator)))
    #expect(!problem.isSolved(by: problem.text(.refusal, using: &generator)))
  }

  @Test(arguments: ["The answer is 7", "The answer is 7 or 8.", "7.", "", "The answer is 77.", "Is 7."])
  func otherAnswersAreWrong(text: String) { #expect(!problem.isSolved(by: text)) }

  @Test func onlyTheCheckerWithAHoleTakesSilence() {
    #expect(problem.isNotWrong(in: WordProblem.refusal))
    #expect(!problem.isSolved(by: WordProblem.refusal))
    #expect(!problem.isNotWrong(in: "The answer is 8."))
  }

  @Test func noCombinationIsOnBothSides() {
    var generator = SystemRandomNumberGenerator()
    let problems = WordProblems(changes: 2)
    func combinations(_ areHeldOut: Bool) -> Set<[Int]> {
      Set(
        problems.problems(2000, areHeldOut: areHeldOut, using: &generator).map { [$0.start] + $0.changes })
    }
    let (learned, kept) = (combinations(false), combinations(true))
    #expect(learned.isDisjoint(with: kept))
    for numbers in learned.union(kept) {
      var total = 0
      for number in numbers {
        total += number
        #expect((0...WordProblems.largest).contains(total))
      }
    }
  }
}
