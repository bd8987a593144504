// Small bar charts compared character by character.

import Testing

@testable import Pictures

struct BarChartTests {
  private let chart = BarChart(
    "score", [("start", 0.5), ("step 8", 1.0), ("step 24", -0.5), ("broken", .nan)], caption: "Up, then down."
  )

  @Test func bothSidesOfZero() {
    #expect(
      text(chart, 50) == """
          score
          start     0.50             ===========
          step 8    1.00             =====================
          step 24  -0.50  -----------
          broken     nan
          Up, then down.
        """)
  }

  @Test func plainForm() {
    #expect(
      text(chart, 50, isPlain: true) == """
          Up, then down.
          score: start 0.50, step 8 1.00, step 24 -0.50,
          broken nan.
        """)
  }

  @Test func allZero() {
    let zeros = BarChart("zero", [("a", 0.0), ("b", 0.0)], caption: "Nothing.")
    #expect(text(zeros, 50) == "  zero\n  a  0.00\n  b  0.00\n  Nothing.")
  }
}
