// Decision maps, compared character by character.

import Testing

@testable import Pictures

struct DecisionMapTests {
  @Test func regionsOfClassesAndPointsOverThem() {
    let points = [Series("no", [(x: -0.5, y: -0.5)]), Series("yes", [(x: 0.5, y: 0.5), (x: 9, y: 9)])]
    let field = Field(x: -1...1, y: -1...1) { x, y in x + y > 0 ? 1 : 0 }
    let map = DecisionMap(
      x: Axis("x"), y: Axis("y"), field, classes: ["no", "yes"], points: points, height: 6, caption: "Half.")
    #expect(
      text(map, 44) == """
          . answer no, - answer yes
          o no, x yes
          y
           1.0 |.-----------------------
               |.....------------x------
               |..........--------------
          -0.2 |..............----------
               |......o............-----
          -1.0 |........................
               +------------------------
                -1         0           1  x
          Half.
        """)
  }

  @Test func oneProbabilityInFourShades() {
    let points = [Series("no", [(x: -0.5, y: -0.5)]), Series("yes", [(x: 0.5, y: 0.5), (x: 9, y: 9)])]
    let field = Field(x: -1...1, y: -1...1) { x, _ in (x + 1) / 2 }
    let map = DecisionMap(
      x: Axis("x"), y: Axis("y"), field, probabilityOf: "yes", points: points, height: 6, caption: "It rises."
    )
    #expect(
      text(map, 44) == """
          probability of yes: blank to 0.25,
          . to 0.50, - to 0.75, = to 1.00
          o no, x yes
          y
           1.0 |      ......------======
               |      ......-----x======
               |      ......------======
          -0.2 |      ......------======
               |      o.....------======
          -1.0 |      ......------======
               +------------------------
                -1         0           1  x
          It rises.
        """)
  }

  @Test func plainForm() {
    let field = Field(x: 0...3, y: 0...3, rows: [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]])
    let map = DecisionMap(x: Axis("x"), y: Axis("y"), field, classes: ["no", "yes"], caption: "A quarter.")
    #expect(
      text(map, 44, isPlain: true) == """
          A quarter.
          Answers over the plane: no on 75 %, yes on
          25 %.
        """)
  }
}
