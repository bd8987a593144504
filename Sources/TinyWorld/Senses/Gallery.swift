// The drawings of assets/world/pictures.txt: a name, then twelve rows of characters, so that anybody can draw one more.
// Ours. Leaves out shades: a character is ink or not.

import Basics
import Foundation

/// All drawings that a model can learn to see.
public struct Gallery: Sendable {
  /// Each once, clean, in the order of the file.
  public let pictures: [Picture]

  /// Reads the drawings.
  ///
  /// - Parameter tables: the folder `assets/world`.
  /// - Throws: `WorldProblem`, with file and line, for a drawing that is malformed.
  public init(tables: URL) throws { try self.init(text: PlainTable.text(of: Self.file, in: tables)) }

  private static let file = "pictures.txt"

  /// Just these drawings.
  public init(pictures: [Picture]) { self.pictures = pictures }

  init(text: String) throws {
    let lines = text.lines.enumerated().filter { !$0.element.isEmpty && !$0.element.hasPrefix("# ") }
    let height = 1 + Picture.side
    pictures = try stride(from: 0, to: lines.count, by: height).map { start in
      let name = lines[start]
      let rows = lines[(start + 1)...].prefix(Picture.side)
      guard rows.count == Picture.side else {
        throw Self.problem(name.offset, "the drawing of \(name.element) has \(rows.count) rows")
      }
      for row in rows where row.element.count != Picture.side {
        throw Self.problem(row.offset, "a row of \(name.element) has \(row.element.count) characters")
      }
      let pixels = rows.flatMap { $0.element.map { $0 == "." ? Float(0) : 1 } }
      return Picture(name: name.element, pixels: pixels)
    }
    guard Set(pictures.map(\.name)).count == pictures.count, pictures.count > 1 else {
      throw Self.problem(-1, "it needs at least two drawings, no name twice")
    }
  }

  private static func problem(_ line: Int, _ what: String) -> WorldProblem {
    WorldProblem(
      file: file, line: line + 1, what: what,
      need: "Each drawing is a line with its name and \(Picture.side) rows of \(Picture.side) characters")
  }
}
