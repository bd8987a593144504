import Foundation
import Testing

@testable import TinyWorld

@Suite struct HeldOutTests {
  let world = Tables.world

  @Test func aThirdOfTheThingsIsNeverAsked() {
    for kind in world.kinds {
      let things = world.things(of: kind)
      let never = things.count { !world.isAsked($0, kind: kind) }
      #expect(abs(Double(never) - Double(things.count) * HeldOut.shareOfThings) <= 1, "\(kind)")
    }
  }

  @Test func ofAPairOfOppositesBothOrNoneIsAsked() {
    for fact in world.facts where fact.relation == "opposite" {
      #expect(world.isAsked(fact) == world.isAsked(fact.answer, kind: "word"), "\(fact)")
    }
  }

  @Test func aNewThingMovesNoOtherByMoreThanOne() {
    let things = (1...30).map { "thing \($0)" }
    let (before, after) = (
      HeldOut.neverAsked(things, kind: "thing", isMirrored: false),
      HeldOut.neverAsked(things + ["new"], kind: "thing", isMirrored: false)
    )
    #expect(zip(before, after).count { $0 != $1 } <= 1)
  }

  @Test func eachWordingIsHeldOutForItsShare() {
    let facts = (1...10_000).map { Fact(relation: "r", subject: "\($0)", answer: "a") }
    for wording in 0..<3 {
      let share = facts.count { HeldOut.wording(of: $0, form: "statement", count: 3) == wording }
      #expect(abs(Double(share) / 10_000 - HeldOut.shareOfPairs) < 0.015)
    }
  }

  /// Wordings with people are compared with the people left out; stories may hold any fact.
  @Test func noDocumentHoldsAHeldOutSentence() {
    let seen = Set(
      world.documents(3_000).filter { [.portrait, .list].contains($0.kind) }
        .flatMap { World.sentences(of: $0.text) }.map(bare))
    let heldOut = Set(world.heldOutSentences.map { bare($0.sentence) })
    let both = seen.intersection(heldOut)
    #expect(both.isEmpty && heldOut.count > 300)
  }

  @Test func noFactHasAHeldOutWordingToUse() {
    for fact in world.facts.indices {
      let (used, held) = (Set(world.plan.wordingsOfFact[fact]), world.plan.heldOutWordingsOfFact[fact])
      #expect(used.isDisjoint(with: held) && !used.isEmpty && held.count < 2)
    }
  }

  private func bare(_ sentence: String) -> String {
    world.people.reduce(sentence) { $0.replacingOccurrences(of: $1, with: "-") }
  }
}
