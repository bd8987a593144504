// Cells on the window of a model, which is counted in tokens, and on what the same text costs in other scripts.

import Basics
import Notebook
import Pictures
import TinyLM
import TinyTensor
import TinyWorld

extension Lesson {
  func context(_ cell: Cell) throws {
    let window = page.invocation.integer("context")
    try cell.say(
      """
      All that a model reads and writes is tokens, and it handles a fixed number of them at once: its \
      context. When a text is longer, the oldest tokens fall out.
      """
    )
    let secret = "my name is zelda and i live in oslo."
    let ids = tokenizer.encode(
      conversation(after: secret, tokens: 2 * window) + " what is my name?")
    // cell: context
    let seen = Array(ids.suffix(window))
    let lost = Array(ids.dropLast(window))
    // cell: end
    try cell.code()
    try cell.show(
      SideBySide(
        about: "\(ids.count) tokens, a window of \(window)",
        [("falls out: \(lost.count) tokens", short(lost)), ("is seen: \(seen.count) tokens", short(seen))],
        caption:
          "The name stands in the text, but a model that sees only the last \(window) tokens cannot know it.")
    )
    try cell.check("the name is not in what the model sees (in a large enough window it is)", seen, not: ids)
    {
      !tokenizer.decode($0).contains("zelda")
    }
    let bytes = Double(tokenizer.bytes(of: ids).count) / Double(ids.count)
    try cell.say(
      """
      At \(bytes.fixed(1)) bytes a token, \(window) tokens hold about \(Int(bytes * Double(window))) \
      letters. The answer is made of tokens too and needs room in the same window.
      """
    )
  }

  /// A first sentence and documents of the world, of at least so many tokens.
  private func conversation(after first: String, tokens: Int) -> String {
    var generator = SeededGenerator(seed: page.invocation.seed, stream: "conversation")
    var text = first
    while tokenizer.encode(text).count < tokens {
      let document = world.document(using: &generator)
      if !document.kind.asks { text += " " + document.text.asRead }  // others may tell a name of their own
    }
    return text
  }

  /// The text of tokens, of a long one the beginning and the end.
  private func short(_ ids: [Int]) -> String {
    let text = tokenizer.decode(ids)
    return text.utf8.count <= 300 ? text : text.prefix(150) + " [...] " + text.suffix(150)
  }

  func scripts(_ cell: Cell) throws {
    try cell.say(
      """
      Limits and prices are counted in tokens, but the merges were learned from English. The same sentence \
      in another language finds few merges, and in another script nearly none.
      """
    )
    try cell.predict("Chinese writes this sentence with very few characters. Will it take few tokens?")
    let rows = sentences.map { language, sentence in
      (language, sentence.count, sentence.utf8.count, tokenizer.encode(sentence).count)
    }
    let english = rows[0].3
    try cell.show(
      Table(
        [
          .text("language"), .number("characters"), .number("bytes"), .number("tokens"),
          .number("times English"),
        ],
        rows.map { [$0, "\($1)", "\($2)", "\($3)", (Double($3) / Double(english)).fixed(1)] },
        caption:
          "\"\(sentences[0].sentence)\" is \(english) tokens in English and \(rows.map(\.3).max()!) in "
          + "\(rows.max { $0.3 < $1.3 }!.0)."))
    try cell.check(
      "every other language takes more tokens than English (it is not so for characters)", rows.map(\.3),
      not: rows.map(\.1)
    ) { counts in counts.dropFirst().allSatisfy { $0 > counts[0] } }
    try cell.say(
      """
      A vocabulary learned from many languages shares its room among \
      them. That is why the makers choose that text with care.
      """
    )
    cell.record(Metric("dearestScript", Double(rows.map(\.3).max()!) / Double(english)))
  }
}

/// One sentence in several languages and scripts, in small letters.
private let sentences: [(language: String, sentence: String)] = [
  ("English", "cows eat grass."), ("Spanish", "las vacas comen hierba."), ("Turkish", "inekler ot yer."),
  ("Greek", "οι αγελάδες τρώνε γρασίδι."), ("Russian", "коровы едят траву."),
  ("Arabic", "الأبقار تأكل العشب."),
  ("Hindi", "गायें घास खाती हैं।"), ("Chinese", "牛吃草。"),
]
