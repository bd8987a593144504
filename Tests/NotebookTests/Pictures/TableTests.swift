// Small tables compared character by character.

import Testing

@testable import Notebook

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
}
