// One line on standard error that says how far a long piece of work has come. On a terminal it is redrawn at most ten
// times a second; elsewhere, and with `--plain`, one plain line is printed for each 10 %. The time left comes from the
// average since the start, without pauses. (Not called Progress: Foundation has a class of that name.)

import Basics

/// The progress of one long loop.
///
/// The first line appears when it is made.
///
/// ```swift
/// let progress = ProgressLine("pre-training", total: steps)
/// for step in 1...steps {
///   ...
///   progress.update(step, "loss \(loss.fixed(3))")
/// }
/// progress.finish()
/// ```
public final class ProgressLine {
  private let label: String
  private let total: Int
  private let first: Int
  private let width: Int
  private let target: Target
  private var nextTime: Double
  private var nextStep: Int
  private var drawn = 0  // columns of the line that is open on the terminal
  private var step: Int

  /// The destination of the line, and the clock: replaced in tests.
  struct Target {
    /// Whether one line is drawn again and again, instead of a new one for each 10 %.
    var redraws = Console.redraws
    var clock = WorkClock()
    var write: (String) -> Void = Console.writeProgress
  }

  /// Shows the line.
  ///
  /// - Parameters:
  ///   - label: the work, such as "pre-training".
  ///   - total: steps in all.
  ///   - first: steps done already, when resuming.
  ///   - width: most columns of the line; a narrower terminal makes it shorter.
  public convenience init(_ label: String, total: Int, from first: Int = 0, width: Int = 80) {
    let width = min(width, Platform.columns(of: 2) ?? width)
    self.init(label, total: total, from: first, width: width, target: Target())
  }

  init(_ label: String, total: Int, from first: Int, width: Int, target: Target) {
    self.label = label
    self.total = total
    self.first = first
    self.width = width
    self.target = target
    nextTime = target.clock.elapsed
    step = first
    nextStep = first
    report("")
  }

  /// Takes note of the steps done.
  ///
  /// Costs next to nothing when no new line is due.
  ///
  /// - Parameters:
  ///   - step: steps done in all, those before resuming included.
  ///   - note: a value worth seeing, such as the loss; only evaluated when it is shown.
  public func update(_ step: Int, _ note: @autoclosure () -> String = "") {
    self.step = step
    let seconds = elapsed
    let isDue = target.redraws ? seconds >= nextTime : step >= nextStep
    if isDue { report(note()) }
  }

  /// Removes the line from the terminal.
  ///
  /// - Parameter summary: a last line that stays, such as "pre-training: 2,343 steps in 85 s".
  public func finish(_ summary: String? = nil) {
    wipe()
    if let summary { target.write(summary + "\n") }
  }

  /// Seconds of work since the line was made.
  public var elapsed: Double { target.clock.elapsed }

  deinit { wipe() }

  private func report(_ note: String) {
    let line = line(note)
    if target.redraws {
      target.write("\r" + line.left(max(line.width, drawn)))
      drawn = line.width
      nextTime = elapsed + 0.1
    } else {
      target.write(line + "\n")
      nextStep = ((percent / 10 + 1) * total + 9) / 10  // the first step of the next 10 %
    }
  }

  private func wipe() {
    guard drawn > 0 else { return }
    target.write("\r" + String(repeating: " ", count: drawn) + "\r")
    drawn = 0
  }

  private var percent: Int { total > 0 ? min(100, max(0, step) * 100 / total) : 100 }

  private func line(_ note: String) -> String {
    var parts = ["\(label) \(String(percent).right(3)) %", "\(step.grouped)/\(total.grouped)"]
    if !note.isEmpty { parts.append(note) }
    if step > first, step < total {
      parts.append(durationText(elapsed / Double(step - first) * Double(total - step)) + " left")
    }
    while parts.count > 2, parts.joined(separator: "  ").width >= width { parts.remove(at: 2) }
    return String(parts.joined(separator: "  ").printable.prefix(columns: max(1, width - 1)))
  }
}
