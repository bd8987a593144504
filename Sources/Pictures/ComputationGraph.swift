// A calculation as boxes and arrows from left to right, each box with its value and its slope: how much the result
// changes if this number changes a little. For teaching the chain rule; follows the drawings of micrograd.
// If the boxes have no room, each becomes a sentence.

import Basics

/// A small calculation: inputs, operations, one or more results.
public struct ComputationGraph: Picture {
  /// A number in a calculation.
  public struct Node: Sendable {
    let name: String
    let formula: String?
    let sources: [String]
    let value: Double
    let slope: Double?

    /// A number that is given.
    public static func input(
      _ name: String, value: some BinaryFloatingPoint, slope: (some BinaryFloatingPoint)? = Double?.none
    ) -> Node {
      Node(name: name, formula: nil, sources: [], value: Double(value), slope: slope.map { Double($0) })
    }

    /// A number that is calculated from others.
    ///
    /// - Parameters:
    ///   - formula: how, such as "w * x".
    ///   - sources: the names of the numbers that it is calculated from.
    ///   - slope: how much the result changes with this number; nil before the backward pass.
    public static func operation(
      _ name: String, _ formula: String, of sources: [String], value: some BinaryFloatingPoint,
      slope: (some BinaryFloatingPoint)? = Double?.none
    ) -> Node {
      Node(
        name: name, formula: formula, sources: sources, value: Double(value), slope: slope.map { Double($0) })
    }

    /// Such as "p = w * x".
    var label: String { (formula.map { "\(name) = \($0)" } ?? name).printable }
  }

  /// One computed sentence that says what to see.
  public let caption: String
  let nodes: [Node]
  let digits: Int
  let layers: LayeredGraph

  /// Declares a graph.
  ///
  /// - Parameters:
  ///   - nodes: each after the nodes that it is calculated from; names are unique.
  ///   - digits: decimals of values and slopes.
  /// - Precondition: every source stands before the node that names it.
  public init(_ nodes: [Node], digits: Int = 2, caption: String) {
    var places: [String: Int] = [:]
    var sources: [[Int]] = []
    for (place, node) in nodes.enumerated() {
      sources.append(
        node.sources.map { name in
          guard let source = places[name] else { preconditionFailure("\(node.name) needs \(name) before it") }
          return source
        })
      precondition(places.updateValue(place, forKey: node.name) == nil, "two nodes named \(node.name)")
    }
    self.nodes = nodes
    self.digits = digits
    self.caption = caption
    layers = LayeredGraph(sources: sources)
  }

  /// Boxes and arrows; in words where they have no room.
  public func drawing(width: Int) -> [String] {
    guard !nodes.isEmpty else { return wordLines(width) }
    let texts = nodes.map { node in [node.label, node.value.fixed(digits)] + slopeText(node) }
    let lines = layers.lines(texts)
    guard width >= 40, lines.allSatisfy({ $0.width + 2 <= width }) else { return wordLines(width) }
    let hasSlopes = nodes.contains { $0.slope != nil }
    let note = "in a box: the number's name, its value" + (hasSlopes ? ", the slope of the result by it" : "")
    return lines.map { ("  " + $0).trimmedEnd } + wrap(note, width: width, indent: "  ")
  }

  private func slopeText(_ node: Node) -> [String] { node.slope.map { [$0.fixed(digits)] } ?? [] }

  /// Each number with its value and its slope, in the order of calculation.
  public var words: [String] {
    if nodes.isEmpty { return ["No calculation."] }
    return nodes.map { node in
      let slope = node.slope.map { ", slope \($0.fixed(digits))" } ?? ""
      return "\(node.label): value \(node.value.fixed(digits))\(slope)."
    }
  }
}
