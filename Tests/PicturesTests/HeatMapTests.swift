// Heat maps in numbers and in shades, compared character by character.

import Testing

@testable import Pictures

struct HeatMapTests {
  @Test func numbersWithTheFutureMasked() {
    let weights = [[1.0, 0, 0], [0.31, 0.69, 0], [0.12, 0.71, 0.17]]
    let words = ["the", "dog", "bites"]
    let map = HeatMap(
      "attention", weights, rows: words, columns: words, masked: { $1 > $0 }, caption: "It looks back.")
    #expect(
      text(map, 40) == """
          attention
                    the   dog  bites
            the    1.00     .      .
            dog    0.31  0.69      .
            bites  0.12  0.71   0.17
          It looks back.
        """)
  }

  @Test func thePlainFormLeavesMaskedCellsOut() {
    let weights = [[1.0, 0, 0], [0.31, 0.69, 0], [0.12, 0.71, 0.17]]
    let words = ["the", "dog", "bites"]
    let map = HeatMap(
      "attention", weights, rows: words, columns: words, masked: { $1 > $0 }, caption: "It looks back.")
    #expect(
      text(map, 40, isPlain: true) == """
          It looks back.
          attention.
          the: the 1.00.
          dog: the 0.31, dog 0.69.
          bites: the 0.12, dog 0.71, bites 0.17.
        """)
  }

  @Test func shadesWithTheirScale() {
    let weights = [[1.0, 0, 0], [0.31, 0.69, 0], [0.12, 0.71, 0.17]]
    let words = ["the", "dog", "bites"]
    let map = HeatMap(
      "attention", weights, rows: words, columns: words, range: 0...1, form: .shades, masked: { $1 > $0 },
      caption: "Dark is much.")
    #expect(
      text(map, 60) == """
          attention
                       b
                       i
                   t d t
                   h o e
                   e g s
            the    @@
            dog    ::##
            bites  ..##::
            . 0.00 to 0.17, : to 0.33, = to 0.50, * to 0.67,
            # to 0.83, @ to 1.00, blank: masked
          Dark is much.
        """)
  }

  @Test func negativeNumbersHaveShadesOfTheirOwn() {
    let map = HeatMap(
      "change", [[-1.0, -0.5, -0.2, 0, 0.2, 0.5, 1, .nan]], rows: ["w"],
      columns: ["a", "b", "c", "d", "e", "f", "g", "h"], form: .shades, caption: "Seven shades.")
    #expect(
      text(map, 60) == """
          change
               a b c d e f g h
            w  EE==--..++**##??
            E -1.00 to -0.71, = to -0.43, - to -0.14, . to 0.14,
            + to 0.43, * to 0.71, # to 1.00, ?: not a finite number
          Seven shades.
        """)
  }

  @Test func aLargeMatrixIsDrawnInBlocks() {
    let numbers = (0..<3).map { row in (0..<90).map { Double($0 * row) } }
    let map = HeatMap(
      "large", numbers, rows: numbers.map { _ in "row" }, columns: (0..<90).map { "\($0 % 10)" },
      caption: "Blocks.")
    #expect(
      text(map, 40) == """
          large
                 036925814703692581470369258147
            row  ..............................
            row  ..........::::::::::==========
            row  .....:::::=====*****#####@@@@@
            . 0.00 to 29.67, : to 59.33,
            = to 89.00, * to 118.67,
            # to 148.33, @ to 178.00
            a character is the mean of up to 1 x
            3 cells (rows x columns)
          Blocks.
        """)
  }

  /// A number that is not finite stays visible in the mean of its block, wherever it stands in it.
  @Test func aBlockWithABrokenNumberIsBroken() {
    for place in 3..<6 {  // the second block of three
      var cells = [[Double](repeating: 0.5, count: 160)]
      cells[0][place] = .nan
      let map = HeatMap("w", cells, rows: ["r"], columns: cells[0].map { _ in "" }, caption: "")
      #expect(map.drawing(width: 80).contains { $0.contains("@?@") })
    }
  }
}
