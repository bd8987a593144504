import Foundation
import Testing

@testable import TinyWorld

@Suite struct DiceTests {
  private var dice: Dice<Words> { Dice(source: Words(state: 9)) }

  @Test func aFairChoiceCostsTheLogarithmOfItsNumber() {
    var dice = dice
    _ = dice.below(8)
    #expect(abs(dice.nats - log(8)) < 1e-12)
    _ = dice.below(1)
    #expect(abs(dice.nats - log(8)) < 1e-12)
  }

  @Test func aWeightedChoiceCostsItsSurprise() {
    var dice = dice
    let drawn = dice.choose(cumulative: [1, 4])
    #expect(abs(dice.nats - (drawn == 0 ? log(4) : log(4.0 / 3))) < 1e-12)
  }

  @Test func aShareCostsNothing() {
    var dice = dice
    #expect((0..<1).contains(Int(dice.share())) && dice.nats == 0)
  }

  @Test func severalAreAllDifferent() {
    var dice = dice
    for _ in 0..<200 { #expect(Set(dice.pick(4, of: [1, 2, 3, 4, 5])).count == 4) }
    #expect(Set(dice.pick(5, of: [1, 2, 3, 4, 5])) == [1, 2, 3, 4, 5])
  }

  @Test(arguments: [3, 20, 88]) func whatHappensInSomeCasesHappensInThose(percent: Int) {
    var dice = dice
    let count = (0..<10_000).count { _ in dice.happens(percent) }
    #expect(abs(count - percent * 100) < 150)
  }

  @Test func neverAndAlwaysCostNothing() {
    var dice = dice
    #expect((0..<100).allSatisfy { _ in dice.happens(100) && !dice.happens(0) } && dice.nats == 0)
  }

  @Test func theSumsOfNumbers() { #expect([2, 3, 5].cumulative == [2, 5, 10]) }

  @Test func theFirstChoiceIsTheFirst() {
    var dice = Dice(source: FirstChoice())
    #expect(dice.below(7) == 0 && dice.pick(["a", "b"]) == "a" && dice.choose(cumulative: [1, 100]) == 0)
  }
}
