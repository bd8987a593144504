// A sentence with holes: "The capital of {country} is {capital}." The same template writes a sentence and reads one.
// Follows the slots of template-based text generation (Reiter and Dale 1997), with one level only.
// Leaves out grammar inside a slot: tables and templates are written so that no word has to change its form.

/// The content of a hole.
enum Slot: Hashable {
  case thing(kind: Int)
  case answer(relation: Int)
  case name
  case friend
  case pronoun
  case capitalPronoun
  case invented
}

/// A sentence with holes, taken apart once.
struct Template {
  enum Piece {
    case literal(String)
    case slot(Slot)
  }

  let text: String
  let pieces: [Piece]

  /// - Throws: `WorldProblem` for an unknown slot, or one that opens the text: a word at the very beginning, with
  ///   no space before it, would be another token than the same word elsewhere.
  init(_ text: String, slots: [String: Slot], problem: (_ what: String, _ need: String) -> WorldProblem)
    throws
  {
    self.text = text
    var pieces: [Piece] = []
    for (number, part) in text.split(separator: "{", omittingEmptySubsequences: false).enumerated() {
      var literal = part
      if number > 0 {
        guard let end = part.firstIndex(of: "}") else {
          throw problem("a { is not closed in \"\(text)\"", "Write slots as {name}")
        }
        guard let slot = slots[String(part[..<end])] else {
          throw problem(
            "there is no slot {\(part[..<end])}", "Use a column of a table, {name}, {friend} or {he}")
        }
        pieces.append(.slot(slot))
        literal = part[part.index(after: end)...]
      }
      if !literal.isEmpty { pieces.append(.literal(String(literal))) }
    }
    if case .slot(let first)? = pieces.first, !first.isPerson {
      throw problem("\"\(text)\" begins with a slot", "Begin with a fixed word or a person's name")
    }
    self.pieces = pieces
  }

  var slots: [Slot] {
    pieces.compactMap { if case .slot(let slot) = $0 { slot } else { nil } }
  }

  /// Whether the answer is the last word, so that a model can be given the text before it to complete.
  var endsInAnswer: Bool {
    guard pieces.count > 2, case .literal(".") = pieces[pieces.count - 1] else { return false }
    guard case .slot(.answer) = pieces[pieces.count - 2] else { return false }
    guard case .literal(let before) = pieces[pieces.count - 3] else { return false }
    return before.hasSuffix(" ")
  }
}

extension Slot {
  /// Whether it stands for a person, or for the pronoun of one.
  var isOfPeople: Bool { isPerson || self == .pronoun }
  var isPerson: Bool { [.name, .friend, .capitalPronoun].contains(self) }
}
