// Cells on learning a vocabulary: three lines by hand, then the text of the small world.

import Basics
import Foundation
import Notebook
import Pictures
import TinyLM
import TinyTensor

/// The three lines on which merging is done by hand.
private let threeLines = """
  the cat sat on the mat
  the rat sat on the hat
  that cat sat on that rat
  """

extension Lesson {
  func pairs(_ cell: Cell) throws {
    try cell.say(
      """
      Start from bytes, so that nothing is unknown, and let the text decide what to add. Here are three \
      lines. Cut them into words, so that no token ever spans two, and count the pairs of neighbours.
      """
    )
    try cell.quote(threeLines)
    try cell.code("pairs", in: "chapter2-tokens/ByHand.swift")
    let words = bytesOfWords(threeLines)
    let counts = ranked(pairCounts(words))
    try cell.show(
      BarChart(
        "how often each pair stands in the three lines",
        counts.prefix(8).map { (label: name($0.pair, []), value: Double($0.count)) }, digits: 0,
        caption: "The most frequent pair is \(name(counts[0].pair, [])), \(counts[0].count) times."))
    let bytes = BytePairTokenizer(merges: [], specialTokens: [])
    try cell.check(
      "searching the lines for each pair finds it as often", words, not: words.map { $0.reversed() }
    ) { words in
      pairCounts(words).allSatisfy { pair, count in
        let letters = bytes.decode([pair.left, pair.right])
        return threeLines.components(separatedBy: letters).count - 1 == count
      }
    }
  }

  func merges(_ cell: Cell) throws {
    try cell.say(
      """
      Join the most frequent pair everywhere: it is a new token, with the next free id. Count again, and go \
      on. The 256 bytes have the ids below 256, so the first merge makes token 256.
      """
    )
    try cell.predict("After a and t have become one token, which pair is the most frequent?")
    try cell.code("merges", in: "chapter2-tokens/ByHand.swift")
    let words = bytesOfWords(threeLines)
    let merges = learnMerges(words, limit: .max)
    try cell.show(table(of: Array(merges.prefix(8))))
    let library = BytePairTokenizer.learned(from: threeLines.utf8, vocabularySize: 512, specialTokens: [])
    let byHand = { learnMerges($0, limit: .max) }
    try cell.check(
      "the library's trainer finds the same \(merges.count) merges with the same counts", words,
      not: words.map { $0.reversed() }
    ) { byHand($0) == library.merges }
  }

  /// The first line after each merge.
  private func table(of merges: [Merge]) -> Table {
    let line = String(threeLines.prefix { $0 != "\n" })
    let rows = merges.indices.map { last in
      let some = Array(merges[...last])
      let tokenizer = BytePairTokenizer(merges: some, specialTokens: [])
      let pair = Pair(left: some[last].left, right: some[last].right)
      let tokens = tokenizer.encode(line).map { visible(tokenizer.bytes(of: $0)) }
      return ["\(256 + last)", name(pair, merges), "\(some[last].count)", tokens.joined(separator: " ")]
    }
    let whole = BytePairTokenizer(merges: merges, specialTokens: [])
    return Table(
      [.number("id"), .text("joins"), .number("times"), .text("the first line now")], rows,
      caption: "After \(merges.count) merges the first line is \(whole.encode(line).count) tokens; it was "
        + "\(line.utf8.count) bytes.")
  }

  func vocabulary(_ cell: Cell) throws {
    try cell.say(
      """
      Now the library learns from the text of the small world, \(learningText.utf8.count.grouped) bytes. The \
      first merges join common letters; soon there are whole words.
      """
    )
    // cell: vocabulary
    let size = page.invocation.integer("vocabulary")
    let tokenizer = BytePairTokenizer.learned(
      from: learningText.utf8, vocabularySize: size)
    // cell: end
    try cell.code()
    let merges = tokenizer.merges
    try cell.show(mergeTable(of: tokenizer))
    let backwards = BytePairTokenizer.learned(from: learningText.utf8.reversed(), vocabularySize: size)
    try cell.check(
      "at least one merge in ten made a whole word (learned from the text backwards, fewer do)", tokenizer,
      not: backwards
    ) { 10 * wholeWords(of: $0) >= $0.merges.count }
    var generator = SeededGenerator(seed: page.invocation.seed, stream: "shuffled merges")
    try cell.check(
      "no merge was more frequent than the one before it", merges.map(\.count),
      not: merges.count > 1 ? generator.shuffled(merges.map(\.count)) : [1, 2]
    ) { counts in zip(counts, counts.dropFirst()).allSatisfy { $0 >= $1 } }
    cell.record(Metric("vocabularySize", Double(tokenizer.vocabularySize)))
    cell.record(Metric("merges", Double(merges.count)))
  }

  /// The first merges, and in the caption the longest tokens.
  private func mergeTable(of tokenizer: BytePairTokenizer) -> Table {
    let merges = tokenizer.merges
    let first = merges.prefix(10).enumerated().map { i, merge in
      ["\(256 + i)", name(Pair(left: merge.left, right: merge.right), merges), merge.count.grouped]
    }
    let longest = (256..<256 + merges.count).sorted {
      tokenizer.bytes(of: $0).count > tokenizer.bytes(of: $1).count
    }.prefix(6)
    return Table(
      [.number("id"), .text("joins"), .number("times")], first,
      caption:
        """
        \(wholeWords(of: tokenizer)) of \(merges.count) merges made a whole word of the text. The longest: 
        """
          + longest.map { visible(tokenizer.bytes(of: $0)) }.joined(separator: ", ") + ".")
  }

  /// How many merges made a word of the text, with the space before it.
  private func wholeWords(of tokenizer: BytePairTokenizer) -> Int {
    let words = Set(
      BytePairTokenizer.words(of: learningText).filter { $0.utf8.count > 3 }.map { Array($0.utf8) })
    return (256..<256 + tokenizer.merges.count).count { words.contains(tokenizer.bytes(of: $0)) }
  }

  /// The words of a text, each as the ids of its bytes.
  func bytesOfWords(_ text: String) -> [[Int]] {
    let bytes = BytePairTokenizer(merges: [], specialTokens: [])
    return BytePairTokenizer.words(of: text).map { bytes.encode($0) }
  }

  private func name(_ pair: Pair, _ merges: [Merge]) -> String {
    let tokenizer = BytePairTokenizer(merges: merges, specialTokens: [])
    return "\(visible(tokenizer.bytes(of: pair.left))) + \(visible(tokenizer.bytes(of: pair.right)))"
  }
}
