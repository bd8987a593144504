// Trees, compared character by character.

import Testing

@testable import Pictures

struct TreeTests {
  @Test func aWordJoinedFromLetters() {
    let low = Tree.Node("low", [.init("lo", [.init("l"), .init("o")]), .init("w")])
    let word = Tree.Node(
      "lowest", [low, .init("est", [.init("e"), .init("st", [.init("s"), .init("t")])])])
    let tree = Tree(word, caption: "Five merges.")
    #expect(
      text(tree, 40) == """
                  lowest
               +----+----+
              low       est
            +--+--+   +--+--+
            lo    |   |     st
          +-+-+   |   |   +-+-+
          l   o   w   e   s   t
          Five merges.
        """)
  }

  @Test func withoutRoomInTheOrderOfJoining() {
    let low = Tree.Node("low", [.init("lo", [.init("l"), .init("o")]), .init("w")])
    let word = Tree.Node(
      "lowest", [low, .init("est", [.init("e"), .init("st", [.init("s"), .init("t")])])])
    let tree = Tree(word, caption: "Five merges.")
    #expect(
      text(tree, 20) == """
          l + o = lo
          lo + w = low
          s + t = st
          e + st = est
          low + est = lowest
          Five merges.
        """)
  }

  @Test func aWideRootOverNarrowParts() {
    let tree = Tree(.init("together", [.init("a"), .init("b")]), caption: "Joined.")
    #expect(
      text(tree, 40) == """
          together
           +-+-+
           a   b
          Joined.
        """)
  }
}
