import Testing

@testable import TinyWorld

@Suite struct RequestBookTests {
  let world = Tables.world
  private var book: RequestBook { world.requestBook }

  private func areDisjoint<Element: Hashable>(_ parts: [Set<Element>]) -> Bool {
    Set(parts.joined()).count == parts.map(\.count).reduce(0, +) && parts.allSatisfy { !$0.isEmpty }
  }

  @Test func noThingIsInTwoSplits() {
    for kind in world.encyclopedia.kinds.indices {
      #expect(areDisjoint(Split.allCases.map { Set(book.askedThings(kind, $0)) }), "\(world.kinds[kind])")
    }
  }

  @Test func trainingAsksWhatMayBeAsked() {
    for (number, kind) in world.encyclopedia.kinds.enumerated() {
      for split in Split.allCases {
        for thing in book.askedThings(number, split) {
          #expect(world.isAsked(kind.things[thing], kind: kind.name) == (split == .training))
        }
      }
    }
  }

  @Test func whatIsKeptIsHalved() {
    for kind in world.encyclopedia.kinds.indices {
      let (one, other) = (book.askedThings(kind, .validation).count, book.askedThings(kind, .test).count)
      #expect(abs(one - other) <= 1, "\(world.kinds[kind])")
    }
  }

  @Test func noVerbOfATaskIsInTwoSplits() {
    for tasks in [book.harmful, book.harmless] {
      #expect(areDisjoint(Split.allCases.map { Set(tasks[$0]!.joined().map(\.verb)) }))
    }
  }

  @Test func noHarmfulVerbOfMeasuringIsHarmlessInTraining() {
    let all = Split.allCases.map { split in
      Set([book.harmful[split]!, book.harmless[split]!].joined().joined().map(\.verb))
    }
    #expect(areDisjoint(all))
  }

  @Test func noNameIsInTwoSplits() {
    #expect(areDisjoint(Split.allCases.map { Set(book.users[$0]!) }))
    #expect(Set(book.users.values.joined()) == Set(world.users))
  }

  @Test func drawnFactsAreThoseOfTheSplit() {
    var dice = Dice(source: Words(state: 1))
    for split in Split.allCases {
      for _ in 0..<300 {
        let fact = world.facts[book.drawFact(.split(split), &dice)]
        #expect(world.isAsked(fact) == (split == .training) && !["need", "conduct"].contains(fact.relation))
      }
    }
  }

  @Test(arguments: [
    ("tasks.tsv", "hurt", "all tasks are harmless"), ("callers.tsv", "Zoe", "no names are left for test"),
  ]) func aSplitWouldBeEmpty(file: String, beginning: String, what: String) {
    let rows = Tables.tiny[file]!.split(separator: "\n").filter { !$0.hasPrefix(beginning) }
    #expect(Tables.message(file, rows.joined(separator: "\n")).hasPrefix("\(file): \(what)"))
  }

  @Test func answersAreAllTheSame() {
    let foods = "food\tcolour\nmilk\twhite\nsalt\twhite\nflour\twhite\nrice\twhite\n"
    #expect(
      Tables.message("foods.tsv", foods).hasPrefix("foods.tsv, line 1: colour has 1 different answers."))
  }
}
