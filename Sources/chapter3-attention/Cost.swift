// What looking costs when texts grow, what is saved by keeping keys and values, and how large the real ones are.
// Sizes: Radford et al. 2019, table 2; Brown et al. 2020, table 2.1.

import Basics
import Notebook
import Pictures
import TinyLM
import TinyTensor

// cell: cost
/// Multiplications in one block, counted word by word.
func multiplications(
  words: Int, width: Int
) -> (inMatrices: Int, looking: Int) {
  var (inMatrices, looking) = (0, 0)
  for word in 0..<words {
    inMatrices += 3 * width * width  // query, key, value
    inMatrices += width * width  // mixing the heads
    inMatrices += 8 * width * width  // feed-forward, up and down
    looking += (word + 1) * width  // a score for each word so far
    looking += (word + 1) * width  // a share of each value
  }
  return (inMatrices, looking)
}
// cell: end

// cell: cache
/// Multiplications in one block to write the word number `word`.
func work(word: Int, width: Int, isCached: Bool) -> Int {
  if isCached {  // the new word alone looks at what was kept
    return 12 * width * width + 2 * word * width
  }
  let all = multiplications(words: word, width: width)
  return all.inMatrices + all.looking
}
// cell: end

/// The width of the smallest GPT-2.
private let realWidth = 768

extension Lesson {
  func cost(_ cell: Cell) throws {
    try cell.say(
      "Every word looks at every word before it, so the scores grow with the "
        + "square of the length. The matrices work on each word once, so they grow "
        + "with the length. Counted for blocks as wide as in the smallest GPT-2."
    )
    try cell.code()
    let lengths = stride(from: 256, through: 16_384, by: 256).map { $0 }
    let counts = lengths.map { multiplications(words: $0, width: realWidth) }
    let crossing = zip(lengths, counts).first { $1.looking >= $1.inMatrices }?.0 ?? 0
    try cell.show(
      LineChart(
        x: Axis("words in the text"), y: Axis("multiplications in one block", unit: "billions"),
        [
          Series("matrices", zip(lengths, counts).map { (Double($0), Double($1.inMatrices) / 1e9) }),
          Series("looking", zip(lengths, counts).map { (Double($0), Double($1.looking) / 1e9) }),
        ],
        caption: "At about \(crossing.grouped) words the looking overtakes all the rest."))
    let (short, long) = (1024, 2048)
    try cell.predict("A text becomes 10 times as long. How many times more looking is there?")
    try cell.check(
      "twice the text takes 4 times the looking, within 1 %", { $0.looking }, not: { $0.inMatrices }
    ) { (part: ((inMatrices: Int, looking: Int)) -> Int) in
      let before = part(multiplications(words: short, width: realWidth))
      let after = part(multiplications(words: long, width: realWidth))
      return abs(Double(after) / Double(before) - 4) < 0.04
    }
    var random = generator("counting shares")
    let vectors = Tensor(normal: [1, 64, 3 * 8], using: &random)
    let (queries, keys) = (vectors.slice(0..<8, along: 2), vectors.slice(8..<16, along: 2))
    try cell.check(
      "the library's attention over 64 words has 64 x 65 / 2 shares above 0",
      vectors.attentionWeights(heads: 1),
      not: attentionWeights(queries, keys, isMasked: false)
    ) { $0.values.count { $0 > 0 } == 64 * 65 / 2 }
  }

  func cache(_ cell: Cell) throws {
    try cell.say(
      "A model writes one word at a time. The keys and values of the words so "
        + "far never change, because no word looks ahead. So they are kept, "
        + "and only the new word is computed: this is the key-value cache.")
    try cell.code()
    let words = stride(from: 16, through: 1024, by: 16).map { $0 }
    let (bare, cached) = (total(isCached: false), total(isCached: true))
    try cell.show(
      LineChart(
        x: Axis("which word is written"), y: Axis("multiplications in one block", unit: "billions"),
        [false, true].map { isCached in
          Series(
            isCached ? "with cache" : "without cache",
            words.map { (Double($0), Double(work(word: $0, width: realWidth, isCached: isCached)) / 1e9) })
        },
        caption:
          "Writing 1,024 words takes \((Double(bare) / Double(cached)).fixed(0)) times less work with a "
          + "cache."))
    let model = try untrained().frozen()
    let tokens = examination(withNewPair: false)[0].tokens
    let whole = model.logits(tokens, sequences: 1).values.suffix(model.configuration.vocabularySize)
    try cell.check("word by word with the cache, the library gives the same logits to 1e-5", true, not: false)
    {
      difference(lastScores(model, tokens, keepsPast: $0), Array(whole)) < 1e-5
    }
    cell.record(Metric("cacheSaving", Double(bare) / Double(cached)))
  }

  private func total(isCached: Bool) -> Int {
    (1...1024).reduce(0) { $0 + work(word: $1, width: realWidth, isCached: isCached) }
  }

  /// The logits after the last token, with the model reading one token at a time.
  private func lastScores(_ model: GPT, _ tokens: [Int], keepsPast: Bool) -> [Float] {
    let cache = GPTCache(for: model, sequences: 1)
    var logits: [Float] = []
    for token in tokens {
      if !keepsPast { cache.clear(0) }
      logits = model.nextLogits([token], sequences: [0], cache: cache).values
    }
    return logits
  }

  func chatGPT(_ cell: Cell) throws {
    try cell.say(
      "The transformer is core to modern tools: the letters of GPT stand for generative pre-trained "
        + "transformer. ChatGPT grew out of GPT-3. What is in its models today is not published, but for "
        + "these three the sizes are, and the library counts their parameters.")
    // cell: chatgpt
    let known = [
      ("GPT-2 small", 50_257, 1024, 768, 12, 12),
      ("GPT-2 XL", 50_257, 1024, 1600, 48, 25),
      ("GPT-3", 50_257, 2048, 12_288, 96, 96),
    ].map { name, vocabulary, context, width, layers, heads in
      let sizes = GPTConfiguration(
        vocabularySize: vocabulary, context: context,
        width: width, layers: layers, heads: heads)
      return (name: name, sizes: sizes)
    }
    // cell: end
    try cell.code()
    try cell.show(sizesTable(known))
    let count = { (sizes: GPTConfiguration) in sizes.parameterCount }
    var thinner = known[0].sizes
    thinner.layers -= 1
    try cell.check(
      "our count gives the 124,439,808 parameters of the published GPT-2 small", known[0].sizes, not: thinner
    ) { count($0) == 124_439_808 }
    try cell.check("and 175 billion for GPT-3, within 1 %", known[2].sizes, not: known[1].sizes) {
      abs(Double(count($0)) / 175e9 - 1) < 0.01
    }
  }

  /// The model of this page beside published ones, of which the last is GPT-3.
  private func sizesTable(_ known: [(name: String, sizes: GPTConfiguration)]) throws -> Table {
    let own = try sizes()
    let all = [("the model of this page", own)] + known
    return Table(
      [
        .text("model"), .number("layers"), .number("heads"), .number("width"), .number("context"),
        .number("parameters"),
      ],
      all.map { name, sizes in
        [
          name, "\(sizes.layers)", "\(sizes.heads)", sizes.width.grouped, sizes.context.grouped,
          sizes.parameterCount.grouped,
        ]
      },
      caption:
        "GPT-3 has \((known[2].sizes.parameterCount / own.parameterCount).grouped) times as many parameters as "
        + "the model of this page.")
  }

  /// The three sentences at the end.
  func saw() throws -> [String] {
    let model = try trainedModel().model
    let look = model.looks(examination(withNewPair: false)).map(\.atAnswer).max() ?? 0
    return [
      "Attention lets a word ask a question, match it with the keys of the words before it, and gather their "
        + "values; a mask keeps it from looking ahead, and positions tell it the order.",
      "A model of \(model.parameterCount.grouped) parameters learned to put "
        + "\(look.fixed(2)) of its attention on the one word that holds the answer, "
        + "and answers \(percent(model.accuracy(examination(withNewPair: false)))) "
        + "of new rows; without looking back it guesses.",
      "The blocks of ChatGPT are built in the same way. What they learn from plain text is the next chapter.",
    ]
  }
}
