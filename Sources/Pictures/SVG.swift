// A drawing as an SVG file: a few kinds of elements, escaped, with fixed decimals, so that the same picture has the same
// bytes everywhere. Leaves out fonts: the reader's own sans-serif is used.

struct SVG {
  /// The part of a text that stands on its point.
  enum Anchor: String { case start, middle, end }

  let width: Double
  let height: Double
  private(set) var elements: [String] = []

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  // MARK: - Elements

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String = "axis") {
    path("M\(x1.pixels) \(y1.pixels)L\(x2.pixels) \(y2.pixels)", style)
  }

  mutating func box(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String = "box", round: Double = 0
  ) {
    let corner = round > 0 ? [("rx", round.pixels)] : []
    add(
      "rect", style,
      [("x", x), ("y", y), ("width", width), ("height", height)].map { ($0, $1.pixels) } + corner)
  }

  mutating func circle(_ x: Double, _ y: Double, radius: Double, _ style: String = "box") {
    add("circle", style, [("cx", x.pixels), ("cy", y.pixels), ("r", radius.pixels)])
  }

  /// Any line, in the notation of SVG paths.
  mutating func path(_ shape: String, _ style: String, _ more: [(String, String)] = []) {
    add("path", style, [("d", shape)] + more)
  }

  /// A text, its middle line at `y`.
  mutating func text(
    _ text: String, _ x: Double, _ y: Double, _ anchor: Anchor = .start, _ style: String = "ink"
  ) {
    addText(text, x, y, style, anchor == .start ? [] : [("text-anchor", anchor.rawValue)])
  }

  /// A text that runs upwards from a point.
  mutating func uprightText(_ text: String, _ x: Double, _ y: Double) {
    addText(text, x, y, "ink", [("transform", "rotate(-90 \(x.pixels) \(y.pixels))")])
  }

  private mutating func addText(
    _ text: String, _ x: Double, _ y: Double, _ style: String, _ more: [(String, String)]
  ) {
    add("text", style, [("x", x.pixels), ("y", (y + 4.5).pixels)] + more, text.printable.escaped)
  }

  /// An arrow that ends at a point.
  mutating func arrowHead(_ x: Double, _ y: Double, pointsDown: Bool = false) {
    let back = pointsDown ? "l-4 -8h8z" : "l-8 -4v8z"
    path("M\(x.pixels) \(y.pixels)\(back)", "head")
  }

  private mutating func add(
    _ name: String, _ style: String, _ attributes: [(String, String)], _ content: String = ""
  ) {
    let head = ([("class", style)] + attributes).reduce(name) { $0 + " \($1.0)=\"\($1.1.escaped)\"" }
    elements.append(content.isEmpty ? "<\(head)/>" : "<\(head)>\(content)</\(name)>")
  }

  // MARK: - The file

  /// The whole file.
  ///
  /// - Parameters:
  ///   - title: read out by a screen reader, and shown under the pointer.
  ///   - description: the numbers in words, for people who hear the picture.
  func document(title: String, description: [String]) -> String {
    let size = "width=\"\(width.pixels)\" height=\"\(height.pixels)\""
    var said = description.joined(separator: " ").printable
    if said.count > Self.mostWords { said = said.prefix(Self.mostWords) + " ..." }
    let head =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" \(size) "
      + "viewBox=\"0 0 \(width.pixels) \(height.pixels)\" role=\"img\">"
    let lines =
      [head, "<title>\(title.printable.escaped)</title>", "<desc>\(said.escaped)</desc>", "<style>"]
      + Self.style + ["</style>", "<rect class=\"paper\" \(size) rx=\"6\"/>"] + elements + ["</svg>"]
    return lines.joined(separator: "\n") + "\n"
  }

  private static let mostWords = 4000
}

extension Double {
  /// A place in a drawing: one decimal, none if it is zero.
  var pixels: String {
    let text = fixed(1)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension String {
  /// The text with the characters that mean something in XML written as entities.
  var escaped: String {
    let special: [Character: String] = ["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;"]
    guard utf8.contains(where: { "&<>\"".utf8.contains($0) }) else { return self }
    return map { special[$0] ?? String($0) }.joined()
  }

  /// About how wide the text is in a drawing.
  var drawnWidth: Double { 7.4 * Double(width) }

  /// The text, cut with dots if it is longer.
  func cut(_ most: Int) -> String { width <= most ? self : prefix(columns: max(0, most - 3)) + "..." }
}
