// The places of the boxes of a small graph without cycles whose arrows point from left to right: layers, with each box
// just before the first that uses it. A longer arrow passes through the layers between in a free row.
// Follows Sugiyama, Tagawa and Toda 1981, with one pass over the layers.

/// Boxes in layers, with arrows from each layer to the next.
struct LayeredGraph {
  /// A box, or a place where an arrow passes a layer.
  struct Item {
    let node: Int?
    var sources: [Int] = []  // places in the layer before
  }

  /// From left to right; the items of a layer from top to bottom.
  private(set) var layers: [[Item]] = []

  /// - Parameter sources: for each node the nodes that its arrows come from; all of them stand before it.
  init(sources: [[Int]]) {
    guard !sources.isEmpty else { return }
    var depths = [Int](repeating: 0, count: sources.count)  // counted from the last layer
    for node in sources.indices.reversed() {
      for source in sources[node] { depths[source] = max(depths[source], depths[node] + 1) }
    }
    let last = depths.max() ?? 0
    // wanted: the nodes that must be in the layer, each with its readers in the layer after it.
    var wanted: [(node: Int, readers: [Int])] = []
    for depth in 0...last {
      let ends = sources.indices.filter { depths[$0] == depth && !wanted.map(\.node).contains($0) }
      let row = wanted + ends.map { ($0, []) }
      layers.insert(row.map { Item(node: depths[$0.node] == depth ? $0.node : nil) }, at: 0)
      connect(row.map(\.readers))
      wanted = Self.needs(of: row.map(\.node), depths, depth, sources)
    }
  }

  private mutating func connect(_ readers: [[Int]]) {
    guard layers.count > 1 else { return }
    for (place, readers) in readers.enumerated() {
      for reader in readers { layers[1][reader].sources.append(place) }
    }
  }

  /// The nodes that the items of a layer read, ordered by the middle of their readers.
  private static func needs(
    of row: [Int], _ depths: [Int], _ depth: Int, _ sources: [[Int]]
  ) -> [(node: Int, readers: [Int])] {
    var needs: [(node: Int, readers: [Int])] = []
    for (place, node) in row.enumerated() {
      for source in depths[node] == depth ? sources[node] : [node] {
        if let known = needs.firstIndex(where: { $0.node == source }) {
          if !needs[known].readers.contains(place) { needs[known].readers.append(place) }
        } else {
          needs.append((source, [place]))
        }
      }
    }
    let middle = { (readers: [Int]) in Double(readers.reduce(0, +)) / Double(readers.count) }
    let order = needs.indices.sorted { (middle(needs[$0].readers), $0) < (middle(needs[$1].readers), $1) }
    return order.map { needs[$0] }
  }

  // MARK: - Characters

  /// The graph in characters.
  ///
  /// - Parameter texts: the lines in the box of each node.
  func lines(_ texts: [[String]]) -> [String] {
    let height = { (item: Item) in item.node.map { texts[$0].count + 2 } ?? 1 }
    let heights = layers.map { layer in layer.reduce(-1) { $0 + height($1) + 1 } }
    var canvas = Canvas()
    var column = 0
    var exits: [(row: Int, column: Int)] = []
    for (layer, total) in zip(layers, heights) {
      var row = ((heights.max() ?? 0) - total) / 2
      let tops = layer.map { item in
        defer { row += height(item) + 1 }
        return row
      }
      let ports = zip(layer, tops).map { $1 + height($0) / 2 }
      let start = exits.isEmpty ? 0 : Self.draw(layer, ports, exits, column, &canvas)
      let width = layer.compactMap(\.node).flatMap { texts[$0] }.map(\.width).max() ?? 0
      for (item, top) in zip(layer, tops) {
        if let node = item.node {
          canvas.box(texts[node], width: width, row: top, column: start)
        } else {
          canvas.across(row: top, from: start, through: start + width + 3)
        }
      }
      column = start + width + 4
      exits = ports.map { ($0, column) }
    }
    return canvas.lines
  }

  /// Draws the arrows into a layer; arrows into the same item share one upright line.
  ///
  /// - Returns: the column where the layer begins.
  private static func draw(
    _ layer: [Item], _ ports: [Int], _ exits: [(row: Int, column: Int)], _ column: Int, _ canvas: inout Canvas
  ) -> Int {
    let entered = layer.indices.filter { !layer[$0].sources.isEmpty }
    let start = column + 2 * entered.count + 2
    for (order, place) in entered.enumerated() {
      let (item, lane, port) = (layer[place], column + 1 + 2 * order, ports[place])
      let rows = item.sources.map { exits[$0].row } + [port]
      canvas.down(column: lane, from: rows.min() ?? port, through: rows.max() ?? port)
      for source in item.sources { canvas.across(row: exits[source].row, from: column, through: lane - 1) }
      canvas.across(row: port, from: lane + 1, through: start - 1)
      for row in rows where rows.contains(where: { $0 != port }) { canvas[row, lane] = "+" }
      if rows.allSatisfy({ $0 == port }) { canvas[port, lane] = "-" }
      if item.node != nil { canvas[port, start - 1] = ">" }
    }
    return start
  }
}
