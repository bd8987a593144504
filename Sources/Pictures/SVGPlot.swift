// The two axes of a drawn plot: round numbers as ticks, faint lines across, labels with units. Line charts, scatter
// plots, decision maps and histograms stand in the same frame.

import Foundation

/// One axis in a drawing: from numbers to places, and the ticks.
struct SVGAxis {
  let range: AxisRange
  private let start: Double
  private let end: Double

  /// Spreads the values from a place to another; nil if there is no value.
  ///
  /// - Parameter room: the part of the span that stays free at both ends.
  init?(_ axis: Axis, over values: [Double], from start: Double, to end: Double, room: Double = 0) {
    guard let range = AxisRange(over: values, on: axis, room: room) else { return nil }
    self.range = range
    self.start = start
    self.end = end
  }

  func place(_ value: Double) -> Double {
    start + (end - start) * min(1, max(0, range.fraction(of: value)))
  }

  /// Round numbers within the axis.
  func ticks(atMost count: Int) -> [(place: Double, label: String)] {
    let span = range.high - range.low
    let size = max(range.low.magnitude, range.high.magnitude)
    guard span.isFinite, span > 1e-12, size < 1e12 * span else { return [] }
    if range.axis.scale == .logarithmic {
      return powers(span, count).map { (place($0), Self.label($0, digits: nil)) }
    }
    let step = roundStep(span / Double(count))
    let digits = step > 1e-6 ? decimals(of: step) : nil
    return range.multiples(of: step).map { (place($0), Self.label($0, digits: digits)) }
  }

  /// Powers of ten; over less than two of them also twice and five times each.
  private func powers(_ span: Double, _ count: Int) -> [Double] {
    let step = max(1, Int((span / Double(count) - 1e-9).rounded(.up)))
    let first = Int((range.low + 1e-9).rounded(.down))
    return stride(from: first, through: Int(range.high.rounded(.up)), by: step)
      .flatMap { power in (span < 2 ? [1.0, 2, 5] : [1]).map { $0 * pow(10, Double(power)) } }
      .filter { (range.low - 1e-9...range.high + 1e-9).contains(log10($0)) }
  }

  private static func label(_ value: Double, digits: Int?) -> String {
    if value.magnitude < 1e12, value.magnitude >= 1000, value == value.rounded() { return Int(value).grouped }
    return digits.map { value.magnitude < 1e9 ? value.fixed($0) : value.brief } ?? value.brief
  }
}

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
    left = 72
    right = width - side
    top = 38 + 20 * Double(legendRows)
    bottom = height - 52
    guard let across = SVGAxis(x, over: xs, from: left, to: right, room: room.x),
      let up = SVGAxis(y, over: ys, from: bottom, to: top, room: room.y)
    else { return nil }
    self.x = across
    self.y = up
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
    svg.text(y.range.axis.title.cut(70), 16, 20)
    svg.text(x.range.axis.title.cut(70), (left + right) / 2, bottom + 38, .middle)
  }
}
