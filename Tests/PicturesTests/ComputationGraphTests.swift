// Small calculations drawn as graphs, compared character by character.

import Testing

@testable import Pictures

struct ComputationGraphTests {
  @Test func anInputUsedTwicePassesALayer() {
    let slopes = [4.0, 2, 2, 1]
    let nodes: [ComputationGraph.Node] = [
      .input("w", value: 2.0, slope: slopes[0]), .input("x", value: 4.0, slope: slopes[1]),
      .operation("p", "w * x", of: ["w", "x"], value: 8.0, slope: slopes[2]),
      .operation("L", "p + x", of: ["p", "x"], value: 12.0, slope: slopes[3]),
    ]
    let graph = ComputationGraph(nodes, caption: "Two ways.")
    #expect(
      text(graph, 60) == """
          +------+
          |  w   |
          | 2.00 |-+    +-----------+
          | 4.00 | |    | p = w * x |    +-----------+
          +------+ +--->|   8.00    |-+  | L = p + x |
                   |    |   2.00    | +->|   12.00   |
          +------+ |    +-----------+ |  |   1.00    |
          |  x   | |                  |  +-----------+
          | 4.00 |-+------------------+
          | 2.00 |
          +------+
          in a box: the number's name, its value, the slope of the
          result by it
          Two ways.
        """)
  }

  @Test func withoutSlopesAndWithoutRoom() {
    let graph = ComputationGraph(
      [.input("a", value: 3.0), .operation("b", "a * a", of: ["a"], value: 9.0)], digits: 0,
      caption: "Squared.")
    #expect(
      text(graph, 20) == """
          a: value 3.
          b = a * a: value
          9.
          Squared.
        """)
  }

  @Test func beforeTheBackwardPass() {
    let graph = ComputationGraph(
      [.input("a", value: 3.0), .operation("b", "a * a", of: ["a"], value: 9.0)], digits: 0,
      caption: "Squared.")
    #expect(
      text(graph, 60) == """
          +---+    +-----------+
          | a |    | b = a * a |
          | 3 |--->|     9     |
          +---+    +-----------+
          in a box: the number's name, its value
          Squared.
        """)
  }
}
