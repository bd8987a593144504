// The description of a model: the README.md of its folder, with a head that programs read.
// Follows Mitchell et al. 2019, "Model Cards for Model Reporting", in the form of Hugging Face's model cards.
// Leaves out: results in the form of an index for leaderboards.

/// A model card: what the model is, what was measured, what it is not good for.
public struct ModelCard: Equatable, Sendable {
  /// The name of the model, the card's title.
  public var name: String
  /// The license under which it may be used, as Hugging Face writes it, such as `mit`; none if `nil`.
  public var license: String?
  /// The language that it was trained on, as a code of two letters.
  public var language: String
  /// Paragraphs of plain text, in order, each with its heading.
  public var sections: [(heading: String, text: String)]
  /// The measurements: the name of each, and the number as text.
  public var numbers: [(name: String, value: String)]

  /// A card.
  public init(
    name: String, license: String? = nil, language: String = "en",
    sections: [(heading: String, text: String)], numbers: [(name: String, value: String)]
  ) {
    self.name = name
    self.license = license
    self.language = language
    self.sections = sections
    self.numbers = numbers
  }

  /// Whether all their words and numbers are the same.
  public static func == (left: ModelCard, right: ModelCard) -> Bool { left.markdown == right.markdown }

  /// The text of README.md.
  public var markdown: String {
    var head = ["language: \(Self.quoted(language))"]
    if let license { head.append("license: \(Self.quoted(license))") }
    head += [
      "library_name: transformers", "pipeline_tag: text-generation", "model_name: \(Self.quoted(name))",
    ]
    let texts = sections.map { "## \($0.heading)\n\n\($0.text)\n" }
    let rows = numbers.map { "| \(Self.cell($0.name)) | \(Self.cell($0.value)) |\n" }
    let table = rows.isEmpty ? [] : ["## Measured\n\n| what | value |\n|---|---|\n" + rows.joined()]
    return (["---\n" + head.map { $0 + "\n" }.joined() + "---\n", "# \(name)\n"] + texts + table)
      .joined(separator: "\n")
  }

  /// A text as YAML takes it, whatever is in it.
  private static func quoted(_ text: String) -> String {
    let safe = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\"\(safe.replacing("\n", with: " "))\""
  }

  /// A text that stays inside its cell of a table.
  private static func cell(_ text: String) -> String {
    text.replacing("|", with: "\\|").replacing("\n", with: " ")
  }
}
