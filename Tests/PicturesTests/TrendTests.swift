// Trends, compared character by character.

import Testing

@testable import Pictures

struct TrendTests {
  @Test func aFallingLoss() {
    let trend = Trend("loss", (0..<40).map { 8 / (1 + 0.1 * Double($0)) }, unit: "nats", caption: "It falls.")
    #expect(
      text(trend, 80) == """
          loss (nats)  8.00 ''***----......__________________ 1.63  (min 1.63, max 8.00)
          It falls.
        """)
  }

  @Test func aGapAndAFlatLine() {
    let trend = Trend("x", [2.0, 2, .nan, 2, 2], digits: 0, caption: "Flat.")
    #expect(
      text(trend, 60) == """
          x  2 -- -- 2  (min 2, max 2)
          Flat.
        """)
  }

  @Test func withoutRoomInWords() {
    let trend = Trend("loss", (0..<40).map { Double($0) }, caption: "It rises.")
    #expect(
      text(trend, 30) == """
          loss: from 0.00 to 39.00,
          lowest 0.00, highest 39.00.
          It rises.
        """)
  }
}
