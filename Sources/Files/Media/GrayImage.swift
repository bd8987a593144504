// A picture of any size, in shades of grey. Leaves out colour.

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
    self.width = width
    self.height = height
    self.ink = ink
  }

  /// A picture from its brightness.
  ///
  /// The paper is as bright as the picture's edge is on average, light or dark; whatever differs from it is ink. The
  /// largest difference is full ink; if it is below a hundredth, the picture is empty.
  ///
  /// - Parameter brightness: 0 is black, 1 is white; row by row.
  public init(width: Int, height: Int, brightness: [Float]) {
    let edge = brightness.indices.filter {
      [0, height - 1].contains($0 / width) || [0, width - 1].contains($0 % width)
    }
    let paper = Float(edge.reduce(0.0) { $0 + Double(brightness[$1]) } / Double(max(1, edge.count)))
    let most = brightness.reduce(Float(0)) { max($0, abs($1 - paper)) }
    self.init(
      width: width, height: height, ink: brightness.map { most > 0.01 ? abs($0 - paper) / most : 0 })
  }
}
