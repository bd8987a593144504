// The texts for `--help` and `--knobs`, at 80 columns. Everything in them comes from the declarations, so that help and
// program always agree.

import Basics

extension Command {
  var help: String {
    let optionLines = options.flatMap { entry($0.synopsis, $0.meaning) }
    let knobLines = wrap(knobs.map(\.name).joined(separator: ", "), width: 78, indent: "  ")
    let exampleLines = examples.flatMap { example in
      wrap("swift run \(name) \(example.arguments)", width: 78, indent: "  ")
        + wrap(example.meaning, width: 78, indent: "      ")
    }
    return [
      wrap("\(name): \(question)", width: 78),
      section("Usage", ["  swift run \(name) [options]"]),
      section("Options", optionLines),
      section("Knobs (more about them: --knobs)", knobLines),
      section("Examples", exampleLines),
    ].joined().joined(separator: "\n")
  }

  var knobList: String {
    knobs.flatMap { knob in
      let normal = knob.normal == .text("") ? "(none)" : "\(knob.normal)"
      return wrap("\(knob.name) = \(normal)", width: 78)
        + wrap(knob.meaning, width: 78, indent: "    ") + wrap(knob.limits, width: 78, indent: "    ")
    }.joined(separator: "\n")
  }

  private func section(_ title: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : ["", title] + lines
  }

  private func entry(_ left: String, _ right: String) -> [String] {
    if left.count <= 16 { return wrap(right, after: "  " + left.left(18), width: 78) }
    return ["  " + left] + wrap(right, width: 78, indent: String(repeating: " ", count: 20))
  }
}

extension Knob {
  /// Range, unit and quick value in words.
  var limits: String {
    let range = kind.ends + (unit.isEmpty ? "" : " " + unit)
    return range + (quick == normal ? "" : "; \(quick) with --quick")
  }
}
