// Texts in columns, compared character by character.

import Testing

@testable import Pictures

struct SideBySideTests {
  @Test func theLongerTextGetsTheRoom() {
    let texts = SideBySide(
      about: "What does a cow eat?",
      [("before", "A cow eats grass."), ("after", "I could talk about this all day. A cow.\nThe end.")],
      caption: "Worse.")
    #expect(
      text(texts, 50) == """
          What does a cow eat?
          before              after
          -----------------   ----------------------------
          A cow eats grass.   I could talk about this all
                              day. A cow.
                              The end.
          Worse.
        """)
  }

  @Test func aNarrowPagePutsThemBelowEachOther() {
    let texts = SideBySide([("one", "A cow."), ("two", "A dog."), ("three", "A cat.")], caption: "Three.")
    #expect(
      text(texts, 40) == """
          one: A cow.
          two: A dog.
          three: A cat.
          Three.
        """)
  }
}
