// Odd inputs for all pictures: extreme and broken numbers, odd words, and pictures made of them.

@testable import Basics
@testable import Pictures

/// The drawing, or the words, in one string.
func text(_ picture: some Picture, _ width: Int, isPlain: Bool = false) -> String {
  picture.lines(width: width, isPlain: isPlain).joined(separator: "\n")
}

/// Odd inputs from a small generator of 64-bit words (xorshift, Marsaglia 2003).
struct Odd {
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
      "\u{725b}\u{5403} \u{8349}", "\u{301}\u{9b}\u{202e}", "e\u{301}\u{43a}",
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

  mutating func series(_ most: Int) -> [Series] {
    (0..<below(most)).map { _ in Series(word(), zip(numbers(), numbers()).map { (x: $0, y: $1) }) }
  }

  mutating func words(_ count: Int) -> [String] { (0..<count).map { _ in word() } }

  mutating func matrix(_ rows: Int, _ columns: Int) -> [[Double]] {
    (0..<rows).map { _ in (0..<columns).map { _ in number() } }
  }

  mutating func picture() -> any Picture {
    switch below(14) {
    case 0:
      let references = (0..<below(14)).map { _ in Reference(word(), number()) }
      return LineChart(
        x: axis(), y: axis(), series(4), references: references, height: below(14), caption: word())
    case 1:
      let bars = numbers().prefix(20).map { (label: word(), value: $0) }
      return BarChart(word(), bars, digits: below(7), caption: word())
    case 2:
      let columns = (0..<below(30)).map { _ in below(2) == 0 ? Table.Column.text(word()) : .number(word()) }
      let rows = (0..<below(6)).map { _ in columns.map { _ in below(2) == 0 ? word() : number().brief } }
      return Table(columns, rows, caption: word())
    case 3: return heatMap()
    case 4:
      let (low, size) = (Double(below(2001) - 1000) / 7, Double(1 + below(500)) / 7)
      return Histogram(word(), numbers(), bins: 2 + below(18), range: low...low + size, caption: word())
    case 5:
      let (rows, columns) = (below(30), below(30))
      return Matrix(word(), matrix(rows, columns), rows: words(rows), digits: below(5), caption: word())
    case 6: return ScatterPlot(x: axis(), y: axis(), series(7), height: below(20), caption: word())
    case 7: return decisionMap()
    case 8: return Tree(tree(depth: below(6)), caption: word())
    case 9: return network()
    case 10: return graph()
    case 11: return pipeline()
    case 12: return SideBySide(about: word(), (0..<below(4)).map { _ in (word(), word()) }, caption: word())
    default: return below(2) == 0 ? tokens() : Trend(word(), numbers(), unit: word(), caption: word())
    }
  }

  private mutating func heatMap() -> HeatMap {
    let (rows, columns, limit) = (below(60), below(90), below(5))
    return HeatMap(
      word(), matrix(rows, columns), rows: words(rows), columns: words(columns), digits: below(4),
      range: below(3) == 0 ? -1...2 : nil, form: [.automatic, .shades][below(2)],
      masked: { row, column in limit == 0 || (row + column) % (limit + 2) == 0 }, caption: word())
  }

  private mutating func decisionMap() -> DecisionMap {
    let (low, size, rows) = (Double(below(20)) - 10, Double(below(3)), matrix(below(5) + 1, 7))
    let field = Field(x: low...(low + size), y: low...(low + size), rows: rows)
    if below(2) == 0 {
      return DecisionMap(
        x: axis(), y: axis(), field, classes: words(below(7)), points: series(7), caption: word())
    }
    return DecisionMap(x: axis(), y: axis(), field, probabilityOf: word(), points: series(7), caption: word())
  }

  private mutating func tree(depth: Int) -> Tree.Node {
    Tree.Node(word(), depth == 0 ? [] : (0..<below(4)).map { _ in tree(depth: depth - 1) })
  }

  private mutating func network() -> NetworkDiagram {
    let layers = (0..<1 + below(4)).map { _ in NetworkDiagram.Layer(word(), words(below(12))) }
    let weights = zip(layers, layers.dropFirst()).map { matrix($0.neurons.count, $1.neurons.count) }
    return NetworkDiagram(layers, weights: weights, caption: word())
  }

  private mutating func graph() -> ComputationGraph {
    let nodes = (0..<below(10)).map { place -> ComputationGraph.Node in
      let slope = below(2) == 0 ? nil : number()
      let sources = place == 0 ? [] : (0..<below(4)).map { _ in "n\(below(place))" }
      if sources.isEmpty { return .input("n\(place)", value: number(), slope: slope) }
      return .operation("n\(place)", word(), of: sources, value: number(), slope: slope)
    }
    return ComputationGraph(nodes, digits: below(4), caption: word())
  }

  private mutating func pipeline() -> Pipeline {
    let steps = (0..<below(9)).map { Pipeline.Step.step("step \($0)", output: word()) }
    let skips =
      steps.count < 2
      ? []
      : (0..<below(4)).map { _ -> (from: String, to: String) in
        let from = below(steps.count - 1)
        return ("step \(from)", "step \(from + 1 + below(steps.count - from - 1))")
      }
    return Pipeline(steps, skips: skips, direction: below(2) == 0 ? .down : .across, caption: word())
  }

  private mutating func tokens() -> TokenRow {
    let tokens = words(below(40))
    return TokenRow(
      tokens, ids: below(2) == 0 ? nil : tokens.map { _ in below(5000) - 9 },
      trained: below(2) == 0 ? nil : tokens.map { _ in below(2) == 0 }, caption: word())
  }
}
