// Rows of tokens, compared character by character.

import Testing

@testable import Basics
@testable import Pictures

struct TokenRowTests {
  @Test func idsAndTheMask() {
    let tokens = ["What", " eats", " it", "?", "\n", "Grass", "."]
    let trained = [false, false, false, false, false, true, true]
    let row = TokenRow(
      tokens, ids: [412, 98, 31, 2, 10, 1007, 3], trained: trained, caption: "The answer counts.")
    #expect(
      text(row, 50) == """
          token   |What|_eats|_it|?|\\n|Grass|.|
          id      |412 |98   |31 |2|10|1007 |3|
          trained |....|.....|...|.|..|=====|=|
          _ is a space.
          = trained on, . not trained on
          The answer counts.
        """)
  }

  @Test func wrapsAtTheWidth() {
    let tokens = ["What", " eats", " it", "?", "\n", "Grass", "."]
    let row = TokenRow(tokens + tokens, caption: "Twice.")
    #expect(
      text(row, 40) == """
          token |What|_eats|_it|?|\\n|Grass|.|
          token |What|_eats|_it|?|\\n|Grass|.|
          _ is a space.
          Twice.
        """)
  }

  @Test func plainForm() {
    let tokens = ["What", " eats", " it", "?", "\n", "Grass", "."]
    let trained = [false, false, false, false, false, true, true]
    let row = TokenRow(
      tokens, ids: [412, 98, 31, 2, 10, 1007, 3], trained: trained, caption: "The answer counts.")
    #expect(
      text(row, 50, isPlain: true) == """
          The answer counts.
          Tokens: What (412), _eats (98), _it (31), ? (2),
          \\n (10), Grass (1007), . (3).
          _ is a space.
          Trained on: Grass (1007), . (3).
        """)
  }

  @Test func whatWasMadeVisibleStaysAndTheRestBecomesIt() {
    let row = TokenRow([visible("snake_"), visible(" case"), "\u{725b} \u{a0}", "\n"], caption: "Seen.")
    #expect(
      text(row, 60) == """
          token |snake\\_|_case|\u{725b}_\\u{A0}|\\n|
          _ is a space.
          \\_ is an underscore.
          Seen.
        """)
  }
}
