// One start of a program: its command line, read and checked, as typed values. Reading goes word by word from left to
// right; the first wrong word ends it, with the nearest right one. A knob set twice keeps the last value. Looks that the
// command line leaves open depend on the terminal.

/// The wishes of the learner who starts a program.
public struct Invocation: Sendable {
  /// The program.
  public let command: Command
  package var terminal: Terminal
  private var settings: [String: Value] = [:]  // of knobs
  private var given: Set<String> = []  // names of options
  private var values: [String: Value] = [:]  // of options that have one

  /// Reads a command line.
  ///
  /// - Parameters:
  ///   - arguments: without the program's own name.
  ///   - environment: the environment variables.
  /// - Throws: `Failure` with exit code 2.
  public init(of command: Command, _ arguments: [String], environment: [String: String] = [:]) throws {
    self.command = command
    terminal = Terminal(environment: environment)
    var rest = arguments[...]
    while let word = rest.popFirst() {
      let option = try command.option(for: word)
      given.insert(option.name)
      let hasNoValue = option.isValueOptional && rest.first?.hasPrefix("--") ?? true
      guard let kind = option.kind, !hasNoValue else { continue }
      guard let text = rest.popFirst() else {
        throw Failure.usage("--\(option.name) needs a value", hint: "Write \(option.synopsis)")
      }
      if option.name == "set" {
        try set(text)
      } else {
        values[option.name] = try kind.read(text, for: "--" + option.name)
      }
    }
    guard !(isQuick && isFull) else { throw Failure.usage("--quick and --full exclude each other") }
  }

  private mutating func set(_ text: String) throws {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    // The seed is an option, but a learner may well take it for a knob.
    if parts[0] == Option.seed.name, parts.count == 2, command.hasSeed {
      values[parts[0]] = try Option.seed.kind?.read(parts[1], for: parts[0])
      return
    }
    guard let knob = command.knobs.first(where: { $0.name == parts[0] }) else {
      throw Failure.usage(unknown: "knob", parts[0], valid: command.knobs.map(\.name))
    }
    guard parts.count == 2 else {
      throw Failure.usage("--set \(text) has no value", hint: "Write --set \(text)=\(knob.normal)")
    }
    settings[knob.name] = try knob.kind.read(parts[1], for: knob.name)
  }
}

// MARK: - Knobs

extension Invocation {
  /// The value of a knob: as set, or its default (under `--quick`, its quick value).
  ///
  /// - Precondition: the program declared the knob.
  public func value(_ name: String) -> Value {
    guard let knob = command.knobs.first(where: { $0.name == name }) else {
      preconditionFailure("no knob '\(name)'; declared are \(command.knobs.map(\.name))")
    }
    return settings[name] ?? (isQuick ? knob.quick : knob.normal)
  }

  /// The value of a knob declared with `.integer`.
  public func integer(_ name: String) -> Int {
    guard case .integer(let value) = value(name) else { preconditionFailure("knob \(name) is no integer") }
    return value
  }

  /// The value of a knob declared with `.real`.
  public func real(_ name: String) -> Double {
    guard case .real(let value) = value(name) else { preconditionFailure("knob \(name) is no real number") }
    return value
  }

  /// The value of a knob declared with `.text` or `.choice`.
  public func text(_ name: String) -> String {
    guard case .text(let value) = value(name) else { preconditionFailure("knob \(name) is no text") }
    return value
  }

  /// Whether no knob has another value than it has by default.
  public var hasDefaultKnobs: Bool {
    command.knobs.allSatisfy { value($0.name) == (isQuick ? $0.quick : $0.normal) }
  }

  /// The values that a run depends on, in order: the seed, if the program has one, and all knobs.
  public var settingsInOrder: [(name: String, value: Value)] {
    (command.hasSeed ? [("seed", .integer(Int(seed)))] : [])
      + command.knobs.map { ($0.name, value($0.name)) }
  }
}

// MARK: - Options

extension Invocation {
  /// Whether an option stood on the command line.
  ///
  /// - Precondition: the program declared the option.
  public func has(_ name: String) -> Bool {
    precondition(command.options.contains { $0.name == name }, "no option '\(name)' in \(command.name)")
    return given.contains(name)
  }

  /// The value of an option; nil if the option was not given, or without a value.
  ///
  /// - Precondition: the program declared the option.
  public func option(_ name: String) -> Value? { has(name) ? values[name] : nil }

  /// The seed of all random numbers; 1 unless set.
  public var seed: UInt64 { UInt64(number("seed") ?? 1) }
  /// The number of threads that compute; nil for all cores.
  public var threads: Int? { number("threads") }
  /// Small budgets.
  public var isQuick: Bool { given.contains("quick") }
  /// Several seeds and long sweeps.
  public var isFull: Bool { given.contains("full") }
  /// Train the chapter's models again, even if trained ones are there.
  public var isFresh: Bool { given.contains("fresh") }
  /// Train the models of earlier chapters again too.
  public var freshIncludesEarlierChapters: Bool { values["fresh"] == .text("all") }
  /// The model to continue from; nil for the book's.
  public var base: String? { values["base"]?.description }
  /// Print one line of JSON instead of the page.
  public var wantsJSON: Bool { given.contains("json") }
  /// Print the list of cells.
  public var wantsList: Bool { given.contains("list") }
  /// The only cell to show; nil for all.
  public var cell: String? { values["cell"]?.description }
  /// Wait for Enter after each cell.
  public var isStepwise: Bool { given.contains("step") }
  /// Whether the program may ask for something.
  public var allowsInput: Bool { !given.contains("no-input") }
  /// Columns of the page: 80 unless set, or as many as a narrower terminal has.
  public var width: Int {
    number("width") ?? max(Option.widths.lowerBound, min(80, terminal.columns ?? 80))
  }
  /// Captions and numbers instead of pictures.
  public var isPlain: Bool { given.contains("plain") || terminal.isAccessible }
  var redraws: Bool { terminal.redraws && !isPlain }

  /// Whether text may be coloured or bold: `--color`, or else what the terminal can do.
  public var isStyled: Bool {
    switch values["color"]?.description {
    case "always": true
    case "never": false
    default: terminal.isStyled
    }
  }

  private func number(_ name: String) -> Int? {
    if case .integer(let value)? = values[name] { value } else { nil }
  }
}

// MARK: - Words

extension Command {
  fileprivate var hasSeed: Bool { options.contains { $0.name == Option.seed.name } }

  /// The option that a word of the command line names.
  ///
  /// - Throws: `Failure` with the nearest right word, or the right spelling.
  fileprivate func option(for word: String) throws -> Option {
    let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
    let name = String((parts.first ?? "").drop { $0 == "-" })
    let value = parts.count == 2 ? parts[1] : nil
    let option = options.first { "--" + $0.name == parts.first }
    if let option, value == nil { return option }
    let knob = knobs.first { $0.name == name }
    let spellings = [
      option.map { "--\($0.name)" + ($0.kind == nil ? "" : " \(value ?? "")") },
      knob.map { "--set \(name)=\(value ?? $0.normal.description)" },
    ].compactMap { $0 }
    guard spellings.isEmpty else {
      throw Failure.usage("cannot read '\(word)'", hint: "Write " + spellings.joined(separator: ", or "))
    }
    throw Failure.usage(unknown: "option", word, valid: options.map(\.name), prefix: "--")
  }
}
