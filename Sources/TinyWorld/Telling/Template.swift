// A text with holes and choices: "[what is|what's] the capital of {country}". The same template writes and reads.
// Follows the slots of template-based text generation (Reiter and Dale 1997); the choices are a grammar without loops.
// Leaves out rules that call each other: what is said of a thing and how it is asked are put together by the writers.

/// The content of a hole.
struct Slot: Hashable {
  enum Content: Hashable {
    case thing(kind: Int)
    case answer(relation: Int)
    case name, friend, user, invented
    case he, him, his
    /// A text that a writer puts in, or a word of a list.
    case other(String)
  }

  enum Form: Hashable { case plain, indefinite, plural }

  let content: Content
  var form = Form.plain

  init(_ content: Content, _ form: Form = .plain) {
    self.content = content
    self.form = form
  }

  /// Whether it stands for a person, or for the pronoun of one.
  var isOfPeople: Bool {
    switch content {
    case .name, .friend, .he, .him, .his: true
    default: false
    }
  }
}

/// A text with holes and choices, taken apart once.
struct Template {
  indirect enum Piece {
    case literal(String)
    case slot(Slot)
    /// One of several, in proportion to their weights.
    case choice([[Piece]], cumulative: [Int])
    /// The first after one thing, the second after many.
    case agreement(one: String, many: String)
  }

  let text: String
  let pieces: [Piece]

  /// - Parameter slots: gives a slot's meaning; nil for a name that it does not know.
  /// - Throws: `WorldProblem` for brackets that do not match and unknown slots.
  init(
    _ text: String, slots: @escaping (String) -> Slot?,
    problem: @escaping (_ what: String, _ need: String) -> WorldProblem
  ) throws {
    self.text = text
    var parser = TemplateParser(text, slots: slots, problem: problem)
    pieces = try parser.sequence(isInside: false)
  }

  init(text: String, pieces: [Piece]) {
    self.text = text
    self.pieces = pieces
  }

  /// All slots, of all choices.
  var slots: [Slot] { Self.slots(of: pieces) }

  private static func slots(of pieces: [Piece]) -> [Slot] {
    pieces.flatMap { piece -> [Slot] in
      switch piece {
      case .slot(let slot): [slot]
      case .choice(let options, _): options.flatMap(slots)
      case .literal, .agreement: []
      }
    }
  }

  func mentions(_ content: Slot.Content) -> Bool { slots.contains { $0.content == content } }

  /// Whether the answer is the last word, so that a model can be given the text before it to complete.
  var endsInAnswer: Bool {
    guard pieces.count > 2, case .literal(".") = pieces[pieces.count - 1],
      case .slot(let slot) = pieces[pieces.count - 2], case .answer = slot.content,
      case .literal(let before) = pieces[pieces.count - 3]
    else { return false }
    return before.hasSuffix(" ")
  }
}

/// Takes a template apart.
private struct TemplateParser {
  private let text: String
  private var rest: Substring
  private let slots: (String) -> Slot?
  private let problem: (String, String) -> WorldProblem

  init(
    _ text: String, slots: @escaping (String) -> Slot?, problem: @escaping (String, String) -> WorldProblem
  ) {
    self.text = text
    rest = text[...]
    self.slots = slots
    self.problem = problem
  }

  /// Pieces up to the end, or inside a choice up to its next `|` or `]`.
  mutating func sequence(isInside: Bool) throws -> [Template.Piece] {
    var pieces: [Template.Piece] = []
    var literal = ""
    func flush() {
      if !literal.isEmpty { pieces.append(.literal(literal)) }
      literal = ""
    }
    while let next = rest.first, !(isInside && (next == "|" || next == "]")) {
      rest.removeFirst()
      switch next {
      case "[":
        flush()
        pieces.append(try choice())
      case "{":
        flush()
        pieces.append(.slot(try slot()))
      case "(":
        guard let both = agreement() else {
          literal.append(next)
          break
        }
        flush()
        pieces.append(both)
      case "]" where !isInside, "}" where true:
        throw problem("a \(next) too many in \"\(text)\"", "Open it first, or take it out")
      default: literal.append(next)
      }
    }
    flush()
    return pieces
  }

  private mutating func choice() throws -> Template.Piece {
    var options: [[Template.Piece]] = []
    var (texts, weights): ([String], [Int]) = ([], [])
    while true {
      let start = rest
      let option = try sequence(isInside: true)
      guard let end = rest.first else {
        throw problem("a [ is not closed in \"\(text)\"", "Write [one|other]")
      }
      let written = String(start[..<rest.startIndex])
      if let known = texts.firstIndex(of: written) {
        weights[known] += 1  // written twice, drawn twice as often
      } else {
        texts.append(written)
        weights.append(1)
        options.append(option)
      }
      rest.removeFirst()
      if end == "]" { return .choice(options, cumulative: weights.cumulative) }
    }
  }

  private mutating func slot() throws -> Slot {
    guard let end = rest.firstIndex(of: "}") else {
      throw problem("a { is not closed in \"\(text)\"", "Write slots as {name}")
    }
    let name = String(rest[..<end])
    rest = rest[rest.index(after: end)...]
    guard let slot = slots(name) else {
      throw problem("there is no slot {\(name)}", "Use a column of a table, {name}, {friend} or {he}")
    }
    return slot
  }

  /// "is|are)" after its parenthesis; nil if it is an ordinary one.
  private mutating func agreement() -> Template.Piece? {
    guard let end = rest.firstIndex(of: ")") else { return nil }
    let forms = rest[..<end].split(separator: "|", omittingEmptySubsequences: false)
    guard forms.count == 2 else { return nil }
    rest = rest[rest.index(after: end)...]
    return .agreement(one: String(forms[0]), many: String(forms[1]))
  }
}

extension Dice {
  /// Writes a template: draws its choices and fills its slots.
  ///
  /// - Parameters:
  ///   - isMany: whether the thing of the sentence is many, for "(is|are)".
  ///   - fill: the words of a slot.
  mutating func write(
    _ pieces: [Template.Piece], isMany: Bool = false, fill: (Slot, inout Dice) -> String
  ) -> String {
    var text = ""
    for piece in pieces {
      switch piece {
      case .literal(let literal): text += literal
      case .slot(let slot): text += fill(slot, &self)
      case .agreement(let one, let many): text += isMany ? many : one
      case .choice(let options, let cumulative):
        text += write(options[choose(cumulative: cumulative)], isMany: isMany, fill: fill)
      }
    }
    return text
  }
}
