// The little English grammar that templates need: a or an, one or many.
// The rules are those of any school grammar; what they do not give stands in grammar.tsv.
// Leaves out verbs: a template writes both forms, "(is|are)".

import Foundation

/// Word forms of the things of the world.
struct Grammar {
  private var plurals: [String: String] = [:]
  private var singulars: [String: String] = [:]
  private var articles: [String: String] = [:]
  private var mass: Set<String> = []

  init(folder: URL) throws {
    let table = try PlainTable("grammar.tsv", in: folder)
    try table.requireColumns(["word", "what", "form"])
    for row in table.rows {
      let (word, form) = (row.cells[0], row.cells[2])
      switch row.cells[1] {
      case "plural": plurals[word] = form
      case "singular": singulars[word] = form
      case "article": articles[word] = form
      case "mass": mass.insert(word)
      default:
        throw table.problem(
          row, "there is no form called \(row.cells[1])", "Write plural, singular, article or mass")
      }
    }
  }

  /// Whether a word has no plural and no article: "bread".
  func isMass(_ word: String) -> Bool { mass.contains(word) }

  /// "cow" to "a cow", "owl" to "an owl"; a mass word stays alone.
  func indefinite(_ word: String) -> String {
    if isMass(word) { return word }
    let vowel = word.first.map { "aeiouAEIOU".contains($0) } ?? false
    return (articles[word] ?? (vowel ? "an" : "a")) + " " + word
  }

  /// "cow" to "cows".
  func plural(_ word: String) -> String {
    if let known = plurals[word] { return known }
    if isMass(word) { return word }
    if ["s", "x", "ch", "sh"].contains(where: word.hasSuffix) { return word + "es" }
    if word.hasSuffix("y"), let before = word.dropLast().last, !"aeiou".contains(before) {
      return word.dropLast() + "ies"
    }
    return word + "s"
  }

  /// "cherries" to "cherry".
  func singular(_ word: String) -> String {
    if let known = singulars[word] { return known }
    if isMass(word) || !word.hasSuffix("s") { return word }
    if word.hasSuffix("ies") { return word.dropLast(3) + "y" }
    return String(word.dropLast())
  }
}

extension String {
  /// The text with one blank between words, and none before a mark that ends something.
  var tidied: String {
    var result = ""
    result.reserveCapacity(utf8.count)
    for word in split(separator: " ") {
      if !result.isEmpty, !(word.count == 1 && ",.?!:".contains(word)) { result += " " }
      result += word
    }
    return result
  }

  /// The text with a capital letter at the beginning of each sentence.
  var sentenceCased: String {
    var bytes = Array(utf8)
    var begins = true
    for (place, byte) in bytes.enumerated() {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"):
        if begins { bytes[place] -= 0x20 }
        begins = false
      case UInt8(ascii: " "): break
      case UInt8(ascii: "\""), UInt8(ascii: "-"): break
      case UInt8(ascii: "."), UInt8(ascii: "?"), UInt8(ascii: "!"), UInt8(ascii: "\n"):
        begins = place + 1 < bytes.count && (bytes[place + 1] == 0x20 || byte == 0x0A)
      default: begins = false
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
