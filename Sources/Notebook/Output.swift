// The page on standard output: prose at the width of the page, headings, pictures, and at the end the record of
// the run. With `--json` the page is silent and the record is all that is printed.

/// Prints a page as the command line asked for it.
public struct Output {
  /// Columns of the page.
  public let width: Int
  /// Captions and numbers instead of pictures.
  public let isPlain: Bool
  private let isStyled: Bool
  private let isJSON: Bool
  private let write: (String) -> Void

  /// A page for one start of a program, on standard output.
  public init(for invocation: Invocation) { self.init(for: invocation, write: Console.printLine) }

  init(for invocation: Invocation, write: @escaping (String) -> Void) {
    (width, isPlain) = (invocation.width, invocation.isPlain)
    (isStyled, isJSON) = (invocation.isStyled, invocation.wantsJSON)
    self.write = write
  }

  /// Prints lines as they are; without any, an empty line.
  public func print(_ lines: [String] = [""]) {
    if !isJSON { lines.forEach(write) }
  }

  /// Prints prose, broken into lines.
  public func say(_ prose: String) { print(wrap(prose, width: width)) }

  /// Prints an empty line, then a picture and its caption.
  public func show(_ picture: some Picture) {
    print([""] + picture.lines(width: width, isPlain: isPlain))
  }

  /// Prints a heading: bold on a terminal, underlined with dashes unless the page is plain.
  public func heading(_ title: String, underline: Character = "-") {
    print(wrap(title, width: width).map { isStyled ? "\u{1b}[1m\($0)\u{1b}[0m" : $0 })
    if !isPlain { print([String(repeating: underline, count: min(width, 78))]) }
  }

  /// Ends the page with what changed since the last run, and with `--json` prints the record instead.
  ///
  /// - Throws: an error if the record cannot be saved.
  public func end(with record: RunRecord, in root: PackageRoot) throws {
    let changes = try record.replaceLast(in: root)
    if isJSON { write(record.json.description) }
    guard !changes.isEmpty else { return }
    print()
    heading("What changed since your last run")
    print(changes.flatMap { $0.count <= width ? [$0] : wrap($0, width: width, indent: "  ") })
  }
}
