import Testing

@testable import TinyWorld

/// What is ordered is what the gold scorer reads.
@Suite struct AnswerWriterTests {
  let world = Tables.world

  private static let each = Split.allCases.flatMap { split in Request.Kind.allCases.map { (split, $0) } }

  @Test(arguments: each) func everyAnswerComesToItsOutcome(split: Split, kind: Request.Kind) {
    var words = Words(state: 1)
    for request in world.requests(kind, for: split, count: 300, using: &words) {
      for outcome in world.outcomes(of: kind) {
        for style in AnswerStyle.allCases {
          let answer = world.answer(to: request, outcome: outcome, style: style, using: &words)
          let verdict = world.goldVerdict(answer, to: request)
          let isExpected = verdict.outcome == outcome || outcome == .nothing && fitsByChance(answer, request)
          #expect(isExpected, "\(request.text) \(request.topic) \(answer) \(verdict)")
          #expect(verdict.isWellFormed, "\(request.text) \(answer)")
        }
      }
    }
  }

  /// An apology for a bad joke begins as one for anything else.
  private func fitsByChance(_ answer: String, _ request: Request) -> Bool {
    guard case .talk(let group) = request.topic else { return false }
    let fitting = world.talkBook.group(group).answers.values.flatMap { World.sentencePieces($0[...]) }
    return World.sentencePieces(answer[...]).contains(where: fitting.contains)
  }

  @Test(arguments: each) func theBestAnswerScoresBest(split: Split, kind: Request.Kind) {
    var dice = Dice(source: Words(state: 2))
    var words = Words(state: 3)
    for request in world.requests(kind, for: split, count: 300, using: &words) {
      let verdict = world.goldVerdict(world.bestAnswer(to: request, &dice), to: request)
      #expect(
        verdict.score == Verdict.best && verdict.isGood && verdict.isFullSentence,
        "\(request.text) \(verdict)")
    }
  }

  @Test(arguments: each) func answersBeginWithACapitalAndEnd(split: Split, kind: Request.Kind) {
    var words = Words(state: 4)
    for request in world.requests(kind, for: split, count: 100, using: &words) {
      for outcome in world.outcomes(of: kind) {
        for style in AnswerStyle.allCases {
          let answer = world.answer(to: request, outcome: outcome, style: style, using: &words)
          #expect(
            answer == answer.tidied.sentenceCased && answer.last.map { ".!?".contains($0) } == true,
            "\(answer)")
        }
      }
    }
  }

  @Test(arguments: [
    ("capital", "France", "Paris", "The capital of France is Paris."),
    ("legs", "cow", "four", "A cow has four legs."),
    ("colour", "bananas", "yellow", "Bananas are yellow."), ("colour", "milk", "white", "Milk is white."),
    ("sum", "1 plus 2", "3", "1 plus 2 is 3."), ("opposite", "hot", "cold", "The opposite of hot is cold."),
    ("group", "owl", "bird", "An owl is a bird."),
  ]) func answersReadWell(relation: String, subject: String, answer: String, sentence: String) {
    let fact = Fact(relation: relation, subject: subject, answer: answer)
    #expect(world.plainAnswer(fact) == sentence)
    #expect(world.plainAnswer(fact, .curt) == answer.sentenceCased + ".")
  }

  @Test func plainQuestionsAskAboutAnyThing() {
    #expect(world.plainQuestion("capital", about: "Zorvia") == "What is the capital city of Zorvia?")
    for relation in world.relations {
      #expect(
        world.plainQuestion(relation, about: world.things(of: world.kind(of: relation))[0]).hasSuffix("?"))
    }
  }
}
