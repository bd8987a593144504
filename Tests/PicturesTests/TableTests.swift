// Small tables compared character by character.

import Testing

@testable import Pictures

struct TableTests {
  private let table = Table(
    [.text("stage"), .number("loss", unit: "nats"), .text("sample")],
    [["pre-training", "0.61", "The capital of Peru is Lima."], ["fine-tuning", "12.58", "Lima."]],
    caption: "Better.")

  @Test func alignedColumns() {
    #expect(
      text(table, 70) == """
          stage         loss (nats)  sample
          -------------------------------------------------------
          pre-training         0.61  The capital of Peru is Lima.
          fine-tuning         12.58  Lima.
          Better.
        """)
  }

  @Test func aNarrowPageBreaksTheLongestCells() {
    #expect(
      text(table, 40) == """
          stage         loss (nats)  sample
          --------------------------------------
          pre-training         0.61  The capital
                                     of Peru is
                                     Lima.
          fine-tuning         12.58  Lima.
          Better.
        """)
  }

  @Test func plainForm() {
    #expect(
      text(table, 50, isPlain: true) == """
          Better.
          stage: pre-training; loss (nats): 0.61; sample:
          The capital of Peru is Lima.
          stage: fine-tuning; loss (nats): 12.58; sample:
          Lima.
        """)
  }

  @Test func aRowOfTheWrongLengthStops() async {
    await #expect(processExitsWith: .failure) {
      _ = Table([.text("a"), .text("b")], [["1"]], caption: "")
    }
  }

  @Test func lettersOfOtherScriptsStayInTheirColumns() {
    let table = Table(
      [.text("\u{441}\u{43b}\u{43e}\u{432}\u{43e}"), .number("n")],
      [["\u{725b}\u{5403}\u{8349}", "1"], ["\u{1b}", "2"]], caption: "Three scripts.")
    #expect(
      text(table, 40) == """
          \u{441}\u{43b}\u{43e}\u{432}\u{43e}   n
          ---------
          \u{725b}\u{5403}\u{8349}  1
          \\u{1B}  2
          Three scripts.
        """)
  }
}
