// The model reads and writes small letters only, so that "Paris" and "paris" are one word to it. Before a person sees
// an answer, the capitals are put back.
// Follows the unigram truecaser of Lita et al. 2003, "tRuEcasIng". Leaves out words that are sometimes a name.

/// Puts the capitals back into text in small letters.
public struct Capitals: Sendable {
  /// For each word that was seen, how it is written inside a sentence.
  private var written: [Substring: Substring] = [:]

  /// Knows no words: only sentences get a capital.
  public init() {}

  /// Learns from a text how words are written where no sentence begins.
  ///
  /// - Parameter small: more words, which are written small if they are not in the text.
  public init(learnedFrom text: String, small: String = "") {
    var counts: [Substring: [Substring: Int]] = [:]
    Self.forEachWord(of: text) { word, isFirst in
      if !isFirst { counts[Substring(word.lowercased()), default: [:]][word, default: 0] += 1 }
    }
    written = counts.mapValues { $0.max { ($0.value, $0.key) < ($1.value, $1.key) }!.key }
    Self.forEachWord(of: small) { word, _ in
      let word = Substring(word.lowercased())
      written[word] = written[word] ?? word
    }
  }

  /// The text with capitals at the beginning of sentences and in names.
  ///
  /// What was never seen is taken for a name.
  public func restored(_ text: String) -> String {
    var result = ""
    var rest = text.startIndex
    Self.forEachWord(of: text) { word, isFirst in
      result += text[rest..<word.startIndex]
      rest = word.endIndex
      let form = written[word] ?? (written.isEmpty ? word : word.capitalizedFirst)
      result += isFirst ? form.capitalizedFirst : form
    }
    return result + text[rest...]
  }

  /// Goes through the words, and says of each whether a sentence begins with it.
  ///
  /// What follows an apostrophe, a digit or a bar, as in "don't", "3rd" and "<|user|>", is no word.
  private static func forEachWord(of text: String, _ visit: (Substring, _ isFirst: Bool) -> Void) {
    var (begins, isFirst) = (true, true)
    var start: String.Index?
    var place = text.startIndex
    while place < text.endIndex {
      let letter = text[place]
      if letter.isLetter {
        if start == nil, begins { start = place }
        begins = false
      } else {
        if let first = start { visit(text[first..<place], isFirst) }
        if start != nil { isFirst = false }
        start = nil
        begins = !letter.isNumber && letter != "|" && (letter != "'" || begins)
        if ".?!:\n".contains(letter) { isFirst = true } else if letter.isNumber { isFirst = false }
      }
      place = text.index(after: place)
    }
    if let first = start { visit(text[first...], isFirst) }
  }
}

extension Substring {
  fileprivate var capitalizedFirst: Substring { Substring(prefix(1).uppercased()) + dropFirst() }
}
