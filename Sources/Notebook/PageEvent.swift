// What happens on a page, one thing after another, before anybody has decided how it looks. Every renderer gets the
// same events: the terminal's text, the text for people who hear the page, the pictures for the Markdown.

import CommandLineKit
import Pictures

/// One thing that a page shows.
enum PageEvent {
  /// `leftOut` are the ids of the cells that `--quick` does not show.
  case opening(Chapter, Invocation, leftOut: [String])
  /// Where a cell begins; `number` is such as "4.3".
  case title(number: String, id: String, String)
  case prose(String)
  case code([String])
  case picture(any Picture)
  case values([(name: String, value: String)])
  /// What is shown as it is, such as the words of a model.
  case text(label: String, String)
  case check(Check)
  case normal(NormalBand)
  case prediction(String)
  case ending(Ending)
}

/// A claim, and what came out.
struct Check {
  let claim: String
  let holds: Bool
  /// Why it failed, or what to do.
  let advice: String?
}

/// What a measured value usually is.
struct NormalBand {
  let name: String
  let value: Double
  let band: ClosedRange<Double>
  let digits: Int
  /// The likely cause and the knob to turn, if the value is outside.
  let advice: String

  var isInside: Bool { band.contains(value) }
}

/// What stands at the end of a page.
struct Ending {
  let chapter: Chapter
  /// What was to be seen, in a few sentences.
  let saw: [String]
  /// What changed since the last run, as lines; none if nothing did.
  let changes: [String]
  let checks: [Check]
  /// The command that comes next.
  let next: String?
}

/// Turns events into something that can be seen.
protocol Renderer {
  func render(_ event: PageEvent) throws
}
