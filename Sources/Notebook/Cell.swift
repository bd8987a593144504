// The parts of a cell on the page. A cell is one claim: a sentence or two, the code that does it, its results, and a
// check that would fail if the claim were false.

import CommandLineKit
import Pictures

/// The cell that is being run.
public struct Cell {
  let id: String
  let page: Page

  /// The command line, with the knobs.
  public var invocation: Invocation { page.invocation }

  /// Prints one to three sentences.
  ///
  /// A term is introduced as `**term**`.
  public func say(_ prose: String) throws { try page.emit(.prose(prose)) }

  /// Shows the code that stands between `// cell: ID` and `// cell: end`.
  ///
  /// If it cannot be found, as after an edit or a move, the page continues without it, and a remark says so.
  ///
  /// - Parameters:
  ///   - name: of the excerpt; the cell's own id if left out.
  ///   - path: of the file below `Sources`, such as "TinyTensor/Tensor.swift"; the caller's own if left out.
  public func code(_ name: String? = nil, in path: String? = nil, caller: String = #filePath) throws {
    let name = name ?? id
    let file = path.map { page.root.url.appending(path: "Sources/\($0)").path } ?? caller
    if let lines = SourceExcerpt.source(of: file).flatMap({ SourceExcerpt.lines(of: name, in: $0) }) {
      return try page.emit(.code(lines))
    }
    Console.printError("Code left out: no lines between '// cell: \(name)' and '// cell: end' in \(file)")
  }

  /// Shows a picture, its axes and its caption.
  public func show(_ picture: some Picture) throws { try page.emit(.picture(picture)) }

  /// Shows names with their values, one below the other.
  public func show(_ values: (name: String, value: String)...) throws { try page.emit(.values(values)) }

  /// Shows names with their values, one below the other.
  public func show(_ values: [(name: String, value: String)]) throws { try page.emit(.values(values)) }

  /// Shows a text as it is, such as the answer of a model.
  ///
  /// Prose fills its lines; where lines are indented, as in code, all lines and spaces are kept.
  ///
  /// - Parameter label: in front of it, such as "step 600".
  public func quote(_ text: String, label: String = "") throws { try page.emit(.text(label: label, text)) }

  /// Shows texts as they are, one below the other, their labels equally wide.
  public func quote(_ texts: [(label: String, text: String)]) throws {
    let column = texts.map(\.label.printable.width).max() ?? 0
    for text in texts { try quote(text.text, label: text.label.printable.left(column)) }
  }

  /// Asks something to think about before the answer is shown.
  ///
  /// With `--step` the page waits here, and can be left.
  public func predict(_ question: String) throws {
    try page.emit(.prediction(question))
    if page.stepper?.wait("Enter: see what happens   q: quit") == .quit { throw Stepper.Leaving() }
  }

  /// Checks a claim about a result, and proves that the check can fail.
  ///
  /// The claim must hold for `subject`, and must not hold for `control`, which is the same thing made wrong.
  ///
  /// ```swift
  /// try cell.check("every row sums to 1", weights, not: scores) { rowSums($0).allSatisfy { abs($0 - 1) < 1e-6 } }
  /// ```
  ///
  /// - Parameters:
  ///   - claim: in words, without a full stop.
  ///   - subject: the result that the claim is about.
  ///   - control: something for which the claim is false.
  ///   - advice: for a learner whose check fails.
  ///   - holds: the claim as a function.
  public func check<Subject>(
    _ claim: String, _ subject: Subject, not control: Subject, advice: String? = nil,
    _ holds: (Subject) throws -> Bool
  ) throws {
    let isTrue = try holds(subject)
    let isProof = try !holds(control)
    let reason = isTrue && !isProof ? "It holds for the control as well, so it proves nothing." : advice
    try page.emit(.check(Check(claim: claim, holds: isTrue && isProof, advice: reason)))
  }

  /// Shows the usual range of a measured value beside the value.
  ///
  /// - Parameters:
  ///   - band: of the values of runs with the default knobs.
  ///   - digits: decimals.
  ///   - advice: the likely cause and the knob to turn, if the value lies outside.
  public func normal(
    _ name: String, _ value: some BinaryFloatingPoint, in band: ClosedRange<Double>, digits: Int = 2,
    ifNot advice: String
  ) throws {
    try page.emit(
      .normal(NormalBand(name: name, value: Double(value), band: band, digits: digits, advice: advice)))
  }

  /// Keeps a result for `--json` and for the next run, which says how it moved.
  public func record(_ metric: Metric) { page.metrics.append(metric) }
}
