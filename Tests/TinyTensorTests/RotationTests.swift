// Rotary positions: what two tokens make of each other depends on how far apart they are, and not on where they are.

import Foundation
import Testing
import TinyTensor

@Suite struct RotationTests {
  @Test func aRotationByHand() {
    // Heads of 4: pairs (0, 2) and (1, 3), rotated by position x 1 and position x 10000^(-1/2) = position / 100.
    let y = Tensor([[1, 0, 0, 1, 7]]).rotated(headSize: 4, columns: 4, positions: [3])
    #expect(y.isClose(to: Tensor([[cos(3), -sin(0.03), sin(3), cos(0.03), 7]])), "\(y)")
  }

  @Test func onlyTheDistanceCounts() {
    var generator = SeededGenerator(seed: 1)
    let (query, key) = (
      Tensor(normal: [1, 8], using: &generator), Tensor(normal: [1, 8], using: &generator)
    )
    func match(_ q: Int, _ k: Int) -> Float {
      let (a, b) = (
        query.rotated(headSize: 8, columns: 8, positions: [q]),
        key.rotated(headSize: 8, columns: 8, positions: [k])
      )
      return (a * b).sum().item
    }
    for distance in [0, 1, 5] {
      for start in [1, 17, 60] { #expect(abs(match(start + distance, start) - match(distance, 0)) < 1e-4) }
    }
    #expect(abs(match(5, 0) - match(1, 0)) > 1e-2)
  }

  @Test func lengthsStay() {
    var generator = SeededGenerator(seed: 2)
    let x = Tensor(normal: [4, 12], using: &generator)
    let y = x.rotated(headSize: 6, columns: 12, positions: [0, 3, 50, 1000])
    #expect((x * x).sum(along: 1).isClose(to: (y * y).sum(along: 1), within: 1e-4))
    #expect(y.slice(0..<1).values == x.slice(0..<1).values, "the first position is not rotated")
  }
}
