import Foundation
import Testing

@testable import TinyWorld

@Suite struct DocumentWriterTests {
  let world = Tables.world

  @Test func sameSeedSameText() {
    #expect(world.documents(300, seed: 5) == world.documents(300, seed: 5))
    #expect(world.documents(10, seed: 5) != world.documents(10, seed: 6))
  }

  @Test func kindsComeInTheirShares() {
    let documents = world.documents(6_000)
    for kind in Document.Kind.allCases {
      let share = Double(documents.count { $0.kind == kind }) / 6_000
      #expect(abs(share - Double(kind.percent) / 100) < 0.02 && share > 0, "\(kind): \(share)")
    }
    #expect(Document.Kind.allCases.map(\.percent).reduce(0, +) == 100)
  }

  @Test func theNatsAreFiniteAndPositive() {
    #expect(world.documents(1_000).allSatisfy { $0.nats.isFinite && $0.nats > 0 })
  }

  /// In the tiny world there is one story, with five animals and twelve pairs of people.
  @Test func theNatsOfAStoryByHand() throws {
    let stories = try Tables.world().documents(500).filter { $0.kind == .story }
    #expect(!stories.isEmpty)
    let ways = 100 / Double(Document.Kind.story.percent) * 5 * 12
    #expect(stories.allSatisfy { abs($0.nats - log(ways)) < 1e-12 })
  }

  /// Two facts of five animals in two orders, each in the wordings that are not held out for it.
  @Test func theNatsOfAPortraitByHand() throws {
    let world = try Tables.world()
    for document in world.documents(500) where document.kind == .portrait {
      let facts = World.sentences(of: document.text).compactMap { world.read($0)?.claim }
      let wordings = facts.map { fact in
        2 - (HeldOut.wording(of: fact, form: "statement", count: 2) == nil ? 0 : 1)
      }
      let ways = 100 / Double(Document.Kind.portrait.percent) * 5 * 2 * Double(wordings.reduce(1, *))
      #expect(facts.count == 2 && abs(document.nats - log(ways)) < 1e-12, "\(document)")
    }
  }

  /// How often a text really comes is counted, without a look at the choices that made it.
  @Test func theFloorIsAnUpperBoundAndAlmostExact() throws {
    let count = 100_000
    let documents = try Tables.world().documents(count).filter { [.story, .portrait].contains($0.kind) }
    var counts: [String: Double] = [:]
    for document in documents { counts[document.text, default: 0] += 1 }
    let entropy = documents.reduce(0) { $0 - log(counts[$1.text]! / Double(count)) } / Double(documents.count)
    let floor = documents.reduce(0) { $0 + $1.nats } / Double(documents.count)
    #expect(
      floor > entropy - 0.01 && floor < entropy + 0.05, "\(floor) nats by choices, \(entropy) by counting")
  }

  /// Tasks are many, and told in conversations most of the time.
  @Test func everyFactIsTold() {
    var told: Set<Fact> = []
    for document in world.documents(20_000) where !document.kind.asks {
      for sentence in World.sentences(of: document.text) {
        if let fact = world.read(sentence)?.claim { told.insert(fact) }
      }
    }
    let never = world.facts.filter { !told.contains($0) && !["need", "conduct"].contains($0.relation) }
    #expect(never.isEmpty, "\(never)")
  }

  @Test func everyStoryFitsItsPeople() {
    for document in world.documents(2_000) where document.kind == .story {
      let words = Set(document.text.split { !$0.isLetter }.map(String.init))
      let people = world.people.filter(words.contains)
      #expect(people.count < 3, "\(document.text)")
    }
  }

  @Test func documentsAreShort() {
    let counts = world.documents(3_000).map { $0.text.split { $0 == " " || $0 == "\n" }.count }
    #expect(counts.max()! <= 150 && counts.min()! >= 4, "\(counts.min()!) to \(counts.max()!) words")
  }

  @Test func aConversationAlternates() {
    for document in world.documents(2_000) where [.chat, .names].contains(document.kind) {
      let lines = document.text.split(separator: "\n")
      #expect(lines.count % 2 == 0 && lines.allSatisfy { $0.hasPrefix("- ") })
      #expect(stride(from: 0, to: lines.count, by: 2).allSatisfy { lines[$0] == lines[$0].lowercased()[...] })
    }
  }
}
