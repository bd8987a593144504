// The units that a text can be cut into without learning anything: bytes, characters, words; and why none will do.

import Basics
import Notebook
import Pictures
import TinyLM

extension Lesson {
  func bytes(_ cell: Cell) throws {
    try cell.say(
      """
      A text in a computer is a row of bytes: numbers from 0 to 255. A plain English letter is one byte; \
      other letters take two to four. This code is called UTF-8.
      """
    )
    let text = "A caf\u{E9} \u{1F600}"
    // cell: bytes
    let bytes = text.unicodeScalars.map { character in
      (character, Array(String(character).utf8))
    }
    // cell: end
    try cell.code()
    let rows = bytes.map { character, bytes in
      [
        visible(String(character)), bytes.map { String($0) }.joined(separator: " "),
        bytes.map(hex).joined(separator: " "),
      ]
    }
    let all = bytes.flatMap(\.1)
    try cell.show(
      Table(
        [.text("character"), .text("bytes"), .text("in hexadecimal")], rows,
        caption:
          "\(bytes.count) characters are \(all.count) bytes. (The page shows what is not plain ASCII as "
          + "\\u{...}, and a space as _.)"))
    try cell.check("the bytes give back the text", all, not: all.dropLast()) {
      String(decoding: $0, as: UTF8.self) == text
    }
  }

  func characters(_ cell: Cell) throws {
    try cell.say(
      """
      A model needs a fixed list of units, its vocabulary, and gives each unit a number, its id. The \
      simplest list holds all characters of a text. The text here is the small world of this book: short \
      pieces about countries, animals, food and people, and conversations as people type them. All of it is in \
      small letters (the cell `spellings` says why). Later chapters train on it.
      """
    )
    // cell: characters
    let tokenizer = CharacterTokenizer(of: learningText)
    let ids = try tokenizer.encode("cows eat grass.")
    // cell: end
    try cell.code()
    let count = tokenizer.characters.count
    try cell.show(
      TokenRow(
        ids.map { visible(tokenizer.bytes(of: $0)) }, ids: ids,
        caption:
          "\(count) characters are enough for the world's text, but three words take \(ids.count) units."))
    try cell.check("the ids give back the text", ids, not: ids.reversed()) {
      tokenizer.decode($0) == "cows eat grass."
    }
  }

  func words(_ cell: Cell) throws {
    try cell.say(
      """
      Take whole words instead. Each keeps the space before it, so nothing is lost. Now the rows are short. \
      But the list is long, and a word that is not on it has no number.
      """
    )
    try cell.predict("Of the words in a text that was not used to make the list, how many are not on it?")
    // cell: words
    let known = Set(BytePairTokenizer.words(of: learningText))
    let words = BytePairTokenizer.words(of: heldOutText)
    let unknown = words.filter { !known.contains($0) }
    // cell: end
    try cell.code()
    try cell.show(unitTable(known: known, words, unknown: unknown))
    try cell.say(
      """
      \(unknown.count) words are unknown. Some are names that stories made up, others are slips of people who \
      type. A list of all English words would be far longer, and would still miss the next name, the next slip \
      and every other language. So neither will do: we want short rows, and nothing unknown.
      """
    )
    try cell.check("new text holds words that have no number", heldOutText, not: learningText) { text in
      BytePairTokenizer.words(of: text).contains { !known.contains($0) }
    }
    let share = Double(unknown.count) / Double(words.count)
    cell.record(Metric("unknownWordsPercent", 100 * share))
    cell.record(Metric("wordsInList", Double(known.count)))
  }

  /// Bytes, characters and words, measured on the new text.
  private func unitTable(known: Set<String>, _ words: [String], unknown: [String]) -> Table {
    let alphabet = Set(learningText.unicodeScalars)
    let lines = Double(heldOutText.utf8.count { $0 == UInt8(ascii: "\n") })
    let scalars = heldOutText.unicodeScalars
    let missing = scalars.count { !alphabet.contains($0) }
    func row(_ name: String, _ size: Int, _ count: Int, _ unknown: Int) -> [String] {
      [
        name, size.grouped, (Double(count) / lines).fixed(1),
        (100 * Double(unknown) / Double(count)).fixed(2) + " %",
      ]
    }
    return Table(
      [.text("unit"), .number("in the list"), .number("units per line"), .number("unknown")],
      [
        row("byte", 256, heldOutText.utf8.count, 0),
        row("character", alphabet.count, scalars.count, missing),
        row("word", known.count, words.count, unknown.count),
      ],
      caption: "Measured on \(Int(lines)) new lines of the small world. Unknown words, for example: "
        + Array(unknown.uniqued.prefix(8)).map(visible).joined(separator: ", ") + ".")
  }
}

extension Array where Element: Hashable {
  /// Each element once, in the order in which it was first met.
  var uniqued: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
