// SVG files: one small file compared as a whole, and the promises of all of them (well-formed, of a bounded size,
// the same bytes each time, no number that is not finite) over many odd pictures.

import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
  @testable import Pictures
#endif

/// The parser on Linux goes on after some errors and returns true: they are left in `parserError`.
private func isWellFormed(_ text: String) -> Bool {
  let parser = XMLParser(data: Data(text.utf8))
  return parser.parse() && parser.parserError == nil
}

struct SVGTests {
  @Test func elementsAreWrittenWithOneDecimalAndEscaped() {
    var svg = SVG(width: 100, height: 50.25)
    svg.text("a < b & \"c\"\u{e9}", 10, 20.5, .middle)
    svg.box(1, 2, 3.14159, 4, round: 2)
    svg.line(-0.01, 0, 1e-9, 5, "grid")
    #expect(
      svg.elements == [
        "<text class=\"ink\" x=\"10\" y=\"25\" text-anchor=\"middle\">a &lt; b &amp; &quot;c&quot;\u{e9}</text>",
        "<rect class=\"box\" x=\"1\" y=\"2\" width=\"3.1\" height=\"4\" rx=\"2\"/>",
        "<path class=\"grid\" d=\"M0 0L0 5\"/>",
      ])
    let file = svg.document(title: "A <title>", description: ["One.", "Two."])
    #expect(file.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100\" height=\"50.2\""))
    #expect(file.contains("<title>A &lt;title&gt;</title>\n<desc>One. Two.</desc>"))
    #expect(isWellFormed(file))
  }

  @Test(arguments: ["<svg><g></svg>", "<svg a=b/>", "<svg>a & b</svg>", "<svg/><svg/>"])
  func theParserNoticesBrokenFiles(file: String) { #expect(!isWellFormed(file)) }

  @Test func neighboursOfTheSameShadeAreOnePiece() {
    var svg = SVG(width: 10, height: 10)
    let (light, dark) = (Shade(0, 0.25), Shade(0, 1))
    svg.cells([[light, light, dark], [nil, light, Shade(0, 0)]], x: 1, y: 2, width: 3, height: 3)
    #expect(svg.elements.count == 2)
    #expect(svg.elements[0].contains(" d=\"M0 0h2M1 1h1\" "))
    #expect(svg.elements[1].contains(" d=\"M2 0h1\" "))
  }

  @Test func ticksAreRoundNumbers() throws {
    let axis = try #require(SVGAxis(Axis("x"), over: [0, 2343], from: 0, to: 100))
    #expect(axis.ticks(atMost: 7).map(\.label) == ["0", "500", "1,000", "1,500", "2,000"])
    let small = try #require(SVGAxis(Axis("x"), over: [-0.12, 0.31], from: 0, to: 100))
    #expect(small.ticks(atMost: 6).map(\.label) == ["-0.1", "0.0", "0.1", "0.2", "0.3"])
    let powers = try #require(SVGAxis(Axis("x", scale: .logarithmic), over: [10, 100_000], from: 0, to: 100))
    #expect(powers.ticks(atMost: 6).map(\.label) == ["10", "100", "1,000", "10,000", "100,000"])
    #expect(powers.place(1000) == 50)
  }

  /// Nothing repeats in noise, so these are as large as such files get.
  @Test func noiseStaysSmall() {
    var odd = Odd(state: 9)
    let noise = (0..<80).map { _ in (0..<80).map { _ in Double(odd.below(2001)) / 1000 - 1 } }
    let names = (0..<80).map { "name \($0)" }
    let classes = (0..<6).map { index in
      Series("class \(index)", (0..<1000).map { _ in (x: Double(odd.below(999)), y: Double(odd.below(999))) })
    }
    let field = Field(x: 0...1000, y: 0...1000, rows: noise)
    let pictures: [any Picture] = [
      HeatMap("noise", noise, rows: names, columns: names, caption: "Noise."),
      ScatterPlot(x: Axis("x"), y: Axis("y"), classes, caption: "Noise."),
      DecisionMap(x: Axis("x"), y: Axis("y"), field, probabilityOf: "noise", caption: "Noise."),
      LineChart(x: Axis("x"), y: Axis("y"), classes, caption: "Noise."),
    ]
    for picture in pictures {
      let size = picture.svg?.utf8.count ?? 0
      #expect((5_000...30_000).contains(size), "\(type(of: picture)) \(size)")
    }
  }

  @Test(arguments: 1...(8 as UInt64)) func everyPictureKeepsItsPromises(seed: UInt64) {
    var odd = Odd(state: seed &* 0x9E37_79B9_7F4A_7C15)
    for round in 0..<100 {
      let picture = odd.picture()
      guard let file = picture.svg else { continue }
      let name = "\(type(of: picture)) \(seed) \(round)"
      #expect(isWellFormed(file), "\(name)")
      #expect(file == picture.svg, "\(name)")
      #expect(file.utf8.count <= 30_000, "\(name) \(file.utf8.count)")
      let shapes = file.split(separator: "\n").filter { $0.hasPrefix("<path") || $0.hasPrefix("<rect") }
      #expect(!shapes.contains { $0.contains("nan") || $0.contains("inf") }, "\(name)")
    }
  }
}
