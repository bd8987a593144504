import Testing
import TinyWorld

@Suite struct AnswerWriterTests {
  let world = try! World(tables: Tables.book)

  /// What is ordered is what the judge reads.
  @Test(arguments: AnswerStyle.allCases) func everyAnswerComesToItsOutcome(style: AnswerStyle) {
    var words = Words(state: 1)
    for request in world.requests(for: .validation, count: 800, using: &words) {
      for outcome in world.outcomes(of: request.kind) {
        let answer = world.answer(to: request, outcome: outcome, style: style, using: &words)
        let verdict = world.goldVerdict(answer, to: request)
        #expect(verdict.outcome == outcome && verdict.isWellFormed, "\(request.text) \(answer) \(verdict)")
        #expect(verdict.isGood == (outcome == world.outcomes(of: request.kind)[0]))
        if style == .rambling, request.kind != .smallTalk { #expect(verdict.wordCount > 13, "\(answer)") }
      }
    }
  }

  @Test func answersReadWell() {
    for (relation, subject, answer, sentence) in [
      ("capital", "France", "Paris", "The capital of France is Paris."),
      ("legs", "cow", "four", "Every cow has four legs."),
      ("place", "cook", "kitchen", "Every cook works in the kitchen."),
      ("judgement", "told a lie", "wrong", "It was wrong that somebody told a lie."),
      ("sum", "one plus two", "three", "The sum of one plus two is three."),
    ] {
      let request = Request(
        kind: .fact, text: "", topic: .fact(Fact(relation: relation, subject: subject, answer: answer)))
      var words = Words(state: 1)
      #expect(world.answer(to: request, outcome: .right, style: .full, using: &words) == sentence)
      #expect(world.answer(to: request, outcome: .right, style: .curt, using: &words) == answer + ".")
    }
  }
}
