// Matrices, compared character by character.

import Testing

@testable import Pictures

struct MatrixTests {
  @Test func labelsShapeAndAlignment() {
    let matrix = Matrix(
      "W", [[1, -0.25, 3], [10, 0.5, .nan]], rows: ["a", "b"], columns: ["x", "y", "z"],
      caption: "Six numbers.")
    #expect(
      text(matrix, 40) == """
          W [2, 3]
                   x      y     z
            a   1.00  -0.25  3.00
            b  10.00   0.50   nan
          Six numbers.
        """)
  }

  @Test func inWordsWhereTheNumbersHaveNoRoom() {
    let matrix = Matrix(
      "E", [[1.0, 2], [3, 4]], rows: ["a", "b"], columns: ["x", "y"], caption: "Four numbers.")
    let words = """
        E, shape [2, 2].
        a: x 1.00, y 2.00.
        b: x 3.00, y 4.00.
      """
    #expect(text(matrix, 40, isPlain: true) == "  Four numbers.\n" + words)
    #expect(text(matrix, 16).hasPrefix("  E, shape"))
  }
}
