// Histograms, compared character by character.

import Testing

@testable import Pictures

struct HistogramTests {
  @Test func wholeNumbersGetWholeRanges() {
    let histogram = Histogram(
      "length", [1, 2, 2, 3, 7, 9, 14, 14, .infinity], unit: "words", bins: 4, caption: "Short.")
    #expect(
      text(histogram, 60) == """
          length (words)
          0 to 4    4  =============================================
          5 to 9    2  =======================
          10 to 14  2  =======================
          1 of 9 values not counted: not finite, or out of range.
          Short.
        """)
  }

  @Test func theEndsAreRoundNumbers() {
    let histogram = Histogram("weight", (0...40).map { -0.33 + 0.02 * Double($0) }, bins: 6, caption: "Even.")
    #expect(
      text(histogram, 60) == """
          weight
          -0.4 to -0.2   7  ============================
          -0.2 to 0.0   10  ========================================
          0.0 to 0.2    10  ========================================
          0.2 to 0.4    10  ========================================
          0.4 to 0.6     4  ================
          Even.
        """)
  }

  @Test func oneValueHasOneBin() {
    let histogram = Histogram("x", [0.7, 0.7], caption: "One.")
    #expect(
      text(histogram, 60, isPlain: true) == """
          One.
          x: 0.7: 2.
        """)
  }
}
