import Testing
import TinyWorld

@Suite struct ContrastTests {
  let world = try! World(tables: Tables.book)

  @Test func theBetterAnswerIsJudgedBetter() {
    var words = Words(state: 1)
    var seen: Set<Contrast.Kind> = []
    for request in world.requests(for: .training, count: 500, using: &words) {
      for contrast in world.contrasts(to: request, using: &words) {
        seen.insert(contrast.kind)
        let better = world.goldVerdict(contrast.better, to: request)
        let worse = world.goldVerdict(contrast.worse, to: request)
        #expect(better.score > worse.score, "\(request.text) \(contrast)")
        #expect(better.isGood && better.isWellFormed && worse.isWellFormed)
      }
    }
    #expect(seen == Set(Contrast.Kind.allCases))
  }

  /// Only what the contrast is named after differs.
  @Test func nothingElseDiffers() {
    var words = Words(state: 2)
    for request in world.requests(.fact, for: .training, count: 500, using: &words) {
      let truth = world.contrast(.truth, to: request, using: &words)
      let style = world.contrast(.style, to: request, using: &words)
      #expect(
        world.goldVerdict(truth.better, to: request).isFullSentence
          == world.goldVerdict(truth.worse, to: request).isFullSentence)
      #expect(
        world.goldVerdict(style.better, to: request).outcome
          == world.goldVerdict(style.worse, to: request).outcome)
      #expect(world.goldVerdict(style.worse, to: request).isFullSentence == false)
    }
  }
}
