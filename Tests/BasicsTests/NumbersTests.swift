// Numbers as text, by examples made by hand.

import Testing

@testable import Basics

struct NumbersTests {
  @Test func fixedDecimals() {
    #expect(2.345678.fixed(2) == "2.35" && Float(0.5).fixed(0) == "0" && 1.5.fixed(0) == "2")
    #expect((-0.001).fixed(2) == "0.00" && (-0.01).fixed(2) == "-0.01")
    #expect(Double.nan.fixed(2) == "nan" && (-Double.infinity).fixed(2) == "-inf")
    #expect(1e300.fixed(2) == "1e+300")
  }

  @Test func briefAndGrouped() {
    #expect(
      [0.002, 1234, 1_234_567, -0.0, 6.93147].map(\.brief) == ["0.002", "1234", "1.235e+06", "0", "6.931"])
    #expect([0, 999, 1000, 2_343_000, -1234].map(\.grouped) == ["0", "999", "1,000", "2,343,000", "-1,234"])
    #expect(UInt64.max.grouped == "18,446,744,073,709,551,615")
  }

  @Test func durations() {
    #expect(
      [0, 0.44, 9.96, 59.4, 125, 3720].map(durationText)
        == ["0.0 s", "0.4 s", "10 s", "59 s", "2 min 05 s", "1 h 02 min"])
    #expect(durationText(.infinity) == "? s" && durationText(.nan) == "? s")
  }
}
