// The answers of a classifier at each place of a plane, with the training points drawn over them. The caller evaluates
// the classifier on a grid; the picture takes the nearest grid point for each character.

import Basics

/// Numbers over a plane: a function of two inputs, evaluated on a grid.
public struct Field: Sendable {
  let x: ClosedRange<Double>
  let y: ClosedRange<Double>
  let rows: [[Double]]  // the first at the lowest y

  /// Evaluates a function at evenly spread places, edges included.
  ///
  /// - Parameter value: the number at a place, such as a probability or the index of a class.
  public init(
    x: ClosedRange<Double>, y: ClosedRange<Double>, _ value: (_ x: Double, _ y: Double) -> Double
  ) {
    let places = { (range: ClosedRange<Double>, count: Int) in
      (0..<count).map {
        range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / Double(count - 1)
      }
    }
    let xs = places(x, 61)
    self.init(x: x, y: y, rows: places(y, 31).map { y in xs.map { value($0, y) } })
  }

  /// Takes numbers already evaluated.
  ///
  /// - Parameter rows: one array for each row, the first at the lowest y; all of the same length.
  public init(x: ClosedRange<Double>, y: ClosedRange<Double>, rows: [[Double]]) {
    precondition(!rows.isEmpty && !rows[0].isEmpty, "a grid needs numbers")
    precondition(rows.allSatisfy { $0.count == rows[0].count }, "rows of different lengths")
    self.x = x
    self.y = y
    self.rows = rows
  }

  /// The number at the grid point nearest to a place.
  func value(_ x: Double, _ y: Double) -> Double {
    rows[Self.index(of: y, in: self.y, rows.count)][Self.index(of: x, in: self.x, rows[0].count)]
  }

  private static func index(of place: Double, in range: ClosedRange<Double>, _ count: Int) -> Int {
    let size = range.upperBound - range.lowerBound
    let fraction = size > 0 ? (place - range.lowerBound) / size : 0
    return min(count - 1, max(0, Int((fraction * Double(count - 1) + 0.499_999_999).rounded(.down))))
  }
}

/// The regions of a classifier, with points over them.
public struct DecisionMap: Picture {
  enum Regions { case classes([String]), probability(of: String) }

  /// One computed sentence that says what to see.
  public let caption: String
  let field: Field
  let regions: Regions
  let plot: PointPlot

  /// Declares a map of classes.
  ///
  /// - Parameters:
  ///   - field: the index of the class at each place.
  ///   - classes: the names of the classes, at most six.
  ///   - points: the training points of each class, at most six; those outside the field are left out.
  public init(
    x: Axis, y: Axis, _ field: Field, classes: [String], points: [Series] = [], height: Int = 15,
    caption: String
  ) {
    precondition(classes.count <= Self.light.count, "\(classes.count) classes, at most \(Self.light.count)")
    self.field = field
    self.caption = caption
    regions = .classes(classes.map(\.printable))
    plot = Self.plot(x, y, field, points, height)
  }

  /// Declares a map of one probability.
  ///
  /// - Parameters:
  ///   - field: the probability at each place, from 0 to 1.
  ///   - name: of the answer that has this probability.
  public init(
    x: Axis, y: Axis, _ field: Field, probabilityOf name: String, points: [Series] = [], height: Int = 15,
    caption: String
  ) {
    self.field = field
    self.caption = caption
    regions = .probability(of: name.printable)
    plot = Self.plot(x, y, field, points, height)
  }

  private static let light: [Character] = [".", "-", ":", "=", "~", "%"]
  private static let quarters: [Character] = [" ", ".", "-", "="]

  private static func plot(
    _ x: Axis, _ y: Axis, _ field: Field, _ points: [Series], _ height: Int
  ) -> PointPlot {
    let inside = points.map { series in
      Series(series.name, series.points.filter { field.x.contains($0.x) && field.y.contains($0.y) })
    }
    return PointPlot(x: x, y: y, classes: inside, height: height)
  }

  /// The map; in fewer than 40 columns in words.
  public func drawing(width: Int) -> [String] {
    let (xs, ys) = ([field.x.lowerBound, field.x.upperBound], [field.y.lowerBound, field.y.upperBound])
    guard width >= 40, xs.allSatisfy(plot.x.shows), ys.allSatisfy(plot.y.shows),
      let lines = plot.lines(width: width, xs: xs, ys: ys, background: { symbol(of: field.value($0, $1)) })
    else { return wordLines(width) }
    let points = plot.classes.isEmpty ? [] : plot.legend(lines)
    return wrap(items: regionLegend, width: width, indent: "  ")
      + wrap(items: points, width: width, indent: "  ") + [plot.heading(width)] + lines
  }

  /// The share of the plane that each region has, and the points.
  public var words: [String] { [shares] + plot.classes.map(plot.words) }

  // MARK: - Regions

  private func symbol(of value: Double) -> Character {
    guard value.isFinite else { return "?" }
    switch regions {
    case .classes(let names):
      return value >= 0 && value < Double(names.count) ? Self.light[Int(value)] : "?"
    case .probability:
      return Self.quarters[Int(min(3, max(0, value * 4)))]
    }
  }

  private var regionLegend: [String] {
    switch regions {
    case .classes(let names): zip(Self.light, names).map { "\($0) answer \($1)" }
    case .probability(let name):
      ["probability of \(name): blank to 0.25", ". to 0.50", "- to 0.75", "= to 1.00"]
    }
  }

  private var shares: String {
    let values = field.rows.joined()
    let percent = { (count: Int) in (100 * Double(count) / Double(values.count)).fixed(0) + " %" }
    switch regions {
    case .classes(let names):
      let shares = names.indices.map { index in
        "\(names[index]) on \(percent(values.count { $0 == Double(index) }))"
      }
      return "Answers over the plane: \(shares.joined(separator: ", "))."
    case .probability(let name):
      return "Probability of \(name): above 0.5 on \(percent(values.count { $0 > 0.5 })) of the plane."
    }
  }
}
