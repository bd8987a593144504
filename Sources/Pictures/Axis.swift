// One direction of a chart: its label, whether it is logarithmic, and the map between numbers and character
// cells. Huge numbers are halved before they are subtracted, so that no difference overflows.

import Foundation

/// One direction of a chart.
public struct Axis: Sendable {
  /// The way in which numbers are spread over the axis.
  public enum Scale: Sendable { case linear, logarithmic }

  let label: String
  let unit: String?
  let scale: Scale

  /// Names an axis, such as "loss" in "nats per token".
  public init(_ label: String, unit: String? = nil, scale: Scale = .linear) {
    self.label = label
    self.unit = unit
    self.scale = scale
  }

  /// Label, unit and scale, such as "loss (nats per token)".
  var title: String {
    let notes = [unit, scale == .logarithmic ? "log scale" : nil].compactMap { $0 }
    return (notes.isEmpty ? label : "\(label) (\(notes.joined(separator: ", ")))").printable
  }

  /// Whether a number has a place on this axis.
  func shows(_ value: Double) -> Bool { value.isFinite && (scale == .linear || value > 0) }

  /// The number, or on a logarithmic axis its logarithm.
  func scaled(_ value: Double) -> Double { scale == .linear ? value : log10(value) }
}

/// The numbers that an axis reaches, from a lowest to a highest; on a logarithmic axis, their logarithms.
struct AxisRange {
  let axis: Axis
  let low: Double
  let high: Double

  /// Reaches all of the values that the axis shows; a single value gets some room on both sides.
  ///
  /// Returns nil if there is no value.
  ///
  /// - Parameter room: the part of the range that stays free at both ends.
  init?(over values: [Double], on axis: Axis, room: Double = 0) {
    let places = values.filter(axis.shows).map(axis.scaled)
    guard let least = places.min(), let most = places.max() else { return nil }
    let size = max(least.magnitude, most.magnitude)
    let isFlat = most / 2 - least / 2 <= size * 1e-12
    let free = isFlat ? (size > 1e-300 ? size / 10 : 1) : (most / 2 - least / 2) * room * 2
    self.axis = axis
    low = max(-.greatestFiniteMagnitude, least - free)
    high = min(.greatestFiniteMagnitude, most + free)
  }

  /// The place of a number between the lowest, 0, and the highest, 1.
  func fraction(of value: Double) -> Double {
    (axis.scaled(value) / 2 - low / 2) / (high / 2 - low / 2)
  }

  func multiples(of step: Double) -> [Double] {
    let first = (low / step - 1e-9).rounded(.up)
    let last = (high / step + 1e-9).rounded(.down)
    return first <= last ? (0...Int(last - first)).map { (first + Double($0)) * step } : []
  }
}

/// The smallest round number, such as 0.1, 0.2, 0.5, 1, 2, 5, that is not smaller than the given one.
func roundStep(_ least: Double) -> Double {
  let unit = pow(10, log10(least).rounded(.down))
  return [1, 2, 5].map { $0 * unit }.first { $0 >= least * (1 - 1e-9) } ?? 10 * unit
}

/// The decimals that the multiples of a round step need.
func decimals(of step: Double) -> Int { min(9, max(0, Int((0.999 - log10(step)).rounded(.down)))) }

/// A range spread over a row of character cells, the lowest number in the first cell and the highest in the last.
struct Span {
  let cells: Int
  private let range: AxisRange
  private let isWhole: Bool  // all values are whole numbers, such as steps

  /// Spreads the values; nil if there is none.
  init?(over values: [Double], on axis: Axis, cells: Int) {
    guard let range = AxisRange(over: values, on: axis) else { return nil }
    self.range = range
    self.cells = cells
    isWhole = values.allSatisfy { $0 == $0.rounded() }
  }

  private var isLinear: Bool { range.axis.scale == .linear }
  private var isLarge: Bool { max(range.low.magnitude, range.high.magnitude) >= 1e6 }

  /// The cell of a number that the axis shows.
  func cell(of value: Double) -> Int {
    // Just under a half: numbers that differ in the last bit from one machine to another never change cells.
    let place = (range.fraction(of: value) * Double(cells - 1) + 0.499_999_999).rounded(.down)
    return min(cells - 1, max(0, Int(place)))
  }

  /// The number in the middle of a cell.
  func value(at cell: Int) -> Double {
    let fraction = cells > 1 ? Double(cell) / Double(cells - 1) : 0
    let place = range.low * (1 - fraction) + range.high * fraction
    return isLinear ? place : min(pow(10, place), .greatestFiniteMagnitude)
  }

  /// The difference of neighbouring cells; on a linear axis it is the same everywhere.
  var step: Double { (range.high / 2 - range.low / 2) / Double(max(1, cells - 1)) * 2 }

  /// The number of a cell as a label: as many decimals as it takes to tell neighbouring labels apart.
  ///
  /// - Parameter spacing: cells from one label to the next.
  func label(at cell: Int, spacing: Int) -> String {
    let value = value(at: cell)
    let gap = isLinear ? step * Double(spacing) : value.magnitude
    guard !isLarge, value < 1e6, gap > 1e-4 else { return value.brief }
    if isWhole && gap >= 2 { return value.fixed(0) }
    return isLinear ? value.fixed(max(0, Int((1 - log10(gap) - 1e-9).rounded(.up)))) : value.brief
  }

  /// Round numbers with their cells; four evenly spread labels on a logarithmic axis, or where none are round.
  var ticks: [(cell: Int, label: String)] { roundTicks ?? spreadTicks }

  /// Multiples of 1, 2 or 5 times a power of ten; nil if fewer than three lie on the axis.
  private var roundTicks: [(cell: Int, label: String)]? {
    guard isLinear, !isLarge, range.high - range.low > 1e-4 else { return nil }
    let room = Double(max(2, min(6, cells / 9)))  // as many as stand apart
    let step = max(isWhole ? 1 : 0, roundStep((range.high - range.low) / room))
    let values = range.multiples(of: step)
    return values.count < 3 ? nil : values.map { (cell(of: $0), $0.fixed(decimals(of: step))) }
  }

  /// Four labels; on an axis of whole numbers, at the nearest whole numbers.
  private var spreadTicks: [(cell: Int, label: String)] {
    let spacing = (cells - 1) / 3
    return [0, spacing, 2 * spacing, cells - 1].map { cell in
      let whole = value(at: cell).rounded()
      guard isWhole, whole.magnitude < 1e6, whole > 0 || isLinear else {
        return (cell, label(at: cell, spacing: spacing))
      }
      return (self.cell(of: whole), whole.fixed(0))
    }
  }
}
