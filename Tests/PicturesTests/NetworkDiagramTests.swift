// Networks, compared character by character.

import Testing

@testable import Pictures

struct NetworkDiagramTests {
  @Test func twoThreeOne() {
    let layers = [
      NetworkDiagram.Layer("inputs", ["x1", "x2"]), .init("hidden", ["h1", "h2", "h3"]),
      .init("output", ["y"]),
    ]
    let network = NetworkDiagram(
      layers, weights: [[[0.5, -1, 2], [1, 1, 0.25]], [[1], [2], [-3.0]]], caption: "Nine weights.")
    #expect(
      text(network, 70) == """
          inputs        hidden        output

                   +--> (h1) ----+
          (x1) ----+             |
                   +--> (h2) ----+--> (y)
          (x2) ----+             |
                   +--> (h3) ----+
          weights from inputs to hidden: x1 to h1 0.50, x1 to h2 -1.00,
          x1 to h3 2.00, x2 to h1 1.00, x2 to h2 1.00, x2 to h3 0.25
          weights from hidden to output: h1 to y 1.00, h2 to y 2.00,
          h3 to y -3.00
          Nine weights.
        """)
  }

  @Test func plainForm() {
    let layers = [
      NetworkDiagram.Layer("inputs", ["x1", "x2"]), .init("hidden", ["h1", "h2", "h3"]),
      .init("output", ["y"]),
    ]
    let network = NetworkDiagram(
      layers, weights: [[[1, 1, 1], [1, 1, 1]], [[1], [1], [1.0]]], caption: "Small.")
    #expect(
      text(network, 70, isPlain: true) == """
          Small.
          A 2-3-1 network: every neuron goes to every neuron of the next
          layer.
          inputs: x1, x2.
          hidden: h1, h2, h3.
          output: y.
          weights from inputs to hidden: x1 to h1 1.00, x1 to h2 1.00, x1 to
          h3 1.00, x2 to h1 1.00, x2 to h2 1.00, x2 to h3 1.00.
          weights from hidden to output: h1 to y 1.00, h2 to y 1.00, h3 to y
          1.00.
        """)
  }
}
