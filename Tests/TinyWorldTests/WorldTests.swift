import Testing

@testable import TinyWorld

@Suite struct WorldTests {
  let world = Tables.world

  @Test func knowsItsKindsAndRelations() {
    #expect(world.kind(of: "capital") == "country" && world.things(of: "country").contains("France"))
    #expect(Set(world.facts.map(\.relation)) == Set(world.relations))
    #expect(world.relations.allSatisfy { world.kinds.contains(world.kind(of: $0)) })
  }

  @Test func whatIsKnownOfAThing() {
    let facts = world.facts(about: "France", kind: "country")
    #expect(facts.contains(Fact(relation: "capital", subject: "France", answer: "Paris")))
    #expect(
      facts.allSatisfy { $0.subject == "France" } && world.facts(about: "Zorvia", kind: "country").isEmpty)
  }

  @Test func peopleOfDocumentsAndOfConversationsAreNamed() {
    #expect(world.people.count > 20 && Set(world.users).isSuperset(of: world.people))
    #expect(Set(world.users).count == world.users.count)
  }

  @Test func noNameIsAnotherWord() {
    #expect(
      world.people.allSatisfy { name in !world.facts.contains { $0.subject == name || $0.answer == name } })
  }

  @Test func aMessageIsBareWithoutCapitalsAndMarks() {
    #expect(World.bare("What's  THIS, please?! 3") == "whats this please 3")
  }

  @Test func fillersSayNothing() {
    for filler in world.fillers.before + world.fillers.after {
      #expect(world.read(filler) == Reading(claim: nil, isTrue: nil))
    }
  }
}
