// Steps as boxes with arrows between them, and beside each arrow the shape of what flows along it. Downwards, with
// side lines that skip steps (such as the residual connections of a transformer block); or across, broken at the
// width, where side lines are told in a sentence.

import Basics

/// Steps that a number, a text or a tensor passes through.
public struct Pipeline: Picture {
  /// A step and the shape of what leaves it.
  public struct Step: Sendable {
    let name: String
    let output: String

    /// Names a step, such as "attention" with the output "[T, 64]".
    public static func step(_ name: String, output: String = "") -> Step {
      Step(name: name.printable, output: output.printable)
    }
  }

  /// The direction in which the steps follow each other.
  public enum Direction: Sendable { case down, across }

  /// One computed sentence that says what to see.
  public let caption: String
  let steps: [Step]
  let skips: [(from: Int, to: Int)]
  let direction: Direction

  /// Declares a pipeline.
  ///
  /// - Parameters:
  ///   - steps: in order.
  ///   - skips: side lines from the output of a step to a later step, by name.
  /// - Precondition: each side line leads from a step to a later one.
  public init(
    _ steps: [Step], skips: [(from: String, to: String)] = [], direction: Direction = .down, caption: String
  ) {
    self.steps = steps
    self.direction = direction
    self.caption = caption
    self.skips = skips.map { skip in
      guard let from = steps.firstIndex(where: { $0.name == skip.from.printable }),
        let to = steps[(from + 1)...].firstIndex(where: { $0.name == skip.to.printable })
      else { preconditionFailure("no side line from \(skip.from) to a later \(skip.to)") }
      return (from, to)
    }
  }

  /// Boxes and arrows; in words where they have no room.
  public func drawing(width: Int) -> [String] {
    guard !steps.isEmpty, width >= 20 else { return wordLines(width) }
    if direction == .across { return acrossLines(width) }
    let lines = downCanvas.lines
    return lines.allSatisfy { $0.width <= width } ? lines : wordLines(width)
  }

  /// The steps in order, and the side lines.
  public var words: [String] {
    if steps.isEmpty { return ["No steps."] }
    let names = steps.map { $0.output.isEmpty ? $0.name : "\($0.name) gives \($0.output)" }
    return [names.joined(separator: "; then ") + "."] + skipsInWords
  }

  private var skipsInWords: [String] {
    skips.map { "A side line goes from \(steps[$0.from].name) to \(steps[$0.to].name)." }
  }

  // MARK: - Down

  private static let rowsOfStep = 4  // three of the box, one of the arrow

  private var downCanvas: Canvas {
    let boxWidth = steps.map(\.name.width).max() ?? 0
    let middle = 2 + (boxWidth + 4) / 2
    let textEnd = middle + 3 + (steps.dropLast().map(\.output.width).max() ?? 0)
    let edge = max(2 + boxWidth + 4, textEnd)
    var canvas = Canvas()
    for (place, step) in steps.enumerated() {
      let top = place * Self.rowsOfStep
      canvas.box([step.name], width: boxWidth, row: top, column: 2)
      let isLast = place == steps.count - 1
      if isLast && step.output.isEmpty { continue }
      canvas.write("v" + (step.output.isEmpty ? "" : "  " + step.output), row: top + 3, column: middle)
    }
    for (skip, lane) in zip(skips, lanes) {
      draw(skip, boxEnd: 2 + boxWidth + 4, lane: edge + 2 + 4 * lane, on: &canvas)
    }
    return canvas
  }

  /// A lane for each side line, so that lines that overlap stand beside each other; short lines stand inside.
  var lanes: [Int] {
    var lanes = [Int](repeating: 0, count: skips.count)
    let order = skips.indices.sorted {
      (skips[$0].to - skips[$0].from, $0) < (skips[$1].to - skips[$1].from, $1)
    }
    for (rank, index) in order.enumerated() {
      let rivals = order[..<rank].filter {
        skips[$0].from <= skips[index].to && skips[index].from <= skips[$0].to
      }
      lanes[index] = (0...rank).first { lane in !rivals.contains { lanes[$0] == lane } } ?? rank
    }
    return lanes
  }

  /// A side line enters a step in the middle of the right side and leaves it there.
  ///
  /// If another one enters there, it leaves from the corner below.
  private func draw(_ skip: (from: Int, to: Int), boxEnd: Int, lane: Int, on canvas: inout Canvas) {
    let isEntered = skips.contains { $0.to == skip.from }
    let (start, end) = (skip.from * Self.rowsOfStep + (isEntered ? 2 : 1), skip.to * Self.rowsOfStep + 1)
    canvas.across(row: start, from: boxEnd, through: lane - 1)
    canvas.across(row: end, from: boxEnd, through: lane - 1)
    canvas[end, boxEnd] = "<"
    canvas.down(column: lane, from: start, through: end)
    canvas[start, lane] = "+"
    canvas[end, lane] = "+"
  }

  // MARK: - Across

  /// Such as "[ read ] --[T]--> [ embed ]", with an arrow at the start of each line but the first.
  private func acrossLines(_ width: Int) -> [String] {
    let arrows = steps.map { $0.output.isEmpty ? "-->" : "-- \($0.output) -->" }
    let last = steps[steps.count - 1]
    let parts =
      zip([""] + arrows.map { $0 + " " }, steps).map { $0 + "[ \($1.name) ]" }
      + (last.output.isEmpty ? [] : ["--> \(last.output)"])
    var lines: [String] = []
    for part in parts {
      if let line = lines.last, line.width + 1 + part.width <= width - 4 {
        lines[lines.count - 1] = line + " " + part
      } else {
        lines.append(part)
      }
    }
    return lines.enumerated().flatMap { wrap($1, width: width, indent: $0 == 0 ? "  " : "    ") }
      + skipsInWords.flatMap { wrap($0, width: width, indent: "  ") }
  }
}
