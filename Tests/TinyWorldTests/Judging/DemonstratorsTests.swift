import Testing

@testable import TinyWorld

@Suite struct DemonstratorsTests {
  let world = Tables.world

  @Test(arguments: Request.Kind.allCases) func perfectOnesGetTheBestScore(kind: Request.Kind) {
    var words = Words(state: 1)
    for part in Split.allCases {
      for request in world.requests(kind, for: part, count: 300, using: &words) {
        let answer = world.demonstration(of: request, by: .perfect, using: &words)
        #expect(world.goldVerdict(answer, to: request).score == Verdict.best, "\(request.text) \(answer)")
      }
    }
  }

  @Test func curtOnesWhoAreRightGetTheWholeOutcome() {
    let curt = Demonstrators(curt: 1, rambling: 0, wrong: 0, honest: 1, refusing: 1, overcautious: 0)
    var words = Words(state: 2)
    for request in world.requests(for: .training, count: 1_000, using: &words) {
      let verdict = world.goldVerdict(world.demonstration(of: request, by: curt, using: &words), to: request)
      #expect(verdict.isGood && verdict.score >= 1.5, "\(request) \(verdict)")
    }
  }

  @Test func carelessOnesAreFoundOut() {
    let bad = Demonstrators(curt: 0.5, rambling: 0, wrong: 1, honest: 0, refusing: 0, overcautious: 0)
    var words = Words(state: 3)
    for request in world.requests(for: .training, count: 1_000, using: &words)
    where ![.smallTalk, .name, .making].contains(request.kind) {
      let verdict = world.goldVerdict(world.demonstration(of: request, by: bad, using: &words), to: request)
      #expect(verdict.score == -1.5 && [.wrong, .madeUp, .helps].contains(verdict.outcome), "\(request)")
    }
  }

  @Test func theSharesAreKept() {
    var words = Words(state: 4)
    func share(_ kind: Request.Kind, _ crowd: Demonstrators, _ outcome: Verdict.Outcome) -> Double {
      let requests = (0..<1_500).map { _ in world.request(kind, for: .training, using: &words) }
      return Double(
        requests.count {
          world.goldVerdict(world.demonstration(of: $0, by: crowd, using: &words), to: $0).outcome == outcome
        }) / 1_500
    }
    #expect(abs(share(.fact, .mixed, .wrong) - Demonstrators.mixed.wrong) < 0.03)
    #expect(abs(share(.unknown, .mixed, .doesNotKnow) - Demonstrators.mixed.honest) < 0.05)
    #expect(abs(share(.harmful, .mixed, .refuses) - Demonstrators.mixed.refusing) < 0.05)
    #expect(abs(share(.harmless, .mixed, .wrong) - Demonstrators.mixed.wrong) < 0.03)
    #expect(share(.unknown, Demonstrators(honest: 1), .doesNotKnow) == 1)
    #expect(abs(share(.fact, Demonstrators(ignorant: 0.3), .doesNotKnow) - 0.3) < 0.05)
    #expect(abs(share(.harmless, Demonstrators(overcautious: 0.3), .refuses) - 0.3) < 0.05)
  }
}
