// The knobs of a program (numbers of the lesson that a learner turns, `--set width=64`) and its options (how it runs
// and looks, `--threads 2`). Both are plain declarations; reading is elsewhere.

/// A number or word of the lesson that a learner can change with `--set name=value`.
public struct Knob: Sendable {
  let name: String
  let meaning: String
  let kind: ValueKind
  let unit: String
  let normal: Value
  let quick: Value

  /// A knob with a whole number.
  ///
  /// - Parameters:
  ///   - range: allowed values.
  ///   - normal: the value unless set.
  ///   - quick: the value under `--quick` unless set.
  ///   - unit: of the value, in the plural, such as "steps".
  public static func integer(
    _ name: String, _ meaning: String, in range: ClosedRange<Int>, normal: Int, quick: Int? = nil,
    unit: String = ""
  ) -> Knob {
    Knob(name, meaning, .integer(range), unit, .integer(normal), .integer(quick ?? normal))
  }

  /// A knob with a real number; a value that was a `Float` is written with the digits of a `Float`.
  ///
  /// The parameters are those of `integer`.
  public static func real(
    _ name: String, _ meaning: String, in range: ClosedRange<Double>, normal: Double,
    quick: Double? = nil, unit: String = ""
  ) -> Knob {
    Knob(
      name, meaning, .real(range.lowerBound.withoutFloatNoise...range.upperBound.withoutFloatNoise), unit,
      .real(normal.withoutFloatNoise), .real((quick ?? normal).withoutFloatNoise))
  }

  /// A knob with one of some words; the first is the default.
  public static func choice(_ name: String, _ meaning: String, of words: [String]) -> Knob {
    Knob(name, meaning, .choice(words), "", .text(words[0]), .text(words[0]))
  }

  /// A knob with any text, such as the path of a file.
  public static func text(
    _ name: String, _ meaning: String, placeholder: String, normal: String = ""
  ) -> Knob {
    Knob(name, meaning, .text(placeholder: placeholder), "", .text(normal), .text(normal))
  }

  private init(
    _ name: String, _ meaning: String, _ kind: ValueKind, _ unit: String, _ normal: Value, _ quick: Value
  ) {
    for value in [normal, quick] {
      precondition(
        (try? kind.read(value.description, for: name)) == value,
        "knob \(name): default \(value) is not \(kind.allowed)")
    }
    self.name = name
    self.meaning = meaning
    self.kind = kind
    self.unit = unit
    self.normal = normal
    self.quick = quick
  }
}

/// Something on the command line that starts with two dashes.
public struct Option: Sendable {
  package let name: String
  let meaning: String
  /// The kind of value after the name; nil if there is none.
  let kind: ValueKind?
  let isValueOptional: Bool

  /// Declares `--name`, or `--name VALUE` if there is a kind.
  public init(_ name: String, _ meaning: String, _ kind: ValueKind? = nil, isValueOptional: Bool = false) {
    self.name = name
    self.meaning = meaning
    self.kind = kind
    self.isValueOptional = isValueOptional
  }

  var synopsis: String {
    guard let kind else { return "--" + name }
    return "--\(name) " + (isValueOptional ? "[\(kind.placeholder)]" : kind.placeholder)
  }
}

extension Option {
  /// The seed of all random numbers.
  public static let seed = Option(
    "seed", "where the random numbers start; 1 unless set", .integer(0...Int.max))
  /// The number of threads.
  public static let threads = Option(
    "threads", "how many threads compute; all cores unless set", .integer(1...256))
  /// The result as one line of JSON.
  public static let json = Option("json", "print one line of JSON instead of the page")

  /// The options of every chapter.
  public static let ofChapters: [Option] = [
    Option("list", "print the cells of this chapter"),
    Option("cell", "run only what this cell needs, and show it", .text(placeholder: "ID")),
    Option("step", "wait for Enter after each cell"),
    seed, threads,
    Option("quick", "small budgets: rough numbers in little time"),
    Option("full", "several seeds and the long sweeps"),
    Option(
      "fresh", "train this chapter's models again; with 'all' also those of the chapters before it",
      .choice(["all"]), isValueOptional: true),
    Option("record", "also write the page, cell by cell, into a folder", .text(placeholder: "FOLDER")),
    json,
    Option("width", "columns of the page; 80, or less on a narrow terminal", .integer(widths)),
    Option("color", "colour on the page; auto: on a terminal", .choice(["auto", "always", "never"])),
    Option("plain", "captions and numbers instead of pictures; also ACCESSIBLE=1"),
    Option("no-input", "never ask for anything"),
  ]

  /// The options of chapters that train models and keep them.
  public static let ofModels: [Option] = [
    Option("models", "list the trained models that are kept"),
    Option(
      "forget", "remove a kept model, or all that are not the book's: 'experiments'",
      .text(placeholder: "NAME")),
  ]
  /// The option of chapters that continue from a model of another chapter.
  public static let base = Option(
    "base", "go on from this model instead of the book's; --models lists the names",
    .text(placeholder: "NAME"))

  static let widths = 20...400
}
