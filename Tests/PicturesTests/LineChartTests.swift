// Small line charts compared character by character. Where a mean is drawn, its derivation stands beside it.

import Testing

@testable import Pictures

struct LineChartTests {
  /// The first column holds the steps 1 to 4: (7 + 6.45 + 6 + 5.62) / 4 = 6.27, nearest to the row of 6.33.
  @Test func aFallingLossWithTwoFloors() {
    let losses = (0..<300).map { 1 + 6 / (1 + 0.1 * Double($0)) }
    let chart = LineChart(
      x: Axis("step"), y: Axis("loss", unit: "nats per token"), [Series("loss", losses, from: 1)],
      references: [Reference("uniform", 7.0), Reference("floor", 1.0)], caption: "It falls.")
    #expect(
      text(chart, 60) == """
          loss (nats per token)
          7.0 |---------------------------------------  uniform 7.00
              |*
              |
          5.0 |
              | *
              |  *
          3.0 |   *
              |    ***
              |       ***************
          1.0 |----------------------*****************  floor   1.00
              +---------------------------------------
                           100         200         300  step
          a column covers 7.868 in step: the mean of up to 8 values
          It falls.
        """)
  }

  @Test func twoCurvesThatMeet() {
    let chart = LineChart(
      x: Axis("x"), y: Axis("y"),
      [Series("up", [0.0, 1, 2, 3, 4]), Series("down", [4.0, 3, 2, 1, 0])], height: 5, caption: "They meet.")
    #expect(
      text(chart, 40) == """
          y
          * up, o down, & where they meet
          4 |o                              *
            |        o              *
            |               &
          1 |        *              o
          0 |*                              o
            +--------------------------------
             0              2               4  x
          They meet.
        """)
  }

  /// Each value is a tenth of the one before at ten times the size: a straight line on two log axes.
  @Test func logarithmicAxes() {
    let points = [1.0, 10, 100, 1000].map { (x: $0, y: 1 / $0) }
    let chart = LineChart(
      x: Axis("size", scale: .logarithmic), y: Axis("error", scale: .logarithmic), [Series("a", points)],
      height: 4, caption: "A straight line.")
    #expect(
      text(chart, 48) == """
          error (log scale)
              1 |*
                |       *
                |             *
          0.001 |                    *
                +---------------------
                 1     8    63    1000  size (log scale)
          A straight line.
        """)
  }

  @Test func gapsAreLeftOpenAndCounted() {
    let chart = LineChart(
      x: Axis("x"), y: Axis("y"), [Series("a", [1.0, .nan, 3, .infinity, 2])], height: 3, caption: "A gap.")
    #expect(
      text(chart, 40) == """
          y
          3 |               *
            |                               *
          1 |*
            +--------------------------------
             0              2               4  x
          2 of 5 values not drawn: not finite.
          A gap.
        """)
  }

  @Test func plainForm() {
    let chart = LineChart(
      x: Axis("step"), y: Axis("loss", unit: "nats"), [Series("loss", (0...8).map { 9 - Double($0) })],
      references: [Reference("floor", 0.5)], caption: "It falls.")
    #expect(
      text(chart, 60, isPlain: true) == """
          It falls.
          loss (nats) by step: 9 at 0, 7 at 2, 5 at 4, 3 at 6, 1 at
          8. Lowest 1 at 8, highest 9 at 0.
          floor: 0.50.
        """)
  }

  @Test func aConstantStandsInTheMiddle() {
    let chart = LineChart(
      x: Axis("x"), y: Axis("y"), [Series("a", [2.0, 2, 2])], height: 3, caption: "Flat.")
    #expect(
      text(chart, 40) == """
          y
          2.20 |
               |*             *             *
          1.80 |
               +-----------------------------
                0             1             2  x
          Flat.
        """)
  }

  @Test func withoutValuesItSaysSo() {
    let chart = LineChart(x: Axis("x"), y: Axis("y"), [Series("a", [Double.nan])], caption: "Nothing.")
    #expect(text(chart, 40) == "  a: no values.\n  1 of 1 values not drawn: not finite.\n  Nothing.")
  }
}
