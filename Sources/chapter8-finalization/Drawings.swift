// Drawings of the world on a page: each point a character, the more ink, the darker.
// Leaves out colour. In words, only how much ink there is: nobody wants to hear 144 points.

import Basics
import Pictures
import TinyWorld

/// Drawings side by side, each with what is said to it.
struct Drawings: Pictures.Picture {
  /// What they have in common, such as the question.
  let title: String
  /// From left to right.
  let drawings: [(header: String, drawing: Drawing)]
  let caption: String

  func drawing(width: Int) -> [String] {
    SideBySide(about: title, drawings.map { ($0.header, $0.drawing.characters) }, caption: caption)
      .drawing(width: width)
  }

  var words: [String] {
    [title]
      + drawings.map { header, drawing in
        let ink = drawing.pixels.reduce(0, +) / Float(drawing.pixels.count)
        return "\(header) (\(percent(Double(ink))) ink)"
      }
  }
}

/// A drawing of the world; the pages have pictures of their own.
typealias Drawing = TinyWorld.Picture

extension Drawing {
  /// A line for each row; no line is empty, so that none gets lost.
  fileprivate var characters: String {
    let shades = Array(".:-+*#")
    return rows.map { row in String(row.map { shades[Int((min(1, max(0, $0)) * 5).rounded())] }) }
      .joined(separator: "\n")
  }
}
