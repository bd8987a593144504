// The drawings of the book, and words for drawings that are malformed.

import Testing

@testable import TinyWorld

@Suite struct GalleryTests {
  @Test func theDrawingsOfTheBook() throws {
    let gallery = try Gallery(tables: Tables.book)
    #expect(gallery.pictures.count == 16)
    for picture in gallery.pictures {
      let edge = (0..<12).flatMap { i in
        [picture.rows[0][i], picture.rows[11][i], picture.rows[i][0], picture.rows[i][11]]
      }
      #expect(edge.allSatisfy { $0 == 0 }, "\(picture.name) has no room to be moved")
      let extents = [picture.rows, (0..<12).map { i in picture.rows.map { $0[i] } }].map { lines in
        lines.lastIndex { $0.contains(1) }! - lines.firstIndex { $0.contains(1) }! + 1
      }
      #expect(extents.max() == 10, "\(picture.name) must fill the middle, as the learner's own do")
      #expect(["a ", "th"].contains(picture.name.prefix(2)), "\(picture.name) must fit into a sentence")
    }
    for (i, first) in gallery.pictures.enumerated() {
      for second in gallery.pictures[..<i] {
        let least = (-1...1).flatMap { right in (-1...1).map { (right, $0) } }.map { right, down in
          zip(first.pixels, second.moved(right: right, down: down).pixels).count { $0 != $1 }
        }.min()!
        #expect(least >= 15, "\(first.name) and \(second.name) differ in \(least) places only")
      }
    }
  }

  private static let drawing =
    "a box\n" + String(repeating: String(repeating: "#", count: 12) + "\n", count: 12)

  private func problem(_ text: String) -> WorldProblem? {
    do { _ = try Gallery(text: text) } catch { return error as? WorldProblem }
    return nil
  }

  @Test func malformedDrawingsAreNamed() {
    let second = Self.drawing.replacing("a box", with: "a brick")
    #expect(problem(Self.drawing + "\n# a comment\n" + second) == nil)
    #expect(problem("")?.what == "it needs at least two drawings, no name twice")
    #expect(problem(Self.drawing + Self.drawing)?.what == "it needs at least two drawings, no name twice")
    let short = problem(Self.drawing + "a brick\n############\n")
    #expect(short?.line == 14 && short?.what == "the drawing of a brick has 1 rows")
    let thin = problem(
      Self.drawing + second.replacing("############\n############", with: "####\n############"))
    #expect(thin?.line == 15 && thin?.what == "a row of a brick has 4 characters")
    #expect(thin?.description.contains("12 rows of 12 characters") == true)
  }
}
