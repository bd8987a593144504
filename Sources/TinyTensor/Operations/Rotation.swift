// Rotary positions: each pair of numbers in a query or key is rotated by an angle that grows with the position, so
// that the match of two of them depends on how far apart they are. Source: Su et al. 2021, "RoFormer"; pairs are
// (i, i + half a head) as in most later models.

import Basics

extension Tensor {
  /// Rotates the pairs of each head by their position's angle.
  ///
  /// - Parameters:
  ///   - headSize: how many numbers a head has; even.
  ///   - columns: how many of a row's numbers are rotated, from the first; the rest is copied.
  ///   - positions: the position of each row, all axes but the last taken together.
  ///   - base: pair i of a head is rotated by position x base^(-2i / headSize) radians.
  public func rotated(headSize: Int, columns count: Int, positions: [Int], base: Double = 10_000) -> Tensor {
    require(
      rank >= 1 && headSize % 2 == 0 && count % headSize == 0 && count <= columns
        && positions.count == rows,
      "cannot rotate \(count) columns in heads of \(headSize), "
        + "at \(positions.count) positions, of shape \(shape)"
    )
    let angles = Angles(headSize: headSize, positions: positions, base: base)
    let (x, width) = (self, columns)
    let y = Tensor(uninitialized: shape)
    angles.rotate(x.start, rows: rows, width: width, columns: count, direction: 1, into: y.start)
    return Tensor(.rotate, y, from: [x]) { dy in  // rotated back
      let dx = Tensor(uninitialized: x.shape)
      angles.rotate(dy.start, rows: x.rows, width: width, columns: count, direction: -1, into: dx.start)
      x.addGradient(dx)
    }
  }
}

/// The cosine and sine of every angle that is needed.
private struct Angles {
  private let half: Int
  private let positions: [Int]
  private let cosines: [Float]  // [largest position + 1, half]
  private let sines: [Float]

  init(headSize: Int, positions: [Int], base: Double) {
    half = headSize / 2
    self.positions = positions
    let speeds = (0..<headSize / 2).map {
      PortableMath.exp(-2 * Double($0) / Double(headSize) * PortableMath.log(base))
    }
    let angles = (0...(positions.max() ?? 0)).flatMap { position in speeds.map { Double(position) * $0 } }
    cosines = angles.map { Float(PortableMath.cos($0)) }
    sines = angles.map { Float(PortableMath.sin($0)) }
  }

  func rotate(
    _ x: UnsafePointer<Float>, rows: Int, width: Int, columns: Int, direction: Float,
    into y: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      let (from, to, angle) = (x + row * width, y + row * width, positions[row] * half)
      for head in stride(from: 0, to: columns, by: 2 * half) {
        for i in 0..<half {
          let (a, b) = (from[head + i], from[head + half + i])
          let (c, s) = (cosines[angle + i], direction * sines[angle + i])
          to[head + i] = a * c - b * s
          to[head + half + i] = a * s + b * c
        }
      }
      for i in columns..<width { to[i] = from[i] }
    }
  }
}
