// Reads sentences: is this one that the world could have said, what does it claim, and is it true?
// Template matching with backtracking, on the very templates that write. Ours.
// Leaves out capitals and blanks, and everything beyond these templates: a good sentence in other words counts as
// not grammatical.

import Foundation

/// The meaning of a sentence.
public struct Reading: Sendable, Equatable {
  /// The fact it claims; nil if it claims none ("They were happy.").
  public let claim: Fact?
  /// Whether the claim is true; nil if there is none, or the world knows no answer.
  public let isTrue: Bool?
}

extension World {
  /// Reads one sentence.
  ///
  /// - Parameter sentence: as `sentences(of:)` gives it.
  /// - Returns: nil if no template of the world gives this sentence.
  public func read(_ sentence: String) -> Reading? {
    if let match = reader.match(sentence) { return match.reading }
    return answerReader.meanings(of: sentence).isEmpty ? nil : Reading(claim: nil, isTrue: nil)
  }

  /// The sentences of a document, each as `read` takes it; blanks before the first one are left out.
  ///
  /// A sentence ends with a full stop, and so does a line. A question stays with its answer, because it says nothing
  /// alone. Of a typed conversation, whose lines begin with a dash, only the answers count: people type as they like.
  public static func sentences(of document: String) -> [String] {
    let document = document.drop { $0 == " " }
    let lines = document.split(separator: "\n")
    guard document.hasPrefix("- ") else { return lines.flatMap { sentencePieces($0) } }
    return lines.enumerated().filter { $0.offset % 2 == 1 }.flatMap {
      sentencePieces($0.element.hasPrefix("- ") ? $0.element.dropFirst(2) : $0.element)
    }
  }

  /// Cuts a text after each full stop, or a full stop and a quotation mark, that a blank or the end follows.
  static func sentencePieces(_ text: Substring) -> [String] {
    var (pieces, piece): ([String], [UInt8]) = ([], [])
    let bytes = Array(text.utf8)
    for (place, byte) in bytes.enumerated() where !(piece.isEmpty && byte == 0x20) {
      piece.append(byte)
      let ends =
        byte == UInt8(ascii: ".")
        || (byte == UInt8(ascii: "\"") && piece.dropLast().last == UInt8(ascii: "."))
      guard ends, place + 1 == bytes.count || bytes[place + 1] == 0x20 else { continue }
      pieces.append(String(decoding: piece, as: UTF8.self))
      piece = []
    }
    return piece.isEmpty ? pieces : pieces + [String(decoding: piece, as: UTF8.self)]
  }
}

/// All templates, ready to be compared with a text.
struct Reader {
  /// The origin of a sentence, as far as it matters to its meaning.
  enum Origin: Hashable {
    case telling
    /// A sentence of something made, such as a story.
    case making(String)
  }

  /// A sentence that was recognised.
  struct Match {
    let reading: Reading
    let origin: Origin
    /// The thing or the words of a list that it is about.
    let about: [String]
  }

  private indirect enum Piece {
    case literal([UInt8])
    case slot(Slot)
    case choice([[Piece]])
  }

  private struct Pattern {
    let pieces: [Piece]
    let origin: Origin
    let claims: (relation: Int, kind: Int)?
  }

  private var patterns: [Pattern] = []
  private var patternsOfFirstByte: [[Int]] = Array(repeating: [], count: 256)
  private let encyclopedia: Encyclopedia
  private let people: [(name: String, pronoun: String)]
  private var words: [Slot: [[UInt8]]] = [:]
  private var names: [Slot: [String]] = [:]  // the same, as they stand in tables
  private var knownWords: Set<String> = []

  init(_ encyclopedia: Encyclopedia, _ book: Phrasebook, _ talk: TalkBook, _ grammar: Grammar) {
    self.encyclopedia = encyclopedia
    people = book.people
    for kind in encyclopedia.kinds { knownWords.formUnion(kind.things) }
    for relation in encyclopedia.relations { knownWords.formUnion(relation.answers) }
    knownWords.formUnion(people.map(\.name))
    var seen: Set<String> = []
    func add(_ template: Template, _ origin: Origin) {
      for sentence in Self.sentences(of: template) where seen.insert("\(origin) \(sentence.text)").inserted {
        addPattern(sentence.pieces, origin, talk, grammar)
      }
    }
    for wording in book.wordings where [.statement, .answer].contains(wording.form) {
      add(wording.template, .telling)
    }
    for frame in book.frames {
      for wording in book.wordings where wording.form == .book {
        let answer = book.answer(of: wording.relation)
        add(frame.filling(["question": wording.template, "sentence": answer]), .telling)
      }
    }
    for story in book.stories { add(story.template, .telling) }
    for (kind, making) in talk.makings.sorted(by: { $0.key < $1.key }) {
      for answer in making.answers { add(answer, .making(kind)) }
    }
  }

  /// The sentences of a template, each a template.
  private static func sentences(of template: Template) -> [Template] {
    sentences(of: template.pieces).map { Template(text: "\($0)", pieces: $0) }
  }

  private static func sentences(of pieces: [Template.Piece]) -> [[Template.Piece]] {
    var result: [[Template.Piece]] = []
    var current: [Template.Piece] = []
    let pieces = joiningLiterals(pieces)
    for (place, piece) in pieces.enumerated() {
      let rest = pieces[(place + 1)...]
      switch piece {
      case .literal(let literal):
        // A full stop ends a sentence here if something follows it; the last part goes on with the next piece.
        let parts = World.sentencePieces(literal[...] + "\u{1}")
        for (number, part) in parts.enumerated() {
          let words = part.replacingOccurrences(of: "\u{1}", with: "")
          if !words.isEmpty { current.append(.literal(words)) }
          guard number < parts.count - 1 else { continue }
          result.append(current)
          current = []
        }
      case .choice(let options, _)
      where current.isEmpty && options.allSatisfy(areWhole) && beginsAnew(rest.first):
        result += options.flatMap { sentences(of: $0) }
      case .choice(let options, _) where options.contains(where: endsSentence):
        return result + options.flatMap { sentences(of: current + $0 + rest) }
      default: current.append(piece)
      }
    }
    return current.isEmpty ? result : result + [current]
  }

  /// Whether pieces end with a full stop.
  private static func areWhole(_ pieces: [Template.Piece]) -> Bool {
    if case .literal(let text)? = pieces.last { text.hasSuffix(".") } else { false }
  }

  /// Whether a sentence may end within pieces.
  private static func endsSentence(_ pieces: [Template.Piece]) -> Bool {
    pieces.contains { piece in
      switch piece {
      case .literal(let text): text.contains(".")
      case .choice(let options, _): options.contains(where: endsSentence)
      case .slot, .agreement: false
      }
    }
  }

  /// Whether a piece after a full stop begins another sentence: it does not close a quotation.
  private static func beginsAnew(_ piece: Template.Piece?) -> Bool {
    switch piece {
    case .literal(let text): text.hasPrefix(" ")
    case nil: true
    default: false
    }
  }

  private static func joiningLiterals(_ pieces: [Template.Piece]) -> [Template.Piece] {
    pieces.reduce(into: []) { joined, piece in
      if case .literal(let text) = piece, case .literal(let before)? = joined.last {
        joined[joined.count - 1] = .literal(before + text)
      } else {
        joined.append(piece)
      }
    }
  }

  private mutating func addPattern(
    _ pieces: [Template.Piece], _ origin: Origin, _ talk: TalkBook, _ grammar: Grammar
  ) {
    let template = Template(text: "", pieces: pieces)
    for slot in template.slots where words[slot] == nil {
      let own = names(of: slot, talk)
      names[slot] = own
      words[slot] = own.map { Self.bytes(grammar.form($0, of: slot, isFood: isFood(slot))) }
    }
    let asked = Set(template.slots.map(\.content))
    let claims = asked.compactMap { content -> (relation: Int, kind: Int)? in
      guard case .answer(let relation) = content else { return nil }
      let kind = encyclopedia.relations[relation].kind
      return asked.contains(.thing(kind: kind)) ? (relation, kind) : nil
    }
    let pattern = Pattern(pieces: Self.pieces(pieces), origin: origin, claims: claims.first)
    for byte in firstBytes(pattern.pieces[...]) { patternsOfFirstByte[Int(byte)].append(patterns.count) }
    patterns.append(pattern)
  }

  private func isFood(_ slot: Slot) -> Bool {
    if case .thing(let kind) = slot.content { return encyclopedia.kinds[kind].name == "food" }
    return false
  }

  private func names(of slot: Slot, _ talk: TalkBook) -> [String] {
    switch slot.content {
    case .thing(let kind): encyclopedia.kinds[kind].things
    case .answer(let relation): encyclopedia.relations[relation].answers
    case .name, .friend: people.map(\.name)
    case .he: ["he", "she"]
    case .him: ["him", "her"]
    case .his: ["his", "her"]
    case .user: talk.users.known + talk.users.others
    case .invented: []
    case .other(let list): talk.words[list] ?? []
    }
  }

  private static func pieces(_ pieces: [Template.Piece]) -> [Piece] {
    pieces.map { piece in
      switch piece {
      case .literal(let text): .literal(bytes(text))
      case .slot(let slot): .slot(slot)
      case .choice(let options, _): .choice(options.map(Self.pieces))
      case .agreement(let one, let many): .choice([[.literal(bytes(one))], [.literal(bytes(many))]])
      }
    }
  }

  /// A text without blanks and capitals.
  private static func bytes(_ text: String) -> [UInt8] {
    text.utf8.compactMap { byte in
      switch byte {
      case 0x20: nil
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
      default: byte
      }
    }
  }

  private func firstBytes(_ pieces: ArraySlice<Piece>) -> Set<UInt8> {
    guard let piece = pieces.first else { return [] }
    switch piece {
    case .literal(let text): return text.first.map { [$0] } ?? firstBytes(pieces.dropFirst())
    case .slot(let slot):
      if slot.content == .invented { return Set(UInt8(ascii: "a")...UInt8(ascii: "z")) }
      return Set((words[slot] ?? []).compactMap(\.first))
    case .choice(let options):
      return options.reduce(into: []) { $0.formUnion(firstBytes(($1 + pieces.dropFirst())[...])) }
    }
  }

  /// Whether a word is a thing, an answer or a person.
  func isKnownWord(_ word: String) -> Bool { knownWords.contains(word) }

  /// A sentence's match; of several meanings, one that is not false.
  func match(_ sentence: String) -> Match? {
    let text = Self.bytes(sentence)
    guard let first = text.first else { return nil }
    var found: Match?
    for number in patternsOfFirstByte[Int(first)] {
      let pattern = patterns[number]
      var filled: [Slot.Content: Filling] = [:]
      let isFound = match(pattern.pieces[...], text[...], &filled) { filled in
        let match = self.meaning(of: pattern, filled)
        if found == nil || match.reading.isTrue == true { found = match }
        return match.reading.isTrue != false
      }
      if isFound { break }
    }
    return found
  }

  /// The content of a slot: the number of a word, or the letters of an invented name.
  private enum Filling: Equatable {
    case word(Int)
    case invented([UInt8])
  }

  /// Fills all slots in all ways that give the text, until `accept` takes one.
  private func match(
    _ pieces: ArraySlice<Piece>, _ text: ArraySlice<UInt8>, _ filled: inout [Slot.Content: Filling],
    _ accept: ([Slot.Content: Filling]) -> Bool
  ) -> Bool {
    guard let piece = pieces.first else { return text.isEmpty && isConsistent(filled) && accept(filled) }
    switch piece {
    case .literal(let literal):
      return text.starts(with: literal)
        && match(pieces.dropFirst(), text.dropFirst(literal.count), &filled, accept)
    case .choice(let options):
      return options.contains { match(($0 + pieces.dropFirst())[...], text, &filled, accept) }
    case .slot(let slot):
      for (filling, length) in candidates(slot, text)
      where filled[slot.content] == nil || filled[slot.content] == filling {
        let before = filled.updateValue(filling, forKey: slot.content)
        if match(pieces.dropFirst(), text.dropFirst(length), &filled, accept) { return true }
        filled[slot.content] = before
      }
      return false
    }
  }

  private func candidates(_ slot: Slot, _ text: ArraySlice<UInt8>) -> [(Filling, length: Int)] {
    if slot.content == .invented {
      return [5, 7].filter { InventedName.isPossible(text.prefix($0)) }
        .map { (.invented(Array(text.prefix($0))), $0) }
    }
    let words = self.words[slot] ?? []
    return words.indices.filter { text.starts(with: words[$0]) }.map { (.word($0), words[$0].count) }
  }

  /// Two people are not one, and a pronoun fits its person.
  private func isConsistent(_ filled: [Slot.Content: Filling]) -> Bool {
    guard case .word(let name)? = filled[.name] else { return true }
    if filled[.friend] == .word(name) { return false }
    let isShe = people[name].pronoun == "she"
    return [Slot.Content.he, .him, .his].allSatisfy {
      filled[$0] == nil || filled[$0] == .word(isShe ? 1 : 0)
    }
  }

  private func meaning(of pattern: Pattern, _ filled: [Slot.Content: Filling]) -> Match {
    var about: [String] = []
    for (content, filling) in filled {
      guard case .word(let number) = filling else { continue }
      switch content {
      case .thing(let kind): about.append(encyclopedia.kinds[kind].things[number])
      case .other: about += names[Slot(content)].map { [$0[number]] } ?? []
      default: break
      }
    }
    return Match(reading: reading(of: pattern, filled), origin: pattern.origin, about: about)
  }

  private func reading(of pattern: Pattern, _ filled: [Slot.Content: Filling]) -> Reading {
    guard let (number, kind) = pattern.claims, case .word(let thing)? = filled[.thing(kind: kind)],
      case .word(let answer)? = filled[.answer(relation: number)]
    else { return Reading(claim: nil, isTrue: nil) }
    let relation = encyclopedia.relations[number]
    let claim = Fact(
      relation: relation.name, subject: encyclopedia.kinds[kind].things[thing],
      answer: relation.answers[answer])
    return Reading(claim: claim, isTrue: relation.answerOfThing[thing].map { $0 == answer })
  }
}

extension Template {
  /// The template with other templates in some of its slots.
  func filling(_ parts: [String: Template]) -> Template {
    let filled = pieces.flatMap { piece -> [Piece] in
      guard case .slot(let slot) = piece, case .other(let name) = slot.content, let part = parts[name] else {
        return [piece]
      }
      return part.pieces
    }
    var words = text
    for (name, part) in parts { words = words.filling(name, with: part.text) }
    return Template(text: words, pieces: filled)
  }
}

extension Grammar {
  /// A word in the form that a slot asks for.
  ///
  /// - Parameter isFood: foods stand in the tables as people speak of them in general, "cherries".
  func form(_ word: String, of slot: Slot, isFood: Bool) -> String {
    switch slot.form {
    case .plain: word
    case .indefinite: indefinite(isFood ? singular(word) : word)
    case .plural: isFood ? word : plural(word)
    }
  }
}
