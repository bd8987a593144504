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

  @Test func aLargeOneShowsItsEdges() {
    let matrix = Matrix(
      "E", (0..<20).map { row in (0..<9).map { Double(row * $0) } }, digits: 0, caption: "Edges.")
    #expect(
      text(matrix, 40) == """
          E [20, 9]
              0    0    0    0  ...    0    0
              0    1    2    3  ...    7    8
              0    2    4    6  ...   14   16
              0    3    6    9  ...   21   24
              0    4    8   12  ...   28   32
              0    5   10   15  ...   35   40
              0    6   12   18  ...   42   48
              0    7   14   21  ...   49   56
              0    8   16   24  ...   56   64
              0    9   18   27  ...   63   72
              0   10   20   30  ...   70   80
            ...  ...  ...  ...  ...  ...  ...
              0   15   30   45  ...  105  120
              0   16   32   48  ...  112  128
              0   17   34   51  ...  119  136
              0   18   36   54  ...  126  144
              0   19   38   57  ...  133  152
          Edges.
        """)
  }

  @Test func aVectorInWords() {
    let matrix = Matrix("b", [1.0, 2], columns: ["x", "y"], caption: "Two numbers.")
    #expect(
      text(matrix, 40, isPlain: true) == """
          Two numbers.
          b, shape [2].
          x 1.00, y 2.00.
        """)
  }
}
