// Scatter plots, compared character by character.

import Testing

@testable import Pictures

struct ScatterPlotTests {
  @Test func twoClassesThatMeetOnce() {
    let low = Series("low", [(x: 0.0, y: 0.0), (x: 1, y: 1), (x: 2, y: 0)])
    let high = Series("high", [(x: 3.0, y: 3.0), (x: 4, y: 4), (x: 1, y: 1), (x: .nan, y: 1)])
    let plot = ScatterPlot(
      x: Axis("size", unit: "m"), y: Axis("weight"), [low, high], height: 5, caption: "Two groups.")
    #expect(
      text(plot, 50) == """
          weight
          o low, x high, & where they meet
          4 |                   x
            |              x
            |
          1 |     &
          0 |o        o
            +--------------------
             0        2         4  size (m)
          1 of 7 points not drawn: no place on the axes.
          Two groups.
        """)
  }

  @Test func plainForm() {
    let low = Series("low", [(x: 0.0, y: 0.0), (x: 1, y: 1), (x: 2, y: 0)])
    let high = Series("high", [(x: 3.0, y: 3.0), (x: 4, y: 4), (x: 1, y: 1), (x: .nan, y: 1)])
    let plot = ScatterPlot(
      x: Axis("size", unit: "m"), y: Axis("weight"), [low, high], height: 5, caption: "Two groups.")
    #expect(
      text(plot, 60, isPlain: true) == """
          Two groups.
          low: 3 points; size (m) from 0.00 to 2.00, mean 1.00;
          weight from 0.00 to 1.00, mean 0.33.
          high: 3 points; size (m) from 1.00 to 4.00, mean 2.67;
          weight from 1.00 to 4.00, mean 2.67.
          1 of 7 points not drawn: no place on the axes.
        """)
  }
}
