// What is saved by keeping keys and values, what that costs in memory, and how heads that share them save it.
// Follows Ainslie et al. 2023 (grouped-query attention). Sizes: Brown et al. 2020, table 2.1.

import Basics
import Notebook
import Pictures
import TinyLM
import TinyTensor

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

// cell: cache-memory
/// Bytes of the keys and values that are kept for one text.
func cacheBytes(
  layers: Int, words: Int, keyHeads: Int, headSize: Int,
  bytesPerNumber: Int
) -> Int {
  let numbers = keyHeads * headSize  // of one key, or one value
  return 2 * layers * words * numbers * bytesPerNumber
}
// cell: end

extension Lesson {
  func cache(_ cell: Cell) throws {
    try cell.say(
      "A model writes one word at a time. The keys and values of the words so far never change, because no word "
        + "looks ahead. So they are kept, and only the new word is computed: this is the **key-value cache** (KV "
        + "cache).")
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

  /// A model with a cache: its size, the heads that look, and the heads that keep keys and values.
  private struct CacheSize {
    let name: String
    let sizes: GPTConfiguration
    let keyHeads: Int
    let bytesPerNumber: Int

    /// The bytes for a text that fills the context.
    var bytes: Int {
      cacheBytes(
        layers: sizes.layers, words: sizes.context, keyHeads: keyHeads, headSize: sizes.width / sizes.heads,
        bytesPerNumber: bytesPerNumber)
    }
  }

  func cacheMemory(_ cell: Cell) throws {
    let (own, gpt2, gpt3) = (try sizes(), published[0].sizes, published[2].sizes)
    let all = [
      CacheSize(name: "this page", sizes: own, keyHeads: own.heads, bytesPerNumber: 4),
      CacheSize(name: "GPT-2 small", sizes: gpt2, keyHeads: gpt2.heads, bytesPerNumber: 2),
      CacheSize(name: "GPT-3", sizes: gpt3, keyHeads: gpt3.heads, bytesPerNumber: 2),
      CacheSize(name: "GPT-3, 8 groups", sizes: gpt3, keyHeads: 8, bytesPerNumber: 2),
    ]
    try cell.say(
      "The cache costs memory: a key and a value for each word, in each block and head. So newer models let a "
        + "group of heads share one key and one value, while each keeps a query of its own. This is "
        + "**grouped-query attention** (GQA). We also count a GPT-3 whose \(gpt3.heads) heads form "
        + "\(all[3].keyHeads) groups.")
    try cell.code()
    try cell.predict(
      "How much does GPT-3 keep for one text of \(gpt3.context.grouped) words: kilobytes, megabytes or gigabytes?"
    )
    try cell.show(cacheTable(all))
    try cell.check(
      "in 8 groups the heads of GPT-3 keep a twelfth of what they keep alone (control: not of what GPT-2 keeps)",
      all[2].bytes, not: all[1].bytes
    ) { $0 == 12 * all[3].bytes }
    let library = numbersHeld(in: GPTCache(for: try untrained(), sequences: 1))
    try cell.check(
      "the library's cache for the model of this page holds as many numbers (control: not half as many)",
      all[0].bytes, not: all[0].bytes / 2
    ) { $0 == 4 * library }
  }

  private func cacheTable(_ all: [CacheSize]) -> Table {
    Table(
      [
        .text("model"), .number("layers"), .number("words"), .text("heads that keep"),
        .number("bytes a number"), .number("cache"),
      ],
      all.map {
        [
          $0.name, "\($0.sizes.layers)", $0.sizes.context.grouped,
          "\($0.keyHeads) of size \($0.sizes.width / $0.sizes.heads)", "\($0.bytesPerNumber)",
          bytesText($0.bytes),
        ]
      },
      caption:
        "One text of \(all[2].sizes.context.grouped) words in GPT-3 takes \(bytesText(all[2].bytes)) beside "
        + "the weights, and \(bytesText(all[3].bytes)) with 8 groups.")
  }

  private func bytesText(_ bytes: Int) -> String {
    switch bytes {
    case ..<1_000_000: (Double(bytes) / 1e3).fixed(1) + " kB"
    case ..<1_000_000_000: (Double(bytes) / 1e6).fixed(1) + " MB"
    default: (Double(bytes) / 1e9).fixed(1) + " GB"
    }
  }
}

/// How many numbers all tensors inside a value hold, however deep they lie.
private func numbersHeld(in value: Any) -> Int {
  if let tensor = value as? Tensor { return tensor.count }
  return Mirror(reflecting: value).children.map { numbersHeld(in: $0.value) }.reduce(0, +)
}
