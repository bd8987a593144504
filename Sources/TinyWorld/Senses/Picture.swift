// Small pictures of things that have a name, for a model that learns to see. Each drawing is moved, gets noise, and has
// some pixels flipped, so that no two are alike. The drawings are ours (assets/world/pictures.txt).
// Leaves out colour, size and turning.

import Basics

/// A picture of 12 x 12 grey values, and what is in it.
public struct Picture: Hashable, Sendable {
  /// How many rows and columns every picture has.
  public static let side = 12

  /// The thing that it shows, as it stands in a sentence, such as "a house".
  public let name: String
  /// 0 is empty, 1 is ink; row by row from the top.
  public let pixels: [Float]

  /// A picture of these grey values.
  ///
  /// - Precondition: there are 12 x 12.
  public init(name: String, pixels: [Float]) {
    require(pixels.count == Self.side * Self.side, "\(pixels.count) pixels are no picture of 12 x 12")
    self.name = name
    self.pixels = pixels
  }

  /// Ways to ask about a picture.
  public static let questions = [
    "What is in the picture?", "What do you see?", "What does the picture show?",
  ]

  /// The answer of a person.
  public var answer: String { "It is \(name)." }

  /// The grey values as a table: rows from the top, columns from the left.
  public var rows: [[Float]] {
    stride(from: 0, to: pixels.count, by: Self.side).map { Array(pixels[$0..<$0 + Self.side]) }
  }

  /// The picture as text, a line for each row; the more ink, the darker the character.
  public var text: String {
    let shades = Array(" .:+*#")
    func shade(_ ink: Float) -> Character { shades[Int((min(1, max(0, ink)) * 5).rounded())] }
    return rows.map { String($0.map(shade)) }.joined(separator: "\n")
  }
}

// MARK: what happens to a picture

extension Picture {
  /// The picture moved; what comes in from outside is empty.
  ///
  /// - Parameters:
  ///   - right: by how many columns; to the left if negative.
  ///   - down: by how many rows; up if negative.
  public func moved(right: Int, down: Int) -> Picture {
    let range = 0..<Self.side
    return Picture(
      name: name,
      pixels: range.flatMap { row in
        range.map { column in
          let (fromRow, fromColumn) = (row - down, column - right)
          let isInside = range.contains(fromRow) && range.contains(fromColumn)
          return isInside ? pixels[fromRow * Self.side + fromColumn] : 0
        }
      })
  }

  /// The picture with some pixels turned into their opposite.
  ///
  /// - Parameter share: the chance of each pixel, 0 to 1.
  public func flipping(_ share: Double, using generator: inout some RandomNumberGenerator) -> Picture {
    Picture(name: name, pixels: pixels.map { generator.uniform() < share ? 1 - $0 : $0 })
  }

  /// The picture with normally distributed noise; every value stays between 0 and 1.
  public func noisy(_ deviation: Float, using generator: inout some RandomNumberGenerator) -> Picture {
    let noisy = pixels.map { min(1, max(0, $0 + deviation * Noise.normal(using: &generator))) }
    return Picture(name: name, pixels: noisy)
  }

  /// The picture as it is met in the wild: moved by up to one in each direction, with flipped pixels and noise.
  ///
  /// - Parameters:
  ///   - flipped: the share of pixels turned into their opposite.
  ///   - deviation: of the noise on every pixel.
  public func met(
    flipped: Double, deviation: Float = 0.15, using generator: inout some RandomNumberGenerator
  ) -> Picture {
    let (right, down) = (Noise.below(3, using: &generator) - 1, Noise.below(3, using: &generator) - 1)
    return moved(right: right, down: down).flipping(flipped, using: &generator)
      .noisy(deviation, using: &generator)
  }
}
