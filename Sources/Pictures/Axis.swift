// One direction of a chart: its label, whether it is logarithmic, and the map between numbers and character
// cells. Huge numbers are halved before they are subtracted, so that no difference overflows.

import Foundation

/// What one direction of a chart shows.
public struct Axis: Sendable {
  /// How numbers are spread over the axis.
  public enum Scale: Sendable { case linear, logarithmic }

  let label: String
  let unit: String?
  let scale: Scale

  /// Names an axis, such as "loss" in "nats per token".
  public init(_ label: String, unit: String? = nil, scale: Scale = .linear) {
    (self.label, self.unit, self.scale) = (label, unit, scale)
  }

  /// Label, unit and scale, such as "loss (nats per token)".
  var title: String {
    let notes = [unit, scale == .logarithmic ? "log scale" : nil].compactMap { $0 }
    return (notes.isEmpty ? label : "\(label) (\(notes.joined(separator: ", ")))").printable
  }

  /// Whether a number has a place on this axis.
  func shows(_ value: Double) -> Bool { value.isFinite && (scale == .linear || value > 0) }
}

/// The numbers from a lowest to a highest, spread over a row of character cells.
struct Span {
  let cells: Int
  private let scale: Axis.Scale
  private let low: Double  // of the logarithms, on a logarithmic axis
  private let high: Double
  private let isWhole: Bool  // all values are whole numbers, such as steps

  /// Spreads the values over the cells, lowest in the first cell and highest in the last.
  ///
  /// A single value gets some room on both sides. Returns nil if there is no value.
  init?(over values: [Double], on axis: Axis, cells: Int) {
    let places = values.map { axis.scale == .linear ? $0 : log10($0) }
    guard let least = places.min(), let most = places.max() else { return nil }
    (self.cells, scale) = (cells, axis.scale)
    isWhole = values.allSatisfy { $0 == $0.rounded() }
    let size = max(abs(least), abs(most))
    if most / 2 - least / 2 > size * 1e-12 {
      (low, high) = (least, most)
    } else {
      let room = size > 1e-300 ? size / 10 : 1
      let limit = Double.greatestFiniteMagnitude
      (low, high) = (max(-limit, least - room), min(limit, most + room))
    }
  }

  /// The cell of a number that the axis shows.
  func cell(of value: Double) -> Int {
    let place = scale == .linear ? value : log10(value)
    let fraction = (place / 2 - low / 2) / (high / 2 - low / 2)
    // Just under a half: numbers that differ in the last bit from one machine to another never change cells.
    return min(cells - 1, max(0, Int((fraction * Double(cells - 1) + 0.499_999_999).rounded(.down))))
  }

  /// The number in the middle of a cell.
  func value(at cell: Int) -> Double {
    let fraction = cells > 1 ? Double(cell) / Double(cells - 1) : 0
    let place = low * (1 - fraction) + high * fraction
    return scale == .linear ? place : min(pow(10, place), .greatestFiniteMagnitude)
  }

  /// How much further the number is in the next cell; on a linear axis everywhere the same.
  var step: Double { (high / 2 - low / 2) / Double(max(1, cells - 1)) * 2 }

  /// The number of a cell as a label: as many decimals as it takes to tell neighbouring labels apart.
  ///
  /// - Parameter spacing: cells from one label to the next.
  func label(at cell: Int, spacing: Int) -> String {
    let value = value(at: cell)
    let gap = scale == .linear ? step * Double(spacing) : value.magnitude
    guard max(abs(low), abs(high)) < 1e6, value < 1e6, gap > 1e-4 else { return value.brief }
    if isWhole && gap >= 2 { return value.fixed(0) }
    return scale == .linear ? value.fixed(max(0, Int((1 - log10(gap) - 1e-9).rounded(.up)))) : value.brief
  }

  /// Round numbers with their cells; four evenly spread labels on a logarithmic axis, or where none are round.
  var ticks: [(cell: Int, label: String)] { roundTicks ?? spreadTicks }

  /// Multiples of 1, 2 or 5 times a power of ten; nil if fewer than three lie on the axis.
  private var roundTicks: [(cell: Int, label: String)]? {
    guard scale == .linear, max(abs(low), abs(high)) < 1e6, high - low > 1e-4 else { return nil }
    let room = Double(max(2, min(6, cells / 9)))  // as many as stand apart
    let step = max(isWhole ? 1 : 0, roundStep((high - low) / room))
    let (first, last) = ((low / step - 1e-9).rounded(.up), (high / step + 1e-9).rounded(.down))
    guard last - first >= 2 else { return nil }
    let digits = max(0, Int((0.999 - log10(step)).rounded(.down)))
    return (Int(first)...Int(last)).map { multiple in
      let value = Double(multiple) * step
      return (cell(of: value), value.fixed(digits))
    }
  }

  /// Four labels; on an axis of whole numbers, at the nearest whole numbers.
  private var spreadTicks: [(cell: Int, label: String)] {
    let spacing = (cells - 1) / 3
    return [0, spacing, 2 * spacing, cells - 1].map { cell in
      let whole = value(at: cell).rounded()
      guard isWhole, whole.magnitude < 1e6, whole > 0 || scale == .linear else {
        return (cell, label(at: cell, spacing: spacing))
      }
      return (self.cell(of: whole), whole.fixed(0))
    }
  }
}
