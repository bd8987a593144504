// The promises of every picture made of characters: a drawing that is never wider than asked, the same facts in words
// for people who hear the page instead of seeing it, and one sentence that says what to see.

import Basics

/// A picture made of characters, and for some a drawing beside it.
public protocol Picture {
  /// One computed sentence that says what to see.
  var caption: String { get }

  /// The drawing, without the caption.
  ///
  /// - Parameter width: most columns a line may have.
  /// - Returns: lines without trailing spaces.
  func drawing(width: Int) -> [String]

  /// The numbers of the picture as sentences, each on a line of its own, of any length.
  var words: [String] { get }

  /// The picture as an SVG file, for the companion text; nil where characters say all there is to see.
  var svg: String? { get }
}

extension Picture {
  /// No drawing.
  public var svg: String? { nil }

  /// The lines that stand on the page.
  ///
  /// - Parameters:
  ///   - width: most columns a line may have.
  ///   - isPlain: the caption and the numbers instead of the drawing.
  public func lines(width: Int, isPlain: Bool = false) -> [String] {
    let sentence = indented(caption, width)
    return isPlain ? sentence + wordLines(width) : drawing(width: width) + sentence
  }

  /// The numbers, broken into lines: also what is shown where a drawing has no room.
  func wordLines(_ width: Int) -> [String] { words.flatMap { indented($0, width) } }

  private func indented(_ sentence: String, _ width: Int) -> [String] {
    wrap(sentence, width: width, indent: width > 8 ? "  " : "")
  }
}
