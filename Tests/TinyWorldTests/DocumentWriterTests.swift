import Foundation
import Testing
import TinyWorld

@Suite struct DocumentWriterTests {
  let world = try! World(tables: Tables.book)

  @Test func sameSeedSameText() {
    #expect(world.documents(300, seed: 5) == world.documents(300, seed: 5))
    #expect(world.documents(10, seed: 5) != world.documents(10, seed: 6))
  }

  @Test func kindsComeInTheirShares() {
    let documents = world.documents(20_000)
    for kind in Document.Kind.allCases {
      let share = Double(documents.count { $0.kind == kind }) / 20_000
      #expect(abs(share - Double(kind.percent) / 100) < 0.015, "\(kind): \(share)")
    }
    #expect(Document.Kind.allCases.map(\.percent).reduce(0, +) == 100)
    #expect(Document.Kind.allCases.filter(\.asks).map(\.percent).reduce(0, +) == 40)
  }

  /// In the tiny world 12 of 100 documents are the one story, with five animals and twelve pairs of people.
  @Test func theNatsOfAStoryByHand() throws {
    let stories = try Tables.world().documents(500).filter { $0.kind == .story }
    #expect(!stories.isEmpty)
    #expect(stories.allSatisfy { abs($0.nats - log(100.0 / 12 * 5 * 12)) < 1e-12 })
  }

  /// How often a text really comes is counted, without a look at the choices that made it.
  @Test func theFloorIsAnUpperBoundAndAlmostExact() throws {
    let documents = try Tables.world().documents(200_000).filter {
      [.story, .portrait, .interview].contains($0.kind)
    }
    var counts: [String: Double] = [:]
    for document in documents { counts[document.text, default: 0] += 1 }
    let entropy = documents.reduce(0) { $0 - log(counts[$1.text]! / 200_000) } / Double(documents.count)
    let floor = documents.reduce(0) { $0 + $1.nats } / Double(documents.count)
    #expect(counts.count > 40)
    #expect(
      floor > entropy - 0.01 && floor < entropy + 0.05, "\(floor) nats by choices, \(entropy) by counting")
  }

  @Test func everyFactIsToldOftenEnough() {
    var told: [Fact: Int] = [:]
    for document in world.documents(20_000) where !document.kind.asks {
      for sentence in World.sentences(of: document.text) {
        if let fact = world.read(sentence)?.claim { told[fact, default: 0] += 1 }
      }
    }
    let rare = world.facts.filter { told[$0, default: 0] < 3 }
    #expect(rare.isEmpty, "\(rare)")
  }
}
