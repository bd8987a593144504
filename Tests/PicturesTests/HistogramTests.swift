// Histograms, compared character by character.

import Testing

@testable import Pictures

struct HistogramTests {
  @Test func aBinHoldsItsLowerEndAndTheLastBothEnds() {
    let histogram = Histogram(
      "length (words)", [0, 1, 2, 2, 5, 9, 15, 15, .infinity, 16], bins: 4, range: 0...15, caption: "Short.")
    #expect(
      text(histogram, 60) == """
          length (words)
          0 to 5    4  =============================================
          5 to 10   2  =======================
          10 to 15  2  =======================
          2 of 10 values not counted: not finite, or out of range.
          Short.
        """)
  }

  @Test func theEndsAreRoundNumbers() {
    let values = (0...40).map { -0.33 + 0.02 * Double($0) }
    let histogram = Histogram("weight", values, bins: 6, range: -0.33...0.48, caption: "Even.")
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

  @Test func countsInWords() {
    let histogram = Histogram("x", [0.7, 0.7], bins: 5, range: 0.6...0.8, caption: "One.")
    #expect(
      text(histogram, 60, isPlain: true) == """
          One.
          x: 0.60 to 0.65: 0, 0.65 to 0.70: 0, 0.70 to 0.75: 2, 0.75
          to 0.80: 0.
        """)
  }

  /// Ends that are no binary fractions make neither a bin too many nor one too few.
  @Test(arguments: [(-0.6...0.6, 12, "-0.6 to -0.5"), (0.5...1, 5, "0.5 to 0.6"), (0...0.3, 3, "0.0 to 0.1")])
  func binsOfATenth(range: ClosedRange<Double>, count: Int, first: String) {
    let histogram = Histogram(
      "x", [range.lowerBound, range.upperBound], bins: count, range: range, caption: "")
    #expect(histogram.bins.count == count && histogram.bins[0].label == first)
    #expect(histogram.bins[0].count == 1 && histogram.bins[count - 1].count == 1)
  }
}
