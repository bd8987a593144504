import Basics
import Foundation
import Testing

@Suite struct PortableMathTests {
  @Test func agreesWithTheSystems() {
    for x in stride(from: -50.0, through: 50, by: 0.037) {
      #expect(abs(PortableMath.exp(x) / Foundation.exp(x) - 1) < 1e-14)
      #expect(abs(PortableMath.sin(x) - Foundation.sin(x)) < 1e-14)
      #expect(abs(PortableMath.cos(x) - Foundation.cos(x)) < 1e-14)
      #expect(abs(PortableMath.log(Foundation.exp(x)) - x) < 1e-14 * max(1, abs(x)))
    }
  }
}
