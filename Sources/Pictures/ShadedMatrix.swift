// The cells of a heat map as characters from light to dark. Where there are more cells than characters, a
// character is the mean of a block of cells, and the drawing says of how many. The scale stands beneath.

import Basics

struct ShadedMatrix {
  private let map: HeatMap
  let scale: ShadeScale

  init(_ map: HeatMap) {
    self.map = map
    scale = ShadeScale(for: map.cells.joined().compactMap { $0 }, range: map.range)
  }

  func lines(width: Int) -> [String] {
    let labelWidth = min(12, width / 4, map.rows.map(\.width).max() ?? 0)
    let room = width - 4 - labelWidth - 2
    let (rows, columns, means) = blocks(rows: 40, columns: room)
    let cellWidth = columns.count * 2 <= room ? 2 : 1
    let margin = String(repeating: " ", count: 4 + labelWidth + 2)
    let body = zip(rows, means).map { row, means in
      let shades = means.map { String(repeating: scale.symbol($0), count: cellWidth) }
      return "    " + map.rows[row.lowerBound].left(labelWidth) + "  " + shades.joined()
    }
    let notes = blockNote(rows, columns).flatMap { wrap($0, width: width, indent: "    ") }
    let legend = wrap(items: legend, width: width, indent: "    ")
    return (header(columns, cellWidth).map { margin + $0 } + body + legend + notes).map(\.trimmedEnd)
  }

  /// The labels of the columns, written downwards.
  private func header(_ columns: [Range<Int>], _ cellWidth: Int) -> [String] {
    let labels = columns.map { Array(map.columns[$0.lowerBound].prefix(8)) }
    let height = labels.map(\.count).max() ?? 0
    return (0..<height).map { line in
      labels.map { label in
        let letter = line - (height - label.count)
        guard letter >= 0 else { return "".left(cellWidth) }
        return (label[letter].width <= cellWidth ? String(label[letter]) : "?").left(cellWidth)
      }.joined()
    }
  }

  /// The matrix in no more than so many blocks: their rows, their columns, and their means.
  func blocks(rows: Int, columns: Int) -> (rows: [Range<Int>], columns: [Range<Int>], means: [[Double?]]) {
    let (down, across) = (blocks(map.rows.count, atMost: rows), blocks(map.columns.count, atMost: columns))
    return (down, across, down.map { row in across.map { mean(row, $0) } })
  }

  private func blocks(_ count: Int, atMost limit: Int) -> [Range<Int>] {
    let size = (count + limit - 1) / limit
    return stride(from: 0, to: count, by: size).map { $0..<min(count, $0 + size) }
  }

  /// The mean of the cells of a block that are not masked; nil if all are.
  private func mean(_ rows: Range<Int>, _ columns: Range<Int>) -> Double? {
    Pictures.mean(rows.flatMap { row in columns.compactMap { map.cells[row][$0] } })
  }

  private var legend: [String] {
    let all = map.cells.joined()
    let masked = all.contains { $0 == nil } ? ["blank: masked"] : []
    let broken = all.contains { !($0?.isFinite ?? true) } ? ["?: not a finite number"] : []
    return scale.legend + masked + broken
  }

  private func blockNote(_ rows: [Range<Int>], _ columns: [Range<Int>]) -> [String] {
    let (high, wide) = (rows.first?.count ?? 1, columns.first?.count ?? 1)
    return high * wide == 1
      ? [] : ["a character is the mean of up to \(high) x \(wide) cells (rows x columns)"]
  }
}

/// Numbers from a lowest to a highest in a few shades; below and above zero in two families of them.
struct ShadeScale {
  /// From light to dark.
  private static let rising: [Character] = [".", ":", "=", "*", "#", "@"]
  /// Below zero one, two, three strokes; above it ever fuller crosses.
  private static let diverging: [Character] = ["E", "=", "-", ".", "+", "*", "#"]

  let low: Double
  let high: Double
  let isDiverging: Bool

  init(for values: [Double], range: ClosedRange<Double>?) {
    let finite = values.filter(\.isFinite)
    let (least, most) = (finite.min() ?? 0, finite.max() ?? 0)
    let size = max(least.magnitude, most.magnitude)
    low = range?.lowerBound ?? (least < 0 ? -size : 0)
    high = range?.upperBound ?? size
    isDiverging = low < 0 && high > 0
  }

  private var symbols: [Character] { isDiverging ? Self.diverging : Self.rising }

  /// The place of a number between the lowest, 0, and the highest, 1.
  func fraction(_ value: Double) -> Double {
    high > low ? min(1, max(0, (value / 2 - low / 2) / (high / 2 - low / 2))) : 0
  }

  /// The shade of a number; blank if there is none.
  func symbol(_ value: Double?) -> Character {
    guard let value else { return " " }
    guard value.isFinite else { return "?" }
    let level = (fraction(value) * Double(symbols.count) + 1e-9).rounded(.down)
    return symbols[min(symbols.count - 1, Int(level))]
  }

  var legend: [String] {
    let edges = (0...symbols.count).map { step in
      let fraction = Double(step) / Double(symbols.count)
      return (low * (1 - fraction) + high * fraction).short
    }
    let rest = symbols.indices.dropFirst().map { "\(symbols[$0]) to \(edges[$0 + 1])" }
    return ["\(symbols[0]) \(edges[0]) to \(edges[1])"] + rest
  }
}
