// A picture of any size, and how it becomes the 12 x 12 grey values that the model sees.
// Ours. Leaves out colour, turning, and telling one thing from others beside it.

import Basics

/// A picture: how much ink there is at each place.
public struct GrayImage: Hashable, Sendable {
  /// How many columns it has.
  public let width: Int
  /// How many rows it has.
  public let height: Int
  /// 0 is empty, 1 is ink; row by row from the top.
  public let ink: [Float]

  /// A picture from its ink.
  ///
  /// - Precondition: there is at least one row and column, and one number for each place.
  public init(width: Int, height: Int, ink: [Float]) {
    require(
      width > 0 && height > 0 && ink.count == width * height,
      "\(ink.count) numbers are no picture of \(width) x \(height)")
    (self.width, self.height, self.ink) = (width, height, ink)
  }

  /// A picture from its brightness.
  ///
  /// The paper is what the picture's edge looks like on average, light or dark; ink is what differs from it. What
  /// differs most is full ink; if nothing differs by more than a hundredth, the picture is empty.
  ///
  /// - Parameter brightness: 0 is black, 1 is white; row by row.
  public init(width: Int, height: Int, brightness: [Float]) {
    let edge = brightness.indices.filter {
      let (row, column) = ($0 / width, $0 % width)
      return row == 0 || row == height - 1 || column == 0 || column == width - 1
    }
    let paper = Float(edge.reduce(0.0) { $0 + Double(brightness[$1]) } / Double(max(1, edge.count)))
    let most = brightness.reduce(Float(0)) { max($0, abs($1 - paper)) }
    self.init(
      width: width, height: height, ink: brightness.map { most > 0.01 ? abs($0 - paper) / most : 0 })
  }

  /// The picture in 12 x 12 places: what is drawn fills the middle 10 x 10, in its proportions.
  ///
  /// So are the digits of MNIST fitted into their squares (LeCun et al. 1998).
  ///
  /// - Returns: 144 numbers for `Percept.picture`. A picture of 12 x 12 stays as it is.
  public var pixels: [Float] {
    let side = Percept.pictureSide
    if width == side && height == side { return ink }
    let drawn = cropped()
    let scale = Double(side - 2) / Double(max(drawn.width, drawn.height))
    let small = drawn.resized(
      width: max(1, Int((Double(drawn.width) * scale).rounded())),
      height: max(1, Int((Double(drawn.height) * scale).rounded())))
    let (left, top) = ((side - small.width) / 2, (side - small.height) / 2)
    var pixels = [Float](repeating: 0, count: side * side)
    for row in 0..<small.height {
      for column in 0..<small.width {
        pixels[(top + row) * side + left + column] = small.ink[row * small.width + column]
      }
    }
    return pixels
  }

  /// The smallest part that holds all ink of at least half its strength; all of an empty picture.
  private func cropped() -> GrayImage {
    let strong = ink.indices.filter { ink[$0] >= 0.5 }
    guard let first = strong.first, let last = strong.last else { return self }
    let columns = strong.reduce(into: (width, 0)) {
      $0 = (min($0.0, $1 % width), max($0.1, $1 % width))
    }
    let (rows, range) = (first / width...last / width, columns.0...columns.1)
    return GrayImage(
      width: range.count, height: rows.count,
      ink: rows.flatMap { ink[$0 * width + range.lowerBound...$0 * width + range.upperBound] })
  }

  /// The same picture with other numbers of columns and rows, by averaging.
  ///
  /// The longer side is shortened first, so that little memory is taken also for a picture like a long line.
  func resized(width newWidth: Int, height newHeight: Int) -> GrayImage {
    guard width >= height else {
      return transposed().resized(width: newHeight, height: newWidth).transposed()
    }
    let narrow = (0..<height).map { row in
      Resampling.means(of: Array(ink[row * width..<(row + 1) * width]), count: newWidth)
    }
    let columns = (0..<newWidth).map { column in
      Resampling.means(of: narrow.map { $0[column] }, count: newHeight)
    }
    return GrayImage(width: newHeight, height: newWidth, ink: columns.flatMap { $0 }).transposed()
  }

  /// Rows become columns.
  private func transposed() -> GrayImage {
    GrayImage(
      width: height, height: width,
      ink: (0..<width).flatMap { column in
        stride(from: column, to: ink.count, by: width).map { ink[$0] }
      })
  }
}
