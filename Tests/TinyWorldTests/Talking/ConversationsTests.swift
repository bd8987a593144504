import Testing

@testable import TinyWorld

@Suite struct ConversationsTests {
  let world = Tables.world

  @Test func sameWordsSameRequests() {
    var (first, second) = (Words(state: 7), Words(state: 7))
    let requests = world.requests(for: .training, count: 200, using: &first)
    #expect(requests == world.requests(for: .training, count: 200, using: &second))
    #expect(requests != world.requests(for: .training, count: 200, using: &second))
  }

  @Test func sameWordsSameConversation() {
    let (one, two) = (world.conversations(40, for: .training), world.conversations(40, for: .training))
    #expect(one.joined().map(\.request) == two.joined().map(\.request))
    #expect(one.joined().map(\.answer) == two.joined().map(\.answer))
  }

  @Test func theSharesAreAsDeclared() {
    #expect(Request.Kind.allCases.map(\.percent).reduce(0, +) == 100)
    var words = Words(state: 1)
    let requests = (0..<3_000).map { _ in world.request(for: .training, using: &words) }
    for kind in Request.Kind.allCases {
      let share = Double(requests.count { $0.kind == kind }) / 3_000
      #expect(abs(share - Double(kind.percent) / 100) < 0.03, "\(kind): \(share)")
    }
  }

  @Test func aTurnKnowsTheTurnsBefore() {
    for turns in world.conversations(100, for: .training) {
      for (place, turn) in turns.enumerated() {
        let before = turns[..<place].map { Exchange(user: $0.request.text, assistant: $0.answer) }
        #expect(turn.request.earlier.suffix(place) == before[...])
      }
    }
  }

  @Test func aRequestFitsInTheWindow() {
    var words = Words(state: 8)
    for request in world.requests(for: .training, count: 1_000, using: &words) {
      #expect(request.wordCount <= Request.wordLimit)
    }
  }

  @Test(arguments: Split.allCases) func factsAreThoseOfTheSplit(split: Split) {
    var words = Words(state: 3)
    for kind in [Request.Kind.fact, .followUp] {
      for request in world.requests(kind, for: split, count: 300, using: &words) where request.topic.isNew {
        if let fact = request.fact { #expect(world.isAsked(fact) == (split == .training), "\(request)") }
      }
    }
  }

  @Test func aFollowUpLeansOnTheTurnBefore() {
    var words = Words(state: 6)
    for split in Split.allCases {
      for request in world.requests(.followUp, for: split, count: 300, using: &words) {
        let said =
          request.earlier.last.map { World.sentences(of: $0.assistant).compactMap { world.read($0)?.claim } }
          ?? []
        let fact = request.fact!
        #expect(said.contains { $0.subject == fact.subject || $0.relation == fact.relation }, "\(request)")
      }
    }
  }

  @Test func aNameThatWasToldIsAskedRightly() {
    var words = Words(state: 2)
    for split in Split.allCases {
      for request in world.requests(.name, for: split, count: 200, using: &words) {
        guard case .name(let name) = request.topic else { continue }
        let greeted = request.earlier.compactMap { exchange in
          exchange.assistant.split(separator: "!").first.flatMap {
            exchange.assistant.hasSuffix("! It is nice to meet you.")
              ? String($0.trimmingPrefix("Hello, ")) : nil
          }
        }
        #expect(name == greeted.last, "\(request)")
      }
    }
  }

  @Test func aNameThatIsToldStandsInTheMessage() {
    var words = Words(state: 2)
    for request in world.requests(.name, for: .training, count: 300, using: &words) {
      guard case .introduction(let name) = request.topic else { continue }
      #expect(request.text.lowercased().contains(name.lowercased()), "\(request)")
    }
  }

  @Test func neatMessagesAreNeat() {
    for (request, _) in world.conversations(300, for: .training, World.Wordings()).joined()
    where request.kind != .unknown {
      #expect(
        request.text == request.text.sentenceCased && !" \(request.text) ".contains(" i "), "\(request.text)")
    }
  }

  @Test func typedMessagesAreOftenTyped() {
    let texts = world.conversations(300, for: .training, .typed).joined().map(\.request.text)
    let small = Double(texts.count { $0 == $0.lowercased() }) / Double(texts.count)
    #expect(small > 0.4 && small < 0.65, "\(small)")
  }

  /// Neat and untyped, a message in a wording kept for later cannot be one of training.
  @Test func unseenWordingsAreUnseen() {
    let later = Self.later
    var words = Words(state: 4)
    for request in world.requests(
      .smallTalk, for: .test, World.Wordings(areUnseen: true), count: 300, using: &words)
    {
      guard case .talk(let group) = request.topic, let lines = later.groups[group] else { continue }
      #expect(lines.isEmpty || lines.contains(World.bare(request.text)), "\(request.text)")
    }
  }

  /// Templates without choices and slots are compared as they stand.
  @Test func noWordingForLaterIsInTraining() {
    let later = Self.later.all
    #expect(later.count > 30)
    for (request, _) in world.conversations(2_000, for: .training, World.Wordings()).joined() {
      #expect(!later.contains(World.bare(request.text)), "\(request.text)")
    }
  }

  @Test func noWordingForLaterIsInADocument() {
    let later = Self.later.all
    for document in world.documents(3_000) {
      for line in document.text.split(separator: "\n") {
        #expect(!later.contains(World.bare(String(line))), "\(line)")
      }
    }
  }

  @Test func countingBeginsWhereItIsAskedTo() {
    var words = Words(state: 4)
    for request in world.requests(.making, for: .training, World.Wordings(), count: 400, using: &words) {
      guard case .making("count", let ends) = request.topic, !ends.hasPrefix("1 ") else { continue }
      let first = ends.split(separator: " ")[0]
      let spoken = World.numberWords[Int(first)!]
      #expect(
        request.text.lowercased().contains("from \(first)")
          || request.text.lowercased().contains("from \(spoken)"))
    }
  }

  /// All that the lines kept for later can say, where no slot is in them, and what no line for training says.
  private static let later: (all: Set<String>, groups: [String: Set<String>]) = {
    let talk = Tables.world.talkBook
    let lines =
      talk.groups.flatMap(\.lines) + talk.unknown.flatMap(\.lines) + talk.nameQuestions
      + talk.makings.values.flatMap(\.lines)
    func said(_ lines: [TalkBook.Line], later: Bool) -> Set<String> {
      Set(
        lines.filter { $0.isForTraining != later && $0.template.slots.isEmpty }
          .flatMap { $0.template.everything.map(World.bare) })
    }
    let training = said(lines, later: false)
    let groups = talk.groups.filter { group in
      group.lines.allSatisfy { $0.isForTraining || $0.template.slots.isEmpty }
    }
    return (
      said(lines, later: true).subtracting(training),
      Dictionary(uniqueKeysWithValues: groups.map { ($0.name, said($0.lines, later: true)) })
    )
  }()
}

extension Request.Topic {
  /// Whether the turn chose its thing itself: a follow-up may ask more about a thing of the turn before.
  fileprivate var isNew: Bool { if case .fact = self { true } else { false } }
}

extension Template {
  /// All texts, of a template without slots.
  fileprivate var everything: [String] { Self.everything(pieces) }

  private static func everything(_ pieces: [Piece]) -> [String] {
    pieces.reduce([""]) { texts, piece in
      let own: [String] =
        switch piece {
        case .literal(let literal): [literal]
        case .choice(let options, _): options.flatMap(everything)
        case .agreement(let one, _): [one]
        case .slot: [""]
        }
      return texts.flatMap { text in own.map { text + $0 } }
    }
  }
}
