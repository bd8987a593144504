// How a picture of any size becomes the 12 x 12 grey values that the model sees.
// Ours. Leaves out rotation, and several things in one picture.

import Files

extension GrayImage {
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
    let columns = strong.map { $0 % width }
    let rows = first / width...last / width
    let range = columns.min()!...columns.max()!
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
