// How large the published models are, and what has changed since then.
// Sizes: Radford et al. 2019, table 2; Brown et al. 2020, table 2.1; OpenAI 2025, gpt_oss/torch/model.py of
// https://github.com/openai/gpt-oss.

import Basics
import Notebook
import Pictures
import TinyLM

// cell: chatgpt
/// Vocabulary, context, width, layers, heads: as published.
let published = [
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

// cell: experts
/// The parameters of gpt-oss, part by part: all of them, and
/// those that work on one token.
func parametersWithExperts(
  layers: Int = 24, width c: Int = 2880, vocabulary: Int = 201_088,
  experts: Int = 32, chosen: Int = 4
) -> [(part: String, all: Int, used: Int)] {
  let (heads, keyHeads, size) = (64, 8, 64)
  let expert = (c + 1) * 2 * c + (c + 1) * c  // up (twice), down
  let attention =
    (c + 1) * (heads + 2 * keyHeads) * size  // queries, keys, values
    + (heads * size + 1) * c + heads  // mixing the heads
  let router = (c + 1) * experts
  let rest = attention + router + 2 * c  // and two norms
  return [
    ("word table", vocabulary * c, c),
    ("attention, router, norms", layers * rest + c, layers * rest + c),
    ("experts", layers * experts * expert, layers * chosen * expert),
    ("output head", vocabulary * c, vocabulary * c),
  ]
}
// cell: end

extension Lesson {
  func chatGPT(_ cell: Cell) throws {
    try cell.say(
      "The transformer is core to modern tools: GPT stands for generative pre-trained transformer. ChatGPT grew out "
        + "of GPT-3. The models behind ChatGPT today are not published, but for these three the sizes are, and the "
        + "library counts their parameters.")
    try cell.code()
    try cell.show(sizesTable())
    let count = { (sizes: GPTConfiguration) in sizes.parameterCount }
    var thinner = published[0].sizes
    thinner.layers -= 1
    try cell.check(
      "our count gives the 124,439,808 parameters of GPT-2 small (control: with a block less it does not)",
      published[0].sizes, not: thinner
    ) { count($0) == 124_439_808 }
    try cell.check(
      "and 175 billion for GPT-3, within 1 % (control: GPT-2 XL has not)", published[2].sizes,
      not: published[1].sizes
    ) {
      abs(Double(count($0)) / 175e9 - 1) < 0.01
    }
    let small = published[0].sizes
    cell.record(Metric("wordTableOfGPT2", Double(small.vocabularySize * small.width) / Double(count(small))))
  }

  /// The model of this page beside published ones, of which the last is GPT-3.
  private func sizesTable() throws -> Table {
    let own = try sizes()
    let all = [("this page", own)] + published
    return Table(
      [
        .text("model"), .number("layers"), .number("heads"), .number("width"), .number("context"),
        .number("parameters"), .number("not tied"),
      ],
      all.map { name, sizes in
        [
          name, "\(sizes.layers)", "\(sizes.heads)", sizes.width.grouped, sizes.context.grouped,
          sizes.parameterCount.grouped, (sizes.parameterCount + sizes.vocabularySize * sizes.width).grouped,
        ]
      },
      caption:
        "GPT-3 has \((published[2].sizes.parameterCount / own.parameterCount).grouped) times as many parameters as "
        + "the model of this page. \"Not tied\": with a second word table as output head.")
  }

  func experts(_ cell: Cell) throws {
    try cell.say(
      "What has changed since GPT-3? In 2025 OpenAI published **gpt-oss**, and we can count. Its positions are "
        + "rotary, its norms RMSNorm, its heads grouped. Where our block has one feed-forward layer it has many, its "
        + "**experts**. A **router** scores them, and a token goes through the few best ones only. This is a "
        + "**mixture of experts** (MoE).")
    try cell.code()
    let parts = parametersWithExperts()
    let (all, used) = (parts.map(\.all).reduce(0, +), parts.map(\.used).reduce(0, +))
    try cell.show(
      Table(
        [.text("gpt-oss-20b"), .number("parameters"), .number("for one token")],
        parts.map { [$0.part, $0.all.grouped, $0.used.grouped] } + [["together", all.grouped, used.grouped]],
        caption:
          "Each token meets \(percent(Double(used) / Double(all))) of the parameters; another token may meet others."
      ))
    let dense = parametersWithExperts(experts: 1, chosen: 1)
    try cell.check(
      "our count gives the published 20.9 billion (control: with one expert it does not)", parts, not: dense
    ) { hundredMillions($0.map(\.all)) == 209 }
    try cell.check(
      "and the published 3.6 billion for one token (control: with all experts it does not)", parts,
      not: parametersWithExperts(chosen: 32)
    ) { hundredMillions($0.map(\.used)) == 36 }
    cell.record(Metric("expertShare", Double(used) / Double(all)))
  }

  private func hundredMillions(_ counts: [Int]) -> Int {
    let sum: Int = counts.reduce(0, +)
    return (sum + 50_000_000) / 100_000_000
  }
}
