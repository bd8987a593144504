// A picture or a sound, cut into pieces that can stand where tokens stand.
// Patches follow Dosovitskiy et al. 2021, "An Image is Worth 16x16 Words"; frames of a spectrum, Radford et al. 2023,
// "Robust Speech Recognition" (Whisper). Leaves out colour, other sizes, and video.

import Basics
import TinyTensor

/// Something seen or heard: a handful of pieces in a fixed order, each a few numbers.
public struct Percept: Hashable, Sendable {
  /// By which sense it comes in.
  public enum Sense: String, CaseIterable, Codable, Sendable {
    /// Pictures of 12 x 12 grey values.
    case seeing
    /// Sounds of half a second.
    case hearing

    /// How many pieces there are.
    public var pieceCount: Int { self == .seeing ? 9 : Spectrum.frames }
    /// How many numbers a piece has.
    public var pieceSize: Int { self == .seeing ? Percept.patchSide * Percept.patchSide : Spectrum.bands }
  }

  /// How many rows and columns a picture must have.
  public static let pictureSide = 12
  static let patchSide = 4

  /// How it was perceived.
  public let sense: Sense
  /// Patches row by row, or frames one after another.
  public let pieces: [[Float]]

  /// A picture, cut into nine patches of 4 x 4.
  ///
  /// - Parameter pixels: 12 x 12 grey values, 0 to 1, row by row; 1 is ink.
  /// - Precondition: there are 144.
  public static func picture(_ pixels: [Float]) -> Percept {
    let side = pictureSide
    require(pixels.count == side * side, "\(pixels.count) pixels are no picture of \(side) x \(side)")
    return Percept(sense: .seeing, pieces: patches(of: pixels))
  }

  // cell: patches
  /// From left to right, and from the top down.
  private static func patches(of pixels: [Float]) -> [[Float]] {
    let corners = stride(from: 0, to: pictureSide, by: patchSide)
    return corners.flatMap { top in
      corners.map { left in
        (top..<top + patchSide).flatMap { row in
          pixels[(row * pictureSide + left)...].prefix(patchSide)
        }
      }
    }
  }
  // cell: end

  /// A sound, as the frames of its spectrum.
  public static func sound(_ spectrum: Spectrum) -> Percept {
    Percept(sense: .hearing, pieces: spectrum.levels)
  }
}
