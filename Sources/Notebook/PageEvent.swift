// The content of a page, one thing after another, without its looks. Every renderer gets the same events: the one for
// the terminal, and the one that records text and pictures for the Markdown.

import CommandLineKit
import Pictures

enum PageEvent {
  /// `leftOut` are the ids of the cells that `--quick` does not show.
  case opening(Chapter, Invocation, leftOut: [String])
  /// The start of a cell; `number` is such as "4.3".
  case title(number: String, id: String, String)
  case prose(String)
  case code([String])
  case picture(any Picture)
  case values([(name: String, value: String)])
  /// A text that is shown as it is, such as the words of a model.
  case text(label: String, String)
  case check(Check)
  case normal(NormalBand)
  case prediction(String)
  case ending(Ending)
}

/// A claim, and whether it holds.
struct Check {
  let claim: String
  let holds: Bool
  /// The reason why it failed, or what to do.
  let advice: String?
}

/// The usual range of a measured value.
struct NormalBand {
  let name: String
  let value: Double
  let band: ClosedRange<Double>
  let digits: Int
  /// The likely cause and the knob to turn, if the value is outside.
  let advice: String

  var isInside: Bool { band.contains(value) }
}

struct Ending {
  let chapter: Chapter
  /// The results in a few sentences.
  let saw: [String]
  /// The changes since the last run, as lines; none if nothing changed.
  let changes: [String]
  let checks: [Check]
  let next: String?
}

/// Turns events into something that can be seen.
protocol Renderer {
  func render(_ event: PageEvent) throws
}
