// A page: cells that are declared first and run in order afterwards, so that one of them can be asked for alone, all
// can be listed, and a reader can go back. A result that several cells need is computed when it is first asked for:
// chapters keep it in a `Later`.

import Basics
import CommandLineKit

/// The page of one start of a chapter.
public final class Page {
  /// The command line, with the knobs.
  public let invocation: Invocation
  /// The folder of the book on this machine.
  public let root: PackageRoot
  var metrics: [Metric] = []
  private(set) var stepper: Stepper?

  private let chapter: Chapter
  private let renderers: [any Renderer]
  private let recording: Recording?
  private var cells: [(id: String, title: String, isInQuickRuns: Bool, body: (Cell) throws -> Void)] = []
  private var followUp: (() throws -> Void)?
  private var alternative: (() throws -> ExitCode)?
  private var preface: (() throws -> String?)?
  private var ending: (saw: () throws -> [String], next: String?)?
  private var events: [[PageEvent]] = []  // of each cell that was run
  private var checks: [Check] {
    events.joined().compactMap { if case .check(let check) = $0 { check } else { nil } }
  }

  convenience init(_ chapter: Chapter, _ invocation: Invocation) throws {
    let text: [any Renderer] = invocation.wantsJSON ? [] : [TextRenderer(for: invocation)]
    try self.init(
      chapter, invocation, root: PackageRoot(), renderers: text,
      stepper: invocation.isStepwise && invocation.allowsInput ? Stepper() : nil)
  }

  init(
    _ chapter: Chapter, _ invocation: Invocation, root: PackageRoot, renderers: [any Renderer],
    stepper: Stepper? = nil
  ) throws {
    self.chapter = chapter
    self.invocation = invocation
    self.root = root
    recording = invocation.option("record").map { Recording(folder: $0.description) }
    self.renderers = renderers + (recording.map { [$0] } ?? [])
    self.stepper = stepper
  }

  /// Declares the next cell.
  ///
  /// - Parameters:
  ///   - id: in kebab-case; it never changes, since people and the Markdown refer to it.
  ///   - title: a claim.
  ///   - isInQuickRuns: whether `--quick` shows it; no for a claim that needs more than rough numbers.
  ///   - body: computes and shows it.
  /// - Precondition: no other cell has this id.
  public func cell(
    _ id: String, _ title: String, isInQuickRuns: Bool = true, _ body: @escaping (Cell) throws -> Void
  ) {
    precondition(!cells.contains { $0.id == id }, "two cells have the id '\(id)'")
    cells.append((id, title, isInQuickRuns, body))
  }

  /// Declares the end of the page.
  ///
  /// - Parameters:
  ///   - next: the command that comes next.
  ///   - saw: the results in three sentences; called when all cells have been run.
  public func end(next: String? = nil, saw: @escaping () throws -> [String]) { ending = (saw, next) }

  /// Declares a sequel to the whole page, such as a chat, for a person at the terminal who may be asked something.
  public func afterwards(_ action: @escaping () throws -> Void) { followUp = action }

  /// Declares an action in place of the page, because an option of the chapter asks for it.
  public func instead(_ action: @escaping () throws -> ExitCode) { alternative = action }

  /// Declares a sentence that comes before all cells, such as the name of the model that this run continues.
  public func begin(with sentence: @escaping () throws -> String?) { preface = sentence }

  /// Shows something in the looks of a cell that is no part of the page, such as what happens before its first cell.
  ///
  /// - Parameters:
  ///   - number: what stands before its title.
  ///   - body: computes and shows it; nothing of it is kept.
  /// - Precondition: no cell was run yet.
  public func scene(_ number: String, _ id: String, _ title: String, _ body: (Cell) throws -> Void) throws {
    precondition(events.isEmpty, "the scene '\(id)' comes after a cell")
    try render(.title(number: number, id: id, title))
    try body(Cell(id: id, page: self))
  }

  /// The chapter's place in the book, from 1.
  public var number: Int { chapter.number }

  /// About how long the whole page takes, on the machine on which it was recorded; nil if it is not told, or something
  /// else was asked for.
  public var seconds: Int? {
    alternative == nil && !invocation.wantsList && invocation.cell == nil ? chapter.seconds : nil
  }

  /// Whether a person at the terminal started the program to see all of the page, and nothing instead.
  public var isWatched: Bool {
    isAttended && alternative == nil && recording == nil && !invocation.wantsList && invocation.cell == nil
      && !invocation.isStepwise
  }

  /// Shows the page, or what the command line asked for instead.
  func run() throws -> ExitCode {
    if let alternative { return try alternative() }
    if invocation.wantsList {
      for (number, cell) in cells.enumerated() {
        let head = "\(name(of: number).left(6))\(cell.id.left(22)) "
        wrap(cell.title, after: head, width: invocation.width).forEach(Console.printLine)
      }
      return .success
    }
    if let id = invocation.cell {
      guard let number = cells.firstIndex(where: { $0.id == id }) else {
        throw Failure.usage(unknown: "cell", id, valid: cells.map(\.id))
      }
      try showPreface()
      _ = try run(number)
      printJSON()
      try recording?.write(invocation, metrics)
    } else if try runAll(), isAttended {
      try followUp?()
    }
    return verdict()
  }

  /// Shows the page inside something else, such as a chat: after each cell it waits for Enter, and can be left.
  ///
  /// What was shown before is shown again at once.
  ///
  /// - Parameter isStopped: asked before each cell.
  public func show(isStopped: () -> Bool) throws {
    let usual = stepper
    stepper = Stepper()
    defer { stepper = usual }
    _ = try runAll(isStopped: isStopped)
  }

  /// - Returns: whether the reader came to the end.
  private func runAll(isStopped: () -> Bool = { false }) throws -> Bool {
    let shown = cells.indices.filter { !invocation.isQuick || cells[$0].isInQuickRuns }
    let leftOut = cells.indices.filter { !shown.contains($0) }.map { cells[$0].id }
    try render(.opening(chapter, invocation, leftOut: leftOut))
    try showPreface()
    var place = 0
    while place < shown.count {
      if isStopped() { return false }
      if place < events.count {
        try repeatCell(place)
      } else if try !run(shown[place]) {
        return false
      }
      switch stepper?.wait("Enter: next   b: back   q: quit") ?? .forward {
      case .forward: place += 1
      case .back: place = max(0, place - 1)
      case .quit: return false
      }
    }
    let record = RunRecord(of: invocation, metrics)
    // A page that is kept is the same whatever was run before it.
    let changes = recording == nil ? record.changes(sinceLastIn: root) : []
    printJSON()
    try render(
      .ending(
        Ending(
          chapter: chapter, saw: ending?.saw() ?? [], changes: changes, checks: checks, next: ending?.next)))
    keep(record)
    try recording?.write(invocation, metrics)
    return true
  }

  private func printJSON() {
    if invocation.wantsJSON { Console.printLine(RunRecord(of: invocation, metrics).json.description) }
  }

  private func showPreface() throws {
    if let sentence = try preface?() { try render(.prose(sentence)) }
  }

  /// Keeps the record for the next run: useful, but no page depends on it.
  private func keep(_ record: RunRecord) {
    do { try record.replaceLast(in: root) } catch {
      let failure = Failure(describing: error)
      let reason = [failure.what, failure.place].compactMap { $0 }.joined(separator: ": ")
      Console.printError(
        "\(chapter.command.name): the next run will not know this one (\(reason)); "
          + "TINYCHAT_RUNS=FOLDER names another place for records")
    }
  }

  /// Whether a person reads the page as it comes and can answer.
  private var isAttended: Bool {
    LineInput.isTerminal && invocation.terminal.showsOutput && invocation.allowsInput && !invocation.wantsJSON
  }

  /// - Returns: whether the reader stayed to its end.
  private func run(_ number: Int) throws -> Bool {
    let (cell, measured) = (cells[number], metrics.count)
    events.append([])
    do {
      try emit(.title(number: name(of: number), id: cell.id, cell.title))
      try cell.body(Cell(id: cell.id, page: self))
      return true
    } catch {  // in a chat, the reader may come back to it
      events.removeLast()
      metrics.removeLast(metrics.count - measured)
      if error is Stepper.Leaving { return false }
      throw error
    }
  }

  /// Shows a cell again that was run already; `place` counts the cells that were run.
  private func repeatCell(_ place: Int) throws {
    for event in events[place] { try render(event) }
  }

  func emit(_ event: PageEvent) throws {
    if !events.isEmpty { events[events.count - 1].append(event) }
    try render(event)
  }

  private func render(_ event: PageEvent) throws { try renderers.forEach { try $0.render(event) } }

  private func name(of cell: Int) -> String { "\(chapter.number).\(cell + 1)" }

  /// Success if every check held; if not, the failed claims go to standard error too.
  private func verdict() -> ExitCode {
    let failed = checks.filter { !$0.holds }
    for check in failed { Console.printError("\(chapter.command.name): does not hold: \(check.claim)") }
    return failed.isEmpty ? .success : .checkFailed
  }
}
