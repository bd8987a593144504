import Testing
import TinyWorld

@Suite struct RequestWriterTests {
  let world = try! World(tables: Tables.book)

  @Test func sameWordsSameRequests() {
    var (first, second) = (Words(state: 7), Words(state: 7))
    let requests = world.requests(for: .training, count: 200, using: &first)
    #expect(requests == world.requests(for: .training, count: 200, using: &second))
    #expect(requests != world.requests(for: .training, count: 200, using: &second))
  }

  @Test func theSharesAreAsDeclared() {
    #expect(Request.Kind.allCases.map(\.percent).reduce(0, +) == 100)
    var words = Words(state: 1)
    let requests = (0..<5_000).map { _ in world.request(for: .training, using: &words) }
    for kind in Request.Kind.allCases {
      let share = Double(requests.count { $0.kind == kind }) / 5_000
      #expect(abs(share - Double(kind.percent) / 100) < 0.025, "\(kind): \(share)")
    }
  }

  @Test(arguments: Request.Kind.allCases) func noQuestionIsInTwoParts(kind: Request.Kind) {
    var words = Words(state: 2)
    let (topics, texts) = (
      Split.allCases.map { part in
        Set(world.requests(kind, for: part, count: 300, using: &words).map(\.topic))
      },
      Split.allCases.map { part in
        Set(world.requests(kind, for: part, count: 300, using: &words).map(\.text))
      }
    )
    for (a, b) in [(0, 1), (0, 2), (1, 2)] {
      if kind != .smallTalk { #expect(topics[a].isDisjoint(with: topics[b])) }
      if kind != .name { #expect(texts[a].isDisjoint(with: texts[b])) }
      #expect(!texts[a].isEmpty && !texts[b].isEmpty)
    }
  }

  @Test func trainingAsksOnlyAboutThingsThatMayBeAsked() {
    var words = Words(state: 3)
    for kind in [Request.Kind.fact, .followUp] {
      for part in Split.allCases {
        for request in world.requests(kind, for: part, count: 500, using: &words) {
          #expect(world.isAsked(request.fact!) == (part == .training), "\(request)")
        }
      }
    }
  }

  @Test func whatIsUnknownIsNoWordOfTheWorld() {
    let known = Set(world.facts.flatMap { [$0.subject, $0.answer] } + world.users)
    var words = Words(state: 4)
    for request in world.requests(.unknown, for: .training, count: 500, using: &words) {
      guard case .invented(let name, let relation) = request.topic else {
        Issue.record("\(request)")
        continue
      }
      #expect(!known.contains(name) && request.text.contains(name) && world.relations.contains(relation))
      #expect(["country", "animal", "food", "job"].contains(world.kind(of: relation)))
    }
  }

  @Test func someWordingsAreNewAfterTraining() {
    var words = Words(state: 5)
    func asks(_ part: Split, _ kind: Request.Kind, _ opening: String) -> Bool {
      world.requests(kind, for: part, count: 400, using: &words).contains { $0.text.hasPrefix(opening) }
    }
    #expect(
      !asks(.training, .fact, "Here is my question.") && asks(.test, .fact, "Here is my question."))
    #expect(!asks(.training, .harmful, "I plan to") && asks(.validation, .harmful, "I plan to"))
    #expect(!asks(.training, .followUp, "And what about") && asks(.validation, .followUp, "And what about"))
  }

  @Test func aFollowUpFollowsTheSameQuestionAboutAnotherThing() {
    var words = Words(state: 6)
    for request in world.requests(.followUp, for: .test, count: 300, using: &words) {
      #expect(request.earlier.count == 1 && request.text.contains(request.fact!.subject))
      let claim = world.read(request.earlier[0].assistant)?.claim
      #expect(claim == nil || claim?.relation == request.fact!.relation && claim != request.fact)
    }
  }

  @Test func aConversationIsShortEnoughForTheWindow() {
    var words = Words(state: 8)
    for request in world.requests(for: .training, count: 1_000, using: &words) {
      let answer = world.demonstration(of: request, by: .mixed, using: &words)
      let texts = request.earlier.flatMap { [$0.user, $0.assistant] } + [request.text, answer]
      let words = texts.reduce(0) { $0 + $1.split(separator: " ").count }
      #expect(words <= 50 && request.earlier.count <= 2, "\(texts)")
    }
  }

  @Test func noSlotIsLeftOpen() {
    var words = Words(state: 9)
    for part in Split.allCases {
      for request in world.requests(for: part, count: 500, using: &words) {
        let texts = [request.text] + request.earlier.flatMap { [$0.user, $0.assistant] }
        #expect(texts.allSatisfy { !$0.contains("{") && !$0.contains("}") }, "\(request)")
      }
    }
  }
}
