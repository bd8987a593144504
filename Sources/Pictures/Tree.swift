// A tree from the root down, its leaves in one row at the bottom: such as a word that a tokenizer put together from
// letters, pair by pair. A tree that is too wide is told in sentences, in the order of joining.

/// Parts joined step by step into a whole.
public struct Tree: Picture {
  /// A whole, and the parts that it is made of.
  public struct Node: Sendable {
    let label: String
    let parts: [Node]

    /// A leaf, or a node with its parts from left to right.
    public init(_ label: String, _ parts: [Node] = []) {
      self.label = label.printable
      self.parts = parts
    }

    /// 0 for a leaf; else one more than the highest of its parts.
    var level: Int { 1 + (parts.map(\.level).max() ?? -1) }

    /// Calls the body with each node, parts before wholes.
    func forEach(_ body: (Node) -> Void) {
      for part in parts { part.forEach(body) }
      body(self)
    }
  }

  /// One computed sentence that says what to see.
  public let caption: String
  let root: Node

  /// Declares a tree.
  public init(_ root: Node, caption: String) {
    self.root = root
    self.caption = caption
  }

  /// The tree; in words where it has no room.
  public func drawing(width: Int) -> [String] {
    let layout = TreeLayout(root) { $0.width }
    guard layout.width + 2 <= width else { return wordLines(width) }
    var canvas = Canvas()
    draw(layout, left: 2, parentLevel: nil, on: &canvas)
    return canvas.lines
  }

  /// Draws a node in its row, two rows for each level, and a line up to its parent.
  private func draw(_ node: TreeLayout, left: Int, parentLevel: Int?, on canvas: inout Canvas) {
    let row = { (level: Int) in 2 * (root.level - level) }
    let column = left + node.middle
    if let parentLevel {
      canvas.down(column: column, from: row(parentLevel) + 2, through: row(node.level) - 1)
    }
    canvas.write(node.label, row: row(node.level), column: column - (node.label.width - 1) / 2)
    let ends = node.parts.map { left + $0.left + $0.layout.middle }
    if let first = ends.first, let last = ends.last {
      canvas.across(row: row(node.level) + 1, from: first, through: last)
      for end in ends + [column] { canvas[row(node.level) + 1, end] = "+" }
    }
    for part in node.parts { draw(part.layout, left: left + part.left, parentLevel: node.level, on: &canvas) }
  }

  /// The parts of each whole, in the order of joining.
  public var words: [String] {
    var lines: [String] = []
    root.forEach { node in
      if !node.parts.isEmpty {
        lines.append(node.parts.map(\.label).joined(separator: " + ") + " = " + node.label)
      }
    }
    return lines.isEmpty ? ["\(root.label): one part."] : lines
  }
}

/// A node with the room that it and its parts need.
struct TreeLayout {
  /// A part and where its room begins within the room of the whole.
  struct Part {
    let left: Int
    let layout: TreeLayout
  }

  let label: String
  let level: Int
  let width: Int
  let middle: Int  // of the node, from the left end of its room
  let parts: [Part]

  /// - Parameters:
  ///   - gap: the room between neighbours.
  ///   - size: the room of a label.
  init(_ node: Tree.Node, gap: Int = 3, size: (String) -> Int) {
    label = node.label
    level = node.level
    var right = 0
    let placed = node.parts.map { part in
      let layout = TreeLayout(part, gap: gap, size: size)
      defer { right += layout.width + gap }
      return Part(left: right, layout: layout)
    }
    let inner = max(0, right - gap)
    width = max(inner, size(label))
    let shift = (width - inner) / 2
    parts = placed.map { Part(left: $0.left + shift, layout: $0.layout) }
    let ends = parts.map { $0.left + $0.layout.middle }
    let centre = ((ends.first ?? width - 1) + (ends.last ?? 0)) / 2
    // Keep the label within the room even if the parts lean to one side.
    let (before, after) = ((size(label) - 1) / 2, size(label) - (size(label) - 1) / 2)
    middle = max(before, min(centre, width - after))
  }
}
