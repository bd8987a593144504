// The two axes of a drawn plot: round numbers as ticks, faint lines across, labels with units. Line charts, scatter
// plots, decision maps and histograms stand in the same frame.

import Foundation

/// One axis in a drawing: from numbers to places, and the ticks.
struct SVGAxis {
  let axis: Axis
  private let low: Double  // of the logarithms, on a logarithmic axis
  private let high: Double
  private let start: Double
  private let end: Double

  /// Spreads the values from a place to another; nil if there is no value.
  ///
  /// - Parameter room: the part of the span that stays free at both ends.
  init?(_ axis: Axis, over values: [Double], from start: Double, to end: Double, room: Double = 0) {
    let places = values.filter(axis.shows).map { axis.scale == .linear ? $0 : log10($0) }
    guard let least = places.min(), let most = places.max() else { return nil }
    let limit = Double.greatestFiniteMagnitude / 4
    let size = max(least.magnitude, most.magnitude)
    let isFlat = most / 2 - least / 2 <= size * 1e-12
    let free = isFlat ? (size > 1e-300 ? size / 10 : 1) : (most / 2 - least / 2) * 2 * room
    (low, high) = (max(-limit, least - free), min(limit, most + free))
    (self.axis, self.start, self.end) = (axis, start, end)
  }

  /// The place of a number.
  func place(_ value: Double) -> Double { place(scaled: axis.scale == .linear ? value : log10(value)) }

  private func place(scaled: Double) -> Double {
    start + (end - start) * min(1, max(0, (scaled / 2 - low / 2) / (high / 2 - low / 2)))
  }

  /// Round numbers within the axis.
  func ticks(atMost count: Int) -> [(place: Double, label: String)] {
    let span = high - low
    guard span.isFinite, span > 1e-12, max(low.magnitude, high.magnitude) < 1e12 * span else { return [] }
    let values = axis.scale == .logarithmic ? powers(span, count) : multiples(span, count)
    return values.map { (place($0.value), $0.label) }
  }

  private func multiples(_ span: Double, _ count: Int) -> [(value: Double, label: String)] {
    let step = roundStep(span / Double(count))
    let (first, last) = ((low / step - 1e-9).rounded(.up), (high / step + 1e-9).rounded(.down))
    guard first <= last else { return [] }
    let digits = min(9, max(0, Int((-log10(step) + 0.999).rounded(.down))))
    return (0...Int(last - first)).map { offset in
      let value = (first + Double(offset)) * step
      return (value, Self.label(value, digits: step > 1e-6 ? digits : nil))
    }
  }

  /// Powers of ten; over less than two of them also twice and five times each.
  private func powers(_ span: Double, _ count: Int) -> [(value: Double, label: String)] {
    let step = max(1, Int((span / Double(count) - 1e-9).rounded(.up)))
    let first = Int((low + 1e-9).rounded(.down))
    return stride(from: first, through: Int(high.rounded(.up)), by: step)
      .flatMap { power in (span < 2 ? [1.0, 2, 5] : [1]).map { $0 * pow(10, Double(power)) } }
      .filter { (low - 1e-9...high + 1e-9).contains(log10($0)) }
      .map { ($0, Self.label($0, digits: nil)) }
  }

  private static func label(_ value: Double, digits: Int?) -> String {
    if value.magnitude < 1e12, value.magnitude >= 1000, value == value.rounded() { return Int(value).grouped }
    return digits.map { value.magnitude < 1e9 ? value.fixed($0) : value.brief } ?? value.brief
  }
}

/// The smallest round number, such as 0.1, 0.2, 0.5, 1, 2, 5, that is not smaller than the given one.
func roundStep(_ least: Double) -> Double {
  let unit = pow(10, log10(least).rounded(.down))
  return [1, 2, 5].map { $0 * unit }.first { $0 >= least * (1 - 1e-9) } ?? 10 * unit
}

/// A drawing with two axes.
struct SVGPlot {
  var svg: SVG
  let x: SVGAxis
  let y: SVGAxis
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double

  /// Draws the frame; nil if there is nothing to spread over the axes.
  ///
  /// - Parameters:
  ///   - side: room at the right of the plot.
  ///   - legendRows: rows of names to leave free above the plot.
  init?(
    x: Axis, over xs: [Double], y: Axis, over ys: [Double], width: Double = 640, height: Double = 360,
    side: Double = 24, room: (x: Double, y: Double) = (0, 0.04), legendRows: Int = 0, ticksAcross: Bool = true
  ) {
    svg = SVG(width: width, height: height)
    (left, right) = (72, width - side)
    (top, bottom) = (38 + 20 * Double(legendRows), height - 52)
    guard let across = SVGAxis(x, over: xs, from: left, to: right, room: room.x),
      let up = SVGAxis(y, over: ys, from: bottom, to: top, room: room.y)
    else { return nil }
    (self.x, self.y) = (across, up)
    drawFrame(ticksAcross)
  }

  private mutating func drawFrame(_ ticksAcross: Bool) {
    for tick in y.ticks(atMost: 6) {
      svg.line(left, tick.place, right, tick.place, "grid")
      svg.text(tick.label, left - 8, tick.place, .end, "soft")
    }
    for tick in ticksAcross ? x.ticks(atMost: 7) : [] {
      svg.line(tick.place, bottom, tick.place, bottom + 5)
      let middle = min(tick.place, svg.width - tick.label.drawnWidth / 2 - 4)
      svg.text(tick.label, middle, bottom + 16, .middle, "soft")
    }
    svg.line(left, bottom, right, bottom)
    svg.text(y.axis.title.cut(70), 16, 20)
    svg.text(x.axis.title.cut(70), (left + right) / 2, bottom + 38, .middle)
  }
}
