// A small network as layers of neurons from left to right. Between two layers stands one upright line: every neuron
// at its left goes to every neuron at its right. The weights are listed beneath.

import Basics

/// Layers of neurons, each connected to all of the next.
public struct NetworkDiagram: Picture {
  /// Neurons side by side.
  public struct Layer: Sendable {
    let name: String
    let neurons: [String]

    /// Names a layer and its neurons.
    public init(_ name: String, _ neurons: [String]) {
      self.name = name.printable
      self.neurons = neurons.map(\.printable)
    }
  }

  /// One computed sentence that says what to see.
  public let caption: String
  let layers: [Layer]
  let weights: [[[Double]]]
  let digits: Int

  /// Declares a diagram.
  ///
  /// - Parameters:
  ///   - layers: from the inputs to the outputs.
  ///   - weights: for each layer except the last, `[neurons here, neurons in the next layer]`.
  ///   - digits: decimals of the weights.
  /// - Precondition: the shapes of the weights are those of the layers.
  public init<Number: BinaryFloatingPoint>(
    _ layers: [Layer], weights: [[[Number]]], digits: Int = 2, caption: String
  ) {
    precondition(
      weights.count == layers.count - 1, "\(weights.count) weights between \(layers.count) layers")
    for (gap, matrix) in weights.enumerated() {
      let (here, next) = (layers[gap].neurons.count, layers[gap + 1].neurons.count)
      precondition(
        matrix.count == here && matrix.allSatisfy { $0.count == next },
        "weights \(gap) must be [\(here), \(next)]")
    }
    self.layers = layers
    self.digits = digits
    self.caption = caption
    self.weights = weights.map { $0.map { $0.map { Double($0) } } }
  }

  /// The network and its weights; in words where the layers have no room.
  public func drawing(width: Int) -> [String] {
    let lines = drawn.lines
    guard width >= 20, !lines.isEmpty, lines.allSatisfy({ $0.width + 2 <= width }) else {
      return wordLines(width)
    }
    return lines.map { ("  " + $0).trimmedEnd }
      + weightLists.flatMap { wrap(items: $0, width: width, indent: "  ") }
  }

  /// The layers and their neurons, and the weights.
  public var words: [String] {
    let shape = layers.map { String($0.neurons.count) }.joined(separator: "-")
    let names = layers.map { "\($0.name): \($0.neurons.joined(separator: ", "))." }
    return ["A \(shape) network: every neuron goes to every neuron of the next layer."] + names
      + weightLists.map { $0.joined(separator: ", ") + "." }
  }

  private var weightLists: [[String]] {
    weights.enumerated().map { gap, matrix in
      let (here, next) = (layers[gap], layers[gap + 1])
      let items = matrix.indices.flatMap { from in
        matrix[from].indices.map {
          "\(here.neurons[from]) to \(next.neurons[$0]) \(matrix[from][$0].fixed(digits))"
        }
      }
      return ["weights from \(here.name) to \(next.name): \(items.first ?? "none")"] + items.dropFirst()
    }
  }

  // MARK: - Characters

  private var drawn: Canvas {
    let height = 2 * (layers.map(\.neurons.count).max() ?? 1) - 1
    var canvas = Canvas()
    var column = 0
    var sources: [Int] = []
    for layer in layers {
      let top = 2 + (height - (2 * layer.neurons.count - 1)) / 2
      let rows = layer.neurons.indices.map { top + 2 * $0 }
      if column > 0 { column = Self.connect(sources, rows, column, &canvas) }
      canvas.write(layer.name, row: 0, column: column)
      for (row, neuron) in zip(rows, layer.neurons) { canvas.write("(\(neuron))", row: row, column: column) }
      column += 1 + max(layer.name.width, 4, (layer.neurons.map(\.width).max() ?? 0) + 2)
      sources = rows
    }
    return canvas
  }

  /// Draws the upright line between two layers; returns the column of the second.
  private static func connect(_ sources: [Int], _ targets: [Int], _ column: Int, _ canvas: inout Canvas)
    -> Int
  {
    let bus = column + 2
    let rows = sources + targets
    guard let first = rows.min(), let last = rows.max() else { return bus + 5 }
    canvas.down(column: bus, from: first, through: last)
    for row in sources {
      var start = bus - 1
      while start > 0, canvas[row, start - 1] == " " { start -= 1 }
      canvas.across(row: row, from: start + 1, through: bus - 1)
    }
    for row in targets { canvas.write("-->", row: row, column: bus + 1) }
    for row in rows { canvas[row, bus] = first == last ? "-" : "+" }
    return bus + 5
  }
}
