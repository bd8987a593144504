// Any picture becomes 12 x 12: in its proportions, dark on light or light on dark.

import Testing

@testable import Files
@testable import TinyLM

@Suite struct GrayImageTests {
  private static let small = GrayImage(
    width: 12, height: 12, ink: (0..<144).map { Float($0 % 7) / 6 })

  @Test func aPictureOfTheRightSizeStaysAsItIs() { #expect(Self.small.pixels == Self.small.ink) }

  @Test func averagingUndoesEnlarging() {
    for factor in [2, 3, 10] {
      let large = Self.small.resized(width: 12 * factor, height: 12 * factor)
      let back = large.resized(width: 12, height: 12)
      #expect(zip(back.ink, Self.small.ink).allSatisfy { abs($0 - $1) < 1e-5 })
    }
  }

  /// Wherever it is drawn, and however large: it fills the middle, in its proportions.
  @Test func whatIsDrawnIsFound() {
    for (width, height, left, top) in [(24, 6, 0, 0), (24, 6, 9, 40), (240, 60, 3, 5), (4, 1, 30, 0)] {
      let (columns, rows) = (left + width + 7, top + height + 2)
      let image = GrayImage(
        width: columns, height: rows,
        ink: (0..<rows * columns).map { place in
          (left..<left + width).contains(place % columns) && (top..<top + height).contains(place / columns)
            ? 1 : 0
        })
      #expect(
        (0..<144).allSatisfy { place in
          let isInside = (1..<11).contains(place % 12) && (4..<7).contains(place / 12)
          return isInside || image.pixels[place] == 0
        }, "\(width) x \(height)")
      // Ten columns, a quarter as many rows: two or three.
      let ink = image.pixels.reduce(0, +)
      #expect(ink == 20 || ink == 30, "\(ink)")
    }
  }

  @Test func linesAndDots() {
    let line = GrayImage(width: 1, height: 4_000_000, ink: Array(repeating: 1, count: 4_000_000)).pixels
    #expect(line.reduce(0, +) == 10, "one column, without a square of its length in between")
    let dot = GrayImage(width: 1, height: 1, ink: [1]).pixels
    #expect(dot.reduce(0, +) == 100, "it fills the middle")
    #expect(GrayImage(width: 9, height: 2, ink: Array(repeating: 0, count: 18)).pixels.reduce(0, +) == 0)
  }

  @Test func paperIsWhatTheEdgeIs() {
    let ink: [Float] = (0..<25).map { [6, 7, 12].contains($0) ? 1 : 0 }
    for (paper, pen) in [(Float(1), Float(0)), (0, 1), (0.8, 0.5), (0.2, 0.3)] {
      let image = GrayImage(width: 5, height: 5, brightness: ink.map { $0 == 1 ? pen : paper })
      #expect(zip(image.ink, ink).allSatisfy { abs($0 - $1) < 1e-5 }, "\(pen) on \(paper)")
    }
    for dirt in [Float(0), 0.009] {
      let empty = GrayImage(width: 3, height: 2, brightness: [0.7, 0.7, 0.7, 0.7, 0.7, 0.7 + dirt])
      #expect(empty.ink.allSatisfy { $0 == 0 })
    }
  }

  @Test func aWrongCountStopsWithWords() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = GrayImage(width: 3, height: 2, ink: [0])
    }
    #expect(says("1 numbers are no picture of 3 x 2", in: result))
  }
}
