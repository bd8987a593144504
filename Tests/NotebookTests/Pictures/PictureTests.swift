// Pictures: small ones compared character by character, and the promises of every picture (never wider than
// asked, printable ASCII, no spaces at the end of a line) over thousands of odd inputs.

import Testing

@testable import Notebook

private func text(_ picture: some Picture, _ width: Int, isPlain: Bool = false) -> String {
  picture.lines(width: width, isPlain: isPlain).joined(separator: "\n")
}

struct LineChartTests {
  /// The first column holds the steps 1 to 4: (7 + 6.45 + 6 + 5.62) / 4 = 6.27, nearest to the row of 6.33.
  @Test func aFallingLossWithTwoFloors() {
    let losses = (0..<300).map { 1 + 6 / (1 + 0.1 * Double($0)) }
    let chart = LineChart(
      x: Axis("step"), y: Axis("loss", unit: "nats per token"), [Series("loss", losses, from: 1)],
      references: [Reference("uniform", 7.0), Reference("floor", 1.0)], caption: "It falls.")
    #expect(
      text(chart, 60) == """
          loss (nats per token)
          7.0 |---------------------------------------  uniform 7.00
              |*
              |
          5.0 |
              | *
              |  *
          3.0 |   *
              |    ***
              |       ***************
          1.0 |----------------------*****************  floor   1.00
              +---------------------------------------
               1          95          190          300  step
          a column covers 7.868 in step: the mean of up to 8 values
          It falls.
        """)
  }

  @Test func twoCurvesThatMeet() {
    let chart = LineChart(
      x: Axis("x"), y: Axis("y"),
      [Series("up", [0.0, 1, 2, 3, 4]), Series("down", [4.0, 3, 2, 1, 0])], height: 5, caption: "They meet.")
    #expect(
      text(chart, 40) == """
          y
          * up, o down, & where they meet
          4 |o                              *
            |        o              *
            |               &
          1 |        *              o
          0 |*                              o
            +--------------------------------
             0       1              3       4  x
          They meet.
        """)
  }

  /// Each value is a tenth of the one before at ten times the size: a straight line on two log axes.
  @Test func logarithmicAxes() {
    let points = [1.0, 10, 100, 1000].map { (x: $0, y: 1 / $0) }
    let chart = LineChart(
      x: Axis("size", scale: .logarithmic), y: Axis("error", scale: .logarithmic), [Series("a", points)],
      height: 4, caption: "A straight line.")
    #expect(
      text(chart, 48) == """
          error (log scale)
              1 |*
                |       *
                |             *
          0.001 |                    *
                +---------------------
                 1     8    63    1000  size (log scale)
          A straight line.
        """)
  }

  @Test func gapsAreLeftOpenAndCounted() {
    let chart = LineChart(
      x: Axis("x"), y: Axis("y"), [Series("a", [1.0, .nan, 3, .infinity, 2])], height: 3, caption: "A gap.")
    #expect(
      text(chart, 40) == """
          y
          3 |               *
            |                               *
          1 |*
            +--------------------------------
             0       1              3       4  x
          2 of 5 values not drawn: not finite.
          A gap.
        """)
  }

  @Test func plainForm() {
    let chart = LineChart(
      x: Axis("step"), y: Axis("loss", unit: "nats"), [Series("loss", (0...8).map { 9 - Double($0) })],
      references: [Reference("floor", 0.5)], caption: "It falls.")
    #expect(
      text(chart, 60, isPlain: true) == """
          It falls.
          loss (nats) by step: 9 at 0, 7 at 2, 5 at 4, 3 at 6, 1 at
          8. Lowest 1 at 8, highest 9 at 0.
          floor: 0.50.
        """)
  }

  @Test func aConstantStandsInTheMiddle() {
    let chart = LineChart(
      x: Axis("x"), y: Axis("y"), [Series("a", [2.0, 2, 2])], height: 3, caption: "Flat.")
    #expect(
      text(chart, 40) == """
          y
          2.20 |
               |*             *             *
          1.80 |
               +-----------------------------
                0             1             2  x
          Flat.
        """)
  }

  @Test func withoutValuesItSaysSo() {
    let chart = LineChart(x: Axis("x"), y: Axis("y"), [Series("a", [Double.nan])], caption: "Nothing.")
    #expect(text(chart, 40) == "  a: no values.\n  1 of 1 values not drawn: not finite.\n  Nothing.")
  }
}

struct BarChartTests {
  private let chart = BarChart(
    "score", [("start", 0.5), ("step 8", 1.0), ("step 24", -0.5), ("broken", .nan)], caption: "Up, then down."
  )

  @Test func bothSidesOfZero() {
    #expect(
      text(chart, 50) == """
          score
          start     0.50             ===========
          step 8    1.00             =====================
          step 24  -0.50  -----------
          broken     nan
          Up, then down.
        """)
  }

  @Test func plainForm() {
    #expect(
      text(chart, 50, isPlain: true) == """
          Up, then down.
          score: start 0.50, step 8 1.00, step 24 -0.50,
          broken nan.
        """)
  }

  @Test func allZero() {
    let zeros = BarChart("zero", [("a", 0.0), ("b", 0.0)], caption: "Nothing.")
    #expect(text(zeros, 50) == "  zero\n  a  0.00\n  b  0.00\n  Nothing.")
  }
}

struct TableTests {
  private let table = Table(
    [.text("stage"), .number("loss", unit: "nats"), .text("sample")],
    [["pre-training", "0.61", "The capital of Peru is Lima."], ["fine-tuning", "12.58", "Lima."]],
    caption: "Better.")

  @Test func alignedColumns() {
    #expect(
      text(table, 70) == """
          stage         loss (nats)  sample
          -------------------------------------------------------
          pre-training         0.61  The capital of Peru is Lima.
          fine-tuning         12.58  Lima.
          Better.
        """)
  }

  @Test func aNarrowPageBreaksTheLongestCells() {
    #expect(
      text(table, 40) == """
          stage         loss (nats)  sample
          --------------------------------------
          pre-training         0.61  The capital
                                     of Peru is
                                     Lima.
          fine-tuning         12.58  Lima.
          Better.
        """)
  }

  @Test func plainForm() {
    #expect(
      text(table, 50, isPlain: true) == """
          Better.
          stage: pre-training; loss (nats): 0.61; sample:
          The capital of Peru is Lima.
          stage: fine-tuning; loss (nats): 12.58; sample:
          Lima.
        """)
  }

  @Test func aRowOfTheWrongLengthStops() async {
    await #expect(processExitsWith: .failure) {
      _ = Table([.text("a"), .text("b")], [["1"]], caption: "")
    }
  }
}

/// Odd inputs from a small generator of 64-bit words (xorshift, Marsaglia 2003).
private struct Odd {
  var state: UInt64

  mutating func below(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(bound))
  }

  mutating func number() -> Double {
    let special = [
      0, -0.0, 1, -1, .nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
      .leastNonzeroMagnitude, .leastNormalMagnitude, 1e-300, 1e15, 0.1 + 0.2, 999_999.5, 1e6,
    ]
    switch below(4) {
    case 0: return special[below(special.count)]
    case 1: return Double(bitPattern: state)
    case 2: return Double(below(2000) - 1000)
    default: return Double(below(1_000_000)) / 1e4
    }
  }

  mutating func word() -> String {
    let words = [
      "", "loss", "a b  c", "caf\u{e9}", "tab\there", "line\nbreak", "\u{1b}[1m", "\u{1f600}", "\r\n",
    ]
    return words[below(words.count)] + String(repeating: "x", count: below(10) == 0 ? below(120) : 0)
  }

  mutating func numbers() -> [Double] {
    let steady = number()
    let isSteady = below(4) == 0
    return (0..<[0, 1, 2, 5, 300][below(5)]).map { _ in isSteady ? steady : number() }
  }

  mutating func axis() -> Axis {
    Axis(word(), unit: below(2) == 0 ? nil : word(), scale: below(2) == 0 ? .linear : .logarithmic)
  }

  mutating func picture() -> any Picture {
    switch below(3) {
    case 0:
      let series = (0..<below(4)).map { _ in Series(word(), zip(numbers(), numbers()).map { (x: $0, y: $1) })
      }
      let references = (0..<below(14)).map { _ in Reference(word(), number()) }
      return LineChart(
        x: axis(), y: axis(), series, references: references, height: below(14), caption: word())
    case 1:
      let bars = numbers().prefix(20).map { (label: word(), value: $0) }
      return BarChart(word(), bars, digits: below(7), caption: word())
    default:
      let columns = (0..<below(30)).map { _ in below(2) == 0 ? Table.Column.text(word()) : .number(word()) }
      let rows = (0..<below(6)).map { _ in columns.map { _ in below(2) == 0 ? word() : number().brief } }
      return Table(columns, rows, caption: word())
    }
  }
}

struct EveryPicture {
  @Test(arguments: 1...(12 as UInt64)) func keepsItsPromises(seed: UInt64) {
    var odd = Odd(state: seed &* 0x9E37_79B9_7F4A_7C15)
    for round in 0..<200 {
      let picture = odd.picture()
      let width = [1, 10, 39, 40, 41, 60, 80, 200][odd.below(8)]
      for isPlain in [true, false] {
        for line in picture.lines(width: width, isPlain: isPlain) {
          let isPrintable = line.unicodeScalars.allSatisfy { (" "..."~").contains($0) }
          #expect(
            isPrintable && line.count <= width && !line.hasSuffix(" "), "\(seed) \(round) \(width) '\(line)'")
        }
      }
    }
  }
}
