import Foundation
import Testing

@testable import TinyWorld

@Suite struct InventedNameTests {
  let world = Tables.world

  @Test func everyNameIsPossibleAndNew() {
    var dice = Dice(source: Words(state: 4))
    for _ in 0..<2_000 {
      let name = dice.inventedName(unlessKnownTo: world.reader)
      #expect(InventedName.isPossible(Array(name.utf8)) && !world.reader.isKnownWord(name), "\(name)")
    }
  }

  /// 70 syllables, two or three of them, and seven endings.
  @Test func theNatsOfAName() {
    var dice = Dice(source: Words(state: 4))
    let name = dice.inventedName(unlessKnownTo: world.reader)
    let names = 2 * (name.count == 5 ? 4_900.0 : 343_000) * 7
    #expect(abs(exp(dice.nats) - names) < 1e-6 * names)
  }

  @Test(arguments: ["Zorv", "Xabak", "Zovia", "Zovis!", "Zz", ""]) func whatIsNoName(name: String) {
    #expect(!InventedName.isPossible(Array(name.utf8)))
  }
}
