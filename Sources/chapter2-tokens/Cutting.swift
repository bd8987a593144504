// Cells on cutting text with a learned vocabulary, and on getting it back.

import Basics
import CommandLineKit
import Files
import Foundation
import Notebook
import Pictures
import TinyLM
import TinyTensor

extension Lesson {
  func encoding(_ cell: Cell) throws {
    let word = " strawberries"
    try cell.say(
      """
      The vocabulary is fixed now. To cut a word, start from its bytes and replay the merges: join pairs in \
      the order in which they were learned. The word itself need not be known.
      """
    )
    try cell.code("encoding", in: "chapter2-tokens/ByHand.swift")
    let pairs = tokenizer.merges.map { Pair(left: $0.left, right: $0.right) }
    let made = Dictionary(uniqueKeysWithValues: zip(pairs, 256...))
    let bytes = BytePairTokenizer(merges: [], specialTokens: [])
    let steps = cutting(bytes.encode(word), made)
    let rows = steps.enumerated().map { step, ids in
      [step == 0 ? "start" : "\(step)", ids.map { visible(tokenizer.bytes(of: $0)) }.joined(separator: " ")]
    }
    let left = steps.last!.count == 1 ? "1 token" : "\(steps.last!.count) tokens"
    try cell.show(
      Table(
        [.number("step"), .text("the word")], rows,
        caption: "\(steps.count - 1) merges turn \(word.utf8.count) bytes into \(left)."))
    let words = BytePairTokenizer.words(of: heldOutText).uniqued
    let (earliest, latest): ((Int, Int) -> Bool, (Int, Int) -> Bool) = (<, >)
    try cell.check(
      "the library cuts \(words.count.grouped) different words of new text the same way "
        + "(with the last merge first, the cut is another)", earliest, not: latest
    ) { comesFirst in
      words.allSatisfy { word in
        cutting(bytes.encode(word), made, comesFirst: comesFirst).last == tokenizer.encode(word)
      }
    }
  }

  func tree(_ cell: Cell) throws {
    try cell.say(
      """
      Each merge joined two tokens that were there before it. \
      So a token can be taken apart again, down to its bytes.
      """
    )
    // cell: tree
    func node(_ id: Int) -> Tree.Node {
      let parts = tokenizer.merge(making: id).map { [$0.left, $0.right] }
      let label = visible(tokenizer.bytes(of: id))
      return Tree.Node(label, (parts ?? []).map(node))
    }
    // cell: end
    try cell.code()
    let ids = tokenizer.encode(" strawberries")
    let id = ids.max { tokenizer.bytes(of: $0).count < tokenizer.bytes(of: $1).count }!
    let length = tokenizer.bytes(of: id).count
    let letters = leaves(of: id)
    try cell.show(
      Tree(
        node(id),
        caption:
          "Token \(id) is made of \(letters.count) bytes by \(letters.count - 1) merges, not by grammar: "
          + "only counts decided where the parts begin."))
    try cell.check("the leaves are the bytes of the token, in order", letters, not: letters.reversed()) {
      tokenizer.bytes(of: $0) == tokenizer.bytes(of: id) && $0.count == length
    }
  }

  /// The bytes that a token was joined from, as ids.
  private func leaves(of id: Int) -> [Int] {
    guard let merge = tokenizer.merge(making: id) else { return [id] }
    return leaves(of: merge.left) + leaves(of: merge.right)
  }

  func yourText(_ cell: Cell) throws {
    let text = page.invocation.text("text")
    guard !text.isEmpty else {
      throw Failure("the text to cut is empty", hint: "Write --set text=\"some words\"", code: .wrongUsage)
    }
    let folder = page.invocation.text("gpt2")
    try cell.say(
      """
      A token is a unit of text: a word or a part of one. All that a model reads and writes is tokens. A \
      frequent word is one token, a rare one several. 
      """
        + (folder == "none"
          ? "Cut a text of yours: --set text=\"...\". If you have the files of GPT-2: --set gpt2=FOLDER."
          : "Below it, the same text cut by the vocabulary in the folder that you named."))
    try show(text, tokenizer, "Our", cell)
    if folder != "none" { try show(text, try gpt2(in: folder), "The other", cell) }
  }

  private func show(_ text: String, _ tokenizer: BytePairTokenizer, _ whose: String, _ cell: Cell) throws {
    let ids = tokenizer.encode(text)
    let shown = Array(ids.prefix(60))
    let rest = shown.count < ids.count ? " The first \(shown.count) are shown." : ""
    try cell.show(
      TokenRow(
        shown.map { visible(tokenizer.bytes(of: $0)) }, ids: shown,
        caption: "\(whose) vocabulary of \(tokenizer.vocabularySize.grouped) tokens cuts \(text.utf8.count) "
          + "bytes into \(ids.count)." + rest))
    try cell.check("the tokens joined are the text, byte for byte", ids, not: ids.dropLast()) {
      tokenizer.bytes(of: $0) == Array(text.utf8)
    }
  }

  /// The tokenizer of a Hugging Face folder.
  ///
  /// - Throws: `Failure` with exit code 3 if it is none.
  private func gpt2(in folder: String) throws -> BytePairTokenizer {
    do { return try BytePairTokenizer(folder: URL(filePath: folder)) } catch let problem as FileProblem {
      throw Failure(
        "the folder of --set gpt2 cannot be read: \(problem.happened)", at: problem.file,
        hint: "Name a folder with GPT-2's vocab.json and merges.txt. \(problem.remedy)", code: .badFile)
    }
  }

  func anyBytes(_ cell: Cell) throws {
    try cell.say(
      "Every byte is a token by itself, so there is no unknown text. What was never seen is only cut finer.")
    try cell.predict(
      "The merges were learned from English. What happens to Arabic, to an emoji, to bytes that are no text?")
    let samples: [(String, [UInt8])] = [
      ("English", Array("cows eat grass".utf8)), ("emoji", Array("\u{1F404}\u{1F33F}".utf8)),
      ("Arabic", Array("\u{628}\u{642}\u{631}\u{629}".utf8)),
      ("broken UTF-8", [0x63, 0xF0, 0x9F, 0x90, 0x77]),
    ]
    // cell: any-bytes
    func roundTrip(_ bytes: [UInt8]) -> [UInt8] {
      tokenizer.bytes(of: tokenizer.encode(bytes: bytes))
    }
    // cell: end
    try cell.code()
    let rows = samples.map { name, bytes in
      [
        name, visible(bytes), "\(bytes.count)", "\(tokenizer.encode(bytes: bytes).count)",
        roundTrip(bytes) == bytes ? "yes" : "no",
      ]
    }
    try cell.show(
      Table(
        [.text("what"), .text("the bytes"), .number("bytes"), .number("tokens"), .text("back the same")],
        rows,
        caption: "\(rows.count { $0[4] == "yes" }) of \(rows.count) come back the same."))
    let strings = randomStrings(page.invocation.integer("strings"))
    let throughText = { (bytes: [UInt8]) in Array(String(decoding: bytes, as: UTF8.self).utf8) }
    try cell.check(
      "\(strings.count.grouped) random byte strings come back unchanged (kept as text, they would not)",
      roundTrip, not: throughText
    ) { trip in strings.allSatisfy { trip($0) == $0 } }
  }

  /// Strings of up to 64 bytes, all bytes equally likely.
  private func randomStrings(_ count: Int) -> [[UInt8]] {
    var generator = SeededGenerator(seed: page.invocation.seed, stream: "random bytes")
    let strings = (0..<count).map { _ in
      (0..<generator.below(65)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    }
    return strings.dropLast() + [[0x80]]  // one that is certainly no text
  }
}
