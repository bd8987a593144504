// Reads sentences: is this one that the world could have said, what does it claim, and is it true?
// Template matching with backtracking, on the very templates that write. Ours.
// Leaves out everything beyond these templates: a good sentence in other words counts as not grammatical.

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
  public func read(_ sentence: String) -> Reading? { reader.read(sentence) }

  /// The sentences of a document, each as `read` takes it.
  ///
  /// A sentence ends with a full stop. A question stays with its answer, and "That was wrong." with the deed
  /// before it, because neither says anything alone. Text after the last full stop is a piece of its own.
  public static func sentences(of document: String) -> [String] {
    var sentences: [String] = []
    for part in document.split(separator: ".", omittingEmptySubsequences: false) {
      let sentence = part.hasPrefix(" ") ? part.dropFirst() : part
      if let last = sentences.last, sentence.hasPrefix("That was ") {
        sentences[sentences.count - 1] = "\(last) \(sentence)."
      } else {
        sentences.append("\(sentence).")
      }
    }
    let rest = String(sentences.removeLast().dropLast())  // no full stop stood there
    return rest.isEmpty ? sentences : sentences + [rest]
  }
}

/// All templates, ready to be compared with a text.
struct Reader {
  private enum Piece {
    case literal([UInt8])
    case slot(Slot)
  }

  private struct Pattern {
    let pieces: [Piece]
    let claims: (relation: Int, kind: Int)?
  }

  private var patterns: [Pattern] = []
  /// The patterns that can begin with a word, in their order.
  private var patternsOfFirstWord: [String: [Int]] = [:]
  private var patternsOfAnyWord: [Int] = []
  private let encyclopedia: Encyclopedia
  private let people: [(name: String, pronoun: String)]
  private var words: [Slot: [[UInt8]]] = [:]
  private var knownWords: Set<String> = []

  init(_ encyclopedia: Encyclopedia, _ book: Phrasebook) {
    self.encyclopedia = encyclopedia
    people = book.people
    for (number, kind) in encyclopedia.kinds.enumerated() {
      words[.thing(kind: number)] = Self.bytes(kind.things)
    }
    for (number, relation) in encyclopedia.relations.enumerated() {
      words[.answer(relation: number)] = Self.bytes(relation.answers)
      knownWords.formUnion(relation.answers)
    }
    for kind in encyclopedia.kinds { knownWords.formUnion(kind.things) }
    words[.name] = Self.bytes(people.map(\.name))
    words[.friend] = words[.name]
    words[.pronoun] = Self.bytes(people.map(\.pronoun))
    words[.capitalPronoun] = Self.bytes(people.map(\.pronoun.capitalized))
    knownWords.formUnion(people.map(\.name))
    var seen: Set<String> = []
    let templates =
      book.wordings.filter { $0.form != .chat }.flatMap(\.framed) + book.stories.flatMap(\.sentences)
    for template in templates where seen.insert(template.text).inserted {
      if let first = firstWords(of: template) {
        for word in first { patternsOfFirstWord[word, default: []].append(patterns.count) }
      } else {
        patternsOfAnyWord.append(patterns.count)
      }
      patterns.append(pattern(template))
    }
  }

  /// The words that stand before the first space of whatever the template gives; nil if that is not clear.
  private func firstWords(of template: Template) -> Set<String>? {
    switch template.pieces[0] {
    case .literal(let text):
      return text.contains(" ") ? [String(text.prefix { $0 != " " })] : nil
    case .slot(let slot):
      guard case .literal(let next)? = template.pieces.dropFirst().first, next.hasPrefix(" "),
        let words = words[slot]
      else { return nil }
      return Set(words.map { String(decoding: $0.prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self) })
    }
  }

  /// Whether a word is a person, a thing or an answer.
  func isKnownWord(_ word: String) -> Bool { knownWords.contains(word) }

  private static func bytes(_ words: [String]) -> [[UInt8]] { words.map { Array($0.utf8) } }

  /// A template claims a fact if it names a thing and one answer to it.
  private func pattern(_ template: Template) -> Pattern {
    var claims: (relation: Int, kind: Int)?
    for case .answer(let relation) in template.slots {
      let kind = encyclopedia.relations[relation].kind
      if template.slots.contains(.thing(kind: kind)) { claims = (relation, kind) }
    }
    let pieces = template.pieces.map { piece in
      switch piece {
      case .literal(let text): Piece.literal(Array(text.utf8))
      case .slot(let slot): Piece.slot(slot)
      }
    }
    return Pattern(pieces: pieces, claims: claims)
  }

  /// The first reading whose claim is not false; if there is none, the first reading.
  func read(_ sentence: String) -> Reading? {
    let text = Array(sentence.utf8)
    var first: Reading?
    let word = String(sentence.prefix { $0 != " " })
    for number in ((patternsOfFirstWord[word] ?? []) + patternsOfAnyWord).sorted() {
      let pattern = patterns[number]
      var filled: [Slot: Filling] = [:]
      let found = match(pattern.pieces[...], text[...], &filled) { filled in
        let reading = self.reading(of: pattern, filled)
        if first == nil || reading.isTrue == true { first = reading }
        return reading.isTrue != false
      }
      if found { break }
    }
    return first
  }

  /// The content of a slot: the number of a word, or the letters of an invented name.
  private enum Filling: Equatable {
    case word(Int)
    case invented([UInt8])
  }

  /// Fills all slots in all ways that give the text, until `accept` takes one.
  private func match(
    _ pieces: ArraySlice<Piece>, _ text: ArraySlice<UInt8>, _ filled: inout [Slot: Filling],
    _ accept: ([Slot: Filling]) -> Bool
  ) -> Bool {
    guard let piece = pieces.first else { return text.isEmpty && isConsistent(filled) && accept(filled) }
    switch piece {
    case .literal(let literal):
      return text.starts(with: literal)
        && match(pieces.dropFirst(), text.dropFirst(literal.count), &filled, accept)
    case .slot(let slot):
      for (filling, length) in candidates(slot, text) where filled[slot] == nil || filled[slot] == filling {
        let before = filled.updateValue(filling, forKey: slot)
        if match(pieces.dropFirst(), text.dropFirst(length), &filled, accept) { return true }
        filled[slot] = before
      }
      return false
    }
  }

  private func candidates(_ slot: Slot, _ text: ArraySlice<UInt8>) -> [(Filling, length: Int)] {
    if slot == .invented {
      return [5, 7].filter { InventedName.isPossible(text.prefix($0)) }
        .map { (.invented(Array(text.prefix($0))), $0) }
    }
    let words = self.words[slot] ?? []
    return words.indices.filter { text.starts(with: words[$0]) }.map { (.word($0), words[$0].count) }
  }

  /// Two people are not one, a pronoun fits its person, and an invented name is not a known one.
  private func isConsistent(_ filled: [Slot: Filling]) -> Bool {
    if case .invented(let letters)? = filled[.invented], isKnownWord(String(decoding: letters, as: UTF8.self))
    {
      return false
    }
    guard case .word(let name)? = filled[.name] else { return true }
    if filled[.friend] == .word(name) { return false }
    return [Slot.pronoun, .capitalPronoun].allSatisfy { slot in
      guard case .word(let other)? = filled[slot] else { return true }
      return people[other].pronoun == people[name].pronoun
    }
  }

  private func reading(of pattern: Pattern, _ filled: [Slot: Filling]) -> Reading {
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
