// Cells on why text is cut into words before merging, on how numbers are cut, and on tokens that no text holds.

import Basics
import Notebook
import Pictures
import TinyLM
import TinyTensor

extension Lesson {
  func noCutting(_ cell: Cell) throws {
    try cell.say(
      """
      Why cut the text into words first? Let the same loop learn the same number of merges from the same lines twice: once cut \
      into words, and once with each line as a whole, so that a token may hold a space or a full stop with the letters.
      """
    )
    let text = String(documents(40, stream: "lines to merge").prefix(2500))
    // cell: no-cutting
    let bytes = BytePairTokenizer(merges: [], specialTokens: [])
    let lines = text.split(separator: "\n").map { bytes.encode(String($0)) }
    let cut = learnMerges(bytesOfWords(text), limit: 150)
    let uncut = learnMerges(lines, limit: 150)
    // cell: end
    try cell.code()
    try cell.predict("Which tokens appear only if lines are not cut?")
    let (with, without) = (texts(of: cut), texts(of: uncut))
    let word = mostRepeated(in: without)
    try showCutting(cell, with, without, word)
    let holders = { (tokens: [String]) in tokens.filter { Self.letters($0).contains(word) } }
    try cell.check(
      "cut into words, no token crosses a word; not cut, some do", with, not: without
    ) { $0.allSatisfy { !Self.crosses($0) } }
    try cell.check(
      "without cutting, three tokens or more hold one and the same word", holders(without),
      not: holders(with)
    ) { $0.count >= 3 }
  }

  private func showCutting(_ cell: Cell, _ with: [String], _ without: [String], _ word: String) throws {
    let holders = { (tokens: [String]) in tokens.filter { Self.letters($0).contains(word) } }
    try cell.show(
      Table(
        [
          .text("lines"), .number("merges"), .number("cross a word"),
          .text("tokens with the whole word \"\(word)\""),
        ],
        [("cut into words", with), ("not cut", without)].map { name, tokens in
          [
            name, "\(tokens.count)", "\(tokens.count(where: Self.crosses))",
            holders(tokens).prefix(5).map { visible($0) }.joined(separator: ", "),
          ]
        },
        caption:
          """
          Without cutting, \(without.count(where: Self.crosses)) of \(without.count) tokens hold parts of two words or a \
          punctuation mark beside letters, and "\(word)" is in \(holders(without).count) of them, each with a row of its own.
          """
      ))
  }

  /// What each merge made, as text.
  private func texts(of merges: [Merge]) -> [String] {
    let tokenizer = BytePairTokenizer(merges: merges, specialTokens: [])
    return merges.indices.map { tokenizer.decode([256 + $0]) }
  }

  /// Whether letters stand beside a space or a mark within a token; a space before all of them is allowed.
  private static func crosses(_ token: String) -> Bool {
    let rest = token.drop { $0 == " " }
    return rest.contains(where: \.isLetter) && rest.contains { !$0.isLetter && $0 != "'" }
  }

  /// The runs of letters of a token.
  private static func letters(_ token: String) -> [String] {
    token.split { !$0.isLetter }.map(String.init)
  }

  /// The word of three letters or more that most tokens hold; of equals the first one in the alphabet.
  private func mostRepeated(in tokens: [String]) -> String {
    var counts: [String: Int] = [:]
    for word in tokens.flatMap({ Set(Self.letters($0)) }) where word.count > 2 {
      counts[word, default: 0] += 1
    }
    return counts.min { (-$0.value, $0.key) < (-$1.value, $1.key) }?.key ?? "the"
  }

  func numbers(_ cell: Cell) throws {
    try cell.say(
      """
      The loop knows no arithmetic. It joins the digits that often stand together, and in many texts these are years. \
      Here it learns from the years of 1900 to 2030 and the counts up to 99.
      """
    )
    let counts = (1...99).flatMap { [$0, $0] }
    let years = (1900...2030).flatMap { [$0, $0, $0] }
    let text = (counts + years).map { "\($0)\n" }.joined()
    let learned = BytePairTokenizer.learned(from: text.utf8, vocabularySize: 557)
    let pieces = { (number: Int) in
      learned.encode("\(number)").map { learned.decode([$0]) }
    }
    try cell.predict("1989 and 2731 have four digits each. Into how many pieces is each of them cut?")
    // cell: numbers
    func inThrees(_ number: Int) -> [String] {
      let digits = Array("\(number)")
      let first = digits.count % 3
      let whole = stride(from: first, to: digits.count, by: 3)
      let starts = (first > 0 ? [0] : []) + whole
      return zip(starts, starts.dropFirst() + [digits.count]).map {
        String(digits[$0..<$1])
      }
    }
    // cell: end
    try cell.code()
    try showNumbers(cell, pieces, inThrees)
    let fours = (1...9).map { 1000 * $0 + 731 } + [1989, 2019]
    let groupings = { (cut: (Int) -> [String]) in Set(fours.map { cut($0).map(\.count) }).count }
    try cell.check(
      "merges cut numbers of four digits in at least two ways; threes from the right in one", pieces,
      not: inThrees
    ) { groupings($0) >= 2 }
  }

  private func showNumbers(
    _ cell: Cell, _ pieces: (Int) -> [String], _ inThrees: (Int) -> [String]
  ) throws {
    let shown = [1989, 2731, 6054, 127, 677]
    try cell.show(
      Table(
        [.number("number"), .text("merges"), .text("single digits"), .text("threes from the right")],
        shown.map { number in
          [
            "\(number)", pieces(number).joined(separator: " "),
            "\(number)".map(String.init).joined(separator: " "), inThrees(number).joined(separator: " "),
          ]
        },
        caption:
          """
          In the column of the merges the place of a digit tells nothing about its worth. Newer models cut digits singly, or in \
          threes from the right, so that units stand under units.
          """
      ))
  }

  func never(_ cell: Cell) throws {
    try cell.say(
      """
      Some tokens are only steps on the way to longer ones. Cut the text from which the vocabulary was learned, and \
      count: which tokens never occur in it?
      """
    )
    // cell: never
    let ids = tokenizer.encode(learningText)
    let seen = Set(ids)
    let never = (256..<256 + tokenizer.merges.count).filter {
      !seen.contains($0)
    }
    // cell: end
    try cell.code()
    let examples = never.sorted { tokenizer.bytes(of: $0).count > tokenizer.bytes(of: $1).count }.prefix(8)
    try cell.show(
      ("tokens made by merges", tokenizer.merges.count.grouped),
      ("of these, never in the text", "\(never.count)"),
      ("the longest of them", examples.map { visible(tokenizer.bytes(of: $0)) }.joined(separator: ", ")))
    try cell.say(
      """
      A model trained on this text never sees these tokens as input, so it never learns what they mean. If somebody \
      types one, it reads a row that nearly nothing has trained. Such tokens are called **glitch tokens**.
      """
    )
    try cell.check(
      "every one of them was joined into a longer token (of all tokens, not every one was)", never,
      not: Array(256..<256 + tokenizer.merges.count)
    ) { ids in
      let parts = Set(tokenizer.merges.flatMap { [$0.left, $0.right] })
      return !ids.isEmpty && ids.allSatisfy(parts.contains)
    }
    cell.record(Metric("neverUsed", Double(never.count)))
  }
}
